"""Paragraphs and items of one provision: which lines are วรรค, which are (๑) and (ก), and whether they run in order."""

import re
from collections.abc import Iterator, Sequence

from . import numbering
from .numbering import LETTERS, NUMBER, Number
from .provision import Fault, Item, Paragraph

_ITEM = re.compile(rf"\((?:(?P<number>{NUMBER})|(?P<letter>[{LETTERS}]))\)[ \t]*(?P<text>.*)", re.DOTALL)


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a provision's text. Items belong to the paragraph above, (ก) to the (๑) above.

    >>> [(p.number, len(p.items)) for p in paragraphs("ผู้ใด\\n(๑) ก่อ\\n(ก) หนึ่ง\\n(๒) ทำ\\nต้องโทษ")]
    [(1, 2), (2, 0)]
    """
    found: list[tuple[str, list[tuple[str, str, list[Item]]]]] = []
    for line in text.split("\n"):
        item = _ITEM.fullmatch(line)
        if item is None or not found:
            found.append((line, []))
            continue
        label, rest = line[: line.index(")") + 1], item["text"]
        items = found[-1][1]
        if item["letter"] and items and not _is_letter(items[-1][0]):
            items[-1][2].append(Item(label, rest))
        else:
            items.append((label, rest, []))
    return tuple(
        Paragraph(number, line, tuple(Item(label, rest, tuple(under)) for label, rest, under in items))
        for number, (line, items) in enumerate(found, 1)
    )


def faults(lines: Sequence[tuple[int, str]]) -> Iterator[Fault]:
    """Yield a fault for each item out of order. `lines` are (line number, text), those inside a quotation left out."""
    number: Number | None = None
    numbers: set[Number] = set()
    letter = -1
    for place, line in lines:
        item = _ITEM.fullmatch(line)
        if item is None:
            number, numbers, letter = None, set(), -1
        elif item["letter"]:
            found = LETTERS.index(item["letter"])
            if found != letter + 1:
                yield _fault(place, f"({item['letter']})", f"({LETTERS[letter + 1 : letter + 2] or '…'})")
            letter = found
        else:
            reading = numbering.read(item["number"])
            if reading is None:
                continue
            if numbering.fault(number, reading, numbers):
                meant = " / ".join(f"({each.thai})" for each in numbering.expected(number, reading))
                yield _fault(place, f"({reading.thai})", meant)
            number, letter = reading, -1
            numbers.add(reading)


def _is_letter(label: str) -> bool:
    return label[1:-1] in LETTERS


def _fault(line: int, found: str, expected: str) -> Fault:
    return Fault(
        "item_order",
        line,
        found,
        expected,
        "แก้ลำดับอนุมาตราให้ต่อเนื่อง หรือเติมอนุมาตราที่ขาดไป",
        "Put the items in order, or add the one that is missing.",
    )
