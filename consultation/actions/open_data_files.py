"""Files of open data: tables written as CSV and JSON Lines aside, kept whole, and read again before anybody sees them.

A table is written to files without a name, which are gone with the process that wrote them. A cell of CSV that a
spreadsheet would run as a formula is quoted as text; line separators become line ends.
"""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any, Self
from uuid import UUID

import orjson
from django.core.files import File
from django.db import transaction

from superapp.files import storing

GROUP = "open-data"
MANIFEST = "manifest.json"
MEDIA = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8", "json": "application/json"}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SEPARATORS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x85": "\n"})


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it was written: its name, rows without the header, bytes and SHA-256."""

    name: str
    rows: int
    bytes: int
    sha256: str

    def as_entry(self) -> dict[str, Any]:
        """Return it as it stands in a manifest."""
        return {"name": self.name, "rows": self.rows, "bytes": self.bytes, "sha256": self.sha256}


def plain(text: str) -> str:
    """Return a text without line separators that programs take for the end of a row.

    >>> plain("ก\\u2028ข")
    'ก\\nข'
    """
    return text.translate(_SEPARATORS)


def cell(value: Any) -> Any:
    """Return a value as a cell of CSV: a text that begins like a formula gets an apostrophe before it.

    >>> cell("=1+1"), cell(-1), cell("ก"), cell(None)
    ("'=1+1", -1, 'ก', '')
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        return int(value) if isinstance(value, bool) else value
    return f"'{value}" if value.startswith(_FORMULA) else value


class _Stream:
    """Bytes on their way into a nameless file, counted and hashed as they go."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.bytes, self._hash = stream, 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.stream.write(data)
        self._hash.update(data)
        self.bytes += len(data)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


class TableWriter:
    """One table being written, as CSV and, unless `is_csv_only`, as JSON Lines of the same rows.

    with TableWriter("comments", ("id", "body")) as table:
        table.write({"id": "1", "body": "..."})
        written = table.kept(folder)
    """

    def __init__(self, name: str, columns: Sequence[str], *, is_csv_only: bool = False) -> None:
        self.name, self.columns, self.rows = name, tuple(columns), 0
        self._is_csv_only = is_csv_only
        self._held = ExitStack()

    def __enter__(self) -> Self:
        self._csv = _Stream(self._held.enter_context(storing.spool()))
        self._jsonl = None if self._is_csv_only else _Stream(self._held.enter_context(storing.spool()))
        self._lines = io.StringIO(newline="")
        self._writer = csv.writer(self._lines, lineterminator="\r\n")
        self._writer.writerow(self.columns)
        return self

    def __exit__(self, *error: object) -> None:
        self._held.close()

    def write(self, row: Mapping[str, Any]) -> None:
        """Write one row; it has every column and no other."""
        self._writer.writerow([cell(row[name]) for name in self.columns])
        if self._jsonl is not None:
            self._jsonl.write(orjson.dumps({name: row[name] for name in self.columns}) + b"\n")
        self.rows += 1
        if self._lines.tell() > storing.PIECE_BYTES:
            self._flush()

    def kept(self, folder: str) -> list[Written]:
        """Keep what was written under the table's name, and return the files."""
        self._flush()
        found = [self._keep(self._csv, f"{self.name}.csv", folder)]
        if self._jsonl is not None:
            found.append(self._keep(self._jsonl, f"{self.name}.jsonl", folder))
        return found

    def _flush(self) -> None:
        self._csv.write(self._lines.getvalue().encode())
        self._lines.seek(0)
        self._lines.truncate()

    def _keep(self, stream: _Stream, name: str, folder: str) -> Written:
        stream.stream.seek(0)
        storing.storage().save(stored_name(folder, name), File(stream.stream))
        return Written(name, self.rows, stream.bytes, stream.sha256)


def folder_of(public_id: UUID) -> str:
    """Return where the files of a data set lie."""
    return f"{GROUP}/{public_id}"


def stored_name(folder: str, name: str) -> str:
    """Return under which name a file of a data set lies: `polis/votes.csv` in no folder of its own."""
    return f"{folder}/{name.replace('/', '.')}"


def read_again(folder: str, written: Written) -> Written:
    """Read a kept file from the storage, count and hash it anew.

    :raises FileNotFoundError: when it is not there.
    """
    counted = hashlib.sha256()
    size = 0
    with storing.storage().open(stored_name(folder, written.name), "rb") as stream:

        def pieces() -> Iterator[bytes]:
            nonlocal size
            while piece := stream.read(storing.PIECE_BYTES):
                counted.update(piece)
                size += len(piece)
                yield piece

        rows = _csv_rows(pieces()) if written.name.endswith(".csv") else _lines(pieces())
    return Written(written.name, rows, size, counted.hexdigest())


def keep_manifest(folder: str, manifest: Mapping[str, Any]) -> None:
    """Keep the manifest, which is written last: a folder without one is no data set."""
    content = orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    storing.storage().save(stored_name(folder, MANIFEST), File(io.BytesIO(content)))


def clear(public_id: UUID) -> None:
    """Remove whatever lies in the folder of a data set, now."""
    folder = folder_of(public_id)
    storage = storing.storage()
    try:
        names = storage.listdir(folder)[1]
    except FileNotFoundError:
        return
    for name in names:
        storage.delete(f"{folder}/{name}")
    storage.delete(folder)


def clear_later(public_id: UUID) -> None:
    """Remove it once the transaction is committed."""
    transaction.on_commit(lambda: clear(public_id))


def _csv_rows(pieces: Iterator[bytes]) -> int:
    # Rows as a reader of CSV finds them: a text may hold line ends.
    return sum(1 for _ in csv.reader(_text_lines(pieces))) - 1


def _lines(pieces: Iterator[bytes]) -> int:
    return sum(piece.count(b"\n") for piece in pieces)


def _text_lines(pieces: Iterator[bytes]) -> Iterator[str]:
    held = b""
    for piece in pieces:
        *whole, held = (held + piece).split(b"\n")
        for line in whole:
            yield line.decode() + "\n"
    if held:
        yield held.decode()
