"""The opinion map: a plane, groups of people who vote alike, what they say, and how far to trust it.

    >>> from numpy import array
    >>> from consultation.opinions.ballots import collected
    >>> nobody = collected(array([]), array([]), array([]), is_rejected=array([], dtype=bool))
    >>> analyse(nobody).reasons
    ('TOO_FEW_PEOPLE',)

The same votes in any order, the same seed and the same libraries give the same numbers to the last digit. The published
mathematics of Polis, with two changes of ours: groups of fewer than five are not taken, and groups that a fifth of the
people more or less would overturn are not told.
"""

from dataclasses import dataclass
from typing import Final

import numpy
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from . import description, groups, plane
from .ballots import Ballots, Whole
from .publication import Stability, reasons_against

ALGORITHM: Final = "opinions/1"
RUNS: Final = 20
KEPT_OF_TEN: Final = 8
RESTARTS_IN_RUN: Final = 10
_STABILITY: Final = 12
"""What sets the draws of the runs apart from those of the groups, under one seed."""


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What was found. `group_of` has -1 for people in no group; `tally` is [group, statement, vote + 1], last: in none.

    `kept`: the statements that are shown and have votes. `reasons`: why the groups may not be told, none if they may.
    """

    plane: plane.Plane
    group_of: Whole
    k: int
    silhouettes: dict[int, float]
    tally: Whole
    kept: Whole
    representative: tuple[tuple[description.Representative, ...], ...]
    consensus: tuple[description.Consensus, ...]
    stability: Stability
    reasons: tuple[str, ...]

    @property
    def sizes(self) -> list[int]:
        """How many people are in each group."""
        return [int((self.group_of == group).sum()) for group in range(self.k)]


def analyse(ballots: Ballots, *, k: int | None = None, seed: int = 0) -> Analysis:
    """Return the map of these ballots, in `k` groups if that is given; on one thread, for sums on two differ."""
    with threadpool_limits(limits=1):
        drawn = plane.draw(ballots)
        group_of, division = _grouped(ballots, drawn, k, seed, groups.RESTARTS)
        stability = _stability(ballots, group_of, division.k, seed)
    tally = description.tallied(ballots, group_of, division.k)
    kept = numpy.flatnonzero((tally.sum(axis=(0, 2)) > 0) & ~ballots.is_rejected)
    sizes = [int((group_of == group).sum()) for group in range(division.k)]
    return Analysis(
        plane=drawn,
        group_of=group_of,
        k=division.k,
        silhouettes=division.silhouettes,
        tally=tally,
        kept=kept,
        representative=tuple(tuple(description.representative(tally[:-1], group, kept)) for group in range(division.k)),
        consensus=tuple(description.consensus(tally, kept)),
        stability=stability,
        reasons=reasons_against(sizes, stability),
    )


def _grouped(
    ballots: Ballots, drawn: plane.Plane, k: int | None, seed: int, restarts: int
) -> tuple[Whole, groups.Division]:
    people = plane.placed(ballots, drawn.voted_on)
    division = groups.divide(drawn.coordinates[people], k=k, seed=seed, restarts=restarts)
    group_of = numpy.full(ballots.people, -1, dtype=numpy.int64)
    group_of[people] = division.groups
    return group_of, division


def _stability(ballots: Ballots, group_of: Whole, k: int, seed: int) -> Stability:
    """Return how alike the groups come out when a fifth of the people is left out, again and again."""
    if k < 2:
        return Stability(None, None, 0)
    found = []
    for source in numpy.random.SeedSequence([seed, k, _STABILITY]).spawn(RUNS):
        chance = numpy.random.Generator(numpy.random.PCG64(source))
        size = max(1, ballots.people * KEPT_OF_TEN // 10)
        chosen = numpy.sort(chance.choice(ballots.people, size, replace=False))
        sample = ballots.of(chosen)
        again, _ = _grouped(sample, plane.draw(sample), k, seed, RESTARTS_IN_RUN)
        is_common = (again >= 0) & (group_of[chosen] >= 0)
        found.append(float(adjusted_rand_score(group_of[chosen][is_common], again[is_common])))
    return Stability(float(numpy.median(found)), min(found), RUNS)
