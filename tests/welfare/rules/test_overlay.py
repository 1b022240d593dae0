"""A reform splits dated rows at its own dates and leaves every other day as it was."""

from datetime import date

import pytest

from tests.welfare.rules.small import SHARED, WORDS, programme
from welfare.rules import given
from welfare.rules.canonical import document_hash
from welfare.rules.decide import decide
from welfare.rules.faults import BadDocument
from welfare.rules.overlay import load_overlay, overlaid, unchanged_outside
from welfare.rules.programmes import Programmes

BASE = (
    "{code: p, criteria: [], tables: {r: [{from: 2020-01-01, to: 2024-12-31, v: 1, w: 7},"
    " {from: 2025-01-01, to: null, v: 2, w: 8}], k: [{key: a, v: 1}]},"
    " outputs: {x: \"tbl('r', as_of).v\", y: \"tbl('r', as_of).w\", z: sso_ceiling(as_of)}}"
)


def base() -> Programmes:
    return Programmes([programme(BASE).document], WORDS, SHARED)


def reform(changes: str, since: str = "2024-07-01", until: str = "2025-06-30") -> Programmes:
    text = f"{{format: overlay/1, id: raise, title: x, from: {since}, to: {until}, set: [{changes}]}}"
    return overlaid(base(), load_overlay(text))


def outputs(programmes: Programmes, day: date) -> dict[str, object]:
    return dict(decide(programmes["p"], given.read(WORDS, {}), day).outputs)


@pytest.mark.parametrize(
    ("day", "x"),
    [
        (date(2020, 1, 1), 1), (date(2024, 6, 30), 1), (date(2024, 7, 1), 5), (date(2024, 12, 31), 5),
        (date(2025, 1, 1), 5), (date(2025, 6, 30), 5), (date(2025, 7, 1), 2), (date(2099, 1, 1), 2),
    ],
)  # fmt: skip
def test_only_the_days_of_the_reform_change(day: date, x: int):
    changed = reform("{code: p, path: tables.r.v, value: 5, cite: draft}")

    assert outputs(changed, day)["x"] == x
    assert outputs(changed, day)["y"] == outputs(base(), day)["y"]


def test_the_days_outside_are_proved_unchanged_and_the_hash_differs():
    text = (
        "{format: overlay/1, id: raise, title: x, from: 2024-07-01, to: null,"
        " set: [{code: p, path: tables.r.v, value: 5}]}"
    )
    overlay = load_overlay(text)
    before, after = base().documents["p"], overlaid(base(), overlay).documents["p"]
    meddled = reform("{code: p, path: tables.r.v, value: 5}", since="2024-06-30", until="null").documents["p"]

    assert unchanged_outside(before, after, overlay)
    assert not unchanged_outside(before, meddled, overlay)
    assert document_hash(before) != document_hash(after)


def test_the_shared_ceiling_can_be_set():
    changed = reform("{code: shared, path: tables.sso_ceiling.ceiling, value: 20000}")

    assert outputs(changed, date(2025, 1, 1))["z"] == 20000
    assert outputs(changed, date(2026, 1, 1))["z"] == 17500


@pytest.mark.parametrize(
    "change",
    [
        "{code: q, path: tables.r.v, value: 5}",
        "{code: p, path: tables.q.v, value: 5}",
        "{code: p, path: tables.r.q, value: 5}",
        "{code: p, path: tables.k.v, value: 5}",
        "{code: p, path: criteria.a, value: 5}",
        "{code: p, path: tables.r.v, value: five}",
        "{code: p, path: tables.r.v, value: [1]}",
        "{code: p, path: tables.r.v, value: true}",
        "{code: p, path: tables.r.v, value: 5, x: 1}",
    ],
)  # fmt: skip
def test_what_an_overlay_cannot_set_is_refused(change: str):
    with pytest.raises(BadDocument):
        reform(change)


def test_dates_of_an_overlay_are_in_order():
    with pytest.raises(BadDocument):
        reform("", since="2025-01-01", until="2024-12-31")
