"""The words a comment is about: those that are frequent in it and rare elsewhere.

How rare a word is comes from a shipped table, never from the batch, so the result of a comment does not depend on its
neighbours. The table was counted over social media and statutes; a word it lacks counts as rare.
"""

import re
from collections.abc import Collection, Iterable
from functools import cache
from typing import Final

from pythainlp.corpus import thai_words

from consultation.text.lexicon import lines, stop_words

MOST: Final = 5
LEAST_TEXTS: Final = 4
"""Words of fewer texts are left out of the table: most are typing errors."""

TABLE_HEAD: Final = """\
# How rare words are: the natural logarithm of {texts} texts to one that has the word.
# Made by bin/manage train_tone.
# Origin: counted over the Wisesight Sentiment Corpus 1.1 (CC0 1.0), train and validation, and fifteen Thai acts.\
"""

_WORD: Final = re.compile(r"[ก-ฮเ-ไ][ก-๎.]+|[a-z][a-z0-9'’-]{2,}")
_UNKNOWN_SHARE: Final = 0.6
"""How much a piece that no dictionary knows counts beside a known rare word: it is often a typing error."""


def find(tokens: Iterable[str], without: Collection[str] = ()) -> tuple[str, ...]:
    """Return at most five words, the most telling first; of equals, the first in the text.

    `without` are pieces that are no words, such as personal data and section references.

    >>> find(["ภาษี", "ที่ดิน", "แพง", "มาก", "ภาษี"])[0]
    'ภาษี'
    """
    counts: dict[str, int] = {}
    for token in content(tokens):
        if token not in without:
            counts[token] = counts.get(token, 0) + 1
    ranked = sorted(counts, key=lambda word: -counts[word] * weight(word))
    return tuple(ranked[:MOST])


def content(tokens: Iterable[str]) -> list[str]:
    """Return the tokens that say something about a subject, Latin ones in lower case."""
    table = _meaning()
    found: list[str] = []
    for token in tokens:
        meaning = table.get(token)
        if meaning is None:
            meaning = _judged(token.lower())
            if len(table) < _REMEMBERED:
                table[token] = meaning
        if meaning:
            found.append(meaning)
    return found


def weight(word: str) -> float:
    """Return how rare a word is: the logarithm of how many texts there are to one that has it."""
    known = _idf().get(word)
    if known is not None:
        return known
    return _rarest() if word in dictionary() else _rarest() * _UNKNOWN_SHARE


_REMEMBERED: Final = 50_000


@cache
def _meaning() -> dict[str, str]:
    """Return what was judged already; bounded, and the same for every process, so results do not depend on it."""
    return {}


def _judged(token: str) -> str:
    if token in stop_words() or token in _flagged() or not _WORD.fullmatch(token):
        return ""
    return token


@cache
def _idf() -> dict[str, float]:
    return {word: float(value) for word, value in (line.split("\t") for line in lines("idf.txt"))}


@cache
def _rarest() -> float:
    return max(_idf().values())


@cache
def dictionary() -> frozenset[str]:
    """Return the words that are known: the library's and our terms."""
    return frozenset(thai_words() | set(lines("terms.txt")))


@cache
def _flagged() -> frozenset[str]:
    return frozenset(lines("profanity.txt")) | frozenset(lines("insults.txt"))
