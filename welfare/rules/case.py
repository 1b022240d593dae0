"""One applicant on one date under one programme: what closures read, and what they have computed already."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

NOT_YET: Any = object()


class Case:
    """One applicant on one date, for one programme: facts, date, and what has been computed already."""

    __slots__ = ("as_of", "asked", "c", "facts", "given", "lets", "outputs")

    def __init__(self, facts: Mapping[str, Any], given: Collection[str], as_of: date, lets: int, outputs: int) -> None:
        self.facts = facts
        self.given = given
        self.as_of = as_of
        self.lets = [NOT_YET] * lets
        self.outputs = [NOT_YET] * outputs
        self.asked: set[str] = set()
        self.c: Mapping[str, Any] = {}


Closure = Callable[[Case], Any]


def once_per_case(body: Closure, place: int) -> Closure:
    """Return a closure that computes a let once in a case."""

    def let(case: Case) -> Any:
        value = case.lets[place]
        if value is NOT_YET:
            value = case.lets[place] = body(case)
        return value

    return let


def once_per_output(body: Closure, place: int) -> Closure:
    """Return a closure that computes an output once in a case."""

    def output(case: Case) -> Any:
        value = case.outputs[place]
        if value is NOT_YET:
            value = case.outputs[place] = body(case)
        return value

    return output


def once_per_date(body: Closure) -> Closure:
    """Return a closure that keeps its value as long as the date of the assessment stays the same."""
    # One pair, read and replaced whole: threads may share it.
    last: tuple[Any, Any] = (None, None)

    def dated(case: Case) -> Any:
        nonlocal last
        day, value = last
        if day == case.as_of:
            return value
        value = body(case)
        last = (case.as_of, value)
        return value

    return dated
