"""What a misspelt or romanised query meant: the catalogue's own words that sound or look like its parts.

The query is cut into units (Thai words, Latin words), each with its sound. Stretches of up to five units are looked up
among the sounds of the catalogue's words, pairs of neighbouring words and synonym phrases, exactly or a letter or two
off; Latin words also among the spellings of the catalogue's English. The cheapest way through the query, in the manner
of Viterbi, is the reading. What the catalogue knows well stays as written.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from pythainlp.corpus import thai_words
from pythainlp.corpus.tnc import unigram_word_freqs

from services.search import english, reading
from superapp.thai import sounds

WINDOW: Final = 5
_ONE_OFF: Final = 5
"""Sounds shorter than this must match exactly; one letter may differ from here on, two from `_TWO_OFF`."""
_TWO_OFF: Final = 9
_LETTERS: Final = 5
"""Thai acronyms up to this long are also said letter by letter (กยศ: kor yor sor)."""

_COMMON: Final = 300
"""A Thai word this frequent in the national corpus is written as meant, although the catalogue lacks it."""
_WELL_KNOWN: Final = 12.0
"""A Latin word the catalogue uses this much (weighed by field) is English even in a romanised query."""


@dataclass(frozen=True, slots=True)
class Reread:
    """A query as probably meant. `text` has no spaces between Thai words; `sure` is 0 to 1; `changed` counts units."""

    text: str
    sure: float
    changed: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word of the query; `keep` is the cost of leaving it as it is, 0 when the catalogue knows it well."""

    text: str
    sound: str
    start: int
    end: int
    keep: float
    latin: bool


@dataclass(frozen=True, slots=True)
class _Step:
    """The cheapest way to an end of the query: total cost, where the last stretch began, its new text if any."""

    cost: float
    start: int
    text: str | None
    sure: float


class Speller:
    """Finds words by sound and spelling. Immutable after construction."""

    __slots__ = ("_by_sound", "_deletes", "_english", "_spellings", "_vocabulary")

    def __init__(
        self, vocabulary: Mapping[str, float], pairs: Mapping[tuple[str, str], float], phrases: Iterable[str]
    ) -> None:
        """Take the catalogue's words and neighbouring Thai words with their counts, and synonym phrases."""
        self._vocabulary = dict(vocabulary)
        _frequencies()  # Loaded now, so that the first query does not pay for it.
        words = {word: count for word, count in vocabulary.items() if _is_thai(word) and len(word) > 1}
        known_english = {english.stem(word) for word in vocabulary if word.isascii() and word.isalpha()}
        for phrase in phrases:
            if _is_thai(phrase):
                words.setdefault(phrase.replace(" ", ""), 1.0)
            else:
                known_english.update(english.stem(word) for word in english.WORD.findall(phrase))
        self._english = frozenset(known_english) | english.FUNCTION
        by_sound: dict[str, dict[str, tuple[str, float]]] = defaultdict(dict)
        said = {word: _sounds(word) for word in words}
        for word, count in words.items():
            for sound in said[word]:
                by_sound[sounds.loose(sound)][word] = (sound, math.log1p(count))
        alone = list(by_sound)
        for (first, second), count in pairs.items():
            for sound in (one + other for one in said.get(first, ()) for other in said.get(second, ())):
                by_sound[sounds.loose(sound)].setdefault(first + second, (sound, math.log1p(count)))
        self._by_sound = {
            key: tuple(
                sorted(((word, sound, prior) for word, (sound, prior) in found.items()), key=lambda e: (-e[2], e[0]))
            )[:4]
            for key, found in by_sound.items()
        }
        self._deletes = _deletes(key for key in alone if len(key) >= _ONE_OFF)
        self._spellings = _deletes(word for word in vocabulary if len(word) >= 4 and word.isascii() and word.isalpha())

    def reread(self, each: reading.Reading) -> Reread | None:
        """Return what the query probably meant, or None when it reads well as it stands."""
        latin = [word for word in each.words if "a" <= word.text[0] <= "z"]
        romanised = self.is_romanised(latin)
        units = self._units(each, romanised)
        if not any(unit.keep for unit in units):
            return None
        best = [_Step(0.0, -1, None, 1.0)]
        for end in range(1, len(units) + 1):
            unit = units[end - 1]
            options = [_Step(best[end - 1].cost + unit.keep, end - 1, None, 1.0)]
            for start in range(max(0, end - WINDOW), end):
                window = units[start:end]
                keep = sum(one.keep for one in window)
                if keep < 0.35 or not all(one.sound for one in window):
                    continue
                for step in self._candidates(each, window, romanised):
                    if step.cost < keep:
                        options.append(_Step(best[start].cost + step.cost, start, step.text, step.sure))
            best.append(min(options, key=lambda step: (step.cost, step.start, step.text or "")))
        return _trace(each, units, best)

    def is_romanised(self, latin: Sequence[reading.Word]) -> bool:
        """Return whether Latin words are rather Thai than English: over two in five are no English we know."""
        strange = sum(1 for word in latin if word.term not in self._english)
        return strange * 5 > len(latin) * 2

    def _candidates(self, each: reading.Reading, window: list[_Unit], romanised: bool) -> list[_Step]:
        """Return what a stretch of units may mean, each with its own cost."""
        if any(unit.latin for unit in window):
            found = self._spelled(window[0]) if len(window) == 1 else []
            return found + (self._sounding([unit.sound for unit in window], latin=True) if romanised else [])
        found = self._sounding([unit.sound for unit in window], latin=False)
        if len(window) == 1 and window[0].text in thai_words():
            # A real word becomes another only by a tone mark or a vowel's length (ค้า, ค่า).
            bones = reading.skeleton(window[0].text)
            return [step for step in found if step.text and reading.skeleton(step.text) == bones]
        if len(window) > 1 and any(unit.keep > 0.35 for unit in window):
            # Misspelt words fall into pieces that sound wrong alone; together they may sound right.
            whole = each.prepared[window[0].start : window[-1].end]
            found = found + self._sounding(["".join(sounds.syllables(whole)), ""], latin=False)
        return found

    def _sounding(self, parts: list[str], *, latin: bool) -> list[_Step]:
        sound = "".join(parts)
        key = sounds.loose(sound)
        if len(key) < (2 if latin else 3):
            return []
        found = [
            _Step(_price(prior) + (0.0 if sound == other else 0.12) - 0.1 * (len(parts) > 1), 0, word, 0.9)
            for word, other, prior in self._by_sound.get(key, ())
        ]
        if found or len(key) < _ONE_OFF:
            return found
        limit = 2 if len(key) >= _TWO_OFF else 1
        for near in _near(key, self._deletes):
            distance = _distance(key, near, limit)
            if distance <= limit:
                for word, _, prior in self._by_sound[near]:
                    cost = _price(prior) + distance * min(0.6, 4 / len(key))
                    found.append(_Step(cost, 0, word, 0.9 - 0.15 * distance))
        return found

    def _spelled(self, unit: _Unit) -> list[_Step]:
        if len(unit.text) < 4 or unit.text in self._vocabulary:
            return []
        limit = 2 if len(unit.text) >= 8 else 1
        found = []
        for near in _near(unit.text, self._spellings):
            distance = _distance(unit.text, near, limit)
            if distance <= limit:
                cost = _price(math.log1p(self._vocabulary[near])) + 0.2 * distance
                found.append(_Step(cost, 0, near, 0.95 - 0.1 * distance))
        return found

    def _units(self, each: reading.Reading, romanised: bool) -> list[_Unit]:
        found = []
        for word in each.words:
            latin = "a" <= word.text[0] <= "z"
            sound = "".join(sounds.syllables(word.text))
            found.append(_Unit(word.text, sound, word.start, word.end, self._keep(word, latin, romanised), latin))
        return found

    def _keep(self, word: reading.Word, latin: bool, romanised: bool) -> float:
        """Return the cost of leaving a word: nothing for what the catalogue uses often, much for what nobody writes."""
        count = self._vocabulary.get(word.text, 0.0)
        if latin:
            if romanised:
                return 0.0 if count >= _WELL_KNOWN else 0.85
            return 0.0 if count or word.term in self._english else 0.7
        if not word.is_thai or word.term in reading.everyday():
            return 0.0
        frequency = _frequencies().get(word.text, 0)
        if count:
            return 0.0 if count >= 4 else 0.4 if len(word.text) < 5 else 0.2
        if frequency >= _COMMON:
            return 0.15
        if frequency or word.text in thai_words():
            return 0.55 if len(word.text) < 5 else 0.2
        return 1.0


def _price(prior: float) -> float:
    return 0.7 - min(prior, 4.5) * 0.08


def _trace(each: reading.Reading, units: list[_Unit], best: list[_Step]) -> Reread | None:
    parts: list[tuple[str, int, int]] = []
    sure = 1.0
    changed = 0
    end = len(units)
    while end:
        step = best[end]
        first, last = units[step.start], units[end - 1]
        written = each.prepared[first.start : last.end]
        if step.text is not None and step.text != written.replace(" ", ""):
            changed += end - step.start
            sure = min(sure, step.sure)
        parts.append((step.text or first.text, first.start, last.end))
        end = step.start
    if not changed:
        return None
    text = ""
    before = 0
    for part, start, stop in reversed(parts):
        thai_pair = bool(text) and _is_thai(part[:1]) and _is_thai(text[-1:])
        text += (" " if text and start > before and not thai_pair else "") + part
        before = stop
    return Reread(text, sure, changed)


def _sounds(word: str) -> set[str]:
    found = {"".join(sounds.syllables(word))}
    if 2 <= len(word) <= _LETTERS and all("ก" <= letter <= "ฮ" for letter in word):
        found.add("".join("".join(sounds.syllables(letter + "อ")) for letter in word))
    return {sound for sound in found if len(sound) >= 2}


def _deletes(texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Index texts by themselves and by themselves less one letter: what is close shares an entry."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        found[text].append(text)
        for shorter in _without_one(text):
            found[shorter].append(text)
    return {shorter: tuple(sorted(set(several))) for shorter, several in found.items()}


def _near(text: str, deletes: Mapping[str, tuple[str, ...]]) -> list[str]:
    found = set(deletes.get(text, ()))
    for shorter in _without_one(text):
        found.update(deletes.get(shorter, ()))
    return sorted(found)


def _without_one(text: str) -> set[str]:
    return {text[:at] + text[at + 1 :] for at in range(len(text))}


def _distance(one: str, other: str, limit: int) -> int:
    """Edits between two texts, two swapped neighbours counting once, or more than `limit` as soon as it is certain."""
    if abs(len(one) - len(other)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        above, row_before, row = row, before, [at]
        for place, wanted in enumerate(other, 1):
            cost = min(above[place] + 1, row[place - 1] + 1, above[place - 1] + (letter != wanted))
            if at > 1 and place > 1 and letter == other[place - 2] and one[at - 2] == wanted:
                cost = min(cost, row_before[place - 2] + 1)
            row.append(cost)
        before = above
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _is_thai(text: str) -> bool:
    return any("\u0e01" <= letter <= "\u0e4e" for letter in text)


@cache
def _frequencies() -> dict[str, int]:
    return dict(unigram_word_freqs())
