"""Small SQL expressions, built as sqlglot nodes: brackets where they are needed, numbers of a stated width.

No text of an author ever becomes SQL here: names and values enter as identifiers and literals.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlglot import exp

Sql = exp.Expr

BIGINT_BITS = 62
"""Numerators up to 2^62 are BIGINT; one bit is left so that doubling for a rounding cannot overflow."""
_OPEN = (exp.Binary, exp.Not, exp.Neg, exp.In, exp.Between)


def column(name: str, table: str | None = None) -> exp.Column:
    """Return a quoted column, of `table` when given."""
    return exp.column(exp.to_identifier(name, quoted=True), table=exp.to_identifier(table) if table else None)


def wrap(sql: Sql) -> Sql:
    """Return `sql` in brackets if it would not stand by itself beside an operator."""
    return exp.Paren(this=sql.copy()) if isinstance(sql, _OPEN) and not isinstance(sql, exp.Dot) else sql.copy()


def is_simple(sql: Sql) -> bool:
    """Tell whether writing `sql` twice costs nothing: a column or a literal."""
    return isinstance(sql, exp.Column | exp.Literal | exp.Null | exp.Boolean) or (
        isinstance(sql, exp.Cast) and isinstance(sql.this, exp.Literal | exp.Null)
    )


def is_wide(bound: int) -> bool:
    """Tell whether an integer up to `bound` needs more than a BIGINT."""
    return bound >= 1 << BIGINT_BITS


def null() -> Sql:
    """Return NULL."""
    return exp.Null()


def boolean(value: bool) -> Sql:
    """Return TRUE or FALSE."""
    return exp.Boolean(this=value)


def text(value: str) -> Sql:
    """Return a quoted text."""
    return exp.Literal.string(value)


def day(value: date) -> Sql:
    """Return a date literal."""
    return exp.cast(exp.Literal.string(value.isoformat()), exp.DataType.Type.DATE)


def bare(value: int) -> Sql:
    """Return an integer without a type, for comparisons and bit masks."""
    literal = exp.Literal.number(abs(value))
    return exp.Neg(this=literal) if value < 0 else literal


def bigint(sql: Sql) -> Sql:
    """Return `sql` as BIGINT."""
    return exp.cast(sql.copy(), exp.DataType.Type.BIGINT)


def binary(kind: type[exp.Expr], left: Sql, right: Sql) -> Sql:
    """Return `left kind right`, bracketed."""
    return kind(this=wrap(left), expression=wrap(right))


def negated(sql: Sql) -> Sql:
    """Return NOT sql."""
    return exp.Not(this=wrap(sql))


def joined(kind: type[exp.Expr], parts: Sequence[Sql]) -> Sql:
    """Return the parts joined by AND, OR or |; there is at least one."""
    whole = wrap(parts[0]) if len(parts) > 1 else parts[0].copy()
    for part in parts[1:]:
        whole = kind(this=whole, expression=wrap(part))
    return whole


def is_null(sql: Sql) -> Sql:
    """Return sql IS NULL."""
    return exp.Is(this=wrap(sql), expression=exp.Null())


def case(branches: Iterable[tuple[Sql, Sql]], otherwise: Sql | None = None) -> Sql:
    """Return CASE WHEN .. THEN .. [ELSE ..] END.

    Without `otherwise` an unknown condition gives NULL: ELSE would take it for false.
    """
    ifs = [exp.If(this=condition.copy(), true=value.copy()) for condition, value in branches]
    return exp.Case(ifs=ifs, default=otherwise.copy() if otherwise is not None else None)


def unique(parts: Iterable[Sql]) -> tuple[Sql, ...]:
    """Return the parts without repetitions, in order."""
    return tuple(dict.fromkeys(parts))
