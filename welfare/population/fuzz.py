"""Throw invented households at one document and see whether single decisions and the population's SQL agree on all.

Households are led to the document's edges; each is tried whole, with 15 % and with 40 % of its facts missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

from welfare.population import agreement, boundaries, engine
from welfare.population.agreement import Differences
from welfare.population.boundaries import Stored
from welfare.rules import given
from welfare.rules.facts import FactType, Vocabulary
from welfare.rules.gate.spans import spans
from welfare.rules.given import GIVEN, Elements, Facts
from welfare.rules.programmes import Programmes
from welfare.rules.sql.statements import compile_sql
from welfare.rules.tree import Kind

MISSING = (0.0, 0.15, 0.4)
MOST_DATES = 3


def dates_to_try(programmes: Programmes, code: str, as_of: date) -> tuple[date, ...]:
    """Return `as_of` and the first days of the newest spans of the document before it, newest first."""
    starts = spans(programmes.documents[code], programmes.shared.tables)
    earlier = [day for day in reversed(starts) if day < as_of][: MOST_DATES - 1]
    return (as_of, *earlier)


def fuzz(programmes: Programmes, code: str, days: Sequence[date], *, count: int, seed: int) -> Differences:
    """Return what came of comparing `count` households, spread over `days`."""
    alone, found = _alone(programmes, code), Differences()
    for place, day in enumerate(days):
        share = count * (place + 1) // len(days) - count * place // len(days)
        _fuzz_on(alone, code, day, share, seed + place, found)
    return found


def own_tests(programmes: Programmes, code: str) -> Differences:
    """Return what came of putting the document's own tests to both; what SQL cannot store is left out.

    That is a list marked incomplete, and a number finer than its decimals.
    """
    alone, found = _alone(programmes, code), Differences()
    vocabulary = alone.vocabulary
    cases: dict[date, list[Stored]] = {}
    for entry in alone.documents[code].tests:
        try:
            facts = given.read(vocabulary, entry.get("facts") or {}, ignore_unknown=True)
            stored, day = _stored(facts), given.read_day(entry["as_of"])
        except given.InvalidFacts:
            continue
        if stored is not None:
            cases.setdefault(day, []).append(stored)
    for day, those in cases.items():
        _compared(alone, code, day, those, found)
    return found


def _stored(facts: Facts) -> Stored | None:
    stored: Stored = {}
    for name in facts.given:
        value = facts.values[name]
        if isinstance(value, Elements):
            if not value.is_complete:
                return None
            fields = facts.vocabulary.lists[name]
            stored[name] = [
                {key: _scaled(fields[key], item[key]) for key in item[GIVEN] if item[key] is not None}
                for item in value.items
            ]
        else:
            stored[name] = _scaled(facts.vocabulary.facts[name], value)
    flat = [*stored.values(), *(one for v in stored.values() if isinstance(v, list) for i in v for one in i.values())]
    return None if any(one is _TOO_FINE for one in flat) else stored


_TOO_FINE = object()


def _scaled(fact: FactType, value: Any) -> Any:
    if fact.kind is not Kind.NUMBER:
        return value
    whole = Fraction(value) * 10 ** (fact.decimals or 0)
    return whole.numerator if whole.denominator == 1 else _TOO_FINE


def _alone(programmes: Programmes, code: str) -> Programmes:
    """Return one document with no more of the vocabulary than it reads: everything else costs time only."""
    document, words = programmes.documents[code], programmes.vocabulary
    facts = {name: fact for name, fact in words.facts.items() if name in document.facts}
    return Programmes([document], Vocabulary(facts, words.registries, words.source), programmes.shared)


def _fuzz_on(programmes: Programmes, code: str, day: date, count: int, seed: int, found: Differences) -> None:
    rng = Random(seed)  # noqa: S311  # repeatable test data, nothing secret
    aimed = boundaries.aimed(programmes, day, count=-(-count // len(MISSING)), seed=seed, known=0)
    cases = [boundaries.with_gaps(stored, missing, rng) for stored in aimed for missing in MISSING][:count]
    _compared(programmes, code, day, cases, found)


def _compared(programmes: Programmes, code: str, day: date, cases: Sequence[Stored], found: Differences) -> None:
    answers = agreement.single_answers(programmes, cases, day)
    statement = compile_sql(programmes.documents[code], programmes.vocabulary, programmes.shared.tables, day)
    with engine.connect() as connection:
        connection.execute("SET threads = 1")
        agreement.load(connection, programmes.vocabulary, cases)
        agreement.compare(answers, [statement], lambda sql: connection.execute(sql).fetchall(), found)


def as_data(found: Differences) -> dict[str, Any]:
    """Return figures and the first differences as plain text, to be kept with a version."""
    return {
        "households": found.compared,
        "differing": found.differing,
        "verdicts": dict(sorted(found.verdicts.items())),
        "first": [
            {"household": pid, "single": repr(single)[:400], "population": repr(sql)[:400]}
            for _, pid, single, sql in found.first[:5]
        ],
    }
