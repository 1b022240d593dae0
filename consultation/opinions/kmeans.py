"""k-means over weighted points in the plane, all restarts at once: k-means++ for the first centres, then Lloyd's steps.

Plain sums in a fixed order, so equal input and seed give equal groups. A library's fit spends more on checking its
arguments than on dividing a few thousand points, and a map needs four hundred of them.
"""

from typing import Final

import numpy
from numpy.typing import NDArray

from .ballots import Real, Whole

MOST_STEPS: Final = 300

Labels = NDArray[numpy.int8]


def divisions(points: Real, weights: Real, k: int, *, seed: int, restarts: int) -> tuple[Labels, Real]:
    """Return for each restart the label of each point, and the inertia. There must be at least `k` different points."""
    chance = numpy.random.Generator(numpy.random.PCG64(numpy.random.SeedSequence([seed, k])))
    moments = numpy.column_stack([weights, weights[:, None] * points])
    centres = _first_centres(points, weights, k, chance, restarts)
    labels = numpy.full((restarts, len(points)), -1, dtype=numpy.int8)
    moving: Whole = numpy.arange(restarts)
    for _step in range(MOST_STEPS):
        found, _ = _nearest(points, centres[moving])
        is_changed = (found != labels[moving]).any(axis=1)
        moving, found = moving[is_changed], found[is_changed]
        if not len(moving):
            break
        labels[moving] = found
        for group in range(k):
            sums = (found == group).astype(numpy.float64) @ moments
            # A group nobody is in stays where it was.
            is_used = sums[:, 0] > 0
            centres[moving[is_used], group] = sums[is_used, 1:] / sums[is_used, :1]
    return labels, _nearest(points, centres)[1] @ weights


def _first_centres(points: Real, weights: Real, k: int, chance: numpy.random.Generator, restarts: int) -> Real:
    """Return centres [restart, group, axis]: each next one likelier the farther from those before."""
    centres = numpy.empty((restarts, k, 2))
    worth = numpy.broadcast_to(weights, (restarts, len(points)))
    nearest = numpy.full((restarts, len(points)), numpy.inf)
    for group in range(k):
        upto = worth.cumsum(axis=1)
        drawn = chance.random(restarts) * upto[:, -1]
        chosen = (upto <= drawn[:, None]).sum(axis=1).clip(max=len(points) - 1)
        centres[:, group] = points[chosen]
        numpy.minimum(nearest, _squares_to(points, points[chosen]), out=nearest)
        worth = nearest * weights
    return centres


def _nearest(points: Real, centres: Real) -> tuple[Labels, Real]:
    """Return for each restart and point the nearest group, of equals the first, and the squared distance."""
    best = _squares_to(points, centres[:, 0])
    labels = numpy.zeros(best.shape, dtype=numpy.int8)
    for group in range(1, centres.shape[1]):
        squares = _squares_to(points, centres[:, group])
        labels[squares < best] = group
        numpy.minimum(best, squares, out=best)
    return labels, best


def _squares_to(points: Real, centres: Real) -> Real:
    """Return squared distances [restart, point] to one centre of each restart."""
    squares = points[:, 0] - centres[:, :1]
    squares *= squares
    across = points[:, 1] - centres[:, 1:]
    across *= across
    squares += across
    return numpy.asarray(squares)
