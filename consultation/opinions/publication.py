"""When groups may be told, and what of where people lie: never so that one person can be found in it.

Plain Python: the web process reads these, and holds no numpy.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

FEWEST_FOR_GROUP: Final = 7
"""Votes from which on somebody is placed in a group; fewer where there are fewer statements."""

FEWEST_PLACED: Final = 50
FEWEST_IN_GROUP: Final = 10
FEWEST_VOTED: Final = 10
FEWEST_IN_CELL: Final = 5
LEAST_STABILITY: Final = 0.6
NEW_PEOPLE: Final = 10
"""So many more must have voted before a map is made anew: else two maps tell how the few between them voted."""

TOO_FEW_PEOPLE: Final = "TOO_FEW_PEOPLE"
GROUP_TOO_SMALL: Final = "GROUP_TOO_SMALL"
GROUPS_NOT_STABLE: Final = "GROUPS_NOT_STABLE"
NO_GROUPS: Final = "NO_GROUPS"


@dataclass(frozen=True, slots=True)
class Stability:
    """Adjusted Rand index of the groups with those found among four fifths of the people; None without groups."""

    median: float | None
    minimum: float | None
    runs: int


def reasons_against(sizes: Sequence[int], stability: Stability) -> tuple[str, ...]:
    """Return why groups of these sizes may not be told; nothing when they may. Of too few people nothing else is said.

    >>> reasons_against([60, 45], Stability(0.9, 0.7, 20))
    ()
    >>> reasons_against([102, 6], Stability(0.08, 0.0, 20))
    ('GROUP_TOO_SMALL', 'GROUPS_NOT_STABLE')
    >>> reasons_against([40, 6], Stability(0.08, 0.0, 20))
    ('TOO_FEW_PEOPLE',)
    """
    if sum(sizes) < FEWEST_PLACED:
        return (TOO_FEW_PEOPLE,)
    if len(sizes) < 2:
        return (NO_GROUPS,)
    found = []
    if min(sizes) < FEWEST_IN_GROUP:
        found.append(GROUP_TOO_SMALL)
    if stability.median is None or stability.median < LEAST_STABILITY:
        found.append(GROUPS_NOT_STABLE)
    return tuple(found)


def in_fives(people: int) -> int:
    """Return a number of people to the nearest five, so that one person more or less does not show.

    >>> [in_fives(people) for people in (0, 2, 3, 12, 13, 936)]
    [0, 0, 5, 10, 15, 935]
    """
    return (people + 2) // 5 * 5


def percentages(tally: Sequence[int]) -> tuple[int, int, int] | None:
    """Return how many in a hundred agree, disagree and pass, given [disagree, pass, agree]; None below ten votes.

    >>> percentages([1, 2, 7])
    (70, 10, 20)
    >>> percentages([1, 1, 7]) is None
    True
    """
    votes = sum(tally)
    if votes < FEWEST_VOTED:
        return None
    disagree, passed, agree = (round(100 * each / votes) for each in tally)
    return agree, disagree, passed
