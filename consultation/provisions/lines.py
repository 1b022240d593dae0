"""A text as numbered lines: cleaned of what nobody can see, and marked where a quotation runs over several of them.

An amending draft quotes whole sections ("ให้เพิ่มความต่อไปนี้เป็นมาตรา ๑๕/๑ “มาตรา ๑๕/๑ ...”"). Lines inside such a quotation
belong to the section that quotes them, however much they look like sections of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from superapp.thai import forms

from .provision import Fault

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_QUOTE = re.compile('[“”"]')


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its number in the text, its words, and whether it lies within a quotation."""

    number: int
    text: str
    is_quoted: bool = False


def read(text: str) -> tuple[tuple[Line, ...], tuple[Fault, ...]]:
    """Return the lines of `text` that are not blank, and a fault for each line too long or quotation mark alone."""
    faults: list[Fault] = []
    kept: list[tuple[int, str]] = []
    for number, raw in enumerate(_BREAKS.sub("\n", text).split("\n"), 1):
        if len(raw) > forms.LIMIT:
            faults.append(_too_long(number, len(raw)))
            continue
        # Tabs separate a label from its text in word processors; the printed form has two spaces there.
        line = forms.display(raw).replace("\t", "  ").strip()
        if line:
            kept.append((number, line))
    return _quoted(kept, faults), tuple(faults)


def _quoted(lines: list[tuple[int, str]], faults: list[Fault]) -> tuple[Line, ...]:
    """Mark the lines that begin inside a quotation opened on an earlier line and closed on this one or later."""
    inside: set[int] = set()
    waiting: list[int] = []
    straight: int | None = None
    for place, (number, line) in enumerate(lines):
        for mark in _QUOTE.findall(line):
            if mark == "“":
                waiting.append(place)
            elif mark == "”":
                if waiting:
                    inside.update(range(waiting.pop() + 1, place + 1))
                else:
                    faults.append(_alone(number, mark, "“"))
            elif straight is None:
                straight = place
            else:
                inside.update(range(straight + 1, place + 1))
                straight = None
    faults += [_alone(lines[place][0], "“", "”") for place in waiting]
    if straight is not None:
        faults.append(_alone(lines[straight][0], '"', '"'))
    return tuple(Line(number, line, place in inside) for place, (number, line) in enumerate(lines))


def runs(lines: list[Line]) -> Iterator[list[tuple[int, str]]]:
    """Yield the stretches of lines outside quotations, as (number, text)."""
    run: list[tuple[int, str]] = []
    for line in lines:
        if line.is_quoted:
            yield run
            run = []
        else:
            run.append((line.number, line.text))
    yield run


def _too_long(number: int, length: int) -> Fault:
    return Fault(
        "line_too_long",
        number,
        f"{length:,}",
        f"≤ {forms.LIMIT:,}",
        "แบ่งข้อความเป็นวรรค วรรคละบรรทัด",
        "Break the text into paragraphs, one to a line.",
    )


def _alone(number: int, found: str, missing: str) -> Fault:
    return Fault(
        "quote",
        number,
        found,
        f"{found} … {missing}" if found != "”" else f"{missing} … {found}",
        "เติมเครื่องหมายคำพูดให้ครบคู่",
        "Add the quotation mark that is missing.",
    )
