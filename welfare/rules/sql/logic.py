"""Kleene logic, conditions and comparisons of terms.

SQL's AND, OR and NOT already are Kleene's. CASE is not: an unknown condition falls into ELSE, so an iif over
something that may be unknown is written WHEN c .. WHEN NOT c .. without ELSE.
"""

from __future__ import annotations

import calendar
import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from sqlglot import exp

from welfare.rules import dates
from welfare.rules.sql.engines import Engine
from welfare.rules.sql.frames import Frame
from welfare.rules.sql.shapes import (
    Sql,
    bare,
    binary,
    boolean,
    case,
    day,
    is_null,
    joined,
    negated,
    unique,
)
from welfare.rules.sql.terms import Term, aligned, constant, typed_null, widen_to
from welfare.rules.tree import Kind, Value

COMPARISONS: dict[str, type[exp.Expr]] = {
    "==": exp.EQ,
    "!=": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
_FLIPPED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def united(terms: Sequence[Term]) -> tuple[Sql, ...]:
    """Return the mask of a strict operation: whatever any operand asks for."""
    return unique(part for term in terms for part in term.mask)


def mask_sql(parts: Sequence[Sql]) -> Sql:
    """Return the parts of a mask as one integer."""
    return joined(exp.BitwiseOr, unique(parts)) if parts else bare(0)


def gated(value: Sql, parts: Sequence[Sql]) -> tuple[Sql, ...]:
    """Return the parts as one that is 0 where `value`, a column, is known."""
    return (case([(is_null(value), mask_sql(parts))], bare(0)),) if parts else ()


def inverted(term: Term) -> Term:
    """Kleene not."""
    if term.value is not None:
        return constant(not term.value)
    return replace(term, sql=negated(term.sql))


def connected(frame: Frame, terms: Sequence[Term], *, is_and: bool) -> Term:
    """Kleene and, or. A part known to decide decides; parts known not to matter are left out."""
    rest = [term for term in terms if term.value is not is_and]
    if any(term.value is (not is_and) for term in rest):
        return constant(not is_and)
    if not rest:
        return constant(is_and)
    if len(rest) == 1:
        return rest[0]
    sql = joined(exp.And if is_and else exp.Or, [term.sql for term in rest])
    parts = united(rest)
    if not parts:
        return Term(Kind.BOOL, sql)
    value = frame.bind(sql, hint="k")
    return Term(Kind.BOOL, value, mask=gated(value, parts))


def chosen(frame: Frame, engine: Engine, condition: Term, then: Term, otherwise: Term) -> Term:
    """iif: the branch taken; unknown when the condition is."""
    if condition.value is not None:
        return then if condition.value else otherwise
    then, otherwise = same_shape(engine, then, otherwise)
    if not condition.mask:
        if then.mask or otherwise.mask:
            condition = replace(condition, sql=frame.bind(condition.sql, hint="k"))
        asks = case([(condition.sql, mask_sql(then.mask))], mask_sql(otherwise.mask))
        parts = (asks,) if then.mask or otherwise.mask else ()
        return _branch(then, otherwise, case([(condition.sql, then.sql)], otherwise.sql), parts)
    test = frame.bind(condition.sql, hint="k")
    sql = case([(test, then.sql), (negated(test), otherwise.sql)])
    branches = [(test, mask_sql(then.mask)), (negated(test), mask_sql(otherwise.mask))]
    return _branch(then, otherwise, sql, (case(branches, mask_sql(condition.mask)),))


def same_shape(engine: Engine, first: Term, second: Term) -> tuple[Term, Term]:
    """Return two branches of one kind ready to stand in one CASE: one denominator, one width."""
    if first.kind is not Kind.NUMBER:
        return first, second
    first, second = aligned(engine, first, second)
    bound = max(first.bound, second.bound)
    first = replace(first, sql=widen_to(engine, first, bound), low=min(first.low, second.low))
    second = replace(second, sql=widen_to(engine, second, bound), high=max(first.high, second.high))
    return first, second


def _branch(then: Term, otherwise: Term, sql: Sql, mask: tuple[Sql, ...]) -> Term:
    return Term(
        then.kind,
        sql,
        mask=mask,
        den=then.den,
        over=then.over,
        over_high=then.over_high,
        low=min(then.low, otherwise.low),
        high=max(then.high, otherwise.high),
        first_year=min(then.first_year, otherwise.first_year),
        last_year=max(then.last_year, otherwise.last_year),
    )


def compared(engine: Engine, op: str, left: Term, right: Term) -> Term:
    """Compare two terms of one kind; unknown when a side is."""
    if left.value is not None and right.value is not None:
        return constant(_known(op, left.value, right.value))
    if left.value is not None:
        op, left, right = _FLIPPED[op], right, left
    mask = united((left, right))
    if left.derived is not None and right.value is not None:
        short = _shortened(op, left, right.value)
        if short is not None:
            return replace(short, mask=mask)
    if left.kind is not Kind.NUMBER:
        return Term(Kind.BOOL, binary(COMPARISONS[op], left.sql, right.sql), mask=mask)
    if right.value is not None and left.over is None:
        return Term(Kind.BOOL, _against(engine, op, left, right.number), mask=mask)
    left, right = aligned(engine, left, right)
    bound = max(left.bound, right.bound)
    sides = widen_to(engine, left, bound), widen_to(engine, right, bound)
    return Term(Kind.BOOL, binary(COMPARISONS[op], *sides), mask=mask)


def _against(engine: Engine, op: str, term: Term, limit: Fraction) -> Sql:
    """Compare with a literal by moving it to the numerator's scale, where only a whole number can lie."""
    at = limit * term.den
    if at.denominator == 1:
        return binary(COMPARISONS[op], term.sql, bare(at.numerator))
    if op in ("==", "!="):
        # No whole numerator equals it, but an unknown one stays unknown.
        return case([(exp.Not(this=is_null(term.sql)), boolean(op == "!="))])
    above = math.ceil(at)
    return binary(exp.GTE if op in (">", ">=") else exp.LT, term.sql, bare(above))


def _shortened(op: str, term: Term, limit: Value) -> Term | None:
    """Compare an age or the first of a month with a literal by comparing the date itself; None: not this one."""
    derived = term.derived
    assert derived is not None
    if derived.how == "fom" and isinstance(limit, date):
        if op in ("==", "!="):
            return None
        end = dates.end_of_month(limit if op in ("<=", ">") else limit - timedelta(days=1))
        kind = exp.LTE if op in ("<", "<=") else exp.GT
        return Term(Kind.BOOL, binary(kind, derived.of.sql, day(end)))
    if derived.how == "age" and derived.on is not None and op not in ("==", "!="):
        years = constant(limit).number
        least = math.floor(years) + 1 if op in (">", "<=") else math.ceil(years)
        born = anniversary_limit(derived.on, least)
        if least < 1 or born is None:
            return None
        kind = exp.LTE if op in (">", ">=") else exp.GT
        return Term(Kind.BOOL, binary(kind, derived.of.sql, day(born)))
    return None


def anniversary_limit(on: date, years: int) -> date | None:
    """Return the last birth date that has `years` completed years on `on`; None outside the calendar.

    >>> anniversary_limit(date(2028, 2, 29), 1).isoformat(), anniversary_limit(date(2026, 3, 1), 6).isoformat()
    ('2027-02-28', '2020-03-01')
    """
    year = on.year - years
    if not 1 <= year <= 9999:
        return None
    return date(year, on.month, min(on.day, calendar.monthrange(year, on.month)[1]))


def _known(op: str, left: Value, right: Value) -> bool:
    results: dict[str, bool] = {"==": left == right, "!=": left != right}
    if op in results:
        return results[op]
    below, same = left < right, left == right  # type: ignore[operator]
    return {"<": below, "<=": below or same, ">": not below and not same, ">=": not below}[op]


def contained(term: Term, options: Sequence[Value], *, is_negated: bool) -> Term:
    """In or not in a list of literals; unknown when the item is."""
    if term.value is not None:
        return constant((term.value in options) is not is_negated)
    if term.kind is Kind.NUMBER:
        fitting = [constant(option).number * term.den for option in options]
        literals = [bare(each.numerator) for each in fitting if each.denominator == 1]
        assert term.over is None
    else:
        literals = [constant(option).sql for option in options]
    if not literals:
        return Term(Kind.BOOL, case([(exp.Not(this=is_null(term.sql)), boolean(is_negated))]), mask=term.mask)
    inside: Sql = exp.In(this=term.sql.copy(), expressions=[literal.copy() for literal in literals])
    return Term(Kind.BOOL, negated(inside) if is_negated else inside, mask=term.mask)


def branches(engine: Engine, options: Sequence[tuple[Sql, Term]], kind: Kind, missing: Sequence[Sql]) -> Term:
    """Return CASE over conditions that exclude each other; where none holds it is unknown and asks `missing`."""
    if not options:
        return Term(kind, typed_null(kind), mask=tuple(missing))
    terms = [term for _, term in options]
    for number in range(1, len(terms)):
        first, terms[number] = same_shape(engine, terms[0], terms[number])
        terms[0] = first
    terms = [same_shape(engine, terms[0], term)[1] for term in terms]
    whole = terms[0]
    for term in terms[1:]:
        whole = _branch(whole, term, whole.sql, ())
    conditions = [condition for condition, _ in options]
    sql = case(zip(conditions, [term.sql for term in terms], strict=True))
    masks = case(zip(conditions, [mask_sql(term.mask) for term in terms], strict=True), mask_sql(missing))
    return replace(whole, sql=sql, mask=(masks,) if missing or any(term.mask for term in terms) else (), value=None)
