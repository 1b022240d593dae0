"""The YAML these files are written in: a small, safe part of it with its own scalar rules.

Only `null`, `true`, `false`, whole numbers and decimals are special, and only when unquoted; every other scalar is
text, dates included. A decimal is built from its text and is exact. Duplicate keys, anchors, aliases, tags and a second
document are refused. Keys are always text. Blocks and sequences remember where each key and item stands, so that a
fault found later can name its line.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from welfare.rules.faults import Both, Fault, Place, UnreadableFile

DEEPEST = 40
LARGEST_BYTES = 64 * 1024 * 1024

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,39})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,39})\.[0-9]{1,40}")
_WORDS: dict[str, bool | None] = {"null": None, "true": True, "false": False, "": None}
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Block(dict[str, Any]):
    """A mapping as read; `places` gives the place of each key, `place` its own."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: dict[str, Place] = {}


class Sequence(list[Any]):
    """A list as read; `places` gives the place of each item, `place` its own."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.place = place
        self.places: list[Place] = []


def place_of(container: object, key: object, file: str = "") -> Place:
    """Return where `key` (or the item at an index) of a container stands; the container's own place when it is absent.

    >>> place_of(read("a: 1\\nb: [2]", "x.yaml"), "b")
    Place(file='x.yaml', line=2, column=1)
    """
    if isinstance(container, Block):
        return container.places.get(str(key), container.place)
    if isinstance(container, Sequence) and isinstance(key, int) and key < len(container.places):
        return container.places[key]
    return Place(file)


def read_file(path: Path) -> Any:
    """Return what the file holds; None for an empty file.

    :raises UnreadableFile: when there is no such file, it is not UTF-8, too large, or not of our YAML.
    """
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise UnreadableFile(
            Place(str(path)),
            "file",
            found=problem.strerror or "an unreadable file",
            expected=("แฟ้มที่อ่านได้", "a readable file"),
            mend=("ตรวจชื่อและสิทธิ์ของแฟ้ม", "Check its name and permissions."),
        ) from problem
    if len(content) > LARGEST_BYTES:
        raise UnreadableFile(
            Place(str(path)),
            "file",
            found=f"{len(content)} bytes",
            expected=(f"ไม่เกิน {LARGEST_BYTES} ไบต์", f"at most {LARGEST_BYTES} bytes"),
            mend=("แบ่งเป็นหลายแฟ้ม", "Split the file."),
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise UnreadableFile(
            Place(str(path), content.count(b"\n", 0, problem.start) + 1, 1),
            "file",
            found="bytes that are not UTF-8",
            expected=("ข้อความ UTF-8", "UTF-8 text"),
            mend=("บันทึกแฟ้มเป็น UTF-8", "Save the file as UTF-8."),
        ) from problem
    return read(text, str(path))


def read(text: str, file: str = "") -> Any:
    """Return what the text holds: Block, Sequence, text, int, Fraction, bool or None.

    >>> read("{rate: 315.01, on: no, day: 2026-09-15, n: 07}")
    {'rate': Fraction(31501, 100), 'on': 'no', 'day': '2026-09-15', 'n': '07'}

    :raises UnreadableFile: for anything outside the part of YAML described above, with file and line.
    """
    try:
        return _Reading(text, file).document()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
        raise _fault(place, problem.problem or "malformed YAML", ("YAML ที่ถูกต้อง", "well-formed YAML")) from problem
    except yaml.YAMLError as problem:
        raise _fault(Place(file), str(problem).splitlines()[0], ("YAML ที่ถูกต้อง", "well-formed YAML")) from problem


def scalar(text: str) -> Any:
    """Return the value of an unquoted scalar.

    >>> [scalar(one) for one in ("0.70", "12", "1e3", "0x10", "yes", "2026-09-15", "null")]
    [Fraction(7, 10), 12, '1e3', '0x10', 'yes', '2026-09-15', None]
    """
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        exact = Fraction(text)
        return exact.numerator if exact.denominator == 1 else exact
    return text


def _fault(place: Place, found: str, expected: Both, key: str = "yaml") -> Fault:
    mend = ("ใส่เครื่องหมายคำพูดรอบข้อความ และตรวจย่อหน้า", "Quote the text, and check the indentation.")
    return UnreadableFile(place, key, found=found, expected=expected, mend=mend)


class _Reading:
    """One pass over the parser's events."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.loader = _LOADER(text)
        self.events: Iterator[Any] = self._every_event()

    def _every_event(self) -> Iterator[Any]:
        try:
            while self.loader.check_event():
                yield self.loader.get_event()
        finally:
            self.loader.dispose()

    def document(self) -> Any:
        value: Any = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _fault(
                        self._place(event), "a second document (---)", ("เอกสารเดียวต่อแฟ้ม", "one document per file")
                    )
            elif not isinstance(event, yaml.StreamStartEvent | yaml.StreamEndEvent | yaml.DocumentEndEvent):
                value = self._value(event, 0)
        return value

    def _place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def _value(self, event: Any, depth: int) -> Any:
        place = self._place(event)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise _fault(place, "an anchor or alias", ("ค่าที่เขียนตรงตัว", "the value itself"))
        if event.tag is not None:
            raise _fault(place, f"the tag {event.tag}", ("ค่าที่ไม่มีป้ายชนิด", "a value without a tag"))
        if depth > DEEPEST:
            raise _fault(
                place, f"nesting deeper than {DEEPEST}", (f"ซ้อนไม่เกิน {DEEPEST} ชั้น", f"at most {DEEPEST} levels")
            )
        if isinstance(event, yaml.ScalarEvent):
            return scalar(event.value) if event.implicit[0] else event.value
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(place, depth)
        return self._block(place, depth)

    def _sequence(self, place: Place, depth: int) -> Sequence:
        items = Sequence(place)
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.places.append(self._place(event))
            items.append(self._value(event, depth + 1))
        return items

    def _block(self, place: Place, depth: int) -> Block:
        block = Block(place)
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            at = self._place(event)
            if not isinstance(event, yaml.ScalarEvent) or event.anchor is not None or event.tag is not None:
                raise _fault(at, "a key that is not plain text", ("ชื่อคีย์เป็นข้อความ", "a key of plain text"))
            if event.value in block:
                raise _fault(at, "the same key twice", ("คีย์ไม่ซ้ำ", "each key once"), key=event.value)
            block.places[event.value] = at
            block[event.value] = self._value(next(self.events), depth + 1)
        return block
