"""Which statement to show next: what is new, what divides, and what people do not pass on, by chance.

Plain Python without numpy: the web process asks this at every visit.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_NEW: Final = 8
_HALVED_AFTER: Final = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that somebody has not answered: who it is, its votes so far, and how far from the middle it leads."""

    key: str
    votes: int
    agrees: int
    passes: int
    extremity: float = 0.0


def extremity(voted_on: int, mean: float, first: float, second: float) -> float:
    """Return how far agreeing with a statement alone leads from the middle of the plane.

    `mean` and the two weights are the statement's; `voted_on` is how many statements have votes.

    >>> extremity(4, 0.5, 0.3, 0.4)
    0.5
    """
    return math.sqrt(voted_on) * abs(1 - mean) * math.hypot(first, second)


def weight(candidate: Candidate) -> float:
    """Return how much more likely than others a statement is to be shown.

    >>> round(weight(Candidate("", votes=10, agrees=6, passes=2, extremity=0.5)), 4)
    3.876
    """
    passed = (candidate.passes + 1) / (candidate.votes + 2)
    agreed = (candidate.agrees + 1) / (candidate.votes + 2)
    newness = 1 + _NEW * 2 ** (-candidate.votes / _HALVED_AFTER)
    return ((1 - passed) * (candidate.extremity + 1) * agreed * newness) ** 2


def following(candidates: Iterable[Candidate], *, seed: str) -> Candidate | None:
    """Return one candidate, each with a probability proportional to its weight; None when there are none.

    The draw hangs on the seed and the statements alone: each waits for a time drawn with its weight as rate, and the
    first to come is shown. So the same person is shown the same until they answer, unless others' votes change it.
    """
    return min(candidates, key=lambda each: (_waiting(each, seed), each.key), default=None)


def _waiting(candidate: Candidate, seed: str) -> float:
    drawn = hashlib.sha256(f"{seed}:{candidate.key}".encode()).digest()
    chance = (int.from_bytes(drawn[:8]) + 1) / (2**64 + 1)
    return -math.log(chance) / weight(candidate)
