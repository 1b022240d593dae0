"""What a node of the typed tree becomes in SQL: a value that is NULL when unknown, and a mask of the facts to ask.

A number is an integer numerator over a denominator known when compiling (`den`), and, after an average or a division
by something that is not a literal, over a positive SQL integer too (`over`). Its bounds choose BIGINT or the wide
type, and refuse what could pass 10^36. `mask` is the parts of the ask mask, ORed together; every part is 0 where the
value is known, so that strict operations simply unite the parts of their operands. No parts: never unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import gcd

from sqlglot import exp

from welfare.rules.sql.engines import Engine
from welfare.rules.sql.shapes import Sql, bare, bigint, binary, boolean, case, day, is_wide, null, text
from welfare.rules.tree import Kind, Value

ERROR_BIT = 62
ERROR = 1 << ERROR_BIT
"""The bit of `!not_encoded` in an ask mask."""
LARGEST = 10**36


class Uncompilable(Exception):
    """A document that closures can run and SQL cannot; `code` is stable, `th` and `en` say what to change."""

    code = "RULES_NOT_FOR_POPULATION"

    def __init__(self, th: str, en: str) -> None:
        self.th = th
        self.en = en
        super().__init__(en)


@dataclass(frozen=True)
class Derived:
    """Where a term comes from, for comparisons that need not compute it: `how` is age or fom, `of` the date."""

    how: str
    of: Term
    on: date | None = None


@dataclass(frozen=True)
class Term:
    """A compiled node. `value` is set when it is known at compile time; `low` and `high` bound a number's numerator."""

    kind: Kind
    sql: Sql
    mask: tuple[Sql, ...] = ()
    den: int = 1
    over: Sql | None = None
    over_high: int = 1
    low: int = 0
    high: int = 0
    value: Value | None = None
    derived: Derived | None = None
    first_year: int = 1
    last_year: int = 9999

    @property
    def may_be_null(self) -> bool:
        """Tell whether it can be unknown; what is unknown always says why."""
        return bool(self.mask)

    @property
    def bound(self) -> int:
        """Return the largest absolute value of the numerator."""
        return max(abs(self.low), abs(self.high))

    @property
    def number(self) -> Fraction:
        """Return the value of a number that is known at compile time."""
        assert isinstance(self.value, int | Fraction)
        return Fraction(self.value)

    @property
    def is_wide(self) -> bool:
        """Tell whether the numerator needs the wide type."""
        return is_wide(self.bound)


def constant(value: Value) -> Term:
    """Return a term known at compile time."""
    if isinstance(value, bool):
        return Term(Kind.BOOL, boolean(value), value=value)
    if isinstance(value, date):
        return Term(Kind.DATE, day(value), value=value, first_year=value.year, last_year=value.year)
    if isinstance(value, str):
        return Term(Kind.STRING, text(value), value=value)
    exact = Fraction(value)
    checked(exact.numerator)
    number = bigint(bare(exact.numerator)) if not is_wide(abs(exact.numerator)) else bare(exact.numerator)
    return Term(Kind.NUMBER, number, den=exact.denominator, low=exact.numerator, high=exact.numerator, value=value)


def error(kind: Kind) -> Term:
    """Return what is never known because nothing is encoded there."""
    return Term(kind, typed_null(kind), mask=(bare(ERROR),))


def typed_null(kind: Kind) -> Sql:
    """Return a NULL of the kind's column type."""
    types = {Kind.BOOL: "BOOLEAN", Kind.NUMBER: "BIGINT", Kind.STRING: "VARCHAR", Kind.DATE: "DATE"}
    return exp.cast(null(), exp.DataType.Type[types[kind]])


def checked(*bounds: int) -> None:
    """Refuse numbers that 128 bits might not hold.

    :raises Uncompilable: beyond 10^36.
    """
    if any(abs(bound) > LARGEST for bound in bounds):
        raise Uncompilable(
            "ตัวเลขอาจใหญ่เกิน 10^36 ให้กำหนดค่าสูงสุด (max) ของข้อเท็จจริงที่ใช้คูณกัน",
            "A number may pass 10^36: give the facts that are multiplied a max.",
        )


def scaled(engine: Engine, term: Term, factor: int) -> Term:
    """Return the same number with numerator and denominator multiplied by `factor`, widened if it must be."""
    if factor == 1:
        return term
    low, high = term.low * factor, term.high * factor
    checked(low, high)
    bound = max(abs(low), abs(high))
    if term.value is not None:
        exact = term.number * term.den * factor
        whole = bare(exact.numerator)
        sql = whole if is_wide(bound) else bigint(whole)
    else:
        sql = binary(exp.Mul, widen_to(engine, term, bound), bare(factor))
    return replace(term, sql=sql, den=term.den * factor, low=low, high=high, derived=None)


def widen_to(engine: Engine, term: Term, bound: int) -> Sql:
    """Return the numerator in the type that a result up to `bound` needs."""
    return engine.widened(term.sql) if is_wide(bound) and not term.is_wide else term.sql


def widened_over(engine: Engine, term: Term, bound: int) -> Sql:
    """Return the SQL divisor in the type that a product up to `bound` needs."""
    assert term.over is not None
    return engine.widened(term.over) if is_wide(bound) and not is_wide(term.over_high) else term.over


def aligned(engine: Engine, left: Term, right: Term) -> tuple[Term, Term]:
    """Return both numbers over one denominator and one SQL divisor, so that numerators can be added and compared."""
    common = left.den * right.den // gcd(left.den, right.den)
    left, right = scaled(engine, left, common // left.den), scaled(engine, right, common // right.den)
    if left.over is None and right.over is None:
        return left, right
    first = spread(engine, left, right.over, right.over_high)
    second = spread(engine, right, left.over, left.over_high)
    return first, second


def spread(engine: Engine, term: Term, over: Sql | None, over_high: int) -> Term:
    """Return the same number with numerator and SQL divisor both multiplied by `over`."""
    if over is None:
        return term
    low, high = min(term.low, term.low * over_high), max(term.high, term.high * over_high)
    checked(low, high, term.over_high * over_high)
    bound = max(abs(low), abs(high))
    divisor = engine.widened(over) if is_wide(bound) and not is_wide(over_high) else over
    sql = binary(exp.Mul, widen_to(engine, term, bound), divisor)
    whole = term.over_high * over_high
    if term.over is None:
        product = over
    else:
        own = engine.widened(term.over) if is_wide(whole) and not is_wide(term.over_high) else term.over
        product = binary(exp.Mul, own, over)
    return replace(term, sql=sql, low=low, high=high, over=product, over_high=whole, value=None, derived=None)


def floor_quotient(engine: Engine, sql: Sql, divisor: Sql, *, is_wide: bool, may_be_negative: bool) -> Sql:
    """Return sql / divisor (positive) rounded to minus infinity; the engines cut towards zero instead."""
    plain = engine.quotient(sql, divisor, is_wide=is_wide)
    if not may_be_negative:
        return plain
    lifted = binary(exp.Sub, binary(exp.Add, exp.Neg(this=_wrapped(sql)), divisor), bare(1))
    below = exp.Neg(this=exp.Paren(this=engine.quotient(lifted, divisor, is_wide=is_wide)))
    return case([(binary(exp.GTE, sql, bare(0)), plain), (binary(exp.LT, sql, bare(0)), below)])


def _wrapped(sql: Sql) -> Sql:
    return exp.Paren(this=sql.copy())
