"""Votes from files, in the two forms that Polis exports have, whatever else their columns hold.

Long: one row a vote, with `timestamp`, `comment-id`, `voter-id` and `vote`. Wide: one row a person, with `participant`
and one column for each statement, whose header is all digits. Columns are found by their names; case, blanks around
them, underscores for hyphens, a byte order mark and any line ends do no harm.
"""

import csv
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy

from .ballots import Ballots, collected, digest_of, in_order

LONG: Final = ("comment-id", "voter-id", "vote")
PERSON: Final = "participant"
_LONGEST_CELL: Final = 10_000_000
_NO_ANSWER: Final = frozenset({"", "na", "nan", "null", "none"})
_VOTES: Final = {"1": 1, "-1": -1, "0": 0}


class BadVotes(ValueError):
    """A file that cannot be read as votes; its one sentence says where, what was expected and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Conversation:
    """Ballots with the ids their people and statements have in the file. `silent`: people without any vote."""

    ballots: Ballots
    people: tuple[str, ...]
    statements: tuple[str, ...]
    silent: tuple[str, ...]

    @property
    def digest(self) -> str:
        """SHA-256 of the latest votes with their ids, and of which statements are rejected."""
        return digest_of(self.ballots, self.people, self.statements)


class _Rows:
    """Votes one after the other, in few bytes; ids get numbers as they come."""

    def __init__(self) -> None:
        self.people: dict[str, int] = {}
        self.statements: dict[str, int] = {}
        self.who, self.what, self.how, self.when = array("i"), array("i"), array("b"), array("d")

    def add(self, person: str, statement: str, vote: int, time: float) -> None:
        self.who.append(self.people.setdefault(person, len(self.people)))
        self.what.append(self.statements.setdefault(statement, len(self.statements)))
        self.how.append(vote)
        self.when.append(time)


def conversation(votes: str, comments: str | None = None) -> Conversation:
    """Return the votes of a file, with the statements that `comments` says were rejected.

    :raises BadVotes: when a file is missing, is no such table, or holds what is no vote.
    """
    rows = _Rows()
    header, lines = _table(votes)
    if all(name in header for name in LONG):
        _read_long(votes, header, lines, rows)
    elif PERSON in header and any(_is_number(name) for name in header):
        _read_wide(votes, header, lines, rows)
    else:
        raise BadVotes(
            f"{votes}: expected the columns comment-id, voter-id and vote, or participant and one column a statement"
        )
    return _gathered(rows, rejected(comments) if comments is not None else frozenset())


def rejected(comments: str) -> frozenset[str]:
    """Return the ids of statements whose `moderated` is -1, whole numbers without a ".0" that a table program added.

    :raises BadVotes: when the file is missing or has no such columns.
    """
    header, lines = _table(comments)
    for name in ("comment-id", "moderated"):
        if name not in header:
            raise BadVotes(f"{comments}: expected a column {name}, found none")
    id_at, moderated_at = header.index("comment-id"), header.index("moderated")
    return frozenset(
        _cell(row, id_at).removesuffix(".0") for _, row in lines if _is_minus_one(_cell(row, moderated_at))
    )


def _read_long(file: str, header: list[str], lines: Iterator[tuple[int, list[str]]], rows: _Rows) -> None:
    statement_at, person_at, vote_at = (header.index(name) for name in LONG)
    time_at = header.index("timestamp") if "timestamp" in header else None
    for line, row in lines:
        person, statement = _cell(row, person_at), _cell(row, statement_at)
        if not person or not statement:
            raise BadVotes(f"{file}, line {line}: voter-id or comment-id is empty; give both, or remove the line")
        vote = _vote(file, line, _cell(row, vote_at))
        if vote is None:
            rows.people.setdefault(person, len(rows.people))
            continue
        rows.add(person, statement, vote, 0.0 if time_at is None else _time(file, line, _cell(row, time_at)))


def _read_wide(file: str, header: list[str], lines: Iterator[tuple[int, list[str]]], rows: _Rows) -> None:
    person_at = header.index(PERSON)
    statements = [(at, name) for at, name in enumerate(header) if _is_number(name)]
    for line, row in lines:
        person = _cell(row, person_at)
        if not person:
            raise BadVotes(f"{file}, line {line}: participant is empty; give an id, or remove the line")
        rows.people.setdefault(person, len(rows.people))
        for at, statement in statements:
            vote = _vote(file, line, _cell(row, at))
            if vote is not None:
                rows.add(person, statement, vote, 0.0)


def _gathered(rows: _Rows, rejected_ids: frozenset[str]) -> Conversation:
    who, what = (numpy.frombuffer(each, dtype=numpy.int32) for each in (rows.who, rows.what))
    spoke = numpy.bincount(who, minlength=len(rows.people)) > 0
    people = in_order(person for person, number in rows.people.items() if spoke[number])
    silent = in_order(person for person, number in rows.people.items() if not spoke[number])
    statements = in_order(rows.statements)
    return Conversation(
        collected(
            _renumbered(rows.people, people)[who],
            _renumbered(rows.statements, statements)[what],
            numpy.frombuffer(rows.how, dtype=numpy.int8),
            times=numpy.frombuffer(rows.when),
            is_rejected=numpy.array([each.removesuffix(".0") in rejected_ids for each in statements], dtype=bool),
        ),
        tuple(people),
        tuple(statements),
        tuple(silent),
    )


def _renumbered(numbers: dict[str, int], order: Sequence[str]) -> numpy.ndarray[tuple[int], numpy.dtype[numpy.int32]]:
    """Return for each number given while reading the place of its id in the order."""
    found = numpy.zeros(len(numbers), dtype=numpy.int32)
    for place, each in enumerate(order):
        found[numbers[each]] = place
    return found


def _table(file: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Return the names of the columns, and the rows with the numbers of their last lines; empty rows are left out.

    :raises BadVotes: when the file cannot be read, or is empty.
    """
    lines = _lines(file)
    for _, row in lines:
        return [name.strip().lower().replace("_", "-").replace(" ", "-") for name in row], lines
    raise BadVotes(f"{file}: empty; expected a table with a header row")


def _lines(file: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        # What people wrote is not looked at, so a wrong byte in it may stay.
        with Path(file).open(encoding="utf-8-sig", errors="replace", newline="") as opened:
            rows = csv.reader(opened)
            for row in rows:
                if any(cell.strip() for cell in row):
                    yield rows.line_num, row
    except OSError as problem:
        raise BadVotes(f"{file} cannot be read: {problem.strerror}") from problem
    except csv.Error as problem:
        raise BadVotes(f"{file}, line {rows.line_num}: no comma-separated table ({problem})") from problem


def _cell(row: list[str], at: int) -> str:
    # A row may end early: what is missing was not answered.
    return row[at].strip() if at < len(row) else ""


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdigit()


def _is_minus_one(cell: str) -> bool:
    try:
        return float(cell) == -1
    except ValueError:
        return False


def _vote(file: str, line: int, cell: str) -> int | None:
    if cell in _VOTES:
        return _VOTES[cell]
    if cell.lower() in _NO_ANSWER:
        return None
    try:
        return {1.0: 1, -1.0: -1, 0.0: 0}[float(cell)]
    except (ValueError, KeyError):
        raise BadVotes(f"{file}, line {line}: vote: expected 1, -1, 0 or nothing, found {cell[:20]!r}") from None


def _time(file: str, line: int, cell: str) -> float:
    try:
        found = float(cell or 0)
    except ValueError:
        found = float("nan")
    if found != found:
        raise BadVotes(f"{file}, line {line}: timestamp: expected milliseconds, found {cell[:20]!r}")
    return found
