"""Mutations: an input becomes plain values, a refusal becomes a problem and undoes everything."""

from types import SimpleNamespace

import graphene
import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from superapp.api.contract import Contract, ContractError
from superapp.api.documents import Documents
from superapp.api.fields import Field, ListField
from superapp.api.mutations import Act, Mutation
from superapp.refusal import NotFound
from tests.api import toy
from tests.api.running import run
from tests.asking import Asker

NAME_TOWN = """mutation ($input: NameTownInput!) {
  nameTown(input: $input) { town { name } problems { code path message } }
}"""


def test_an_action_gets_plain_values_and_its_result_is_packed(ask: Asker, citizen):
    answer = ask(NAME_TOWN, {"input": {"code": "town-09", "newName": "ใหม่"}}, viewer=citizen)

    assert answer.data == {"nameTown": {"town": {"name": "ใหม่"}, "problems": []}}
    assert toy.state.acted == [(citizen.pseudonym, {"code": "town-09", "new_name": "ใหม่", "river_code": None})]


@pytest.mark.parametrize(
    ("language", "message"), [("th", "เมืองนี้มีคนน้อยกว่า 5000 คน"), ("en", "This town has fewer than 5000 people.")]
)
def test_a_refusal_is_a_problem_in_the_names_of_the_client(ask: Asker, language: str, message: str):
    answer = ask(NAME_TOWN, {"input": {"code": "town-01", "newName": "x"}}, language=language)

    assert answer.errors == []
    assert answer.data["nameTown"] == {
        "town": None,
        "problems": [{"code": "TOWN_TOO_SMALL", "path": ["newName", "0"], "message": message}],
    }
    assert answer.problems("nameTown") == [("TOWN_TOO_SMALL", ["newName", "0"])]


def test_an_unknown_field_of_the_input_is_refused(ask: Asker):
    answer = ask(NAME_TOWN, {"input": {"code": "town-09", "newName": "x", "other": 1}})

    assert (answer.data, answer.codes) == (None, ["BAD_USER_INPUT"])
    assert toy.state.acted == []


def test_the_enum_of_problems_lists_each_refusal_with_its_sentence():
    assert (
        '''enum ProblemCode {
  """Nothing by that name exists, or it is not open to you."""
  NOT_FOUND

  """This town has fewer than {least} people."""
  TOWN_TOO_SMALL
}'''
        in toy.contract().sdl
    )


def keep(key: str) -> None:
    Session.objects.create(session_key=key, session_data="x", expire_date=timezone.now())


class KeepAndRefuse(Mutation):
    """Keep a session, and refuse or fail if so asked."""

    class Input:
        key = graphene.String(required=True, description="The key.")
        end = graphene.String(required=True, description="How it ends.")

    key = Field(graphene.String, description="The key.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, object]:
        keep(input.key)
        if input.end == "refuse":
            raise NotFound
        if input.end == "fail":
            raise RuntimeError("surprise")
        return {"key": input.key}


def test_each_root_field_is_a_transaction_of_its_own(db: None):
    class Mutations(graphene.ObjectType):
        """Acts."""

        keep = KeepAndRefuse.field()

    contract = Contract(query=toy.Query, mutation=Mutations, types=[toy.Town], refusals=[NotFound])
    result = run(
        Documents(contract, profile="open"),
        """mutation {
          a: keep(input: {key: "a", end: ""}) { key }
          b: keep(input: {key: "b", end: "refuse"}) { key problems { code } }
          c: keep(input: {key: "c", end: "fail"}) { key }
          d: keep(input: {key: "d", end: ""}) { key }
        }""",
    )

    assert result.data == {
        "a": {"key": "a"},
        "b": {"key": None, "problems": [{"code": "NOT_FOUND"}]},
        "c": None,
        "d": {"key": "d"},
    }
    assert [error.path for error in result.errors] == [["c"]]
    assert sorted(Session.objects.values_list("session_key", flat=True)) == ["a", "d"]


def test_a_mutation_without_words_or_without_result_is_a_mistake_of_ours():
    with pytest.raises(TypeError, match="docstring"):
        type("Silent", (Mutation,), {"Input": type("Input", (), {}), "key": KeepAndRefuse.key})
    with pytest.raises(TypeError, match="gives nothing back"):
        type("Empty", (Mutation,), {"__doc__": "Nothing.", "Input": type("Input", (), {})})


def test_a_contract_that_is_not_described_or_bounded_does_not_start():
    class Thing(graphene.ObjectType):
        name = graphene.String()

    class Query(graphene.ObjectType):
        """Questions."""

        things = graphene.List(Thing, description="Things.", code=graphene.String())

    with pytest.raises(ContractError) as refused:
        Contract(query=Query, refusals=[])

    assert str(refused.value).splitlines()[1:] == [
        "- Query.things.code has no description",
        "- Thing has no description",
        "- Thing.name has no description",
        "- Query.things is a list of objects without a bound: use ListField or a connection",
    ]


def test_a_public_field_says_how_long_it_may_be_shown():
    with pytest.raises(TypeError, match="fresh_s"):
        Field(graphene.String, description="x", public=True)
    with pytest.raises(TypeError, match="at most 100"):
        ListField(graphene.String, description="x", most=101)
