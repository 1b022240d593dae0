"""Closures of the list functions and of tiers and bands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from welfare.rules.numbers import added, divided, multiplied, subtracted
from welfare.rules.tree import Marginal, Number, Over, Tier

if TYPE_CHECKING:
    from welfare.rules.case import Case, Closure
    from welfare.rules.closures import Compiler


def over(node: Over, body: Closure) -> Closure:
    """Return the closure of a list function."""
    return _OVER[node.name](node.list, body)


def _count(name: str, body: Closure) -> Closure:
    def count(case: Case) -> Any:
        elements = case.facts.get(name)
        if elements is None or not elements.is_complete:
            return None
        number = 0
        for case.c in elements.items:
            value = body(case)
            if value is None:
                return None
            number += value
        return number

    return count


def _total(name: str, body: Closure) -> Closure:
    def total(case: Case) -> Any:
        elements = case.facts.get(name)
        if elements is None or not elements.is_complete:
            return None
        amount: Number = 0
        for case.c in elements.items:
            value = body(case)
            if value is None:
                return None
            amount = added(amount, value)
        return amount

    return total


def _avg(name: str, body: Closure) -> Closure:
    total = _total(name, body)

    def average(case: Case) -> Any:
        amount = total(case)
        if amount is None:
            return None
        # An empty list divides by zero: U, as it should be.
        return divided(amount, len(case.facts[name].items))

    return average


def _every(name: str, body: Closure) -> Closure:
    def every(case: Case) -> Any:
        elements = case.facts.get(name)
        if elements is None:
            return None
        result: bool | None = True if elements.is_complete else None
        for case.c in elements.items:
            value = body(case)
            if value is False:
                return False
            if value is None:
                result = None
        return result

    return every


def _some(name: str, body: Closure) -> Closure:
    def some(case: Case) -> Any:
        elements = case.facts.get(name)
        if elements is None:
            return None
        result: bool | None = False if elements.is_complete else None
        for case.c in elements.items:
            value = body(case)
            if value is True:
                return True
            if value is None:
                result = None
        return result

    return some


_OVER: dict[str, Callable[[str, Closure], Closure]] = {
    "count": _count,
    "total": _total,
    "avg": _avg,
    "every": _every,
    "some": _some,
}


def pairs_of(compiler: Compiler, node: Tier | Marginal) -> Closure:
    """Return a closure that gives the pairs as (low, closure of the value); None when a cell is U."""
    if isinstance(node.pairs, tuple):
        fixed = tuple((pair.low, compiler.compile(pair.value)) for pair in node.pairs)
        return lambda case: fixed
    cell = compiler.compile(node.pairs)

    def from_cell(case: Case) -> Any:
        pairs = cell(case)
        if pairs is None:
            return None
        return tuple((low, lambda case, value=value: value) for low, value in pairs)

    return from_cell


def chosen(pairs: Any, x: Any, strict: bool) -> int:
    """Return the place of the last pair that x reaches; -1 when none."""
    place = -1
    for low, _ in pairs:
        if (low < x) if strict else (low <= x):
            place += 1
        else:
            break
    return place


def tiers(compiler: Compiler, node: Tier | Marginal) -> Closure:
    """Return the closure of tier, marginal_rate or marginal_amount."""
    x_of, pairs_in, strict = compiler.compile(node.x), pairs_of(compiler, node), node.strict

    def tier(case: Case) -> Any:
        x = x_of(case)
        pairs = pairs_in(case)
        if x is None or pairs is None:
            return None
        place = chosen(pairs, x, strict)
        return None if place < 0 else pairs[place][1](case)

    def rates(case: Case) -> Any:
        x = x_of(case)
        pairs = pairs_in(case)
        if x is None or pairs is None:
            return None
        amount: Number = 0
        for place in range(chosen(pairs, x, True) + 1):
            low, rate_of = pairs[place]
            rate = rate_of(case)
            if rate is None:
                return None
            high = min(pairs[place + 1][0], x) if place + 1 < len(pairs) else x
            amount = added(amount, multiplied(rate, subtracted(high, low)))
        return amount

    def amounts(case: Case) -> Any:
        x = x_of(case)
        pairs = pairs_in(case)
        if x is None or pairs is None:
            return None
        amount: Number = 0
        for place in range(chosen(pairs, x, strict) + 1):
            value = pairs[place][1](case)
            if value is None:
                return None
            amount = added(amount, value)
        return amount

    if isinstance(node, Tier):
        return tier
    return rates if node.of == "rate" else amounts
