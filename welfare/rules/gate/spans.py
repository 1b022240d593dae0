"""The dates a document answers for: gaps in its tables, tables shorter than `covers`, and each span in between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise

from welfare.rules.document import Document, Table
from welfare.rules.facts import Vocabulary
from welfare.rules.faults import Both, Place
from welfare.rules.gate.report import REFUSAL, REMARK, Finding, finding
from welfare.rules.gate.trees import opened, trees
from welfare.rules.sql.statements import compile_sql
from welfare.rules.sql.terms import Uncompilable
from welfare.rules.tree import Call, DatedCell
from welfare.rules.yaml_reading import place_of

DAY = timedelta(days=1)
GAP = "GATE_TABLE_GAP"
_ACCEPTED = {
    (False, False): ("", ""),
    (True, False): (" (ผู้ส่งยอมรับแล้ว)", " (accepted)"),
    (True, True): (" (เช่นเดียวกับฉบับที่เคยใช้)", " (as in rules that were in force)"),
}
FIRST_DAY = date(1900, 1, 1)


def spans(document: Document, shared: Mapping[str, Table]) -> tuple[date, ...]:
    """Return the first day of every span in which no table changes, within what the document covers."""
    since, until = document.covers[0] or FIRST_DAY, document.covers[1] or date.max
    tables = [table for table in document.tables.values() if table.is_dated]
    if any(isinstance(node, Call) and node.name == "sso_ceiling" for node in _nodes(document)):
        tables += [table for table in shared.values() if table.is_dated]
    days = {since}
    for table in tables:
        for row in table.rows:
            days.add(row.since or since)
            if row.until is not None and row.until < date.max:
                days.add(row.until + DAY)
    return tuple(sorted(day for day in days if since <= day <= until))


Gap = tuple[str, date | None, date | None]
"""A table's name, and the first and last date without a row (None: from ever, for ever)."""


def gaps_of(document: Document) -> frozenset[Gap]:
    """Return the gaps of all tables, as `settled` in `findings` takes them."""
    return frozenset(
        (name, *gap)
        for name, table in document.tables.items()
        if table.is_dated
        for gap in _open_dates(document, table)
    )


def findings(
    document: Document,
    vocabulary: Vocabulary,
    shared: Mapping[str, Table],
    accepted: Collection[str],
    settled: frozenset[Gap],
) -> Iterator[Finding]:
    """Yield gaps of tables, and what cannot be computed on the newest span of dates.

    A gap is a refusal unless its table is accepted by name, or all of them are `settled`: in force already.
    Earlier spans are compiled by the job, for it takes seconds: `not_computable`.
    """
    read = {node.table for node in _nodes(document) if isinstance(node, DatedCell)}
    used = read | {node.table for node in _nodes(document) if hasattr(node, "table")}
    for name, table in document.tables.items():
        place = place_of(document.source.get("tables"), name)
        if name not in used:
            yield finding(
                REMARK, "GATE_TABLE_UNUSED", place, f"tables.{name}", found=name,
                expected=("ตารางที่มีนิพจน์อ่าน", "a table that an expression reads"), mend=("ลบตารางนี้", "Remove it."),
                says=(f"ไม่มีนิพจน์ใดอ่านตาราง {name}", f"No expression reads the table {name}."),
            )  # fmt: skip
        if name in read and table.is_dated:
            is_settled = all((name, *gap) in settled for gap in _open_dates(document, table))
            yield from _gaps(document, table, place, is_settled or f"tables.{name}" in accepted, is_settled)
    yield from not_computable(document, vocabulary, shared, spans(document, shared)[-1:])


def _gaps(document: Document, table: Table, place: Place, is_accepted: bool, is_settled: bool) -> Iterator[Finding]:
    gaps = list(_open_dates(document, table))
    if not gaps:
        return
    name = f"tables.{table.name}"
    th = "; ".join(_said_th(first, last) for first, last in gaps)
    en = "; ".join(_said_en(first, last) for first, last in gaps)
    yield finding(
        REMARK if is_accepted else REFUSAL, GAP, place, name, found=en,
        expected=("แถวที่ครอบคลุมทุกวันใน covers", "rows for every day of covers"),
        mend=("เพิ่มแถว หรือจำกัด covers หรือยอมรับช่วงว่างของตารางนี้ด้วยการระบุชื่อ",
              "Add rows, narrow covers, or accept the gap of this table by its name."),
        says=(f"ตาราง {table.name} ไม่มีค่า{th}{_ACCEPTED[is_accepted, is_settled][0]}",
              f"The table {table.name} has no value {en}{_ACCEPTED[is_accepted, is_settled][1]}."),
        name="" if is_settled else name,
    )  # fmt: skip


def _open_dates(document: Document, table: Table) -> Iterator[tuple[date | None, date | None]]:
    """Yield (first, last) of dates that are covered and have no row; None: from ever, for ever."""
    since, until = document.covers
    rows = [row for row in table.rows if row.since is not None]
    if not rows:
        return
    first = rows[0].since or date.min
    if since is None or since < first:
        yield since, first - DAY
    for one, other in pairwise(rows):
        end, begin = one.until or date.max, other.since or date.min
        if end < date.max and end + DAY < begin and _meets(since, until, end + DAY, begin - DAY):
            yield end + DAY, begin - DAY
    last = rows[-1].until
    if last is not None and last < date.max and (until is None or last < until):
        yield last + DAY, until


def _meets(since: date | None, until: date | None, first: date, last: date) -> bool:
    return (since is None or since <= last) and (until is None or first <= until)


def _said_th(first: date | None, last: date | None) -> str:
    if first is None:
        return f"ก่อนถึงวันที่ {last}"
    return f"ตั้งแต่ {first}" + (f" ถึง {last}" if last else " เป็นต้นไป")


def _said_en(first: date | None, last: date | None) -> str:
    if first is None:
        return f"up to {last}"
    return f"from {first}" + (f" to {last}" if last else " on")


def not_computable(
    document: Document, vocabulary: Vocabulary, shared: Mapping[str, Table], days: Iterable[date]
) -> Iterator[Finding]:
    """Yield the first of `days` on which the document cannot be computed exactly over a population."""
    for day in days:
        try:
            compile_sql(document, vocabulary, shared, day)
        except Uncompilable as problem:
            said: Both = (problem.th, problem.en)
            yield finding(
                REFUSAL, "GATE_NOT_COMPUTABLE", Place(document.file), "document", found=f"on {day}",
                expected=("นิพจน์ที่คำนวณได้แม่นยำทั้งประชากร", "expressions that can be computed exactly over a population"),
                mend=("จำกัดค่าด้วย min, max ในคลังคำ หรือเขียนนิพจน์ให้เล็กลง",
                      "Bound the facts, or write smaller expressions."),
                says=(f"ณ วันที่ {day}: {said[0]}", f"On {day}: {said[1]}"),
            )  # fmt: skip
            return


def _nodes(document: Document) -> Iterator[object]:
    for _, _, tree in trees(document):
        yield from opened(document, tree)
