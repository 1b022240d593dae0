"""Dates of facts: two eras, missing days, the year that had no January."""

from datetime import date
from typing import Any

import pytest

from tests.welfare.rules.small import WORDS
from welfare.rules import dates, given


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("1966-09-01", date(1966, 9, 1)), ("1966-09", date(1966, 9, 1)), ("1966", date(1966, 1, 1)),
        (1966, date(1966, 1, 1)),
        ({"be": "2509-09-02"}, date(1966, 9, 2)), ({"be": "2567-02-29"}, date(2024, 2, 29)), ({"be": "2484"},
        date(1941, 1, 1)),
        ({"be": 2484}, date(1941, 1, 1)), ({"be": "2483"}, date(1940, 4, 1)), ({"be": "2483-04"}, date(1940, 4, 1)),
        ({"be": "2483-12-31"}, date(1940, 12, 31)), ({"be": "2484-01-01"}, date(1941, 1, 1)),
        ({"be": "2482-03-31"}, date(1940, 3, 31)), ({"be": "2482-04-01"}, date(1939, 4, 1)), ({"be": "2482"},
        date(1939, 4, 1)),
        ({"be": "2482-02-29"}, date(1940, 2, 29)), ({"be": "2482-01"}, date(1940, 1, 1)), ("1900", date(1900, 1, 1)),
        ("2399-12-31", date(2399, 12, 31)),
    ],
)  # fmt: skip
def test_what_is_read(written: Any, day: date):
    assert dates.read(written) == day


@pytest.mark.parametrize(
    "written",
    [
        "2509-09-02", "2400-01-01", "2569", 2569, "9999-12-31", "2026-02-29", "2026-13-01", "2026-00-10",
        "2026-00", "2026-01-00", {"be": "2509-00-01"}, {"be": "2479-00"}, {"be": "2509-01-00"}, "2026-9-1",
        "26-09-01",
        "2026-09-01T00:00", "", "x", "0000-01-01", "๒๕๖๙-๐๑-๐๑", True, 1.5, None, [], {}, {"ce": "2026-01-01"},
        {"be": "2483-02-10"}, {"be": "2483-01"}, {"be": "2483-03-31"}, {"be": "2481-02-29"}, {"be": "2566-02-29"},
        {"be": None},
        {"be": "0001-01-01"}, {"be": "2569-01-01", "x": 1}, {"be": {"be": "2569"}}, "2026-09-01 ", -2026,
    ],
)  # fmt: skip
def test_what_is_refused(written: Any):
    with pytest.raises(dates.BadDate):
        dates.read(written)


def test_the_lifetime_mark_is_for_facts_that_allow_it():
    assert given.read(WORDS, {"expiry": "9999-12-31"}).values["expiry"] == dates.LIFETIME
    with pytest.raises(given.InvalidFacts):
        given.read(WORDS, {"birth": "9999-12-31"})
    with pytest.raises(given.InvalidFacts):
        given.read(WORDS, {"expiry": "9998-12-31"})


@pytest.mark.parametrize("as_of", ["2026-09", "2026", {"be": "2569"}, "2569-09-15", None, "", 20260915])
def test_the_date_of_the_assessment_is_complete(as_of: Any):
    with pytest.raises(given.InvalidFacts, match="as_of"):
        given.read_day(as_of)


def test_the_date_of_the_assessment_may_be_buddhist():
    assert given.read_day({"be": "2569-09-15"}) == date(2026, 9, 15)


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"n": "1"}, "n"), ({"n": True}, "n"), ({"n": 1.5}, "n"), ({"n": -1000000001}, "n"), ({"n": 1000000001}, "n"),
        ({"t": 1}, "t"), ({"t": "true"}, "t"), ({"s": 5}, "s"), ({"s": "abcdef"}, "s"), ({"level": "mid"}, "level"),
        ({"children": {}}, "children"), ({"children": [1]}, "children"), ({"children": [None]}, "children"),
        ({"children": "x"}, "children"),
        ({"children": [{"age": "3"}]}, "children[].age"), ({"children": [{"born": "2569-01-01"}]}, "children[].born"),
        ({"birth": "2509-01-01"}, "birth"), ({"t": True, "birth": "x"}, "birth"), ({"m": 10**16}, "m"),
    ],
)  # fmt: skip
def test_an_invalid_fact_refuses_everything_by_its_name(facts: dict[str, Any], name: str):
    with pytest.raises(given.InvalidFacts) as caught:
        given.read(WORDS, facts)

    assert [problem[0] for problem in caught.value.problems] == [name]
    assert name in caught.value.message("th")
    assert name in caught.value.message("en")


def test_every_invalid_fact_is_named_and_no_value_is_told():
    with pytest.raises(given.InvalidFacts) as caught:
        given.read(WORDS, {"s": "secret value", "n": "secret value"})

    assert [problem[0] for problem in caught.value.problems] == ["s", "n"]
    assert "secret" not in str(caught.value.problems) + str(caught.value)


def test_an_unknown_fact_is_refused_unless_ignored():
    with pytest.raises(given.UnknownFacts, match="nn"):
        given.read(WORDS, {"nn": 1})

    assert given.read(WORDS, {"nn": 1, "children": [{"x": 1}]}, ignore_unknown=True).unknown == ("nn", "children[].x")


def test_assumed_defaults_fill_what_has_none():
    facts = given.read(WORDS, {"children": [{}]}, assume_defaults=True)

    assert facts.values["t"] is False
    assert facts.values["n"] == 0
    assert facts.values["level"] == "low"
    assert facts.values["birth"] == date(1970, 1, 1)
    assert facts.values["children"].items[0]["age"] == 0
    assert facts.given == {"children"}
