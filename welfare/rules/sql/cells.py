"""Columns of facts with their bounds and defaults, and the cells that a table's node may mean."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from sqlglot import exp

from welfare.rules.document import Cell, Row, Table
from welfare.rules.sql.frames import Frame
from welfare.rules.sql.setting import FIRST_STORED_YEAR, LARGEST_STORED, LAST_STORED_YEAR, Setting
from welfare.rules.sql.shapes import Sql, bare, binary, case, column, is_null, joined
from welfare.rules.sql.terms import Term, checked, constant
from welfare.rules.tree import Const, Kind, Pair

Choice = tuple[Sql | None, Cell | None]
"""A condition (None: always) and the cell that holds under it (None: no such row)."""


def stored(setting: Setting, frame: Frame, name: str, table: str, column_name: str) -> Term:
    """Return the column of a fact or field, with its default."""
    fact = setting.fact(name)
    bounds = {}
    if fact.kind is Kind.NUMBER:
        den = 10 ** (fact.decimals or 0)
        low = -LARGEST_STORED if fact.minimum is None else int(fact.minimum * den)
        high = LARGEST_STORED if fact.maximum is None else int(fact.maximum * den)
        bounds = {"den": den, "low": max(low, -LARGEST_STORED), "high": min(high, LARGEST_STORED)}
    elif fact.kind is Kind.DATE:
        last = 9999 if fact.may_be_forever else LAST_STORED_YEAR
        bounds = {"first_year": FIRST_STORED_YEAR, "last_year": last}
    raw = column(column_name, table)
    if fact.default is None:
        sql = frame.read(f"{table}_{column_name}", lambda: raw)
        if not setting.may_be_null(name):
            return Term(fact.kind, sql, **bounds)
        asks = case([(is_null(sql), bare(setting.bit(name)))], bare(0))
        return Term(fact.kind, sql, mask=(asks,), **bounds)
    default = constant(fact.default)  # type: ignore[arg-type]
    filled = default.sql
    if fact.kind is Kind.NUMBER:
        at = Fraction(fact.default) * bounds["den"]  # type: ignore[arg-type]
        bounds |= {"low": min(bounds["low"], int(at)), "high": max(bounds["high"], int(at))}
        filled = constant(int(at)).sql
    if not setting.may_be_null(name):
        return Term(fact.kind, frame.read(f"{table}_{column_name}", lambda: raw), **bounds)
    whole = exp.Coalesce(this=raw, expressions=[filled])
    return Term(fact.kind, frame.read(f"{table}_{column_name}_or", lambda: whole), **bounds)


def unknown(term: Term) -> Sql:
    """Return the test that a term is unknown; of an age, that the birth date is."""
    derived = term.derived
    return is_null(derived.of.sql if derived is not None else term.sql)


def pairs_of(cell: object) -> tuple[Pair, ...]:
    found = []
    for low, value in cell:  # type: ignore[attr-defined]
        checked(Fraction(low).numerator)
        found.append(Pair(kind=Kind.NUMBER, low=low, value=Const(kind=Kind.NUMBER, value=value)))
    return tuple(found)


def rows_on(table: Table, on: Term, name: str) -> list[Choice]:
    if isinstance(on.value, date):
        row = table.on(on.value)
        return [(None, row.cells[name] if row else None)]
    return [(_within(row, on.sql), row.cells[name]) for row in table.rows]


def _within(row: Row, on: Sql) -> Sql:
    tests = [binary(exp.GTE, on, constant(row.since).sql)] if row.since is not None else []
    if row.until is not None:
        tests.append(binary(exp.LTE, on, constant(row.until).sql))
    return joined(exp.And, tests) if tests else exp.Not(this=is_null(on))
