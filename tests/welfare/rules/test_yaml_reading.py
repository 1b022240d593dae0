"""The small YAML: scalars, places, and what is refused."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as some

from welfare.rules.faults import Place, UnreadableFile
from welfare.rules.yaml_reading import place_of, read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None), ("true", True), ("false", False), ("12", 12), ("-3", -3), ("0", 0), ("315.01",
        Fraction(31501, 100)),
        ("600.00", 600), ("-0.5", Fraction(-1, 2)), ("on", "on"), ("no", "no"), ("yes", "yes"), ("True", "True"),
        ("NULL", "NULL"),
        ("~", "~"), ("12:30", "12:30"), ("2026-09-15", "2026-09-15"), ("1e3", "1e3"), ("0x10", "0x10"), ("0o7", "0o7"),
        ("007", "007"), ("1_000", "1_000"), (".5", ".5"), ("5.", "5."), ("+5", "+5"), (".inf", ".inf"), (".nan",
        ".nan"),
        ("'12'", "12"), ('"true"', "true"), ("'null'", "null"), ("2567/68", "2567/68"), ("", None),
    ],
)  # fmt: skip
def test_scalars(text: str, value: Any):
    found = read(f"k: {text}")["k"]

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: &x 2", 2), ("a: *x", 1), ("a: !!python/object:os.system x", 1), ("a: !x 1", 1), ("a: 1\na: 2", 2),
        ("a:\n  b: 1\n  b: 2", 3), ("a: 1\n---\nb: 2", 2), ("? [a]\n: 1", 1), ("a: {b: 1", 1), ("a: [1", 1),
        ("\ta: 1", 1),
        ("a: 'x", 1), ("- " * 50 + "1", 1), ("&k a: 1", 1), ("a: b: c", 1),
    ],
)  # fmt: skip
def test_what_is_refused_names_its_line(text: str, line: int):
    with pytest.raises(UnreadableFile) as caught:
        read(text, "x.yaml")

    assert caught.value.place.file == "x.yaml"
    assert caught.value.place.line in (line, line + 1)


def test_places_of_keys_and_items_are_remembered():
    found = read("a: 1\nb:\n  - x\n  - {c: 2}", "x.yaml")

    assert place_of(found, "b") == Place("x.yaml", 2, 1)
    assert place_of(found["b"], 1) == Place("x.yaml", 4, 5)
    assert place_of(found["b"][1], "c") == Place("x.yaml", 4, 6)
    assert place_of(found, "none") == Place("x.yaml", 1, 1)


@settings(max_examples=200, deadline=None)
@for_all(some.text(alphabet="ab:-{}[],&*!'\"#|>%@` \n\t?01.~", max_size=40) | some.text(max_size=40))
def test_any_text_is_read_or_refused(text: str):
    try:
        found = read(text)
    except UnreadableFile as fault:
        found = fault.th

    assert isinstance(found, dict | list | str | int | Fraction | None)
