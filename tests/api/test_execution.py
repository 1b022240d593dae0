"""The execution that waits for loaders answers as graphql-core does, and loads in batches."""

import dataclasses

import pytest
from graphql import ExecutionContext, GraphQLResolveInfo

from superapp.accounts.viewer import ANONYMOUS
from superapp.api.deferred import Deferred, all_of
from superapp.api.documents import Documents
from superapp.api.execution import execute
from tests.api import toy
from tests.api.running import new_context, run


@pytest.fixture(scope="module")
def documents() -> Documents:
    return Documents(toy.contract(), profile="open")


@pytest.fixture(autouse=True)
def fresh() -> None:
    toy.reset()


class Direct(ExecutionContext):
    """graphql-core's own execution; loaders are run at once, key by key, before their value is handed on."""

    def build_resolve_info(self, field_def, *rest) -> GraphQLResolveInfo:
        return super().build_resolve_info(field_def, *rest)

    def complete_value(self, return_type, field_nodes, info, path, result):
        if isinstance(result, Deferred):
            result = self.context_value.loaders.wait_for(result)
        return super().complete_value(return_type, field_nodes, info, path, result)


DOCUMENTS = [
    "{ towns(first: 3) { edges { cursor node { id name people river { name twin { name twin { lengthKm } } } } } } }",
    '{ a: strangeTown(river: "none") { river { name } } b: strangeTown(river: "none") { riverSurely { name } } }',
    '{ a: strangeTown(river: "bad") { name river { name } } b: strangeTown(river: "ping") { river { name } } }',
    '{ strangeTown(river: "bad") { riverSurely { name } } }',
    '{ strangeTown(river: "none") { rivers { name } } whoami }',
    '{ strangeTown(river: "dry") { name river { name } } whoami }',
    '{ node(id: "dG95OnRvd24tMDE") { id ... on Town { name } } }',
    "{ broken whoami }",
    "{ whoami surelyBroken }",
    "{ whoami broken b: broken }",
    'query ($times: Int) { echo(text: "x", times: $times) }',
    '{ node(id: "dG95OnRvd24tMDE") { id __typename ... on Town { ...t } } } '
    "fragment t on Town { people rivers { name } }",
    '{ nodes(ids: ["dG95OnRvd24tMDE", "x", "dG95OnRvd24tMDI"]) { id ... on Town { river { name } } } }',
    "{ t: __typename towns(first: 0) { edges { cursor } pageInfo { hasNextPage startCursor } totalCount } }",
    '{ town(code: "nowhere") { name } town(code: "nowhere") { people } whoami @skip(if: true) }',
    '{ __schema { queryType { name } } __type(name: "Town") { fields { name type { kind ofType { name } } } } }',
    "{ towns(last: 2) { edges { node { name rivers { name twin { name } } } } pageInfo { hasPreviousPage } } }",
]


@pytest.mark.parametrize("text", DOCUMENTS)
def test_the_answer_is_that_of_graphql_core(documents: Documents, text: str):
    ours, plain = run(documents, text), run(documents, text, Direct)

    assert ours.formatted == plain.formatted
    assert list(ours.data or {}) == list(plain.data or {})


def test_a_plain_resolver_error_is_an_error_of_its_field(documents: Documents):
    result = run(documents, "{ broken whoami }")

    assert result.data == {"broken": None, "whoami": "-"}
    assert [(error.path, str(error.original_error)) for error in result.errors] == [
        (["broken"], "secret 1234567890121")
    ]


def test_neighbours_are_loaded_together_and_chained_hops_level_by_level(documents: Documents):
    text = "{ towns(first: 6) { edges { node { river { twin { twin { name } } } } } } }"

    result = run(documents, text)

    assert result.errors is None
    assert toy.state.fetched == [["ping", "mun"]]


def test_each_key_is_fetched_once_in_a_request(documents: Documents):
    text = (
        '{ a: strangeTown(river: "ping") { river { twin { name } } } b: strangeTown(river: "ping") { river { name } } }'
    )

    run(documents, text)

    assert toy.state.fetched == [["ping"], ["mun"]]


def test_one_bad_key_fails_only_its_own_fields(documents: Documents):
    text = '{ bad: strangeTown(river: "bad") { river { name } } good: strangeTown(river: "mun") { river { name } } }'

    result = run(documents, text)

    assert result.data == {"bad": {"river": None}, "good": {"river": {"name": "Mun"}}}
    assert [error.path for error in result.errors] == [["bad", "river"]]
    assert toy.state.fetched == [["bad", "mun"]]


def test_a_failing_batch_fails_its_fields_and_nothing_else(documents: Documents):
    text = """{
      a: strangeTown(river: "dry") { name river { name } } b: strangeTown(river: "mun") { river { name } } whoami
    }"""

    result = run(documents, text)

    assert result.data == {"a": {"name": "Strange", "river": None}, "b": {"river": None}, "whoami": "-"}
    assert [error.path for error in result.errors] == [["a", "river"], ["b", "river"]]
    assert {str(error.original_error) for error in result.errors} == {"the river register is down"}


def test_a_non_null_field_that_fails_below_a_list_nulls_up_to_the_nearest_nullable(documents: Documents):
    text = """{
      ok: towns(first: 1) { edges { node { name } } }
      bad: strangeTown(river: "bad") { name riverSurely { name } rivers { name } }
      missing: strangeTown(river: "none") { rivers { name } }
    }"""

    result = run(documents, text)

    assert result.data == {
        "ok": {"edges": [{"node": {"name": "Town 01"}}]},
        "bad": None,
        "missing": None,
    }
    assert sorted(error.path[0] for error in result.errors) == ["bad", "missing"]


def test_a_deferred_non_null_error_at_the_root_nulls_all_data(documents: Documents):
    assert run(documents, "{ whoami surelyBroken }").data is None


def test_the_fields_of_a_mutation_are_done_one_after_the_other(documents: Documents, db: None):
    text = """mutation {
      a: nameTown(input: {code: "town-09", newName: "A"}) { town { name river { name } } }
      b: nameTown(input: {code: "town-10", newName: "B"}) { town { name river { name } } }
    }"""

    result = run(documents, text)

    assert result.data == {
        "a": {"town": {"name": "A", "river": {"name": "Ping"}}},
        "b": {"town": {"name": "B", "river": {"name": "Mun"}}},
    }
    # Together they would be one fetch: the first is finished before the second begins.
    assert toy.state.fetched == [["ping"], ["mun"]]


def test_rows_are_counted(documents: Documents):
    known = documents.read("{ towns(first: 7) { edges { node { rivers { name } } } } }")
    context = new_context()

    execute(documents.contract.graphql_schema, known.operations[0].node, known.fragments, {}, context)

    assert context.rows == 7 + 7


def test_time_used_up_is_noticed_in_a_list(documents: Documents):
    result = run(documents, "{ slow { name } }")

    assert (result.data, [error.path for error in result.errors]) == (None, [["slow"]])
    assert type(result.errors[0].original_error).__name__ == "TimedOut"


def test_a_loader_that_answers_too_few_is_a_fault_of_its_fields(documents: Documents, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(toy.RiverByCode, "fetch", lambda self, keys: [])

    result = run(documents, '{ strangeTown(river: "ping") { name river { name } } }')

    assert result.data == {"strangeTown": {"name": "Strange", "river": None}}
    assert str(result.errors[0].original_error) == "RiverByCode answered 0 of 1 keys."


def test_a_null_variable_for_an_argument_that_must_be_given_is_the_clients_fault(documents: Documents):
    result = run(documents, 'query ($code: String = "x") { town(code: $code) { name } }', code=None)

    assert result.data == {"town": None}
    assert result.errors[0].extensions == {"code": "BAD_USER_INPUT"}


def test_a_deferred_follows_another_and_hands_on_its_error():
    outer, inner = Deferred(), Deferred()
    seen: list[object] = []
    outer.then(lambda value: value + 1).tell(lambda done: seen.append((done.value, done.error)))

    outer.settle(inner)
    inner.settle(1)

    assert seen == [(2, None)]
    failing = Deferred()
    failing.fail(ValueError("x"))
    assert failing.then(lambda _: 1, lambda error: type(error)).result() is ValueError
    with pytest.raises(ValueError, match="x"):
        failing.then(lambda _: 1).result()


def test_all_of_waits_for_each_and_keeps_the_order():
    late = Deferred()
    both = all_of([1, late, 3])

    late.settle(2)

    assert both.result() == [1, 2, 3]
    assert all_of([1, 2]) == [1, 2]


def test_a_context_knows_its_viewer_once():
    asked: list[int] = []
    context = dataclasses.replace(new_context(), find_viewer=lambda: asked.append(1) or ANONYMOUS)

    assert (context.viewer, context.viewer) == (ANONYMOUS, ANONYMOUS)
    assert asked == [1]
