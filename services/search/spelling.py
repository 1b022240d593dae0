"""What a misspelt or romanised query meant: the catalogue's own words that sound like its parts.

The query is cut into units (Thai words, Latin words), each with its sound. Stretches of up to five units are looked up
among the sounds of the catalogue's words and the synonym phrases, exactly or one or two letters off. The cheapest way
through the query, in the manner of Viterbi, is the reading; whatever the catalogue already knows stays as written.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from pythainlp.corpus.tnc import unigram_word_freqs

from services.search import reading
from superapp.thai import sounds

WINDOW: Final = 5
_ONE_OFF: Final = 5
"""Sounds shorter than this must match exactly; one letter may differ from here on, two from `_TWO_OFF`."""
_TWO_OFF: Final = 9
_LETTERS: Final = 5
"""Thai acronyms up to this long are also said letter by letter (กยศ: kor yor sor)."""

_COMMON: Final = 300
"""A Thai word this frequent in the national corpus is written as meant, although the catalogue lacks it."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A query as probably meant. `text` has no spaces between Thai words; `sure` is 0 to 1; `changed` counts units."""

    text: str
    sure: float
    changed: int


@dataclass(frozen=True, slots=True)
class _Unit:
    text: str
    sound: str
    spaced: bool
    known: float
    latin: bool


class Speller:
    """Finds words by sound. Immutable after construction."""

    __slots__ = ("_by_sound", "_deletes", "_vocabulary")

    def __init__(self, vocabulary: Mapping[str, float], phrases: Iterable[str]) -> None:
        """Take the catalogue's words with their counts, and further phrases that are worth finding."""
        self._vocabulary = dict(vocabulary)
        for phrase in phrases:
            self._vocabulary.setdefault(phrase.replace(" ", "") if _is_thai(phrase) else phrase, 1.0)
        by_sound: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for word, count in self._vocabulary.items():
            if not _is_thai(word) or len(word) < 2:
                continue
            prior = math.log1p(count)
            for sound in _sounds(word):
                by_sound[sound].append((word, prior))
        self._by_sound = {sound: tuple(sorted(found, key=_best_first)[:3]) for sound, found in by_sound.items()}
        deletes: dict[str, list[str]] = defaultdict(list)
        for sound in self._by_sound:
            if len(sound) >= _ONE_OFF:
                for shorter in _without_one(sound):
                    deletes[shorter].append(sound)
        self._deletes = {shorter: tuple(found) for shorter, found in deletes.items()}

    def reread(self, each: reading.Reading) -> Reread | None:
        """Return what the query probably meant, or None when it reads well as it stands."""
        units = self._units(each)
        if not units or all(unit.known >= 1 for unit in units):
            return None
        best: list[tuple[float, int, str | None, float]] = [(0.0, -1, None, 1.0)]
        for end in range(1, len(units) + 1):
            unit = units[end - 1]
            options: list[tuple[float, int, str | None, float]] = [
                (best[end - 1][0] + _keep_cost(unit), end - 1, None, unit.known)
            ]
            for start in range(max(0, end - WINDOW), end):
                window = units[start:end]
                if all(each.known >= 1 for each in window):
                    continue
                sound = "".join(each.sound for each in window)
                for word, cost, sure in self._candidates(sound, any(each.latin for each in window)):
                    options.append((best[start][0] + cost, start, word, sure))
            best.append(min(options, key=lambda option: (option[0], -option[1], option[2] or "")))
        return _trace(units, best)

    def _candidates(self, sound: str, latin: bool) -> list[tuple[str, float, float]]:
        if len(sound) < (2 if latin else 3):
            return []
        found = []
        for word, prior in self._by_sound.get(sound, ()):
            found.append((word, 0.75 - min(prior, 4) * 0.08, 0.9))
        if found or len(sound) < _ONE_OFF:
            return found
        near = {*self._deletes.get(sound, ())}
        for shorter in _without_one(sound):
            if shorter in self._by_sound:
                near.add(shorter)
            near.update(self._deletes.get(shorter, ()))
        limit = 2 if len(sound) >= _TWO_OFF else 1
        for other in near:
            distance = _distance(sound, other, limit)
            if distance <= limit:
                for word, prior in self._by_sound[other]:
                    found.append((word, 0.75 + 0.55 * distance - min(prior, 4) * 0.08, 0.9 - 0.2 * distance))
        return found

    def _units(self, each: reading.Reading) -> list[_Unit]:
        found = []
        end = -1
        for word in each.words:
            latin = "a" <= word.text[0] <= "z"
            sound = "".join(sounds.syllables(word.text))
            found.append(_Unit(word.text, sound, word.start > end, self._known(word, latin), latin))
            end = word.end
        return found

    def _known(self, word: reading.Word, latin: bool) -> float:
        """1: the catalogue has the word. Less: how likely it is written as meant."""
        if word.text in self._vocabulary and (not latin or len(word.text) > 1):
            return 1.0
        if latin:
            return 0.3
        if not word.is_thai:
            return 1.0
        frequency = _frequencies().get(word.text, 0)
        if frequency >= _COMMON:
            return 0.9
        return 0.5 if frequency else 0.1


def _keep_cost(unit: _Unit) -> float:
    if unit.known >= 1:
        return 0.0
    return 0.15 + (1 - unit.known) * 1.0


def _trace(units: list[_Unit], best: list[tuple[float, int, str | None, float]]) -> Reread | None:
    parts: list[tuple[str, bool]] = []
    sure = 1.0
    changed = 0
    end = len(units)
    while end:
        _, start, word, trust = best[end]
        if word is None:
            parts.append((units[end - 1].text, units[end - 1].spaced))
        else:
            written = "".join(unit.text for unit in units[start:end])
            parts.append((word, units[start].spaced))
            if written != word:
                changed += end - start
                sure = min(sure, trust)
        end = start
    if not changed:
        return None
    text = ""
    for part, spaced in reversed(parts):
        thai_pair = bool(text) and _is_thai(part[:1]) and _is_thai(text[-1:])
        text += (" " if text and spaced and not thai_pair else "") + part
    return Reread(text, sure, changed)


def _sounds(word: str) -> set[str]:
    found = {"".join(sounds.syllables(word))}
    if len(word) <= _LETTERS and all("ก" <= letter <= "ฮ" for letter in word):
        found.add("".join(sounds.syllables(letter + "อ")[0] for letter in word))
    return {sound for sound in found if len(sound) >= 2}


def _without_one(sound: str) -> set[str]:
    return {sound[:at] + sound[at + 1 :] for at in range(len(sound))}


def _distance(one: str, other: str, limit: int) -> int:
    """Edits between two sounds, or more than `limit` as soon as that is certain."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        diagonal, row[0] = row[0], at
        for place, wanted in enumerate(other, 1):
            diagonal, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, diagonal + (letter != wanted))
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _best_first(found: tuple[str, float]) -> tuple[float, str]:
    return (-found[1], found[0])


def _is_thai(text: str) -> bool:
    return any("\u0e01" <= letter <= "\u0e4e" for letter in text)


@cache
def _frequencies() -> dict[str, int]:
    return dict(unigram_word_freqs())
