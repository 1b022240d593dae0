"""Reading the tables of a document and of shared.yaml: dated or keyed rows, their columns' kinds and units."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

from welfare.rules import dates, yaml_reading
from welfare.rules.document import Cell, Cite, Column, Law, Row, Table
from welfare.rules.faults import BadVocabulary, Fault
from welfare.rules.shape import Shape
from welfare.rules.tree import Kind

NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BESIDE = ("from", "to", "cite", "note")

ReadCites = Callable[[Shape, str], tuple[Cite, ...]]


@dataclass(frozen=True)
class Shared:
    """Values that belong to no single programme: `tables` by name, sso_ceiling among them."""

    tables: Mapping[str, Table]
    source: Mapping[str, Any]

    @property
    def sso_ceiling(self) -> Table | None:
        """Return the social security wage ceilings, column `ceiling`; None when the file has none."""
        return self.tables.get("sso_ceiling")


NOTHING_SHARED = Shared({}, {})


def load_shared(source: Path | str, file: str = "shared.yaml") -> Shared:
    """Return the shared values of a file (a Path) or of its text.

    >>> load_shared("tables: {sso_ceiling: [{from: 1995-03-30, to: null, ceiling: 15000}]}").sso_ceiling.rows[0].until

    :raises Fault: naming file, line and key of what is wrong.
    """
    if isinstance(source, Path):
        read, file = yaml_reading.read_file(source), str(source)
    else:
        read = yaml_reading.read(source, file)
    top = Shape(read, "", file, BadVocabulary)
    top.take("format", None)
    top.take("version", None)
    laws = read_laws(top)
    tables = read_tables(top, lambda shape, key: read_cites(shape, key, laws, is_needed=False))
    top.finish()
    ceilings = tables.get("sso_ceiling")
    if ceilings is not None and (not ceilings.is_dated or "ceiling" not in ceilings.columns):
        raise top.wrong("tables", "sso_ceiling", ("ตารางตามวันที่ มีคอลัมน์ ceiling", "a dated table with a column ceiling"))
    return Shared(tables, read)


def read_laws(shape: Shape) -> dict[str, Law]:
    """Return the entries of `cites`."""
    laws: dict[str, Law] = {}
    for key, entry in shape.mapping("cites", {}).items():
        below = shape.below("cites", entry)
        below.key = f"{below.key}.{key}"
        laws[key] = Law(
            key=key,
            ref=below.text("ref"),
            gazette=below.text("gazette", None),
            url=below.text("url", None),
            status=below.word("status", ("unverified", "verified"), "unverified"),
            by=below.text("by", None),
            on=below.text("on", None),
        )
        below.take("note", None)
        below.finish()
    return laws


def read_cites(shape: Shape, key: str, laws: Mapping[str, Law], *, is_needed: bool) -> tuple[Cite, ...]:
    """Return the cites under `key`: each the key of a law, then its clause.

    :raises Fault: for the key of no law, or for none at all where one is needed.
    """
    texts = shape.texts(key)
    if not texts and is_needed:
        raise shape.wrong(key, None, ("ที่มา", "a cite"), ("เพิ่ม cite", "Add cite: the key of an entry of cites."))
    cites: list[Cite] = []
    for text in texts:
        law, _, clause = text.partition(" ")
        if law not in laws:
            raise shape.wrong(
                key, law, ("คีย์ใน cites", "a key of cites"), ("เพิ่มใน cites", f"Declare {law} under cites.")
            )
        cites.append(Cite(law, clause.strip()))
    return tuple(cites)


def read_tables(shape: Shape, cites: ReadCites) -> dict[str, Table]:
    """Return the tables under `tables`, each a list of rows or {unit, key, rows}."""
    tables: dict[str, Table] = {}
    declared = shape.mapping("tables", {}) or {}
    below = shape.below("tables", declared)
    for name, entry in declared.items():
        if not NAME.fullmatch(name):
            raise below.wrong(name, name, ("ชื่อ a-z 0-9 _", "a name of a-z, 0-9 and _"))
        if isinstance(entry, Mapping):
            one = below.below(name, entry)
            unit = dict(one.mapping("unit", {}))
            key = one.text("key", None)
            rows = one.sequence("rows")
            one.take("note", None)
            one.finish()
        else:
            unit, key, rows = {}, None, below.sequence(name)
        tables[name] = _Table(name, below, rows, unit, key, cites).read()
    return tables


class _Table:
    """One table while it is read."""

    def __init__(
        self, name: str, shape: Shape, rows: list[Any], unit: dict[str, Any], key: str | None, cites: ReadCites
    ) -> None:
        self.name, self.shape, self.rows, self.unit, self.cites = name, shape, rows, unit, cites
        if not rows or not isinstance(rows[0], Mapping):
            raise shape.wrong(name, rows or None, ("แถวอย่างน้อยหนึ่งแถว", "at least one row, each a mapping"))
        self.is_dated = "from" in rows[0]
        self.names = [one for one in rows[0] if one not in _BESIDE]
        self.key = None if self.is_dated else key or (self.names[0] if self.names else None)
        if not self.names or (self.key is not None and self.key not in self.names):
            raise shape.wrong(name, rows[0], ("คอลัมน์", "rows with columns, the key column among them"))

    def read(self) -> Table:
        rows = [self._row(place, entry) for place, entry in enumerate(self.rows)]
        columns = {name: Column(name, self._kind(name, rows), self._unit(name)) for name in self.names}
        for name in self.unit:
            if name not in columns:
                raise self._wrong("unit", name, f"one of {', '.join(columns)}")
        dated = [name for name, column in columns.items() if column.kind is Kind.DATE]
        for row in rows:
            for name in dated:
                row.cells[name] = self._day(row.cells[name], f"{name}")  # type: ignore[index]
        made = [
            Row(row.cells, row.cites, row.since, row.until, None if self.key is None else row.cells[self.key])  # type: ignore[arg-type]
            for row in rows
        ]
        self._order(made)
        return Table(self.name, columns, tuple(made), self.key)

    def _wrong(self, key: str, found: object, expected: str, row: int | None = None) -> Fault:
        place = self.shape.place(self.name) if row is None else yaml_reading.place_of(self.rows, row, self.shape.file)
        return self.shape.fault(
            place,
            self.shape.path(self.name if row is None else f"{self.name}[{row}]") + f".{key}",
            found=found,
            expected=("ตารางที่ถูกรูป", expected),
            mend=("แก้แถวนี้", "Correct this row."),
        )

    def _row(self, place: int, entry: Any) -> Row:
        where = self.shape.path(f"{self.name}[{place}]")
        below = Shape(entry, where, self.shape.file, self.shape.fault, yaml_reading.place_of(self.rows, place, ""))
        since = until = None
        if self.is_dated:
            since = self._day(below.take("from"), "from", place)
            end = below.take("to")
            until = None if end is None else self._day(end, "to", place)
            if until is not None and until < since:
                raise self._wrong("to", str(until), "a date not before from", place)
        cites = self.cites(below, "cite")
        below.take("note", None)
        cells = {name: self._cell(below.take(name), name, place) for name in self.names}
        below.finish()
        return Row(cells, cites, since, until)

    def _cell(self, value: Any, name: str, row: int) -> Cell:
        if value is None or value == "":
            raise self._wrong(name, None, "a value: an empty cell is refused", row)
        if isinstance(value, list):
            pairs = [tuple(one) if isinstance(one, list) and len(one) == 2 else () for one in value]
            if not pairs or any(not pair or not all(_is_number(part) for part in pair) for pair in pairs):
                raise self._wrong(name, value, "a list of [low, value] pairs of numbers", row)
            if any(first[0] >= second[0] for first, second in pairwise(pairs)):
                raise self._wrong(name, value, "pairs that ascend", row)
            return tuple((pair[0], pair[1]) for pair in pairs)
        if isinstance(value, Mapping):
            raise self._wrong(name, value, "a number, text, boolean, date or list of pairs", row)
        cell: Cell = value
        return cell

    def _day(self, value: Any, key: str, row: int | None = None) -> date:
        try:
            return dates.read(value if isinstance(value, str | date) else "", is_full=True, may_be_forever=True)
        except dates.BadDate as problem:
            raise self._wrong(key, value, problem.en, row) from problem

    def _kind(self, name: str, rows: list[Row]) -> Kind:
        kinds = {_kind_of(row.cells[name]) for row in rows}
        if kinds == {Kind.STRING} and all(_ISO.fullmatch(str(row.cells[name])) for row in rows):
            return Kind.DATE
        if len(kinds) != 1:
            raise self._wrong(name, "values of several types", "one type in the whole column")
        return kinds.pop()

    def _unit(self, name: str) -> str | None:
        unit = self.unit.get(name)
        if unit is not None and not isinstance(unit, str):
            raise self._wrong(f"unit.{name}", unit, "a text")
        return unit

    def _order(self, rows: list[Row]) -> None:
        if self.key is not None:
            keys = [row.key for row in rows]
            for place, key in enumerate(keys):
                if key in keys[:place]:
                    raise self._wrong(self.key, key, "each key once", place)
            return
        for place, (first, second) in enumerate(pairwise(rows), 1):
            if first.until is None or second.since is None or second.since <= first.until:
                raise self._wrong("from", str(second.since), "rows in order of date that do not overlap", place)


def _is_number(value: object) -> bool:
    return isinstance(value, int | Fraction) and not isinstance(value, bool)


def _kind_of(value: Cell) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOL
    if isinstance(value, int | Fraction):
        return Kind.NUMBER
    if isinstance(value, tuple):
        return Kind.PAIRS
    return Kind.DATE if isinstance(value, date) else Kind.STRING
