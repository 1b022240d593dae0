"""Turn text, of a service or of a query, into features that can be compared.

Features carry their channel in their first letter: `w` a word (Thai word, English stem or number), `c` a concept,
`g` three letters of the spelling skeleton, `s` four letters of the sound. Both sides are read by the same `Reader`,
so whatever one side sees, the other sees too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from services.search import concepts, english, numbers, wordlists
from superapp.thai import forms, sounds, words

GRAM: Final = 3
SOUND: Final = 4

_DOTTED: Final = re.compile(r"(?<=[ก-ฮ])\.(?=[ก-ฮ])")
_DOT: Final = re.compile(r"(?<=[ก-๎])\.")
_NOT_TEXT: Final = re.compile(r"[^\u0e01-\u0e4ea-z0-9'’.+*&-]+")
_EDGE: Final = re.compile(r"(?<![a-z0-9])[.'’+&-]+|[.'’+&-]+(?![a-z0-9])")
# Already prepared, as most phrases people say are: single spaces inside, no dots, no signs.
_PLAIN: Final = re.compile("[\u0e01-\u0e45\u0e47-\u0e4ea-z0-9]+(?: [\u0e01-\u0e45\u0e47-\u0e4ea-z0-9]+)*")
_BETWEEN_THAI: Final = re.compile(r"(?<=[\u0e01-\u0e4e]) (?=[\u0e01-\u0e4e])")
_LETTER_DIGIT: Final = re.compile(r"(?<=[a-z])[-.]?(?=[0-9])|(?<=[0-9])(?=[a-z])")
_THAI: Final = re.compile("[\u0e01-\u0e4e]")

# Letters that sound alike and are mistaken for one another, and vowels whose length is; marks that are left out.
_SKELETON: Final = str.maketrans(
    {"ณ": "น", "ศ": "ส", "ษ": "ส", "ซ": "ส", "ฐ": "ท", "ถ": "ท", "ธ": "ท", "ฒ": "ท", "ฑ": "ท", "ฎ": "ด", "ฏ": "ต",
     "ฬ": "ล", "ร": "ล", "ผ": "พ", "ภ": "พ", "ข": "ค", "ฃ": "ค", "ฆ": "ค", "ฅ": "ค", "ญ": "ย", "ฌ": "ช", "ฉ": "ช",
     "ฝ": "ฟ", "ใ": "ไ", "ฮ": "ห", "ี": "ิ", "ื": "ิ", "ึ": "ิ", "ู": "ุ", "แ": "เ", "ะ": "า", "ั": "า",
     "่": None, "้": None, "๊": None, "๋": None, "็": None, "์": None, "ๆ": None, "ฯ": None, "ฺ": None}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a prepared text: `text` as written there, `term` what is compared."""

    text: str
    term: str
    start: int
    end: int

    @property
    def is_thai(self) -> bool:
        return bool(_THAI.match(self.text))


@dataclass(frozen=True, slots=True)
class Reading:
    """A text read: its prepared form, its words in order, and the concepts it mentions."""

    prepared: str
    words: tuple[Word, ...]
    mentions: tuple[concepts.Mention, ...]
    numbers: tuple[str, ...]


@lru_cache(maxsize=20_000)
def prepare(text: str) -> str:
    """Return the form in which texts are compared: analysis form, lower case, dots out of acronyms, plain spaces.

    >>> prepare("ภ.ง.ด.90  และ ตม.47")
    'ภงด 90 และ ตม 47'
    """
    text = forms.analysis(text).lower()
    if _PLAIN.fullmatch(text):
        return text
    text = _DOT.sub(" ", _DOTTED.sub("", text)).replace("ๆ", "")
    text = _NOT_TEXT.sub(" ", text)
    return " ".join(_EDGE.sub(" ", text).split())


class Reader:
    """Reads texts with one lexicon and one list of concepts. Immutable, safe for threads."""

    __slots__ = ("_concepts", "_lexicon")

    def __init__(self, terms: Iterable[str]) -> None:
        """Take the `terms` of the catalogue that the dictionary lacks and that must not be cut apart."""
        entries = []
        for code, entry in wordlists.load("concepts").items():
            for language in ("th", "en"):
                entries += [(code, prepare(phrase), 1.0) for phrase in entry.get(language, ())]
            entries += [(code, prepare(phrase), concepts.HINT) for phrase in entry.get("near", ())]
        self._concepts = concepts.Concepts(entries)
        self._lexicon = words.Lexicon(terms)

    @property
    def synonyms(self) -> tuple[str, ...]:
        """The phrases of the synonym list, prepared."""
        return self._concepts.phrases

    def read(self, text: str) -> Reading:
        """Read `text` (any text; it is prepared here)."""
        prepared = prepare(text)
        found: list[Word] = []
        at = 0
        for piece in self._lexicon.cut(prepared):
            end = at + len(piece)
            if not piece.isspace():
                found += _words(piece, at)
            at = end
        return Reading(prepared, tuple(found), tuple(self._mentions(prepared, found)), numbers.spelled(prepared))

    def places(self, text: str) -> tuple[tuple[tuple[int, int, str], ...], tuple[tuple[int, int, str], ...]]:
        """Return where the words and the concepts of `text` stand in the text as it is: (start, end, term or code).

        Meant for clean catalogue text, word by word, so that offsets hold although comparing uses another form.
        """
        found: list[Word] = []
        prepared = ""
        starts: list[int] = []
        ends: list[int] = []
        at = 0
        for piece in self._lexicon.cut(text):
            end = at + len(piece)
            small = prepare(piece)
            if small and " " not in small:
                found += [
                    Word(word.text, word.term, len(prepared) + word.start, len(prepared) + word.end)
                    for word in _words(small, 0)
                ]
            prepared += small or " "
            starts += [at] * len(small or " ")
            ends += [end] * len(small or " ")
            at = end
        told = tuple((starts[word.start], ends[word.end - 1], word.term) for word in found)
        meant = tuple((starts[m.start], ends[m.end - 1], m.concept) for m in self._mentions(prepared, found))
        return told, meant

    def _mentions(self, prepared: str, found: list[Word]) -> list[concepts.Mention]:
        mentions = []
        if _THAI.search(prepared):
            starts = frozenset(word.start for word in found)
            ends = frozenset(word.end for word in found)
            mentions = self._concepts.in_thai(prepared, starts, ends)
        latin = [(word.term, word.start, word.end) for word in found if not word.is_thai]
        return mentions + self._concepts.in_english(latin) if latin else mentions


def word_features(reading: Reading) -> list[str]:
    """Return one `w` feature per word, the parts of compound Thai words left to the grams."""
    return ["w" + word.term for word in reading.words] + ["w" + number for number in reading.numbers]


def gram_features(prepared: str) -> list[str]:
    """Return the `g` features: three letters at a time of each unbroken stretch of the spelling skeleton."""
    found: list[str] = []
    for stretch in _BETWEEN_THAI.sub("", prepared).split(" "):
        found += _grams(stretch)
    return found


def sound_features(prepared: str) -> list[str]:
    """Return the `s` features: four letters at a time of how the Thai (or romanised Thai) sounds."""
    joined = sounds.key(prepared)
    return ["s" + joined[at : at + SOUND] for at in range(len(joined) - SOUND + 1)] or (
        ["s" + joined] if joined else []
    )


@cache
def everyday() -> frozenset[str]:
    """Return the terms that say nothing about any service: particles, question words, function words."""
    lists = wordlists.load("everyday")
    thai = {prepare(str(word)) for name in lists if name.endswith("_th") for word in lists[name]}
    return frozenset(thai | english.FUNCTION)


@lru_cache(maxsize=20_000)
def skeleton(text: str) -> str:
    """Return the spelling of `text` with look-alike and sound-alike letters made equal and tone marks left out."""
    return text.translate(_SKELETON)


@lru_cache(maxsize=20_000)
def _grams(stretch: str) -> tuple[str, ...]:
    bones = skeleton(stretch)
    if not bones:
        return ()
    if not _THAI.match(bones[:1]):
        bones = f"_{bones}_"
    if len(bones) <= GRAM:
        return ("g" + bones,)
    return tuple("g" + bones[at : at + GRAM] for at in range(len(bones) - GRAM + 1))


@lru_cache(maxsize=20_000)
def _words(piece: str, at: int) -> tuple[Word, ...]:
    if _THAI.match(piece) and not piece[-1].isdigit():
        return (Word(piece, piece, at, at + len(piece)),)
    found = []
    start = at
    # Only a reference to a section of a law mixes Thai letters and digits in one piece (มาตรา 40).
    for part in piece.split(" ") if _THAI.match(piece) else _LETTER_DIGIT.split(piece):
        start = at + piece.find(part, start - at)
        bare = part.strip(".'’+*&-")
        if bare:
            for sub in re.finditer(r"[a-z'’]+|[0-9.]+|[^a-z0-9'’.-]+", bare):
                text = sub.group()
                term = english.stem(text) if text[0].isalpha() else text.strip(".")
                if term:
                    found.append(Word(text, term, start + sub.start(), start + sub.end()))
    return tuple(found)
