"""The sandbox bank's own book, in a SQLite file of its own: files taken, payments asked for, money moved, mail to send.

Several processes may use one file: each verb is one transaction that takes the write lock first. The book knows nothing
of our ledger; that the two agree is what a test or a drill has to show.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from welfare.gateways.reports import BookingKind, Direction

from .messages import Movement

TABLES = """
CREATE TABLE IF NOT EXISTS file (
    message_id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, message TEXT NOT NULL, is_told INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE IF NOT EXISTS payment (
    message_id TEXT NOT NULL, end_to_end_id TEXT NOT NULL, group_id TEXT NOT NULL, account TEXT NOT NULL,
    satang INTEGER NOT NULL CHECK (satang > 0), value_date TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('accepted', 'rejected', 'booked', 'returned')), reason TEXT,
    PRIMARY KEY (message_id, end_to_end_id)
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS paid_once ON payment (end_to_end_id) WHERE state <> 'rejected';
CREATE INDEX IF NOT EXISTS payment_waiting ON payment (value_date) WHERE state = 'accepted';
CREATE TABLE IF NOT EXISTS movement (
    number INTEGER PRIMARY KEY, account TEXT NOT NULL, kind TEXT NOT NULL, direction TEXT NOT NULL,
    satang INTEGER NOT NULL CHECK (satang > 0), at TEXT NOT NULL, booked_on TEXT NOT NULL, end_to_end_id TEXT,
    reason TEXT, biller TEXT, ref1 TEXT, ref2 TEXT, is_stray INTEGER NOT NULL DEFAULT 0,
    is_told INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS booked_once ON movement (end_to_end_id, kind) WHERE kind IN ('payout', 'return');
CREATE INDEX IF NOT EXISTS movement_untold ON movement (number) WHERE is_told = 0;
CREATE INDEX IF NOT EXISTS movement_day ON movement (account, booked_on);
CREATE TABLE IF NOT EXISTS mail (
    number INTEGER PRIMARY KEY, due_at TEXT NOT NULL, position INTEGER UNIQUE, content BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
"""
COLUMNS = "number, account, kind, direction, satang, at, booked_on, end_to_end_id, reason, biller, ref1, ref2, is_stray"


class Book:
    """A SQLite file. Opens a connection for each transaction, so threads and processes may share one Book's path."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._connected() as db:
            db.execute("PRAGMA journal_mode = WAL")
            db.executescript(TABLES)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock for one transaction; anything raised inside undoes all of it."""
        with self._connected() as db:
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
            except BaseException:
                db.execute("ROLLBACK")
                raise
            db.execute("COMMIT")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read one state of the book, whatever others write meanwhile."""
        with self._connected() as db:
            db.execute("BEGIN")
            yield db
            db.execute("ROLLBACK")

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        db = sqlite3.connect(self._path, timeout=60, isolation_level=None)
        try:
            db.execute("PRAGMA synchronous = NORMAL")
            yield db
        finally:
            db.close()


def counted(db: sqlite3.Connection, name: str) -> int:
    """Return the next number of a counter, from 1."""
    row = db.execute(
        "INSERT INTO counter VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1 RETURNING value", [name]
    ).fetchone()
    return int(row[0])


def movements(db: sqlite3.Connection, where: str = "1", values: tuple[object, ...] = ()) -> Iterator[Movement]:
    """Yield movements in the order they were booked; `where` is a condition of this package's own making."""
    rows = db.execute(f"SELECT {COLUMNS} FROM movement WHERE {where} ORDER BY number", values)
    for number, account, kind, direction, satang, at, booked_on, name, reason, biller, ref1, ref2, is_stray in rows:
        yield Movement(
            reference=f"SB{number:010d}",
            account=account,
            kind=BookingKind(kind),
            direction=Direction(direction),
            satang=satang,
            at=datetime.fromisoformat(at),
            booked_on=date.fromisoformat(booked_on),
            end_to_end_id=name,
            reason=reason,
            biller=biller,
            ref1=ref1,
            ref2=ref2,
            is_stray=bool(is_stray),
        )


def book_movement(db: sqlite3.Connection, movement: Movement) -> str:
    """Write a movement, whose own `reference` is not used, and return the reference it was given."""
    cursor = db.execute(
        "INSERT INTO movement (account, kind, direction, satang, at, booked_on, end_to_end_id, reason, biller, ref1,"
        " ref2, is_stray) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            movement.account,
            movement.kind,
            movement.direction,
            movement.satang,
            movement.at.isoformat(),
            movement.booked_on.isoformat(),
            movement.end_to_end_id,
            movement.reason,
            movement.biller,
            movement.ref1,
            movement.ref2,
            int(movement.is_stray),
        ],
    )
    return f"SB{cursor.lastrowid:010d}"
