"""Cost: what each shape of a selection is worth, with numbers in the document and in variables."""

import pytest

from superapp.api.documents import Documents
from superapp.api.errors import RequestRefused
from tests.api import toy
from tests.asking import Asker


@pytest.fixture(scope="module")
def documents() -> Documents:
    return Documents(toy.contract(), profile="closed")


def cost_of(documents: Documents, text: str, **variables: object) -> int:
    return documents.read(text).operations[0].cost(variables)


@pytest.mark.parametrize(
    ("text", "cost"),
    [
        ("{ whoami instant __typename }", 0),
        ('{ town(code: "x") { name people } }', 1),
        ('{ town(code: "x") { river { name } } }', 2),
        ('{ town(code: "x") { rivers { name } } }', 1 + 3),
        ('{ town(code: "x") { rivers { twin { name } } } }', 1 + 3 * 2),
        ("{ towns { edges { node { name } } } }", 20),
        ("{ towns { edges { cursor } } }", 20),
        ("{ towns { pageInfo { hasNextPage } } }", 0),
        ("{ towns(first: 7) { edges { node { river { name } } } } }", 14),
        ("{ towns(last: 7) { edges { node { name } } } }", 7),
        ("{ towns(first: 0) { edges { node { name } } } }", 0),
        ("{ towns(first: 7) { totalCount edges { node { name } } } }", 27),
        ("{ a: towns(first: 7) { totalCount } b: towns { totalCount } }", 40),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', 3),
        ('{ nodes(ids: "a") { ... on Town { river { name } } } }', 2),
        ("{ slow { name } }", 100 * 3),
        ('mutation { nameTown(input: {code: "x", newName: "y"}) { town { name } problems { code } } }', 11),
        (
            "{ towns(first: 5) { edges { ...e } } } fragment e on TownEdge { node { ...t } }"
            " fragment t on Town { river { name } }",
            10,
        ),
        ("{ towns(first: 5) { ... { edges { ... on TownEdge { node { name } } } } } }", 5),
    ],
)
def test_the_cost_of_a_selection(documents: Documents, text: str, cost: int):
    assert cost_of(documents, text) == cost


def test_variables_say_how_large_a_page_is(documents: Documents):
    text = """query ($n: Int, $m: Int = 3) { a: towns(first: $n) { ...c } b: towns(last: $m) { ...c } }
      fragment c on TownConnection { edges { node { river { name } } } }"""

    assert cost_of(documents, text, n=10, m=3) == 26
    assert cost_of(documents, text, m=100) == 40 + 200


def test_the_length_of_a_list_of_ids_counts(documents: Documents):
    text = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Town { river { name } } } }"

    assert cost_of(documents, text, ids=["a"] * 9) == 18


def test_fragments_that_double_stay_quick_and_are_counted_in_full(documents: Documents, settings):
    settings.GRAPHQL_LIMITS = {"repeats": 2**20}
    links = [f"fragment f{n} on River {{ ...f{n + 1} ... on River {{ ...f{n + 1} }} }}" for n in range(17)]
    text = (
        "query ($n: Int) { towns(first: $n) { edges { node { river { ...f0 } } } } } "
        + " ".join(links)
        + " fragment f17 on River { twin { name } }"
    )

    assert cost_of(documents, text, n=10) == 10 * (2 + 2**17)


@pytest.mark.parametrize("page", ["first: 101", "last: -1", "first: 1, last: 1"])
def test_a_page_nobody_may_ask_for_is_refused_with_the_document(documents: Documents, page: str):
    with pytest.raises(RequestRefused) as refused:
        documents.read(f"{{ towns({page}) {{ totalCount }} }}")

    assert refused.value.kind.code == "BAD_USER_INPUT"


def test_a_page_nobody_may_ask_for_is_refused_with_the_variables(ask: Asker):
    document = "query ($n: Int, $m: Int) { biggestTowns(first: $n, last: $m) { totalCount } }"

    for variables in ({"n": 101}, {"n": -1}, {"n": 1, "m": 1}):
        answer = ask(document, variables)
        assert (answer.data, answer.codes, "path" in answer.errors[0]) == (None, ["BAD_USER_INPUT"], False)
    assert ask(document, {"n": None, "m": 100}).data == {"biggestTowns": {"totalCount": 45}}


def test_what_costs_too_much_is_refused_and_more_is_allowed_when_signed_in(ask: Asker, citizen):
    document = (
        "{ a: biggestTowns(first: 100) { edges { node { "
        + " ".join(f"r{n}: rivers {{ twin {{ name }} }}" for n in range(9))
        + " } } } }"
    )

    nobody, somebody = ask(document), ask(document, viewer=citizen)

    assert nobody.codes == ["TOO_COMPLEX"]
    assert nobody.errors[0]["extensions"] == {
        "code": "TOO_COMPLEX",
        "limit": "cost",
        "allowed": 5000,
        "found": 100 * (1 + 9 * 6),
    }
    assert somebody.errors == []
    assert len(somebody.data["a"]["edges"]) == 45


def test_the_contract_lists_what_costs_something_or_is_public():
    assert (
        toy.contract().weights
        == """\
Mutations.nameTown: cost 10, never public
NameTownPayload.problems: cost 0, at most 100
PageInfo: public
Query.biggestTowns: cost 0, a page at a time
Query.node: never public
Query.nodes: at most 100, by ids, never public
Query.publicTown: public, fresh 60 s
Query.slow: cost 3, at most 100
Query.towns: cost 0, a page at a time, public, fresh 300 s
River: public
Town: public
Town.mayor: never public
Town.rivers: at most 3
TownConnection: public
TownConnection.pageInfo: cost 0
TownConnection.totalCount: cost 20
TownEdge: public
TownEdge.node: cost 0
"""
    )
