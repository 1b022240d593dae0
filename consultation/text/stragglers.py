"""Copies of a campaign that were edited too much for signatures: each is compared with the campaigns themselves.

A copy with a tenth of its letters changed keeps some three fifths of its shingles, which signatures of 64 places often
miss. So every text that is in no cluster is held against the commonest text of each cluster, shingle by shingle, and
joins the one it shares enough with. Texts are compared with that one text only, never with each other, so a chain of
small likenesses joins nobody. Exact counting, no estimate, no chance.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy

from consultation.text import minhash

OF_CAMPAIGN: Final = 0.5
"""The share of the campaign's shingles that a copy must have."""

OF_COPY: Final = 0.4
"""The share of the copy's own shingles that must be the campaign's: greetings and additions are the rest."""

_CORE: Final = 2
_COMMON: Final = 200
"""A shingle of more campaigns than this is a stock phrase and tells nothing."""

_TABLE_BITS: Final = 26


def joined(keys: Sequence[str], labels: Any, copies: Any) -> Any:
    """Return `labels`, the number of the cluster of each key, with stragglers and split clusters brought together.

    `copies` says how many comments have each key. Keys have at least five characters and are sorted.
    """
    if not len(keys):
        return labels
    sizes = numpy.bincount(labels, weights=copies)
    chosen = _representatives(labels, copies, sizes)
    if not len(chosen):
        return labels
    index = _Index(keys, chosen)
    is_alone = sizes[labels] < _CORE
    is_sought = is_alone.copy()
    is_sought[chosen] = True
    home = numpy.arange(len(sizes))
    # A campaign that came apart joins the larger part, so that no two can join each other.
    rank = numpy.full(len(sizes), len(chosen))
    rank[labels[chosen]] = numpy.arange(len(chosen))
    sought = numpy.flatnonzero(is_sought)
    for place, found in index.matches(keys, sought, labels, rank):
        home[labels[place]] = labels[chosen[found]]
    while True:
        further = home[home]
        if (further == home).all():
            return home[labels]
        home = further


def _representatives(labels: Any, copies: Any, sizes: Any) -> Any:
    """Return the place of the commonest key of each cluster with two comments or more, the largest cluster first."""
    places = numpy.flatnonzero(sizes[labels] >= _CORE)
    order = places[numpy.lexsort((places, -copies[places], labels[places]))]
    is_first = numpy.concatenate([[True], labels[order][1:] != labels[order][:-1]]) if len(order) else []
    chosen = order[is_first] if len(order) else order
    return chosen[numpy.lexsort((chosen, -sizes[labels[chosen]]))]


class _Index:
    """Which campaigns have a shingle."""

    def __init__(self, keys: Sequence[str], chosen: Any) -> None:
        owners, hashes = [], []
        for start, end in minhash.parts([keys[place] for place in chosen]):
            found, firsts = minhash.shingles([keys[place] for place in chosen[start:end]])
            owner = numpy.repeat(numpy.arange(start, end), numpy.diff(numpy.append(firsts, len(found))))
            owners.append(owner)
            hashes.append(found)
        pairs = numpy.unique(
            (numpy.concatenate(hashes).astype(numpy.uint64) << 32) | numpy.concatenate(owners).astype(numpy.uint64)
        )
        of_pair = pairs >> numpy.uint64(32)
        _, inverse, times = numpy.unique(of_pair, return_inverse=True, return_counts=True)
        pairs = pairs[times[inverse] <= _COMMON]
        self._hashes = (pairs >> numpy.uint64(32)).astype(numpy.uint32)
        self._owners = (pairs & numpy.uint64(0xFFFFFFFF)).astype(numpy.int64)
        self._sizes = numpy.bincount(self._owners, minlength=len(chosen))
        self._table = numpy.zeros(1 << _TABLE_BITS, dtype=bool)
        self._table[self._hashes >> numpy.uint32(32 - _TABLE_BITS)] = True

    def matches(self, keys: Sequence[str], sought: Any, labels: Any, rank: Any) -> Any:
        """Yield (place of a key, number of the campaign it belongs to) for the keys at `sought` that belong to one."""
        texts = [keys[place] for place in sought]
        for start, end in minhash.parts(texts):
            hashes, firsts = minhash.shingles(texts[start:end])
            counts = numpy.diff(numpy.append(firsts, len(hashes)))
            hits = numpy.add.reduceat(self._table[hashes >> numpy.uint32(32 - _TABLE_BITS)].astype(numpy.int32), firsts)
            likely = numpy.flatnonzero(hits >= OF_COPY * counts)
            if not len(likely):
                continue
            is_likely = numpy.zeros(end - start, dtype=bool)
            is_likely[likely] = True
            owner = numpy.repeat(numpy.arange(end - start), counts)
            kept = is_likely[owner]
            yield from self._best(owner[kept], hashes[kept], sought[start:end], labels, rank)

    def _best(self, owner: Any, hashes: Any, places: Any, labels: Any, rank: Any) -> Any:
        """Yield the best campaign of each text, of those that share enough with it."""
        own = numpy.unique((owner.astype(numpy.uint64) << 32) | hashes)
        texts, wanted = (
            (own >> numpy.uint64(32)).astype(numpy.int64),
            (own & numpy.uint64(0xFFFFFFFF)).astype(numpy.uint32),
        )
        own_sizes = numpy.bincount(texts, minlength=len(places))
        left = numpy.searchsorted(self._hashes, wanted, "left")
        times = numpy.searchsorted(self._hashes, wanted, "right") - left
        repeated = numpy.repeat(texts, times)
        offsets = numpy.arange(len(repeated)) - numpy.repeat(numpy.cumsum(times) - times, times)
        campaigns = self._owners[numpy.repeat(left, times) + offsets]
        pairs, shared = numpy.unique(repeated * len(self._sizes) + campaigns, return_counts=True)
        text, campaign = pairs // len(self._sizes), pairs % len(self._sizes)
        of_campaign = shared / self._sizes[campaign]
        of_copy = shared / own_sizes[text]
        # A representative may join a larger cluster only; a lone text any.
        label = labels[places[text]]
        is_enough = (of_campaign >= OF_CAMPAIGN) & (of_copy >= OF_COPY) & (campaign < rank[label])
        text, campaign, score = text[is_enough], campaign[is_enough], (of_campaign + of_copy)[is_enough]
        order = numpy.lexsort((campaign, -score, text))
        is_first = numpy.concatenate([[True], text[order][1:] != text[order][:-1]]) if len(order) else []
        for at in order[is_first] if len(order) else ():
            yield places[text[at]], campaign[at]
