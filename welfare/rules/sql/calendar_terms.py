"""Date functions in SQL. What leaves the calendar (years 1 to 9999) is an error, as it is for one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlglot import exp

from welfare.rules.functions import FUNCTIONS
from welfare.rules.sql.engines import Engine
from welfare.rules.sql.frames import Frame
from welfare.rules.sql.logic import united
from welfare.rules.sql.shapes import Sql, bare, binary, case, is_null, joined
from welfare.rules.sql.terms import ERROR, Derived, Term, constant, error
from welfare.rules.tree import Kind

_DAYS_IN_YEAR = 366


def called(frame: Frame, engine: Engine, name: str, arguments: Sequence[Term]) -> Term:
    """Return a date function of FUNCTIONS over its arguments."""
    known = [term.value for term in arguments]
    if None not in known:
        value: Any = FUNCTIONS[name].call(*known)
        return error(FUNCTIONS[name].gives) if value is None else constant(value)
    if name == "age":
        return _age(frame, engine, *arguments)
    if name == "days":
        return _days(engine, *arguments)
    if name in ("add_months", "add_years", "add_days"):
        return _moved(frame, engine, name, *arguments)
    (day,) = arguments
    return _anchored(engine, name, day)


def _age(frame: Frame, engine: Engine, birth: Term, on: Term) -> Term:
    """Years, months and days are taken apart: date_diff('year') would count calendar years."""
    born, then = frame.bind(birth.sql, hint="t"), frame.bind(on.sql, hint="t")
    years = binary(exp.Sub, _part(engine, "YEAR", on, then), _part(engine, "YEAR", birth, born))
    before = binary(exp.LT, _within_year(engine, on, then), _within_year(engine, birth, born))
    sql = binary(exp.Sub, years, case([(before, bare(1))], bare(0)))
    low, high = on.first_year - birth.last_year - 1, on.last_year - birth.first_year
    known_on = on.value if isinstance(on.value, date) else None
    derived = Derived("age", birth, known_on) if known_on is not None else None
    return Term(Kind.NUMBER, sql, mask=united((birth, on)), low=low, high=high, derived=derived)


def _within_year(engine: Engine, term: Term, sql: Sql) -> Sql:
    if isinstance(term.value, date):
        return bare(term.value.month * 100 + term.value.day)
    month = binary(exp.Mul, engine.part("MONTH", sql), bare(100))
    return binary(exp.Add, month, engine.part("DAY", sql))


def _part(engine: Engine, unit: str, term: Term, sql: Sql) -> Sql:
    return bare(term.value.year) if isinstance(term.value, date) else engine.part(unit, sql)


def _days(engine: Engine, first: Term, last: Term) -> Term:
    span = _DAYS_IN_YEAR * (abs(last.last_year - first.first_year) + abs(first.last_year - last.first_year) + 2)
    sql = engine.days(first.sql, last.sql)
    return Term(Kind.NUMBER, sql, mask=united((first, last)), low=-span, high=span)


def _anchored(engine: Engine, name: str, day: Term) -> Term:
    """First and last days of months and years; they stay in the calendar for every stored date."""
    first, last = day.first_year, day.last_year
    if name == "fom":
        sql, derived = engine.start_of("MONTH", day.sql), Derived("fom", day)
        return Term(Kind.DATE, sql, mask=day.mask, derived=derived, first_year=first, last_year=last)
    if name == "eom":
        next_month = engine.add_months(engine.start_of("MONTH", day.sql), bare(1))
        return Term(Kind.DATE, engine.add_days(next_month, bare(-1)), mask=day.mask, first_year=first, last_year=last)
    if name == "tax_year_end":
        next_year = engine.add_months(engine.start_of("YEAR", day.sql), bare(12))
        return Term(Kind.DATE, engine.add_days(next_year, bare(-1)), mask=day.mask, first_year=first, last_year=last)
    # The latest 1 October is three months before the start of the year of three months later.
    ahead = engine.start_of("YEAR", engine.add_months(engine.start_of("MONTH", day.sql), bare(3)))
    sql = engine.add_months(ahead, bare(-3))
    return Term(Kind.DATE, sql, mask=day.mask, first_year=first - 1, last_year=last)


def _moved(frame: Frame, engine: Engine, name: str, day: Term, count: Term) -> Term:
    """add_months, add_years, add_days: with a check only where a stored date could leave the calendar."""
    each = 12 if name == "add_years" else 1
    unit_years = _DAYS_IN_YEAR - 1 if name == "add_days" else 12
    add = engine.add_days if name == "add_days" else engine.add_months
    mask = united((day, count))
    if count.value is not None:
        if count.number.denominator != 1:
            return replace(error(Kind.DATE), mask=(*mask, _failed(day, count, None)))
        whole = int(count.number) * each
        first, last = day.first_year + whole // unit_years - 1, day.last_year + whole // unit_years + 1
        if first >= 1 and last <= 9999:
            return Term(Kind.DATE, add(day.sql, bare(whole)), mask=mask, first_year=first, last_year=last)
        steps: Sql = bare(whole)
        whole_test: list[Sql] = []
    else:
        number = frame.bind(count.sql, hint="t")
        whole_test = [binary(exp.EQ, exp.Mod(this=number.copy(), expression=bare(count.den)), bare(0))]
        steps = engine.quotient(number, bare(count.den), is_wide=count.is_wide)
        steps = binary(exp.Mul, steps, bare(each)) if each != 1 else steps
        whole_test = whole_test if count.den != 1 else []
    start = frame.bind(day.sql, hint="t")
    tests = [*whole_test, *_inside(engine, name, start, steps)]
    fits = frame.bind(joined(exp.And, tests), hint="k")
    sql = case([(fits, add(start, steps))])
    return Term(Kind.DATE, sql, mask=(*mask, _failed(day, count, fits)))


def _inside(engine: Engine, name: str, day: Sql, steps: Sql) -> list[Sql]:
    """Return the tests that the moved date lies in the calendar, without moving it."""
    if name == "add_days":
        to_first = engine.days(day, exp.cast(exp.Literal.string("0001-01-01"), exp.DataType.Type.DATE))
        to_last = engine.days(day, exp.cast(exp.Literal.string("9999-12-31"), exp.DataType.Type.DATE))
        return [binary(exp.GTE, steps, to_first), binary(exp.LTE, steps, to_last)]
    months = binary(exp.Add, binary(exp.Mul, engine.part("YEAR", day), bare(12)), engine.part("MONTH", day))
    moved = binary(exp.Add, months, steps)
    # Months are counted as 12 * year + month: from January of year 1 to December of year 9999.
    return [binary(exp.GTE, moved, bare(13)), binary(exp.LTE, moved, bare(12 * 9999 + 12))]


def _failed(day: Term, count: Term, fits: Sql | None) -> Sql:
    """Return the error bit for operands that are known and cannot be added."""
    tests = [exp.Not(this=is_null(term.sql)) for term in (day, count) if term.mask]
    if fits is not None:
        tests.append(exp.Not(this=fits.copy()))
    return case([(joined(exp.And, tests), bare(ERROR))], bare(0)) if tests else bare(ERROR)
