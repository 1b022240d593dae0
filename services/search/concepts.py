"""What different words for one thing share: the reviewed synonym list, found in running text.

A concept has a code and the phrases that mean it, Thai and English, everyday and official; `near` phrases only hint at
it. Text and query are read the same way, so a query meets a service in the concept even when they share no word.
The list is general: it names things and situations, never single queries.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from services.search import english

HINT: Final = 0.4
"""How much a `near` phrase counts beside a phrase that means the concept."""

_AFTER_CLUSTER: Final = frozenset("ะัาำิีึืฺุู็่้๊๋์ํ๎ๅ")
_LEADING: Final = frozenset("เแโใไ")
_LATIN: Final = re.compile(r"[a-z][a-z'’]*|[0-9]+")
_LOOSE_LENGTH: Final = 5
"""Thai phrases shorter than this must begin and end where words do: ตาย stands inside ตายาย."""

_FREE_LENGTH: Final = 9
"""Those shorter than this must begin where a word does: สมบัติ stands inside คุณสมบัติ. Longer ones may stand anywhere."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One phrase of one concept in a text: code points `start` to `end` of the text read."""

    concept: str
    start: int
    end: int
    weight: float
    phrase: str


class Concepts:
    """The phrases of all concepts, ready to be found. Immutable after construction."""

    __slots__ = ("_english", "_lengths", "_thai", "phrases")

    def __init__(self, entries: Iterable[tuple[str, str, float]]) -> None:
        """Take (concept code, phrase, weight) for each phrase, in prepared form (see reading.py)."""
        self._thai: dict[str, Any] = {}
        self._english: dict[tuple[str, ...], dict[str, float]] = {}
        found: list[str] = []
        for concept, phrase, weight in entries:
            found.append(phrase)
            if _is_thai(phrase):
                node = self._thai
                for letter in phrase.replace(" ", ""):
                    node = node.setdefault(letter, {})
                node.setdefault("", {})[concept] = weight
            else:
                stems = tuple(english.stem(word) for word in _LATIN.findall(phrase))
                if stems:
                    self._english.setdefault(stems, {})[concept] = weight
        self.phrases = tuple(found)
        lengths: dict[str, set[int]] = {}
        for stems in self._english:
            lengths.setdefault(stems[0], set()).add(len(stems))
        self._lengths = {stem: tuple(sorted(several)) for stem, several in lengths.items()}

    def in_thai(self, text: str, word_starts: frozenset[int], word_ends: frozenset[int]) -> list[Mention]:
        """Find phrases in prepared `text`; spaces in it are stepped over. A longer phrase hides those inside it."""
        found: list[Mention] = []
        for start, letter in enumerate(text):
            node = self._thai.get(letter)
            if node is None or (start and text[start - 1] in _LEADING):
                continue
            strict = start not in word_starts
            end = start + 1
            while node is not None:
                whole = node.get("")
                if whole is not None and _may_end(text, start, end, strict, word_ends):
                    found += [Mention(code, start, end, weight, text[start:end]) for code, weight in whole.items()]
                if end < len(text) and text[end] == " ":
                    end += 1
                    continue
                node = node.get(text[end]) if end < len(text) else None
                end += 1
        return _longest(found)

    def in_english(self, words: list[tuple[str, int, int]]) -> list[Mention]:
        """Find phrases in (stem, start, end) words in order."""
        found: list[Mention] = []
        stems = tuple(word[0] for word in words)
        for first, stem in enumerate(stems):
            for length in self._lengths.get(stem, ()):
                phrase = stems[first : first + length]
                if len(phrase) < length:
                    continue
                for code, weight in self._english.get(phrase, {}).items():
                    start, end = words[first][1], words[first + len(phrase) - 1][2]
                    found.append(Mention(code, start, end, weight, " ".join(phrase)))
        return _longest(found)


def _may_end(text: str, start: int, end: int, strict: bool, word_ends: frozenset[int]) -> bool:
    if end < len(text) and text[end] in _AFTER_CLUSTER:
        return False
    if end - start >= _FREE_LENGTH:
        return True
    return not strict and (end - start >= _LOOSE_LENGTH or end in word_ends)


def _longest(mentions: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: (each.start - each.end, each.start, each.concept)):
        inside = any(
            other.start <= mention.start
            and mention.end <= other.end
            and (other.end - other.start) > (mention.end - mention.start)
            for other in kept
        )
        if not inside:
            kept.append(mention)
    return sorted(kept, key=lambda each: (each.start, each.concept))


def _is_thai(phrase: str) -> bool:
    return any("\u0e01" <= letter <= "\u0e4e" for letter in phrase)
