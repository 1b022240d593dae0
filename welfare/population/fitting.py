"""Weights for kinds of household and ages of their heads, such that the persons in them fit the age pyramid.

Each cell (a kind, five years of the head's age) holds a known mix of ages. Starting from the shares of the kinds, the
weights are multiplied again and again by how far each age band falls short (iterative proportional fitting).
"""

from __future__ import annotations

from dataclasses import dataclass

from welfare.population.marginals import HouseholdKind, Marginals

BAND = 5
ROUNDS = 300
OLDEST = 99


@dataclass(frozen=True)
class Cell:
    """A kind of household with its head's age within five years; `weight` is its share of all households."""

    kind: str
    first: int
    last: int
    weight: float
    persons: float


def member_age(head: int, gap: int) -> int:
    """Return the age of somebody `gap` years older than the head, folded back where nobody could have it.

    >>> member_age(40, -20), member_age(20, -30), member_age(90, 20)
    (20, 1, 88)
    """
    age = head + gap
    if age < 0:
        return (-age) % (max(head - 18, 0) + 1)
    return age if age <= OLDEST else OLDEST - (age - OLDEST) % 15


def fit(marginals: Marginals) -> tuple[Cell, ...]:
    """Return the cells with fitted weights, which sum to 1."""
    cells: list[tuple[HouseholdKind, int, int, list[float]]] = []
    for kind in marginals.kinds:
        first, last = kind.head
        for start in range(first - first % BAND, last + 1, BAND):
            ages = range(max(start, first), min(start + BAND - 1, last) + 1)
            cells.append((kind, ages[0], ages[-1], _mix(kind, ages, len(marginals.ages))))
    per_kind: dict[str, int] = {}
    for kind, *_ in cells:
        per_kind[kind.name] = per_kind.get(kind.name, 0) + 1
    weights = [kind.permille / per_kind[kind.name] for kind, *_ in cells]
    total = sum(marginals.ages)
    wanted = [each / total for each in marginals.ages]
    for _ in range(ROUNDS):
        made = [0.0] * len(wanted)
        for weight, (*_, mix) in zip(weights, cells, strict=True):
            for band, share in enumerate(mix):
                made[band] += weight * share
        everyone = sum(made)
        short = [want / (have / everyone) if have else 1.0 for want, have in zip(wanted, made, strict=True)]
        for number, (*_, mix) in enumerate(cells):
            size = sum(mix)
            weights[number] *= sum(share * factor for share, factor in zip(mix, short, strict=True)) / size
    whole = sum(weights)
    return tuple(
        Cell(kind.name, first, last, weight / whole, sum(mix))
        for weight, (kind, first, last, mix) in zip(weights, cells, strict=True)
    )


def _mix(kind: HouseholdKind, ages: range, bands: int) -> list[float]:
    """Return how many persons of each age band a household of the cell holds on average."""
    mix = [0.0] * bands
    for head in ages:
        mix[min(head // BAND, bands - 1)] += 1 / len(ages)
        for member in kind.members:
            gaps = range(member.gap[0], member.gap[1] + 1)
            share = member.permille / 1000 / len(gaps) / len(ages)
            for gap in gaps:
                mix[min(member_age(head, gap) // BAND, bands - 1)] += share
    return mix
