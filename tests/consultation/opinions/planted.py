"""Made-up votes with groups that are known beforehand."""

import random
from collections.abc import Iterable
from typing import Any

import numpy

from consultation.opinions.ballots import Ballots, collected

Row = tuple[int, int, int]
"""A person, a statement, a vote."""


def ballots(rows: Iterable[Row], statements: int, rejected: Iterable[int] = ()) -> Ballots:
    """Return rows as ballots; everybody from 0 to the last person must have one."""
    listed = list(rows)
    columns = numpy.array(listed, dtype=numpy.int64).reshape(len(listed), 3).T
    is_rejected = numpy.isin(numpy.arange(statements), list(rejected))
    return collected(columns[0], columns[1], columns[2], is_rejected=is_rejected)


def groups_of(sizes: tuple[int, ...], statements: int = 24, seed: int = 1) -> tuple[list[int], list[Row]]:
    """Return whose group is which, and votes: each group has its own pattern, and one vote in eight is by chance.

    Each person answers two statements in three. All agree to statement 0; each group alone agrees to its own third.
    """
    chance = random.Random(seed)
    truth = [group for group, size in enumerate(sizes) for _ in range(size)]
    chance.shuffle(truth)
    rows = []
    for person, group in enumerate(truth):
        for statement in sorted(chance.sample(range(statements), statements * 2 // 3)):
            own = 1 if statement == 0 or statement % len(sizes) == group else -1
            rows.append((person, statement, chance.choice([1, 0, -1]) if chance.random() < 1 / 8 else own))
    return truth, rows


def table(header: str, rows: Iterable[Iterable[Any]], end: str = "\n") -> str:
    """Return a CSV table."""
    return end.join([header, *(",".join("" if cell is None else str(cell) for cell in row) for row in rows), ""])
