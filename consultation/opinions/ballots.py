"""Ballots: who answered which statement how, once each, in an order that does not depend on how the rows came.

People and statements are numbers from 0 on, in the order of their ids; only those with a vote count. 1 is agree, -1
disagree, 0 pass.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray

Whole = NDArray[numpy.int64]
Real = NDArray[numpy.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Ballots:
    """Votes by person: those of person i are `statements[starts[i]:starts[i + 1]]` with `votes` beside them.

    `is_rejected` has one entry for each statement: a rejected one is no longer shown, and counts as voted by everybody.
    """

    starts: Whole
    statements: NDArray[numpy.int32]
    votes: NDArray[numpy.int8]
    is_rejected: NDArray[numpy.bool_]

    @property
    def people(self) -> int:
        """How many people."""
        return len(self.starts) - 1

    @property
    def counts(self) -> Whole:
        """How many votes each person gave, rejected statements included."""
        return numpy.diff(self.starts)

    def of(self, chosen: Whole) -> "Ballots":
        """Return the ballots of some people, in the order of `chosen`; statements keep their numbers."""
        lengths = self.counts[chosen]
        starts = numpy.concatenate(([0], numpy.cumsum(lengths)))
        # Where each vote comes from: the person's start, and on from there.
        places = numpy.arange(starts[-1]) + numpy.repeat(self.starts[chosen] - starts[:-1], lengths)
        return Ballots(starts, self.statements[places], self.votes[places], self.is_rejected)

    def digest(self) -> str:
        """Return the SHA-256 of the votes, by which two inputs can be told apart; of numbers, not of ids."""
        found = hashlib.sha256(f"{self.people},{len(self.is_rejected)};".encode())
        for each in (self.starts.astype("<i8"), self.statements.astype("<i4"), self.votes, self.is_rejected):
            found.update(numpy.ascontiguousarray(each).data)
        return found.hexdigest()


def collected(
    people: NDArray[Any],
    statements: NDArray[Any],
    votes: NDArray[Any],
    *,
    times: NDArray[Any] | None = None,
    is_rejected: NDArray[numpy.bool_],
) -> Ballots:
    """Return the latest vote of each pair. The four arrays have one entry a row; every person must have a row.

    Of two rows with the same time the larger vote counts. `is_rejected` says how many statements there are.
    """
    width = max(1, len(is_rejected))
    pairs = numpy.asarray(people, dtype=numpy.int64) * width
    pairs += statements
    order = numpy.argsort(pairs, kind="stable")
    pairs = pairs[order]
    is_last = numpy.append(pairs[1:] != pairs[:-1], True) if len(pairs) else numpy.zeros(0, dtype=bool)
    if not is_last.all():
        order = _with_latest_last(order, pairs, is_last, votes, times)
        order, pairs = order[is_last], pairs[is_last]
    values = numpy.asarray(votes, dtype=numpy.int8)[order]
    del order
    statements_of = (pairs % width).astype(numpy.int32)
    pairs //= width
    head_count = int(pairs[-1]) + 1 if len(pairs) else 0
    starts = numpy.searchsorted(pairs, numpy.arange(head_count + 1))
    return Ballots(starts.astype(numpy.int64), statements_of, values, numpy.asarray(is_rejected, dtype=bool))


def _with_latest_last(
    order: Whole,
    pairs: Whole,
    is_last: NDArray[numpy.bool_],
    votes: NDArray[Any],
    times: NDArray[Any] | None,
) -> Whole:
    # Only pairs that were voted on twice are sorted by time: in a large hearing they are few.
    is_repeated = ~is_last
    is_repeated[1:] |= ~is_last[:-1]
    rows = order[is_repeated]
    when = numpy.zeros(len(rows), dtype=numpy.int64) if times is None else numpy.asarray(times)[rows]
    sorted_rows = order.copy()
    sorted_rows[is_repeated] = rows[numpy.lexsort((numpy.asarray(votes)[rows], when, pairs[is_repeated]))]
    return sorted_rows


def in_order(ids: Iterable[str]) -> list[str]:
    """Return ids in their order: as numbers where all are whole numbers, else as text.

    >>> in_order(["10", "9", "1"])
    ['1', '9', '10']
    """
    listed = list(ids)
    if all(each.isascii() and each.removeprefix("-").isdigit() for each in listed):
        return sorted(listed, key=lambda each: (int(each), each))
    return sorted(listed)


def digest_of(ballots: Ballots, people: Sequence[str], statements: Sequence[str]) -> str:
    """Return the SHA-256 of votes together with the ids they stand under."""
    found = hashlib.sha256(ballots.digest().encode())
    for ids in (people, statements):
        for each in ids:
            found.update(each.encode("utf-8", "surrogatepass") + b"\0")
        found.update(b"\1")
    return found.hexdigest()
