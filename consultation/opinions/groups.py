"""Groups: people who lie close together in the plane, two to five groups, or one where there are none.

A group of fewer than five people is no group: the division is sought among those without one, else a single outlier
makes the best division of all.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy
from numpy.typing import NDArray

from . import kmeans
from .ballots import Real, Whole

MOST_BASE_POINTS: Final = 4_096
FEWEST_IN_GROUP: Final = 5
RESTARTS: Final = 50
MOST_GROUPS: Final = 5
CLOSE_ENOUGH: Final = 0.02
"""A smaller number of groups is taken when its silhouette is within this of the best."""

_CELLS: Final = 64
_EDGE_PERCENT: Final = 0.5
_BLOCK: Final = 512


@dataclass(frozen=True, slots=True, eq=False)
class Base:
    """What is divided: points with a weight in people, and the point each person belongs to."""

    points: Real
    weights: Real
    point_of: Whole


@dataclass(frozen=True, slots=True, eq=False)
class Division:
    """Group numbers of the people divided, the largest group 0; how many groups; silhouettes of the numbers tried."""

    groups: Whole
    k: int
    silhouettes: dict[int, float]


def divide(coordinates: Real, *, k: int | None = None, seed: int = 0, restarts: int = RESTARTS) -> Division:
    """Divide people into `k` groups, or into as many as fit best; into one where no division has five in each."""
    base = base_points(coordinates)
    tried = [k] if k is not None else list(range(2, MOST_GROUPS + 1))
    labels: dict[int, Whole] = {}
    for number in tried:
        found = _parted(base, number, seed, restarts) if number > 1 else None
        if found is not None:
            labels[number] = found
    widths = silhouettes(base, labels)
    if not labels:
        return Division(numpy.zeros(len(coordinates), dtype=numpy.int64), 1 if len(coordinates) else 0, {})
    best = max(widths.values())
    chosen = min(number for number, width in widths.items() if width >= best - CLOSE_ENOUGH)
    return Division(_numbered(labels[chosen][base.point_of]), chosen, widths)


def base_points(coordinates: Real) -> Base:
    """Return each person as a point; above 4,096 people the means of the occupied cells of a grid."""
    count = len(coordinates)
    if count <= MOST_BASE_POINTS:
        return Base(coordinates, numpy.ones(count), numpy.arange(count))
    low, high = numpy.percentile(coordinates, [_EDGE_PERCENT, 100 - _EDGE_PERCENT], axis=0)
    cells = cells_of(coordinates, low, high, _CELLS)
    _, point_of = numpy.unique(cells, return_inverse=True)
    weights = numpy.bincount(point_of).astype(numpy.float64)
    points = numpy.column_stack([numpy.bincount(point_of, weights=coordinates[:, axis]) / weights for axis in (0, 1)])
    return Base(points, weights, point_of)


def cells_of(coordinates: Real, low: Real, high: Real, cells: int) -> Whole:
    """Return the cell of each person in a grid of `cells` x `cells`, by rows; those beyond an edge lie along it."""
    span = numpy.where(high > low, high - low, 1.0)
    steps = numpy.clip(((coordinates - low) / span * cells).astype(numpy.int64), 0, cells - 1)
    return numpy.asarray(steps[:, 1] * cells + steps[:, 0])


def _parted(base: Base, k: int, seed: int, restarts: int) -> Whole | None:
    """Return the label of each base point in the best division without too small a group; None without any."""
    if len(numpy.unique(base.points, axis=0)) < k:
        return None
    labels, inertia = kmeans.divisions(base.points, base.weights, k, seed=seed, restarts=restarts)
    sizes = numpy.array([numpy.bincount(each, weights=base.weights, minlength=k) for each in labels])
    is_whole = sizes.min(axis=1) >= FEWEST_IN_GROUP
    if not is_whole.any():
        return None
    best = labels[int(numpy.where(is_whole, inertia, numpy.inf).argmin())]
    return numpy.asarray(best, dtype=numpy.int64)


def silhouettes(base: Base, labels: dict[int, Whole]) -> dict[int, float]:
    """Return how well each division fits, -1 to 1: distances to one's own group against those to the next."""
    weights, points = base.weights, base.points
    in_group = {k: (label[:, None] == numpy.arange(k)) * weights[:, None] for k, label in labels.items()}
    sums = dict.fromkeys(labels, 0.0)
    for at in range(0, len(points), _BLOCK) if labels else ():
        block = slice(at, at + _BLOCK)
        distances = numpy.hypot(*(points[block, None, axis] - points[None, :, axis] for axis in (0, 1)))
        for k, label in labels.items():
            sums[k] += float(_widths(distances @ in_group[k], in_group[k].sum(axis=0), label[block]) @ weights[block])
    return {k: total / float(weights.sum()) for k, total in sums.items()}


def _widths(to_groups: NDArray[Any], sizes: Real, own: Whole) -> Real:
    rows = numpy.arange(len(own))
    own_size = sizes[own]
    to_own = to_groups[rows, own] / numpy.maximum(own_size - 1, 1)
    means = to_groups / sizes
    means[rows, own] = numpy.inf
    to_next = means.min(axis=1)
    larger = numpy.maximum(to_own, to_next)
    widths = numpy.divide(to_next - to_own, larger, out=numpy.zeros(len(own)), where=larger > 0)
    return numpy.where(own_size > 1, widths, 0.0)


def _numbered(labels: Whole) -> Whole:
    """Return the labels as numbers by size, the largest 0; of two equal ones the one with the first person."""
    found, first, sizes = numpy.unique(labels, return_index=True, return_counts=True)
    order = numpy.lexsort((first, -sizes))
    number = numpy.empty(int(found.max()) + 1, dtype=numpy.int64)
    number[found[order]] = numpy.arange(len(order))
    return number[labels]
