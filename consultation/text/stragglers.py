"""Copies of a campaign that were edited too much for signatures: each is compared with the campaigns themselves.

A copy with a tenth of its letters changed keeps some three fifths of its shingles, which signatures of 64 places often
miss. So every text that is in no cluster is held against the commonest text of each cluster, shingle by shingle, and
joins the one it shares enough with. Texts are compared with that one text only, never with each other, so a chain of
small likenesses joins nobody. Exact counting, no estimate, no chance.
"""

from collections.abc import Iterator, Sequence
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

_TABLE_BITS: Final = 22
_REST_BITS: Final = numpy.uint32(32 - _TABLE_BITS)


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
    chosen = order[_firsts(labels[order])]
    return chosen[numpy.lexsort((chosen, -sizes[labels[chosen]]))]


class _Index:
    """Which campaigns have a shingle."""

    def __init__(self, keys: Sequence[str], chosen: Any) -> None:
        texts = [keys[place] for place in chosen]
        owners, hashes = [], []
        for start, end in minhash.parts(texts):
            found, firsts = minhash.shingles(texts[start:end])
            owners.append(numpy.repeat(numpy.arange(start, end), numpy.diff(numpy.append(firsts, len(found)))))
            hashes.append(found)
        pairs = _distinct(_paired(numpy.concatenate(hashes), numpy.concatenate(owners)))
        of_pair = pairs >> numpy.uint64(32)
        times = numpy.diff(numpy.append(_firsts(of_pair), len(of_pair)))
        pairs = pairs[numpy.repeat(times <= _COMMON, times)]
        self._hashes = (pairs >> numpy.uint64(32)).astype(numpy.uint32)
        self._owners = (pairs & numpy.uint64(0xFFFFFFFF)).astype(numpy.int64)
        self._sizes = numpy.bincount(self._owners, minlength=len(chosen))
        # Where the hashes of each beginning start: one look-up instead of a search through all.
        beginnings = self._hashes >> _REST_BITS
        self._starts = numpy.zeros((1 << _TABLE_BITS) + 1, dtype=numpy.int32)
        self._starts[1:] = numpy.cumsum(numpy.bincount(beginnings, minlength=1 << _TABLE_BITS))

    def matches(self, keys: Sequence[str], sought: Any, labels: Any, rank: Any) -> Iterator[tuple[int, int]]:
        """Yield (place of a key, number of the campaign it belongs to) for the keys at `sought` that belong to one."""
        texts = [keys[place] for place in sought]
        for start, end in minhash.parts(texts):
            hashes, firsts = minhash.shingles(texts[start:end])
            sizes = numpy.diff(numpy.append(firsts, len(hashes)))
            beginnings = hashes >> _REST_BITS
            is_known = self._starts[beginnings + numpy.uint32(1)] > self._starts[beginnings]
            is_likely = numpy.add.reduceat(is_known.astype(numpy.int32), firsts) >= OF_COPY * sizes
            kept = is_known & numpy.repeat(is_likely, sizes)
            if kept.any():
                owner = numpy.repeat(numpy.arange(end - start), sizes)[kept]
                places = sought[start:end]
                text, campaign = self._best(owner, hashes[kept], sizes, rank[labels[places]])
                yield from zip(places[text].tolist(), campaign.tolist(), strict=True)

    def _best(self, owner: Any, hashes: Any, sizes: Any, ranks: Any) -> tuple[Any, Any]:
        """Return the texts that share enough with a campaign, and the one that each shares most with.

        `sizes` are the texts' numbers of shingles. A campaign's own text may join a larger campaign only, one whose
        number is below its rank; a text of no campaign may join any.
        """
        own = _distinct(_paired(owner, hashes))
        texts = (own >> numpy.uint64(32)).astype(numpy.int64)
        wanted = (own & numpy.uint64(0xFFFFFFFF)).astype(numpy.uint32)
        beginnings = wanted >> _REST_BITS
        left = self._starts[beginnings]
        times = self._starts[beginnings + numpy.uint32(1)] - left
        at = numpy.arange(int(times.sum())) + numpy.repeat(left - (numpy.cumsum(times) - times), times)
        is_same = self._hashes[at] == numpy.repeat(wanted, times)
        codes = numpy.sort((numpy.repeat(texts, times) * len(self._sizes) + self._owners[at])[is_same])
        firsts = _firsts(codes)
        shared = numpy.diff(numpy.append(firsts, len(codes)))
        text, campaign = codes[firsts] // len(self._sizes), codes[firsts] % len(self._sizes)
        of_campaign, of_copy = shared / self._sizes[campaign], shared / sizes[text]
        is_enough = (of_campaign >= OF_CAMPAIGN) & (of_copy >= OF_COPY) & (campaign < ranks[text])
        text, campaign, score = text[is_enough], campaign[is_enough], (of_campaign + of_copy)[is_enough]
        order = numpy.lexsort((campaign, -score, text))
        best = order[_firsts(text[order])]
        return text[best], campaign[best]


def _paired(first: Any, second: Any) -> Any:
    """Return pairs of numbers below 2**32 as one number each, which sorts by the first, then the second."""
    return (first.astype(numpy.uint64) << numpy.uint64(32)) | second.astype(numpy.uint64)


def _distinct(numbers: Any) -> Any:
    ordered = numpy.sort(numbers)
    return ordered[_firsts(ordered)]


def _firsts(ordered: Any) -> Any:
    """Return where each new number begins in a sorted array."""
    if not len(ordered):
        return numpy.zeros(0, dtype=int)
    return numpy.flatnonzero(numpy.concatenate([[True], ordered[1:] != ordered[:-1]]))
