"""The language of a comment, by its letters: fast, and right where a trained guesser calls 55555 Afrikaans."""

import re
from functools import cache
from typing import Final

from consultation.text.lexicon import lines

LANGUAGES: Final = ("th", "en", "mixed", "lo", "und", "th-Latn")
"""Latin letters that are not Thai in disguise count as en, whatever language they are; other scripts give und."""

_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S{1,2000}|\S{1,64}@\S{1,255}", re.I)
_THAI: Final = re.compile("[ก-ฮะ-ฺเ-ๆ]+")
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f]+")
_LAO: Final = re.compile("[\u0e81-\u0ede]+")
_OTHER: Final = re.compile(r"[^\W\d_A-Za-z\u00c0-\u024fก-๛\u0e80-\u0eff]+")
_WORD: Final = re.compile("[a-z]+(?:-[a-z]+)?")
_MINOR_SHARE: Final = 0.25
"""Of two scripts, the smaller counts as a second language from this share of the letters on."""


def find(text: str) -> str:
    """Return th, en, mixed, lo, und (none of them) or th-Latn (Thai in Latin letters).

    >>> find("mai hen duai krub")
    'th-Latn'
    """
    if "://" in text or "www." in text or "@" in text:
        text = _ADDRESS.sub(" ", text)
    thai, latin = _letters(_THAI, text), _letters(_LATIN, text)
    if text.isascii():
        lao = other = 0
    else:
        lao, other = _letters(_LAO, text), _letters(_OTHER, text)
    letters = thai + latin + lao
    if not letters or other > letters:
        return "und"
    if lao * 2 >= letters:
        return "lo"
    if latin < _MINOR_SHARE * (thai + latin):
        return "th"
    if thai >= _MINOR_SHARE * (thai + latin):
        return "mixed"
    return "th-Latn" if _is_karaoke(text) else "en"


def _letters(script: re.Pattern[str], text: str) -> int:
    return sum(map(len, script.findall(text)))


def _is_karaoke(text: str) -> bool:
    found = _WORD.findall(text.lower())
    return sum(word in _karaoke() for word in found) * 2 >= len(found) > 0


@cache
def _karaoke() -> frozenset[str]:
    return frozenset(lines("karaoke.txt"))
