"""Making a data set: every table from one snapshot, read again and counted, and the manifest last.

Nothing here changes a row. Memory stays flat: rows are read in batches of BATCH by where the last one stopped.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from consultation.models import OpenDataSet, Stance

from . import open_data_files, open_data_rows, open_data_votes, report_numbers
from .hearing_periods import BANGKOK
from .open_data_files import TableWriter, Written

FORMAT = "hearing-open-data/1"


class NotWhole(Exception):
    """What was written is not what should be there; `code` says what."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def write(row: OpenDataSet, *, now: datetime, told: Callable[[int], None] | None = None) -> dict[str, Any]:
    """Write all files of a data set and return its manifest; `told` hears how many comments were written, by batches.

    :raises NotWhole: when a file read again is another one, or numbers differ from the counters.
    """
    open_data_files.clear(row.public_id)
    folder = open_data_files.folder_of(row.public_id)
    with snapshot():
        tables = open_data_rows.Tables(row.hearing, told)
        votes = open_data_votes.gate(row.hearing)
        files: list[Written] = []
        for name, columns, rows in tables.all():
            files += _table(folder, name, columns, rows)
        files += _table(folder, "polis/comments", open_data_votes.STATEMENT_COLUMNS, tables.statements(), is_polis=True)
        if votes.is_open:
            files += open_data_votes.write(row.hearing, tables, folder)
        expected = _expected(row, votes.is_open)
        _check_stances(row)
    _check(folder, files, expected)
    manifest = _manifest(row, files, votes, now)
    open_data_files.keep_manifest(folder, manifest)
    return manifest


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it stood at one instant, however long it takes, without keeping anybody from writing.

    Inside a transaction that is there already, nothing is begun.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        # Django's own transactions here begin by taking the one place of the writer (settings: IMMEDIATE).
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ROLLBACK")


def _table(
    folder: str, name: str, columns: tuple[str, ...], rows: Iterator[dict[str, Any]], *, is_polis: bool = False
) -> list[Written]:
    with TableWriter(name, columns, is_csv_only=is_polis) as table:
        for row in rows:
            table.write(row)
        return table.kept(folder)


def _expected(row: OpenDataSet, has_votes: bool) -> dict[str, int]:
    """Return how many rows the counters say, by table."""
    count = report_numbers.counts(row.hearing)
    expected = {"comments": count.shown, "polis/comments": count.statements}
    if has_votes:
        expected["polis/votes"] = open_data_votes.stored_votes(row.hearing)
    return expected | {"moderation": open_data_rows.decided(row.hearing)}


def _check_stances(row: OpenDataSet) -> None:
    count = report_numbers.counts(row.hearing)
    counted = open_data_rows.counted_stances(row.hearing)[None]
    if any(getattr(count, value) != counted[value] for value in Stance.Value.values):
        raise NotWhole("COUNT_DIFFERS:stances")


def _check(folder: str, files: list[Written], expected: dict[str, int]) -> None:
    for written in files:
        if open_data_files.read_again(folder, written) != written:
            raise NotWhole(f"FILE_DIFFERS:{written.name}")
    for written in files:
        name = written.name.rpartition(".")[0]
        if name in expected and written.rows != expected[name]:
            raise NotWhole(f"COUNT_DIFFERS:{name}:{written.rows}:{expected[name]}")


def _manifest(row: OpenDataSet, files: list[Written], votes: open_data_votes.Gate, now: datetime) -> dict[str, Any]:
    hearing = row.hearing
    listed = "\n".join(f"{one.sha256}  {one.name}" for one in files)
    return {
        "format": FORMAT,
        "hearing": {
            "id": str(hearing.public_id),
            "code": hearing.code,
            "title_th": hearing.title_th,
            "title_en": hearing.title_en,
            "law": hearing.law.code,
            "version": hearing.version.number,
            "state": hearing.state,
            "is_sample": hearing.is_sample,
        },
        "data_set": str(row.public_id),
        "snapshot_at": now.astimezone(BANGKOK).isoformat(timespec="seconds"),
        "predicate": report_numbers.PREDICATE,
        "personal_data": "masked",
        "votes": {"published": votes.is_open, "voters": votes.voters, "because": votes.because},
        "files": [one.as_entry() for one in files],
        # Of the lines "<sha256>  <name>" of all files, as sha256sum prints them.
        "sha256": hashlib.sha256(listed.encode()).hexdigest(),
    }
