"""The plane: votes seen from the side where they differ most. Who votes alike lies close together.

Filling a missing vote with the mean of its statement and centring makes it exactly 0, so the matrix stays sparse and
nothing is approximated. Statements that are no longer shown are left out of it, and count as voted by everybody when
people with few votes are moved outwards.
"""

import warnings
from dataclasses import dataclass
from typing import Any, Final

import numpy
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

from .ballots import Ballots, Real, Whole
from .publication import FEWEST_FOR_GROUP

FEWEST_PEOPLE: Final = 15
"""Below it the most active people are placed, however little they voted."""

_DENSE: Final = 20
_TOLERANCE: Final = 1e-10
_NOTHING: Final = 1e-12
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """Where people lie, and what it takes to place one more.

    `means` and `axes` (two columns) have a row for each statement: 0 for rejected ones. `voted_on` is how many
    statements have votes, `rejected` how many of those are rejected. `explained`: each axis's share of all difference.
    """

    coordinates: Real
    means: Real
    axes: Real
    explained: tuple[float, float]
    voted_on: int
    rejected: int


def draw(ballots: Ballots) -> Plane:
    """Return the plane of these ballots; all zeros where nobody differs from anybody."""
    width = len(ballots.is_rejected)
    counts = numpy.bincount(ballots.statements, minlength=width)
    sums = numpy.bincount(ballots.statements, weights=ballots.votes, minlength=width)
    means = numpy.divide(sums, counts, out=numpy.zeros(width), where=(counts > 0) & ~ballots.is_rejected)
    kept = numpy.flatnonzero((counts > 0) & ~ballots.is_rejected)
    voted_on = int((counts > 0).sum())
    rejected = voted_on - len(kept)
    column = numpy.full(width, -1, dtype=numpy.int32)
    column[kept] = numpy.arange(len(kept), dtype=numpy.int32)
    is_kept = ~ballots.is_rejected[ballots.statements]
    votes_kept = numpy.concatenate(([0], numpy.cumsum(is_kept)))[ballots.starts]
    statements = ballots.statements[is_kept]
    centred = csr_array(
        (ballots.votes[is_kept] - means[statements], column[statements], votes_kept),
        shape=(ballots.people, len(kept)),
    )
    axes_kept, explained = _axes(centred)
    axes = numpy.zeros((width, 2))
    axes[kept] = axes_kept
    answered = numpy.diff(votes_kept) + rejected
    scale = numpy.sqrt(voted_on / numpy.maximum(answered, 1))
    coordinates = (centred @ axes_kept) * scale[:, None]
    return Plane(coordinates.round(_DECIMALS) + 0.0, means, axes, explained, voted_on, rejected)


def placed(ballots: Ballots, voted_on: int) -> Whole:
    """Return who is placed in groups: with enough votes; where these are too few, the most active."""
    counts = ballots.counts
    enough = numpy.flatnonzero(counts >= min(FEWEST_FOR_GROUP, voted_on))
    if len(enough) >= FEWEST_PEOPLE:
        return enough
    return numpy.sort(numpy.argsort(-counts, kind="stable")[:FEWEST_PEOPLE])


def _axes(centred: Any) -> tuple[Real, tuple[float, float]]:
    total = float((centred.data**2).sum())
    axes = numpy.zeros((centred.shape[1], 2))
    if total <= _NOTHING:
        return axes, (0.0, 0.0)
    values, vectors = _largest(centred)
    explained = [0.0, 0.0]
    for place in range(min(2, len(values))):
        # A direction in which nobody differs is any direction: it is left at nothing.
        if values[place] > total * _NOTHING:
            vector = vectors[:, place]
            axes[:, place] = vector * numpy.sign(vector[numpy.abs(vector).round(9).argmax()])
            explained[place] = float(values[place]) / total
    return axes, (explained[0], explained[1])


def _largest(centred: Any) -> tuple[Real, NDArray[Any]]:
    """Return the two largest eigenvalues of CᵀC, the larger first, and their vectors as columns."""
    width = centred.shape[1]
    if min(centred.shape) >= _DENSE:
        across = centred.T.tocsr() if centred.nnz < 1_000_000 else centred.T
        product = LinearOperator((width, width), matvec=lambda v: across @ (centred @ v), dtype=numpy.float64)
        start = numpy.cos(numpy.arange(1, width + 1))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                values, vectors = eigsh(product, k=2, which="LA", v0=start, tol=_TOLERANCE, rng=0)
            return values[::-1], vectors[:, ::-1]
        except ArpackError:
            # Votes of too few kinds for an iteration: the whole matrix then, which is slower and always ends.
            pass
    return _dense(centred)


def _dense(centred: Any) -> tuple[Real, NDArray[Any]]:
    """Return the same from the whole matrix, of people or of statements, whichever are fewer."""
    people, width = centred.shape
    if people >= width:
        values, vectors = numpy.linalg.eigh((centred.T @ centred).toarray())
        return values[::-1][:2], vectors[:, ::-1][:, :2]
    values, weights = numpy.linalg.eigh((centred @ centred.T).toarray())
    values, weights = values[::-1][:2], weights[:, ::-1][:, :2]
    return values, (centred.T @ weights) / numpy.sqrt(numpy.maximum(values, _NOTHING))
