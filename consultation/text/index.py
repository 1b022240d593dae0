"""The words a comment can be found by, and those a question asks for: whole numbers, alike on every database.

Text and question are cut by the same dictionary. A compound is found by its parts too: somebody who seeks ที่ดิน finds
ภาษีที่ดิน. Personal data are left out, so that nobody finds a comment by a telephone number; so are the commonest words,
which say nothing about a subject.
"""

from collections.abc import Collection, Iterable
from functools import cache
from hashlib import blake2b
from typing import Final

from consultation.text import comment, keywords, lexicon

MOST_WORDS: Final = 5
"""Words of a question that count; the rarest are taken."""

_SHORTEST_PART: Final = 3
_REMEMBERED: Final = 50_000


def of_comment(found: comment.CommentAnalysis) -> list[int]:
    """Return the numbers of an analysed comment's words, each once, in order."""
    analysed = found.text.analysis
    masked = {analysed[datum.start : datum.end] for datum in found.personal_data}
    return of_words(token for token in found.tokens if token not in masked)


def of_words(tokens: Iterable[str]) -> list[int]:
    """Return the numbers of these words and of the parts of compounds, each once, in order."""
    return sorted({number(word) for token in tokens for word in (token, *_parts(token)) if _counts(word)})


def of_question(text: str) -> list[int]:
    """Return the numbers of the words that a question asks for, the rarest first; none when it asks for nothing.

    >>> of_question("ภาษีที่ดิน") == [number("ภาษีที่ดิน")]
    True
    >>> of_question("และ ที่")
    []
    """
    words = {token for token in comment.tokens_of(text) if _counts(token)}
    rarest = sorted(words, key=lambda word: (-keywords.weight(word.lower()), word))
    return [number(word) for word in rarest[:MOST_WORDS]]


def number(word: str) -> int:
    """Return 63 bits of a word's hash; capitals change nothing."""
    return int.from_bytes(blake2b(word.lower().encode(), digest_size=8).digest(), "big") >> 1


def _counts(word: str) -> bool:
    # Vowel and tone marks are no letters to Python: one letter or digit makes a word.
    return word not in lexicon.stop_words() and any(letter.isalnum() for letter in word) and _is_long(word)


def _is_long(word: str) -> bool:
    return len(word) > 1 or word.isdigit()


def _parts(token: str) -> Collection[str]:
    table = _compounds()
    parts = table.get(token)
    if parts is None:
        known = keywords.dictionary()
        ends = range(_SHORTEST_PART, len(token) - _SHORTEST_PART + 1) if token in known else range(0)
        parts = {piece for at in ends for piece in (token[:at], token[at:]) if piece in known}
        if len(table) < _REMEMBERED:
            table[token] = parts
    return parts


@cache
def _compounds() -> dict[str, Collection[str]]:
    """Return what was taken apart already; bounded, and the same for every process."""
    return {}
