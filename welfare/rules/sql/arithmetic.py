"""Arithmetic of terms: exact integers over denominators known when compiling.

Engines divide into doubles, overflow 32-bit products and round each in its own way, so nothing is divided before the
last rounding: a division by a literal multiplies the denominator, any other divisor stays beside the numerator.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from math import gcd

from sqlglot import exp

from welfare.rules.sql.engines import Engine
from welfare.rules.sql.frames import Frame
from welfare.rules.sql.logic import united
from welfare.rules.sql.shapes import Sql, bare, binary, case, is_null, negated
from welfare.rules.sql.terms import (
    ERROR,
    Term,
    aligned,
    checked,
    constant,
    error,
    floor_quotient,
    scaled,
    widen_to,
    widened_over,
)
from welfare.rules.tree import Kind


def minus(term: Term) -> Term:
    """Minus a number."""
    if term.value is not None:
        return constant(-term.number)
    return replace(
        term, sql=exp.Neg(this=exp.Paren(this=term.sql.copy())), low=-term.high, high=-term.low, derived=None
    )


def calculated(frame: Frame, engine: Engine, op: str, left: Term, right: Term) -> Term:
    """left op right, for + - * /."""
    if op in ("+", "-"):
        return _added(engine, left, right, 1 if op == "+" else -1)
    if op == "*":
        return _multiplied(engine, left, right)
    return _divided(frame, engine, left, right)


def _added(engine: Engine, left: Term, right: Term, sign: int) -> Term:
    if left.value is not None and right.value is not None:
        return constant(left.number + sign * right.number)
    first, second = aligned(engine, left, right)
    low = first.low + (second.low if sign > 0 else -second.high)
    high = first.high + (second.high if sign > 0 else -second.low)
    checked(low, high)
    bound = max(abs(low), abs(high), first.bound, second.bound)
    kind = exp.Add if sign > 0 else exp.Sub
    sql = binary(kind, widen_to(engine, first, bound), widen_to(engine, second, bound))
    return replace(first, sql=sql, mask=united((left, right)), low=low, high=high, value=None, derived=None)


def _multiplied(engine: Engine, left: Term, right: Term) -> Term:
    if left.value is not None and right.value is not None:
        return constant(left.number * right.number)
    if left.value is not None:
        left, right = right, left
    if right.value is not None:
        return _times(engine, left, right.number)
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    low, high = min(corners), max(corners)
    over_high = left.over_high * right.over_high
    checked(low, high, over_high)
    bound = max(abs(low), abs(high), left.bound, right.bound)
    sql = binary(exp.Mul, widen_to(engine, left, bound), widen_to(engine, right, bound))
    overs = [widened_over(engine, each, over_high) for each in (left, right) if each.over is not None]
    over = None if not overs else overs[0] if len(overs) == 1 else binary(exp.Mul, overs[0], overs[1])
    mask = united((left, right))
    return Term(
        Kind.NUMBER, sql, mask=mask, den=left.den * right.den, over=over, over_high=over_high, low=low, high=high
    )


def _times(engine: Engine, term: Term, factor: Fraction) -> Term:
    """Multiply by a literal, which only changes the denominator where it can."""
    if factor == 0:
        # 0 * unknown stays unknown.
        product = binary(exp.Mul, term.sql, bare(0))
        return replace(term, sql=product, den=1, over=None, over_high=1, low=0, high=0, derived=None)
    common = gcd(factor.numerator, term.den)
    up, den = factor.numerator // common, term.den // common * factor.denominator
    corners = sorted((term.low * up, term.high * up))
    checked(*corners)
    bound = max(abs(corner) for corner in corners)
    sql = term.sql if up == 1 else binary(exp.Mul, widen_to(engine, term, bound), bare(up))
    return replace(term, sql=sql, den=den, low=corners[0], high=corners[1], derived=None)


def _divided(frame: Frame, engine: Engine, left: Term, right: Term) -> Term:
    if right.value is not None:
        divisor = right.number
        if divisor == 0:
            broken = error(Kind.NUMBER)
            return broken if not left.mask else replace(broken, mask=(*left.mask, _zero_error(left, None)))
        if left.value is not None:
            return constant(left.number / divisor)
        return _times(engine, left, 1 / divisor)
    below = frame.bind(right.sql, hint="d")
    right = replace(right, sql=below)
    # left / (n / (den * over)) = left * den * over / n, with the sign of n moved up so that the divisor is positive.
    raised = _times(engine, left, Fraction(right.den)) if left.value is None else constant(left.number * right.den)
    low, high = raised.low * right.over_high, raised.high * right.over_high
    bound = max(abs(low), abs(high), raised.bound)
    checked(bound, raised.over_high * right.bound)
    top = widen_to(engine, raised, bound)
    if right.over is not None:
        top = binary(exp.Mul, top, widened_over(engine, right, bound))
    zero = bare(0)
    flipped = exp.Neg(this=exp.Paren(this=top.copy()))
    sql = case([(binary(exp.GT, below, zero), top), (binary(exp.LT, below, zero), flipped)])
    positive = case([(binary(exp.LT, below, zero), exp.Neg(this=exp.Paren(this=below.copy())))], below)
    over, over_high = positive, max(right.bound, 1)
    if raised.over is not None:
        over_high = raised.over_high * over_high
        over = binary(exp.Mul, widened_over(engine, raised, over_high), positive)
    may_be_zero = right.low <= 0 <= right.high
    mask = (*united((left, right)), *((_zero_error(left, below),) if may_be_zero else ()))
    low, high = min(low, -high, low, high), max(high, -low)
    return Term(Kind.NUMBER, sql, mask=mask, den=raised.den, over=over, over_high=over_high, low=low, high=high)


def _zero_error(left: Term, below: Sql | None) -> Sql:
    """Return the error bit where a known number is divided by zero; an unknown one only asks for itself."""
    tests = [] if below is None else [binary(exp.EQ, below, bare(0))]
    if left.mask:
        tests.append(exp.Not(this=is_null(left.sql)))
    whole = tests[0] if len(tests) == 1 else binary(exp.And, tests[0], tests[1])
    return case([(whole, bare(ERROR))], bare(0))


def extreme(frame: Frame, engine: Engine, terms: Sequence[Term], *, is_least: bool) -> Term:
    """min or max. LEAST and GREATEST skip NULL on some engines, so it is a CASE that NULL falls through."""
    whole = terms[0]
    for term in terms[1:]:
        if whole.value is not None and term.value is not None:
            pick = min if is_least else max
            whole = constant(pick(whole.number, term.number))
            continue
        first, second = aligned(engine, whole, term)
        bound = max(first.bound, second.bound)
        one = frame.bind(widen_to(engine, first, bound), hint="m")
        two = frame.bind(widen_to(engine, second, bound), hint="m")
        mask = united((whole, term))
        test = binary(exp.LTE if is_least else exp.GTE, one, two)
        sql = case([(test, one), (negated(test), two)]) if mask else case([(test, one)], two)
        low = (min if is_least else max)(first.low, second.low)
        high = (min if is_least else max)(first.high, second.high)
        whole = replace(first, sql=sql, mask=mask, low=low, high=high, value=None, derived=None)
    return whole


def floored(frame: Frame, engine: Engine, term: Term, *, up: bool) -> Term:
    """floor, or ceil when `up`: to minus or plus infinity."""
    if up:
        return minus(floored(frame, engine, minus(term), up=False))
    if term.value is not None:
        return constant(term.number.__floor__())
    if term.den == 1 and term.over is None:
        return term
    sql, divisor, wide = divisible(frame, engine, term, term.den)
    whole = floor_quotient(engine, sql, divisor, is_wide=wide, may_be_negative=term.low < 0)
    low, high = min(term.low // term.den, term.low), max(term.high // term.den, 0)
    return replace(term, sql=whole, den=1, over=None, over_high=1, low=min(low, 0), high=high, derived=None, value=None)


def divisible(frame: Frame, engine: Engine, term: Term, den: int) -> tuple[Sql, Sql, bool]:
    """Return numerator and whole divisor in one width, and whether that is the wide one."""
    divisor_high = den * term.over_high
    checked(divisor_high)
    bound = max(term.bound + divisor_high, divisor_high)
    numerator = frame.bind(widen_to(engine, term, bound), hint="q")
    divisor: Sql = bare(den)
    if term.over is not None:
        factor = widened_over(engine, term, bound)
        divisor = factor if den == 1 else binary(exp.Mul, factor, bare(den))
        divisor = frame.bind(divisor, hint="q")
    wide = term.is_wide or bound >= 1 << 62
    if wide and term.over is None:
        divisor = engine.widened(divisor)
    return numerator, divisor, wide


def cents(frame: Frame, engine: Engine, term: Term) -> Sql:
    """Return a number in hundredths, rounded half away from zero, once: (2n + d) // 2d on integers."""
    if term.value is not None:
        exact = abs(term.number) * 200
        rounded = (exact.__floor__() + 1) // 2
        return constant(rounded if term.number >= 0 else -rounded).sql
    if term.over is None and 100 % term.den == 0:
        return scaled(engine, replace(term, den=1), 100 // term.den).sql
    common = gcd(100, term.den)
    bound = term.bound * 2 * (100 // common) + 2 * term.den * term.over_high
    checked(bound)
    lifted = scaled(engine, replace(term, den=1), 2 * (100 // common))
    wide = replace(lifted, sql=widen_to(engine, lifted, bound), high=max(lifted.high, bound))
    half = term.den // common
    divisor: Sql = bare(half)
    if term.over is not None:
        factor = widened_over(engine, term, bound)
        divisor = factor if half == 1 else binary(exp.Mul, factor, bare(half))
    elif wide.is_wide:
        divisor = engine.widened(divisor)
    divisor = frame.bind(divisor, hint="q")
    double = binary(exp.Mul, divisor, bare(2))
    number = frame.bind(wide.sql, hint="q")
    up = engine.quotient(binary(exp.Add, number, divisor), double, is_wide=wide.is_wide)
    if term.low >= 0:
        return up
    down = engine.quotient(
        binary(exp.Add, exp.Neg(this=exp.Paren(this=number.copy())), divisor), double, is_wide=wide.is_wide
    )
    negative = exp.Neg(this=exp.Paren(this=down))
    return case([(binary(exp.GTE, number, bare(0)), up), (binary(exp.LT, number, bare(0)), negative)])
