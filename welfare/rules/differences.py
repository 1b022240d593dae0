"""What changed between two rule documents, field by field, in a form officers can read.

Pure: two texts in, a list of changed fields out. A field is one criterion, one table, one output and so on; its lines
are compared one by one, and what changed inside a line word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from fractions import Fraction
from typing import Any

from welfare.rules import yaml_reading
from welfare.rules.faults import Fault
from welfare.rules.numbers import number_text

_WORDS = re.compile(r"[\u0e00-\u0e7f]+|[\w.,-]+|\s+|.")
ALIKE = 0.4

LABELS = {
    "format": "รูปแบบ", "code": "รหัสโครงการ", "version": "ฉบับในเอกสาร", "title": "ชื่อโครงการ", "agency": "หน่วยงาน",
    "entity": "ผู้ทรงสิทธิ", "entity_note": "หมายเหตุผู้ทรงสิทธิ", "covers": "ช่วงวันที่ที่ตอบได้", "period": "รอบการจ่าย",
    "period_note": "หมายเหตุรอบการจ่าย", "cites": "ที่มาตามกฎหมาย", "tables": "ตาราง", "let": "นิยาม", "criteria": "เกณฑ์",
    "outputs": "ผลลัพธ์", "evidence": "ระดับหลักฐาน", "relations": "ความสัมพันธ์กับโครงการอื่น", "application": "การยื่นคำขอ",
    "payment": "การจ่ายเงิน", "confidence": "ความมั่นใจ", "notes": "หมายเหตุ", "sources": "แหล่งข้อมูล", "tests": "กรณีทดสอบ",
}  # fmt: skip
_OPEN = {"from": "ไม่จำกัด", "to": "ไม่มีกำหนด"}
_BY_NAME = ("cites", "tables", "let", "outputs")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text: "same" in both, "added" or "removed"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a field: "same", "added", "removed" or "changed"."""

    kind: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs: its key ("criteria.of_age"), its label in Thai, and "added", "removed" or "changed"."""

    field: str
    label: str
    kind: str
    lines: tuple[Line, ...]


def compare(before: str, after: str) -> tuple[Change, ...]:
    """Return the fields in which the text `after` differs from `before` ("": there was none).

    A text that is no YAML of ours is compared as it stands, line by line.

    >>> [change.field for change in compare("{code: a, period: month}", "{code: a, period: year}")]
    ['period']
    """
    try:
        old, new = _fields(before), _fields(after)
    except Fault:
        old, new = {"text": ("ข้อความ", before.splitlines())}, {"text": ("ข้อความ", after.splitlines())}
    changes = []
    for key in [*new, *(key for key in old if key not in new)]:
        label = (new.get(key) or old[key])[0]
        was, now = old.get(key, ("", []))[1], new.get(key, ("", []))[1]
        if was != now:
            kind = "added" if key not in old else "removed" if key not in new else "changed"
            changes.append(Change(key, label, kind, tuple(_lines(was, now))))
    return tuple(changes)


def _fields(text: str) -> dict[str, tuple[str, list[str]]]:
    read = yaml_reading.read(text)
    if read is None:
        return {}
    if not isinstance(read, Mapping):
        return {"text": ("ข้อความ", text.splitlines())}
    found: dict[str, tuple[str, list[str]]] = {}
    for key, value in read.items():
        label: str = LABELS.get(str(key), str(key))
        if key in _BY_NAME and isinstance(value, Mapping):
            for name, entry in value.items():
                found[f"{key}.{name}"] = (f"{label} {name}", list(_said(entry)))
        elif key in ("criteria", "tests") and isinstance(value, list):
            for number, entry in enumerate(value):
                name = entry.get("id", number) if isinstance(entry, Mapping) else number
                found[f"{key}.{name}"] = (f"{label} {name}", list(_said(entry)))
        else:
            found[key] = (label, list(_said(value)))
    if isinstance(read.get("criteria"), list):
        order = [str(one.get("id")) for one in read["criteria"] if isinstance(one, Mapping)]
        found["criteria_order"] = ("ลำดับของเกณฑ์", [" → ".join(order)])
    return found


def _said(value: Any, key: str = "") -> Iterator[str]:
    """Yield a value as lines, one for each leaf; a row of a table and a short mapping is one line."""
    head = f"{key}: " if key else ""
    if isinstance(value, Mapping):
        if all(not isinstance(one, Mapping | list) for one in value.values()) and not {"th", "en"} & set(value):
            yield head + ", ".join(f"{name} {_cell(name, one)}" for name, one in value.items())
            return
        for name, one in value.items():
            yield from _said(one, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        if all(not isinstance(one, Mapping | list) for one in value) and key:
            yield head + ", ".join(_plain(one) for one in value)
            return
        for one in value:
            yield from _said(one, key)
    else:
        yield head + _plain(value)


def _cell(name: str, value: Any) -> str:
    return _OPEN.get(name, "–") if value is None else _plain(value)


def _plain(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_text(value) if isinstance(value, int | Fraction) else str(value)


def _lines(was: Sequence[str], now: Sequence[str]) -> Iterator[Line]:
    for tag, a, b, c, d in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if tag == "equal":
            for text in was[a:b]:
                yield Line("same", (Segment("same", text),))
            continue
        old, new = list(was[a:b]), list(now[c:d])
        while old and new and _alike(old[0], new[0]):
            yield Line("changed", tuple(_segments(old.pop(0), new.pop(0))))
        for text in old:
            yield Line("removed", (Segment("removed", text),))
        for text in new:
            yield Line("added", (Segment("added", text),))


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, _WORDS.findall(one), _WORDS.findall(other), autojunk=False).ratio() >= ALIKE


def _segments(one: str, other: str) -> Iterator[Segment]:
    old, new = _WORDS.findall(one), _WORDS.findall(other)
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Segment("same", "".join(old[a:b]))
            continue
        if a < b:
            yield Segment("removed", "".join(old[a:b]))
        if c < d:
            yield Segment("added", "".join(new[c:d]))
