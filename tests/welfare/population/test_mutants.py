"""Mistakes planted in the compiler: each must be found by applicants aimed at edges."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.welfare.population import everything
from tests.welfare.population.conftest import Loaded, load
from tests.welfare.population.test_agreement import in_duckdb
from welfare.rules.programmes import Programmes
from welfare.rules.sql import arithmetic, calendar_terms, lists, logic, scalars, statements
from welfare.rules.sql.shapes import case
from welfare.rules.sql.terms import constant

Plant = Callable[[pytest.MonkeyPatch], None]


def sum_skips_null(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(lists, "_complete", lambda tested, found, body: found)


def quantifiers_skip_null(patch: pytest.MonkeyPatch) -> None:
    kleene = lists.Lists._kleene

    def forgetful(self, group, body, *, is_every):  # type: ignore[no-untyped-def]
        return kleene(self, group, replace(body, mask=()), is_every=is_every)

    patch.setattr(lists.Lists, "_kleene", forgetful)


def case_else(patch: pytest.MonkeyPatch) -> None:
    def careless(branches, otherwise=None):  # type: ignore[no-untyped-def]
        branches = list(branches)
        if otherwise is None and len(branches) == 2:
            return case(branches[:1], branches[1][1])
        return case(branches, otherwise)

    patch.setattr(logic, "case", careless)


def at_least_becomes_more(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(logic.COMPARISONS, ">=", logic.exp.GT)


def birthday_off_by_one(patch: pytest.MonkeyPatch) -> None:
    right = logic.anniversary_limit
    patch.setattr(logic, "anniversary_limit", lambda on, years: right(on.replace(day=max(on.day - 1, 1)), years))


def age_by_calendar_year(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(calendar_terms, "_within_year", lambda engine, term, sql: constant(0).sql)


def no_rounding(patch: pytest.MonkeyPatch) -> None:
    def cut(frame, engine, term):  # type: ignore[no-untyped-def]
        hundredths = arithmetic.calculated(frame, engine, "*", term, constant(100))
        return arithmetic.floored(frame, engine, hundredths, up=False).sql

    patch.setattr(statements, "cents", cut)


def half_goes_down(patch: pytest.MonkeyPatch) -> None:
    right = arithmetic.cents

    def lower(frame, engine, term):  # type: ignore[no-untyped-def]
        return right(frame, engine, arithmetic.calculated(frame, engine, "-", term, constant(Fraction(1, 10**7))))

    patch.setattr(statements, "cents", lower)


def default_dropped(patch: pytest.MonkeyPatch) -> None:
    stored = scalars.Setting.fact
    patch.setattr(scalars.Setting, "fact", lambda self, name: replace(stored(self, name), default=None))


def branches_swapped(patch: pytest.MonkeyPatch) -> None:
    right = logic.chosen
    patch.setattr(logic, "chosen", lambda frame, engine, test, one, two: right(frame, engine, test, two, one))


PLANTS: dict[Plant, str] = {
    sum_skips_null: "sums",
    quantifiers_skip_null: "quantified",
    case_else: "choice",
    at_least_becomes_more: "bands_of",
    birthday_off_by_one: "ages",
    age_by_calendar_year: "ages",
    no_rounding: "rounding",
    half_goes_down: "rounding",
    default_dropped: "choice",
    branches_swapped: "choice",
}
"""Each with the beginning of the codes of the documents that must find it."""


@pytest.fixture(scope="module")
def family() -> Callable[[str], Loaded]:
    """Return applicants aimed at one family of documents, made once."""
    made: dict[str, Loaded] = {}

    def of(prefix: str) -> Loaded:
        if prefix not in made:
            whole = everything.programmes()
            chosen = [one for code, one in whole.documents.items() if code.startswith(prefix)]
            made[prefix] = load(Programmes(chosen, whole.vocabulary, whole.shared), count=300, missing=0.2)
        return made[prefix]

    return of


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_mistake_is_found(family: Callable[[str], Loaded], monkeypatch: pytest.MonkeyPatch, plant: Plant):
    loaded = family(PLANTS[plant])
    sound = in_duckdb(loaded)
    plant(monkeypatch)

    found = in_duckdb(loaded)

    assert sound.differing == 0
    assert found.differing > 0
