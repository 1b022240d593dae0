"""Every single-token change of a rule document's expressions and table cells: each a mutant its cases must catch.

A number moves by its last digit both ways (a fraction by a hundredth), a date by a day; a comparison becomes its
neighbour and its reverse; and/or, in/not in, ==/!= and true/false swap; a not is dropped. Where two rows of a dated
table meet, the day they meet on moves, so that no mutant is caught merely for leaving a gap.
"""

import copy
import io
import keyword
import tokenize
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from welfare.rules.numbers import number_text, simplest
from welfare.rules.tree import Number

_SWAPS = {
    "<": ("<=", ">"),
    "<=": ("<", ">="),
    ">": (">=", "<"),
    ">=": (">", "<="),
    "==": ("!=",),
    "!=": ("==",),
    "and": ("or",),
    "or": ("and",),
    "true": ("false",),
    "false": ("true",),
}


@dataclass(frozen=True)
class Change:
    """One mutant: `place` and `what` name it for good ("criteria.age_60", "60 -> 61 at 5"); `document` is the whole."""

    place: str
    what: str
    document: dict[str, Any]


def of_document(document: Mapping[str, Any]) -> Iterator[Change]:
    """Yield every mutant of a document read as plain data; the document itself is left as it is."""
    for way, text in _expressions(document):
        for what, changed in of_expression(text):
            yield _with(document, way, changed, what)
    for name, table in document.get("tables", {}).items():
        is_plain = isinstance(table, list)
        rows = table if is_plain else table["rows"]
        way = ("tables", name) if is_plain else ("tables", name, "rows")
        yield from _of_rows(document, way, rows)


def of_expression(text: str) -> Iterator[tuple[str, str]]:
    """Yield (what, changed text) for every single-token change.

    >>> [changed for _, changed in of_expression("a >= 60")]
    ['a > 60', 'a <= 60', 'a >= 59', 'a >= 61']
    """
    tokens = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type in {tokenize.NAME, tokenize.NUMBER, tokenize.OP, tokenize.STRING}
    ]
    for index, token in enumerate(tokens):
        after = tokens[index + 1].string if index + 1 < len(tokens) else ""
        before = tokens[index - 1].string if index else ""
        start, end = token.start[1], token.end[1]
        if token.string == "not":
            end = tokens[index + 1].start[1]
        for new in _news(token, before, after):
            yield f"{token.string} -> {new or 'nothing'} at {start}", text[:start] + new + text[end:]


def _news(token: tokenize.TokenInfo, before: str, after: str) -> tuple[str, ...]:
    if token.type == tokenize.NUMBER:
        return _moved(token.string)
    if token.type == tokenize.STRING and before == "(":
        return tuple(f"'{day}'" for day in _days(token.string.strip("'\"")))
    if token.string == "not":
        return ("",)
    if token.string == "in":
        return () if before == "not" else ("not in",)
    is_word = token.type == tokenize.NAME and not keyword.iskeyword(token.string)
    return () if is_word and after == "(" else _SWAPS.get(token.string, ())


def _moved(number: str) -> tuple[str, ...]:
    value = Decimal(number)
    exponent = int(value.as_tuple().exponent)
    step = Decimal(1).scaleb(min(exponent, -2) if exponent else 0)
    # A number below 0 would be written with a sign, which is another token.
    return tuple(str(new) for new in (value - step, value + step) if new >= 0)


def _days(text: str) -> tuple[str, ...]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ()
    return tuple((day + timedelta(days=step)).isoformat() for step in (-1, 1))


def _expressions(document: Mapping[str, Any]) -> Iterator[tuple[tuple[Any, ...], str]]:
    for name, text in document.get("let", {}).items():
        yield ("let", name), text
    for index, criterion in enumerate(document["criteria"]):
        yield ("criteria", index, "expr"), criterion["expr"]
    for name, output in document.get("outputs", {}).items():
        yield (("outputs", name), output) if isinstance(output, str) else (("outputs", name, "expr"), output["expr"])


def _of_rows(document: Mapping[str, Any], way: tuple[Any, ...], rows: list[Any]) -> Iterator[Change]:
    is_dated = "from" in rows[0]
    for index, row in enumerate(rows):
        key = None if is_dated else next(iter(row))
        for column, cell in row.items():
            if column in {"from", "to", "cite", key}:
                continue
            if isinstance(cell, bool):
                yield _with(document, (*way, index, column), not cell, f"{cell} -> {not cell}")
            elif not isinstance(cell, str):
                for new in _moved(number_text(cell)):
                    yield _with(document, (*way, index, column), _number(new), f"{number_text(cell)} -> {new}")
        if is_dated:
            yield from _of_edge(document, way, rows, index)


def _of_edge(document: Mapping[str, Any], way: tuple[Any, ...], rows: list[Any], index: int) -> Iterator[Change]:
    first = date.fromisoformat(str(rows[index]["from"]))
    for step in (-1, 1):
        moved = first + timedelta(days=step)
        change = _with(document, (*way, index, "from"), moved.isoformat(), f"from {first} -> {moved}")
        before = str(rows[index - 1]["to"]) if index else ""
        if before == (first - timedelta(days=1)).isoformat():
            _put(change.document, (*way, index - 1, "to"), (moved - timedelta(days=1)).isoformat())
        yield change
    last = rows[index]["to"]
    following = str(rows[index + 1]["from"]) if index + 1 < len(rows) else ""
    if last is None or (date.fromisoformat(str(last)) + timedelta(days=1)).isoformat() == following:
        return
    for step in (-1, 1):
        moved = date.fromisoformat(str(last)) + timedelta(days=step)
        yield _with(document, (*way, index, "to"), moved.isoformat(), f"to {last} -> {moved}")


def _number(text: str) -> Number:
    return simplest(Fraction(text))


def _with(document: Mapping[str, Any], way: tuple[Any, ...], value: object, what: str) -> Change:
    changed = copy.deepcopy(dict(document))
    place = [
        str(document["criteria"][part]["id"]) if way[0] == "criteria" and part == way[1] else str(part) for part in way
    ]
    _put(changed, way, value)
    return Change(".".join(part for part in place if part not in {"expr", "rows"}), what, changed)


def _put(block: Any, way: tuple[Any, ...], value: object) -> None:
    for part in way[:-1]:
        block = block[part]
    block[way[-1]] = value
