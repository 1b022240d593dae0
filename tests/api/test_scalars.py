"""Scalars: what they take, and what they refuse before the database can."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from graphql import GraphQLError

from superapp.api.scalars import BANGKOK, UUID, BigInt, Date, DateTime
from tests.asking import Asker

ECHO = """query ($big: BigInt, $day: Date, $at: DateTime, $id: UUID) {
  echo(big: $big, day: $day, instant: $at, unique: $id)
}"""


@pytest.mark.parametrize(("value", "taken"), [(0, 0), (2**53 - 1, 2**53 - 1), (-(2**53) + 1, -(2**53) + 1), (5.0, 5)])
def test_big_numbers_are_exact(value: object, taken: int):
    assert BigInt.parse_value(value) == taken


@pytest.mark.parametrize("value", [2**53, -(2**53), 1.5, 1e300, float("inf"), float("nan"), True, "5", None, []])
def test_other_numbers_are_refused(value: object):
    with pytest.raises(GraphQLError):
        BigInt.parse_value(value)


@pytest.mark.parametrize("value", [2**53, 1.0, Decimal(1), True, "1"])
def test_a_number_that_cannot_travel_is_a_mistake_of_ours(value: object):
    with pytest.raises(GraphQLError):
        BigInt.serialize(value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "20260221",
        "2026-W01-1",
        "2569-1-1",
        "1799-12-31",
        "3000-01-01",
        "2026-01-01T00:00:00",
        "๒๐๒๖-๐๑-๐๑",
        5,
        None,
    ],
)
def test_other_days_are_refused(value: object):
    with pytest.raises(GraphQLError):
        Date.parse_value(value)


@pytest.mark.parametrize(
    "value",
    [
        "2026-11-21T09:30:00", "2026-11-21", "2026-11-21T25:00:00Z", "2026-11-21T09:30:00+25:00",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "1800-01-01T00:00:00+07:00",
        "2026-11-21 09:30:00Z", "2026-11-21T09:30Z", 5, None,
    ],
)  # fmt: skip
def test_other_instants_are_refused(value: object):
    with pytest.raises(GraphQLError):
        DateTime.parse_value(value)


@pytest.mark.parametrize(
    "value", ["6f9619ff8b864d01b42d00cf4fc964ff", "{6f9619ff-8b86-4d01-b42d-00cf4fc964ff}", "x", 5]
)
def test_other_uuids_are_refused(value: object):
    with pytest.raises(GraphQLError):
        UUID.parse_value(value)


def test_instants_are_given_out_in_thai_time():
    instant = DateTime.parse_value("2026-11-21t02:30:00.25z")

    assert (instant, instant.tzinfo) == (dt.datetime(2026, 11, 21, 9, 30, 0, 250_000, BANGKOK), BANGKOK)
    assert DateTime.serialize(instant) == "2026-11-21T09:30:00.250000+07:00"
    with pytest.raises(GraphQLError):
        DateTime.serialize(dt.datetime(2026, 11, 21))


def test_days_and_uuids_are_given_out_as_text():
    assert Date.serialize(dt.date(2026, 11, 21)) == "2026-11-21"
    assert UUID.serialize(uuid.UUID("6F9619FF-8B86-4D01-B42D-00CF4FC964FF")) == "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    with pytest.raises(GraphQLError):
        Date.serialize(dt.datetime(2026, 11, 21, tzinfo=dt.UTC))


def test_variables_of_every_scalar_reach_the_resolver(ask: Asker):
    answer = ask(
        ECHO,
        {"big": 9007199254740991, "day": "2026-11-21", "at": "2026-11-21T00:00:00Z", "id": str(uuid.UUID(int=1))},
    )

    assert answer.data == {
        "echo": "big=9007199254740991 day=2026-11-21 instant=2026-11-21 07:00:00+07:00 times=1 "
        "unique=00000000-0000-0000-0000-000000000001"
    }


@pytest.mark.parametrize(
    "variables", [{"big": 2**53}, {"big": 10**30}, {"day": "x"}, {"at": "x"}, {"id": "x"}, {"day": "2026-11-21\0"}]
)
def test_a_variable_beyond_the_range_is_the_clients_fault(ask: Asker, variables: dict[str, object]):
    answer = ask(ECHO, variables)

    assert (answer.status, answer.data, answer.codes) == (200, None, ["BAD_USER_INPUT"])


@pytest.mark.parametrize("literal", ["big: 9007199254740992", "big: 1" + "0" * 5000, 'big: "1"', 'day: "x"', "day: 5"])
def test_a_literal_beyond_the_range_is_refused_with_the_document(ask: Asker, literal: str):
    assert ask(f"{{ echo({literal}) }}").codes == ["GRAPHQL_VALIDATION_FAILED"]


@pytest.mark.parametrize("value", ["a\0b", "\0"])
def test_a_nul_in_a_variable_is_refused(ask: Asker, value: str):
    document = 'query ($t: String, $i: NameTownInput) { echo(text: $t) town(code: "x") { name } }'

    assert ask("query ($t: String) { echo(text: $t) }", {"t": value}).codes == ["BAD_USER_INPUT"]
    assert ask(document, {"i": {"code": value, "newName": "x"}}).codes != []


def test_an_undeclared_variable_is_not_looked_at(ask: Asker):
    assert ask("{ whoami }", {"x": "a\0b"}).errors == []
