"""A reform, written as new dated values beside the law in force: overlay/1.

It splits dated rows at its own dates and touches nothing outside them. Only cells of dated tables can be set, since
nothing else says since when it holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from welfare.rules import dates, yaml_reading
from welfare.rules.document import Cell, Cite, Document, Row, Table
from welfare.rules.faults import BadDocument, Fault
from welfare.rules.programmes import Programmes
from welfare.rules.shape import Shape
from welfare.rules.tables import Shared
from welfare.rules.tree import Kind

FORMAT = "overlay/1"
SHARED = "shared"
"""The code under which an overlay names the tables of shared.yaml."""


@dataclass(frozen=True)
class Change:
    """One value to set: the column of a dated table of the programme `code`."""

    code: str
    table: str
    column: str
    value: Cell
    cite: str | None


@dataclass(frozen=True)
class Overlay:
    """A reform in force from `since` to `until` (None: open); `source` is what was read."""

    id: str
    title: str
    since: date
    until: date | None
    changes: tuple[Change, ...]
    source: Any


def load_overlay(source: Path | str, file: str = "overlay.yaml") -> Overlay:
    """Return the overlay of a file (a Path) or of its text.

    >>> overlay = load_overlay('''
    ... {format: overlay/1, id: raise, title: ขึ้นเบี้ย, from: 2027-10-01, to: null,
    ...  set: [{code: old_age_allowance, path: tables.steps.a60, value: 1000}]}''')
    >>> overlay.changes[0].column
    'a60'

    :raises Fault: naming file, line and key of what is wrong.
    """
    if isinstance(source, Path):
        read, file = yaml_reading.read_file(source), str(source)
    else:
        read = yaml_reading.read(source, file)
    top = Shape(read, "", file, BadDocument)
    top.word("format", (FORMAT,))
    since, until = _day(top, "from"), _day(top, "to")
    if since is None or (until is not None and until < since):
        raise top.wrong("from", read.get("from"), ("วันที่ไม่หลัง to", "a date, not after to"))
    changes = tuple(_changes(top))
    overlay = Overlay(top.text("id"), top.text("title"), since, until, changes, read)
    top.take("note", None)
    top.finish()
    return overlay


def _day(shape: Shape, key: str) -> date | None:
    value = shape.take(key, None)
    try:
        return None if value is None else dates.read(value, is_full=True)
    except dates.BadDate as problem:
        raise shape.wrong(key, value, (problem.th, problem.en)) from problem


def _changes(top: Shape) -> Iterator[Change]:
    entries = top.sequence("set")
    for number, entry in enumerate(entries):
        one = Shape(entry, f"set[{number}]", top.file, BadDocument, yaml_reading.place_of(entries, number, top.file))
        code, path, value = one.text("code"), one.text("path"), one.take("value")
        parts = path.split(".")
        if len(parts) != 3 or parts[0] != "tables":
            raise one.wrong("path", path, ("tables.<ตาราง>.<คอลัมน์>", "tables.<table>.<column> of a dated table"))
        if not isinstance(value, bool | int | Fraction | str):
            raise one.wrong("value", value, ("ค่าเดี่ยว", "a number, text or boolean"))
        cite = one.text("cite", None)
        one.finish()
        yield Change(code, parts[1], parts[2], value, cite)


def overlaid(programmes: Programmes, overlay: Overlay) -> Programmes:
    """Return the programmes as they would be under the reform.

    :raises BadDocument: when it sets what there is not, or a value of another type than the column's.
    """
    documents = dict(programmes.documents)
    tables: dict[str, dict[str, Table]] = {code: dict(one.tables) for code, one in documents.items()}
    tables[SHARED] = dict(programmes.shared.tables)
    for number, change in enumerate(overlay.changes):
        table = tables.get(change.code, {}).get(change.table)
        if table is None or not table.is_dated or change.column not in table.columns:
            raise _wrong(
                overlay,
                number,
                "path",
                f"{change.code}: tables.{change.table}.{change.column}",
                "a column of a dated table",
            )
        if _kind(change.value) is not table.columns[change.column].kind:
            raise _wrong(overlay, number, "value", change.value, f"a {table.columns[change.column].kind.value}")
        tables[change.code][change.table] = _split(table, overlay, change)
    touched = {change.code for change in overlay.changes}
    made = [
        replace(one, tables=tables[code], source={**one.source, "overlay": overlay.source}) if code in touched else one
        for code, one in documents.items()
    ]
    shared = programmes.shared
    if SHARED in touched:
        shared = Shared(tables[SHARED], {**shared.source, "overlay": overlay.source})
    return Programmes(made, programmes.vocabulary, shared)


def _wrong(overlay: Overlay, number: int, key: str, found: object, expected: str) -> Fault:
    entries = overlay.source["set"]
    place = yaml_reading.place_of(entries, number)
    mend = ("แก้บรรทัดนี้", "Correct this line.")
    return BadDocument(place, f"set[{number}].{key}", found=found, expected=(expected, expected), mend=mend)


def _kind(value: Cell) -> Kind:
    if isinstance(value, bool):
        return Kind.BOOL
    return Kind.NUMBER if isinstance(value, int | Fraction) else Kind.STRING


def _split(table: Table, overlay: Overlay, change: Change) -> Table:
    rows: list[Row] = []
    for row in table.rows:
        since, until = row.since or date.min, row.until or date.max
        first, last = max(since, overlay.since), min(until, overlay.until or date.max)
        if first > last:
            rows.append(row)
            continue
        day = timedelta(days=1)
        if since < first:
            rows.append(replace(row, until=first - day))
        cites = (Cite(overlay.id, change.cite or ""),)
        end = None if last == until and row.until is None else last
        rows.append(replace(row, cells={**row.cells, change.column: change.value}, cites=cites, since=first, until=end))
        if last < until:
            rows.append(replace(row, since=last + day))
    return Table(table.name, table.columns, tuple(rows), table.key)


def unchanged_outside(base: Document, other: Document, overlay: Overlay) -> bool:
    """Tell whether every table of `other` has the very cells of `base` on every day outside the overlay's dates."""
    day = timedelta(days=1)
    for name, table in base.tables.items():
        changed = other.tables[name]
        if not table.is_dated:
            if table != changed:
                return False
            continue
        edges = {overlay.since - day, *(row.since for row in (*table.rows, *changed.rows) if row.since)}
        edges |= {row.until + day for row in (*table.rows, *changed.rows) if row.until and row.until < date.max}
        edges |= {overlay.until + day} if overlay.until else set()
        for edge in edges:
            if overlay.since <= edge <= (overlay.until or date.max):
                continue
            one, two = table.on(edge), changed.on(edge)
            if (one and (one.cells, one.cites)) != (two and (two.cells, two.cites)):
                return False
    return True
