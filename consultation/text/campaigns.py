"""Comments that say nearly the same in nearly the same words: organised campaigns, shown openly, never removed.

Exact copies are grouped first; texts of enough letters are then compared by their signatures (minhash.py), and copies
edited too much for those are brought home (stragglers.py). The input's order changes nothing. A campaign counts as its
people's voices: every figure is given with all comments and with one per cluster. Paraphrases escape, and a stock
phrase can join strangers, so the differences must stay reachable.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy

from consultation.text import minhash, stragglers
from consultation.text.likeness import SHORTEST, key

ALIKE: Final = 0.6
"""The share of two signatures that must agree for a link."""

SMALLEST: Final = 3


@dataclass(frozen=True, slots=True)
class Campaign:
    """Nearly equal comments: their ids in order, the commonest text, how many are exactly that, and how alike all are.

    `similarity` is the mean share of shingles that members share with the representative, 1 when all are equal.
    """

    ids: tuple[Any, ...]
    representative: str
    exact: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Clusters:
    """What was found among comments: campaigns, and short answers that several people gave in the same words."""

    campaigns: tuple[Campaign, ...]
    short_answers: tuple[Campaign, ...]


def find(comments: Iterable[tuple[Any, str]], smallest: int = SMALLEST) -> Clusters:
    """Return the clusters of at least `smallest` comments among (id, text) pairs, largest first.

    Ids are whole numbers or strings, each once.
    """
    members: dict[str, list[tuple[Any, str]]] = {}
    for number, text in comments:
        members.setdefault(key(text), []).append((number, text))
    members.pop("", None)
    keys = sorted(members)
    long_keys = [each for each in keys if len(each) >= SHORTEST]
    labels, rows = _labelled(long_keys)
    copies = numpy.fromiter((len(members[each]) for each in long_keys), dtype=int, count=len(long_keys))
    labels = stragglers.joined(long_keys, labels, copies)
    grouped: dict[int, list[int]] = {}
    if long_keys:
        is_large = numpy.bincount(labels, weights=copies) >= smallest
        for place in numpy.flatnonzero(is_large[labels]).tolist():
            grouped.setdefault(int(labels[place]), []).append(place)
    campaigns = [_campaign(places, long_keys, members, rows) for places in grouped.values()]
    short = [
        Campaign(_ids(members[each]), _commonest(members[each]), len(members[each]), 1.0)
        for each in keys
        if len(each) < SHORTEST and len(members[each]) >= smallest
    ]
    return Clusters(_largest_first(campaigns), _largest_first(short))


def _labelled(keys: Sequence[str]) -> tuple[Any, Any]:
    """Return the number of the cluster of each key, and the signatures of all."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    if not keys:
        return numpy.zeros(0, dtype=int), None
    rows = minhash.signatures(keys)
    firsts, seconds = [], []
    for band in minhash.bands(rows):
        first, second = _links(band)
        is_alike = minhash.agreement(rows[first], rows[second]) >= ALIKE
        firsts.append(first[is_alike])
        seconds.append(second[is_alike])
    first, second = numpy.concatenate(firsts), numpy.concatenate(seconds)
    graph = sparse.coo_matrix((numpy.ones(len(first), dtype=bool), (first, second)), shape=(len(keys), len(keys)))
    _, labels = connected_components(graph, directed=False)
    return labels, rows


def _links(band: Any) -> tuple[Any, Any]:
    """Return pairs (first of a bucket, other of the bucket) for the keys whose numbers in a band are equal."""
    order = numpy.argsort(band, kind="stable")
    ordered = band[order]
    is_new = numpy.concatenate([[True], ordered[1:] != ordered[:-1]])
    first_place = numpy.maximum.accumulate(numpy.where(is_new, numpy.arange(len(order)), 0))
    return order[first_place[~is_new]], order[~is_new]


def _campaign(
    places: Sequence[int], keys: Sequence[str], members: dict[str, list[tuple[Any, str]]], rows: Any
) -> Campaign:
    # The commonest exact text, and of equals the first in key order: places are in that order.
    chosen = max(places, key=lambda place: len(members[keys[place]]))
    sizes = numpy.array([len(members[keys[place]]) for place in places])
    alike = minhash.agreement(rows[places], rows[[chosen]])
    together = [member for place in places for member in members[keys[place]]]
    return Campaign(
        _ids(together),
        _commonest(members[keys[chosen]]),
        len(members[keys[chosen]]),
        round(float((alike * sizes).sum() / sizes.sum()), 3),
    )


def _commonest(members: Sequence[tuple[Any, str]]) -> str:
    counts = Counter(text for _, text in members)
    return min(counts, key=lambda text: (-counts[text], text))


def _ids(members: Sequence[tuple[Any, str]]) -> tuple[Any, ...]:
    return tuple(sorted((number for number, _ in members), key=lambda number: (isinstance(number, str), number)))


def _largest_first(found: list[Campaign]) -> tuple[Campaign, ...]:
    return tuple(sorted(found, key=lambda each: (-len(each.ids), key(each.representative))))
