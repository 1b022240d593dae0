"""Reading registries' dates and values."""

import doctest

import pytest

from superapp.registries import reading
from superapp.registries.reading import Unreadable


def test_the_examples_hold():
    assert doctest.testmod(reading).failed == 0


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("25671231", "2024-12-31"),
        ("25670229", "2024-02-29"),
        ("24840101", "1941-01-01"),
        ("24800210", {"be": "2480-02-10"}),
        ("24820415", {"be": "2482-04-15"}),
        ("25380700", {"be": "2538-07"}),
        ("25380000", {"be": "2538"}),
        ("00000000", None),
    ],
)
def test_days_keep_what_is_known_of_them(text: str, found: object):
    assert reading.day(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "25680229",
        "25381301",
        "25380031",
        "23990101",
        "27010101",
        "19950714",
        "24830215",
        "2538071",
        "๒๕๓๘๐๗๐๑",
        "",
        None,
        25380701,
    ],
)
def test_what_is_no_day_is_refused(text: object):
    with pytest.raises(Unreadable):
        reading.day(text)


@pytest.mark.parametrize(
    ("kind", "sent", "value"),
    [
        ("bool", "Y", True),
        ("bool", False, False),
        ("number", "315.010", "315.010"),
        ("number", "12000.00", 12000),
        ("number", 7, 7),
        ("string", "rice", "rice"),
    ],
)
def test_values_are_exact(kind: str, sent: object, value: object):
    assert reading.value(sent, {"fact": kind}, "fact") == value


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("bool", "1"),
        ("bool", 1.0),
        ("number", 315.01),
        ("number", "NaN"),
        ("number", "1e999999"),
        ("number", "12 บาท"),
        ("number", True),
        ("string", 5),
        ("string", "ก" * 501),
        ("list", {}),
        ("list", ["x"]),
        ("list", [{}] * 1001),
    ],
)
def test_values_of_another_type_are_refused(kind: str, sent: object):
    with pytest.raises(Unreadable):
        reading.value(sent, {"fact": kind}, "fact")


def test_fields_nobody_asked_for_are_dropped():
    types = {"children": "list", "children[].birth_date": "date"}

    assert reading.value([{"birth_date": "25680612", "pid": "9"}, {}], types, "children") == [
        {"birth_date": "2025-06-12"},
        {},
    ]
