"""Asking registries through the exchange: what each kind of answer, failure and spoilt value becomes."""

from datetime import datetime

import pytest

from superapp.registries import asking
from superapp.registries.answers import Kind
from superapp.registries.asking import Registries
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.sandbox.wire import CONSUMER_KEY, CONSUMER_SECRET, URL, SandboxWire
from superapp.registries.sandbox.world import world
from superapp.registries.wire import NoReply

TYPES = {
    "dopa.birth_date": "date",
    "dopa.in_house_registration": "bool",
    "rd.annual_income": "number",
    "mea_pea.electricity_bill": "number",
    "mea_pea.electricity_units_last3": "list",
    "mea_pea.electricity_units_last3[].units": "number",
    "moe.gpa": "number",
    "dep.has_disability_card": "bool",
    "dep.disability_type": "string",
}
NOW = datetime.fromisoformat("2026-11-21T10:00:00+07:00")


class Clock:
    """Seconds that move when told."""

    def __init__(self) -> None:
        self.at = 1000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def wire() -> SandboxWire:
    return SandboxWire()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def registries(wire: SandboxWire, clock: Clock) -> Registries:
    return Registries(Exchange(wire, Credentials(URL, CONSUMER_KEY, CONSUMER_SECRET, "tests"), clock))


def fetch(registries: Registries, key: str, *facts: str):
    return registries.fetch(world().people[key].pid, facts, now=NOW, types=TYPES)


def test_values_are_read_as_their_types_say(registries: Registries):
    answers = fetch(registries, "pensioner", *(fact for fact in TYPES if "[]" not in fact))

    assert {fact: answer.value for fact, answer in answers.items() if answer.kind is Kind.VALUE} == {
        "dopa.birth_date": "1955-03-14",
        "dopa.in_house_registration": True,
        "rd.annual_income": 0,
        "mea_pea.electricity_bill": "287.45",
        "mea_pea.electricity_units_last3": [{"units": 96}, {"units": 102}, {"units": 99}],
    }
    assert {fact: answer.reason for fact, answer in answers.items() if answer.kind is Kind.UNKNOWN} == {
        "moe.gpa": "NOT_LISTED",
        "dep.has_disability_card": "NOT_LISTED",
        "dep.disability_type": "NOT_LISTED",
    }


def test_an_answer_says_where_it_comes_from(registries: Registries):
    answer = fetch(registries, "farmer", "rd.annual_income")["rd.annual_income"]

    assert (answer.value, answer.provenance.registry, answer.provenance.asked_at) == (38000, "RD", NOW)
    assert len(answer.provenance.digest) == 64
    assert len(answer.provenance.request_id) == 32


def test_who_is_known_by_the_year_alone_keeps_the_year_alone(registries: Registries):
    answers = fetch(registries, "year_only", "dopa.birth_date")

    assert answers["dopa.birth_date"].value == {"be": "2497"}


@pytest.mark.parametrize(
    ("how", "kind", "reason"),
    [
        ("down", Kind.UNAVAILABLE, "NO_CONNECTION"),
        ("slow", Kind.UNAVAILABLE, "TIMEOUT"),
        ("not_listed", Kind.UNKNOWN, "NOT_LISTED"),
        ("wrong_question", Kind.INVALID, "BUSINESS_4"),
        ("not_allowed", Kind.REFUSED, "BUSINESS_7"),
        ("broken", Kind.UNAVAILABLE, "BUSINESS_99"),
        ("error_in_200", Kind.UNAVAILABLE, "BUSINESS_99"),
        ("html", Kind.UNAVAILABLE, "HTTP_502"),
        ("junk", Kind.UNAVAILABLE, "UNREADABLE"),
        ("null", Kind.UNKNOWN, "NOT_LISTED"),
        ("empty_list", Kind.UNKNOWN, "NOT_LISTED"),
    ],
)
def test_each_failure_costs_that_registry_alone(
    registries: Registries, wire: SandboxWire, how: str, kind: Kind, reason: str
):
    wire.misbehave("RD", how)

    answers = fetch(registries, "pensioner", "rd.annual_income", "dopa.in_house_registration")

    assert (answers["rd.annual_income"].kind, answers["rd.annual_income"].reason) == (kind, reason)
    assert answers["rd.annual_income"].value is None
    assert answers["dopa.in_house_registration"].value is True


@pytest.mark.parametrize(
    ("how", "kind", "value"),
    [
        ("day_zero", Kind.VALUE, {"be": "2538-07"}),
        ("year_only", Kind.VALUE, {"be": "2538"}),
        ("no_date", Kind.UNKNOWN, None),
        ("wrong_year", Kind.UNAVAILABLE, None),
    ],
)
def test_a_spoilt_date_spoils_no_other_fact(registries: Registries, wire: SandboxWire, how: str, kind: Kind, value):
    wire.misbehave("DOPA", how)

    answers = fetch(registries, "pensioner", "dopa.birth_date", "dopa.in_house_registration")

    assert (answers["dopa.birth_date"].kind, answers["dopa.birth_date"].value) == (kind, value)
    assert answers["dopa.in_house_registration"].value is True


def test_a_connection_that_fails_once_is_tried_again(registries: Registries, wire: SandboxWire):
    wire.misbehave("RD", "down", times=1)

    answers = fetch(registries, "farmer", "rd.annual_income")

    assert answers["rd.annual_income"].value == 38000
    assert wire.calls == ["validate", "RD", "RD"]


def test_a_token_that_idled_out_is_renewed_once(registries: Registries, wire: SandboxWire):
    fetch(registries, "farmer", "rd.annual_income")
    wire.forget_tokens()

    answers = fetch(registries, "farmer", "rd.annual_income")

    assert answers["rd.annual_income"].value == 38000
    assert wire.calls == ["validate", "RD", "RD", "validate", "RD"]


def test_a_registry_that_keeps_failing_is_left_alone_and_then_tried_by_one(
    registries: Registries, wire: SandboxWire, clock: Clock
):
    wire.misbehave("RD", "slow")
    for _ in range(5):
        fetch(registries, "farmer", "rd.annual_income")
    asked = len(wire.calls)

    while_open = fetch(registries, "farmer", "rd.annual_income")["rd.annual_income"]
    assert (while_open.reason, len(wire.calls)) == ("BREAKER_OPEN", asked)

    wire.misbehave("RD", None)
    clock.at += 10
    after = fetch(registries, "farmer", "rd.annual_income")["rd.annual_income"]
    assert (after.value, len(wire.calls)) == (38000, asked + 1)


def test_business_errors_open_no_breaker(registries: Registries, wire: SandboxWire):
    wire.misbehave("RD", "not_allowed")

    reasons = [fetch(registries, "farmer", "rd.annual_income")["rd.annual_income"].reason for _ in range(10)]

    assert reasons == ["BUSINESS_7"] * 10


def test_without_an_exchange_nothing_is_concluded():
    answers = fetch(Registries(None), "farmer", "rd.annual_income")

    assert (answers["rd.annual_income"].kind, answers["rd.annual_income"].reason) == (Kind.UNAVAILABLE, "NOT_CONNECTED")


def test_a_number_never_stands_in_an_address(registries: Registries, wire: SandboxWire, monkeypatch):
    sent = []
    answer = wire.send
    monkeypatch.setattr(wire, "send", lambda call, read_s: sent.append(call) or answer(call, read_s=read_s))

    fetch(registries, "farmer", "rd.annual_income")

    pid = world().people["farmer"].pid
    assert [pid in call.url + str(call.query) for call in sent] == [False, False]
    assert pid in sent[1].body


def test_an_unknown_fact_is_our_own_mistake(registries: Registries):
    with pytest.raises(KeyError):
        registries.fetch("1", ("rd.height",), now=NOW, types=TYPES)


def test_silence_that_is_no_connection_is_not_tried_again(registries: Registries, wire: SandboxWire, monkeypatch):
    calls = []

    def silent(call, read_s):
        calls.append(call)
        raise NoReply("TIMEOUT")

    monkeypatch.setattr(wire, "send", silent)

    answer = fetch(registries, "farmer", "rd.annual_income")["rd.annual_income"]

    assert (answer.reason, len(calls)) == ("TIMEOUT", 1)


def test_parents_and_directors_are_found_among_the_sample_people(registries: Registries):
    people = world().people
    children = registries.fetch(people["twins_mother"].pid, ("dopa.children",), now=NOW, types=asking.IDENTITY)
    companies = registries.fetch(people["director"].pid, ("dbd.directorships",), now=NOW, types=asking.IDENTITY)

    assert [child["pid"] for child in children["dopa.children"].value] == [
        people["twin_one"].pid,
        people["twin_two"].pid,
    ]
    assert [(one["size"], one["signing_rule"], one["is_active"]) for one in companies["dbd.directorships"].value] == [
        ("small", 1, True),
        ("medium", 2, True),
        ("micro", 1, False),
    ]
