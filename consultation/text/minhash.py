"""Signatures of texts that agree as much as the texts share runs of five characters. numpy, no chance, one core.

Broder's minimum of permuted hashes: the share of equal places in two signatures estimates the share of shingles the
texts have in common. Texts are worked on in small parts, so that a part fits the processor's cache.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy

SHINGLE: Final = 5
PERMUTATIONS: Final = 64
BANDS: Final = 16
ROWS: Final = PERMUTATIONS // BANDS

_CHARACTERS_AT_ONCE: Final = 1 << 16
_PRIME: Final = 0x01000193
_SEED: Final = 2569


def signatures(texts: Sequence[str]) -> Any:
    """Return one row of 64 whole numbers for each text; each text has at least five characters."""
    found = numpy.empty((len(texts), PERMUTATIONS), dtype=numpy.uint32)
    multipliers = _multipliers()
    for start, end in parts(texts):
        hashes, firsts = shingles(texts[start:end])
        for place, multiplier in enumerate(multipliers):
            found[start:end, place] = numpy.minimum.reduceat(hashes * multiplier, firsts)
    return found


def parts(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield where to cut `texts` into parts of some 65,000 characters: from and to."""
    ends = numpy.cumsum(numpy.fromiter(map(len, texts), dtype=numpy.int64, count=len(texts)))
    start = 0
    while start < len(texts):
        before = ends[start - 1] if start else 0
        end = max(start + 1, int(numpy.searchsorted(ends, before + _CHARACTERS_AT_ONCE, "right")))
        yield start, end
        start = end


def bands(rows: Any) -> Any:
    """Yield, for each band, one number per row: equal where all four places of the band are equal, but for chance."""
    for start in range(0, PERMUTATIONS, ROWS):
        key = numpy.zeros(len(rows), dtype=numpy.uint64)
        for place in range(start, start + ROWS):
            key = (key ^ rows[:, place]) * numpy.uint64(0x9E3779B97F4A7C15)
            key ^= key >> numpy.uint64(29)
        yield key


def agreement(rows: Any, others: Any) -> Any:
    """Return the share of equal places of each row with the row beside it."""
    return (rows == others).mean(axis=1)


def shingles(texts: Sequence[str]) -> tuple[Any, Any]:
    """Return the mixed hash of every shingle of some texts, and the place of each text's first."""
    letters = numpy.frombuffer("".join(texts).encode("utf-32-le"), dtype=numpy.uint32)
    sizes = numpy.array([len(text) for text in texts])
    hashes = numpy.zeros(len(letters) - SHINGLE + 1, dtype=numpy.uint32)
    for place in range(SHINGLE):
        hashes *= numpy.uint32(_PRIME)
        hashes ^= letters[place : len(hashes) + place]
        hashes += letters[place : len(hashes) + place] << numpy.uint32(7)
    # Shingles that run from one text into the next belong to neither.
    ends = numpy.cumsum(sizes)
    within = numpy.ones(len(hashes), dtype=bool)
    for back in range(1, SHINGLE):
        across = ends[:-1] - back
        within[across] = False
    hashes = _mixed(hashes[within])
    firsts = numpy.concatenate([[0], numpy.cumsum(sizes[:-1] - SHINGLE + 1)])
    return hashes, firsts


def _mixed(hashes: Any) -> Any:
    """Spread neighbouring numbers over all 32 bits, as multiplying alone would not."""
    hashes ^= hashes >> numpy.uint32(16)
    hashes *= numpy.uint32(0x85EBCA6B)
    hashes ^= hashes >> numpy.uint32(13)
    hashes *= numpy.uint32(0xC2B2AE35)
    hashes ^= hashes >> numpy.uint32(16)
    return hashes


def _multipliers() -> list[Any]:
    """Return odd numbers: multiplying by one of them permutes all numbers of 32 bits."""
    generator = numpy.random.Generator(numpy.random.PCG64(_SEED))
    return [
        numpy.uint32(number | 1) for number in generator.integers(1 << 20, 1 << 32, PERMUTATIONS, dtype=numpy.uint64)
    ]
