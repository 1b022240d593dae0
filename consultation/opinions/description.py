"""What groups say: statements by which one group differs from the others, and those on which all agree.

The tests are one-sided tests of a share, and of two shares, with one vote added on each side so that few votes prove
little; 1.2816 is the 90 % point of the normal distribution.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy
from numpy.typing import NDArray

from .ballots import Ballots, Whole

CERTAIN: Final = 1.2816
MOST_IN_GROUP: Final = 5
MOST_ON_SIDE: Final = 5
SIDES: Final = (("agree", 2), ("disagree", 0))
"""A direction, and where it stands in a tally: a vote's value plus one."""


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that a group answers unlike the others. `agreement` is how much of the group takes this side.

    `repness` is the ratio to that share in the other groups; both have a z-value. `votes_for` of `votes` in the group.
    """

    statement: int
    direction: str
    repness: float
    repness_z: float
    agreement: float
    agreement_z: float
    votes: int
    votes_for: int


@dataclass(frozen=True, slots=True)
class Consensus:
    """A statement that all groups answer alike. `group_product` is the product of the groups' shares."""

    statement: int
    direction: str
    agreement: float
    agreement_z: float
    group_product: float
    votes: int


def tallied(ballots: Ballots, group_of: Whole, k: int) -> Whole:
    """Return how often each group answered each statement how: [group, statement, vote + 1].

    People in no group (-1) are in the last row.
    """
    width = len(ballots.is_rejected)
    rows = numpy.where(group_of < 0, k, group_of)
    places = numpy.repeat(rows * (3 * width), ballots.counts)
    places += ballots.statements * numpy.int64(3)
    places += ballots.votes
    places += 1
    return numpy.bincount(places, minlength=(k + 1) * width * 3).reshape(k + 1, width, 3)


def agreement(votes_for: int, votes: int) -> float:
    """Return the share that takes a side, with one vote added on each.

    >>> round(agreement(3, 4), 4)
    0.6667
    """
    return (votes_for + 1) / (votes + 2)


def agreement_z(votes_for: int, votes: int) -> float:
    """Return how sure it is that more than half take a side.

    >>> round(agreement_z(3, 4), 4)
    1.3416
    """
    return 2 * math.sqrt(votes + 1) * ((votes_for + 1) / (votes + 1) - 0.5)


def repness_z(votes_for: int, votes: int, others_for: int, others: int) -> float:
    """Return how sure it is that a group takes a side more than the others do; 0 when everybody takes it.

    >>> round(repness_z(3, 4, 1, 6), 4)
    1.7566
    """
    here, there = (votes_for + 1) / (votes + 1), (others_for + 1) / (others + 1)
    both = (votes_for + others_for + 2) / (votes + others + 2)
    if both >= 1:
        return 0.0
    return (here - there) / math.sqrt(both * (1 - both) * (1 / (votes + 1) + 1 / (others + 1)))


def representative(tally: Whole, group: int, kept: NDArray[numpy.int64]) -> list[Representative]:
    """Return what a group says that the others do not, agreements first; at most five. `tally`: without the last row.

    Nothing where there is no other group to be unlike.
    """
    if len(tally) < 2:
        return []
    own, others = tally[group], tally.sum(axis=0) - tally[group]
    found = [_side(int(statement), own[statement].tolist(), others[statement].tolist()) for statement in kept]
    certain = [each for each in found if each.repness_z > CERTAIN and each.agreement_z > CERTAIN]
    if not certain:
        return sorted(found, key=lambda each: (-each.repness_z, each.statement))[:1]
    ranked = sorted(
        certain,
        key=lambda each: (-each.repness * each.repness_z * each.agreement * each.agreement_z, each.statement),
    )
    return sorted(ranked[:MOST_IN_GROUP], key=lambda each: each.direction != "agree")


def _side(statement: int, own: list[int], others: list[int]) -> Representative:
    votes, rest = sum(own), sum(others)
    both = [
        Representative(
            statement=statement,
            direction=direction,
            repness=agreement(own[place], votes) / agreement(others[place], rest),
            repness_z=repness_z(own[place], votes, others[place], rest),
            agreement=agreement(own[place], votes),
            agreement_z=agreement_z(own[place], votes),
            votes=votes,
            votes_for=own[place],
        )
        for direction, place in SIDES
    ]
    return max(both, key=lambda each: each.repness_z)


def consensus(tally: Whole, kept: NDArray[numpy.int64]) -> list[Consensus]:
    """Return what more than half of all voters, and of every group, agree on, or reject; at most five of each.

    `tally` has the groups, then whoever is in none.
    """
    everybody = tally.sum(axis=0)
    found: list[Consensus] = []
    for direction, place in SIDES:
        shared: list[Consensus] = []
        for statement in kept.tolist():
            votes_for, votes = int(everybody[statement, place]), int(everybody[statement].sum())
            share, certainty = agreement(votes_for, votes), agreement_z(votes_for, votes)
            if not (share > 0.5 and certainty > CERTAIN):
                continue
            in_groups = [agreement(int(row[statement, place]), int(row[statement].sum())) for row in tally[:-1]]
            if all(each > 0.5 for each in in_groups):
                shared.append(Consensus(statement, direction, share, certainty, math.prod(in_groups), votes))
        found += sorted(shared, key=lambda each: (-each.group_product, each.statement))[:MOST_ON_SIDE]
    return found
