"""Word boundaries in Thai, which writes no spaces between words.

A `Lexicon` is the library's dictionary, the project's own terms, and the terms a caller adds (the names of services,
for instance). The library's tokeniser is only ever called in its safe mode: without it some short texts take seconds.
Loading costs about half a second and 90 MB once per process, so warm it before forking.
"""

import os
import re
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Final, cast

# Some parts of the library reach for the network; none of those is used here, and this makes sure.
os.environ.setdefault("PYTHAINLP_OFFLINE", "1")

from pythainlp.corpus import thai_words
from pythainlp.tokenize.newmm import segment
from pythainlp.util import Trie

from superapp.thai import forms

# A reference to a section of a law is one word, whatever its spacing.
_WHOLE: Final = re.compile(r"มาตรา\s*\d+(?:/\d+)?")


class Lexicon:
    """Cuts Thai texts into words. Immutable after construction, so safe for threads."""

    __slots__ = ("_trie",)

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._trie = _Overlay(_library(), [term for term in terms if len(term) > 1])

    def pieces(self, text: str) -> tuple[str, ...]:
        """Cut the analysis form of `text` into words and spaces; joined again they give that form."""
        return self.cut(forms.analysis(text))

    def cut(self, text: str) -> tuple[str, ...]:
        """Cut `text` as it is, without bringing it into the analysis form first; joined the pieces give `text`."""
        found: list[str] = []
        end = 0
        for whole in _WHOLE.finditer(text):
            found += self._segment(text[end : whole.start()])
            found.append(whole.group())
            end = whole.end()
        found += self._segment(text[end:])
        return tuple(found)

    def tokens(self, text: str) -> tuple[str, ...]:
        """Cut the analysis form of `text` into words, leaving spaces out.

        >>> Lexicon().tokens("เบี้ยยังชีพผู้สูงอายุไม่พอ")
        ('เบี้ยยังชีพผู้สูงอายุ', 'ไม่', 'พอ')
        """
        return tuple(piece for piece in self.pieces(text) if not piece.isspace())

    def _segment(self, text: str) -> list[str]:
        if not text:
            return []
        return segment(text, cast(Trie, self._trie), safe_mode=True)


class _Overlay:
    """Two tries that answer as one, so that adding some terms does not copy 62,000 words."""

    __slots__ = ("_beginnings", "_first", "_second")

    def __init__(self, first: Trie, terms: list[str]) -> None:
        self._first = first
        self._second = Trie(terms)
        # Nearly every place of a text begins no term, and this tells faster than walking the second trie.
        self._beginnings = frozenset(term.strip()[:2] for term in terms)

    def prefixes(self, text: str, start: int = 0) -> list[str]:
        found = self._first.prefixes(text, start)
        if text[start : start + 2] not in self._beginnings:
            return found
        more = self._second.prefixes(text, start)
        if not more:
            return found
        return found + [word for word in more if word not in found]


@cache
def _library() -> Trie:
    own = resources.files("superapp.thai").joinpath("data/terms.txt").read_text(encoding="utf-8")
    terms = [line for line in own.splitlines() if line and not line.startswith("#")]
    return Trie(set(thai_words()).union(terms))
