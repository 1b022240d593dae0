"""Breaking Thai text into lines: Thai writes no spaces between words, so the dictionary says where a line may end.

Texts are brought into their display form first and cut in stretches of at most STRETCH characters, because the
dictionary's tokeniser slows down on long texts. What the font cannot draw is replaced: a document must never have
holes that nobody sees.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Final

from superapp.thai import forms
from superapp.thai.words import Lexicon

STRETCH: Final = 4_000
LONGEST_TEXT: Final = 400_000
MISSING: Final = "?"
# What may not begin a line, and what may not end one.
_CLINGS_BACK: Final = frozenset("ๆฯ.,:;!?%)]}”’»…/")
_CLINGS_ON: Final = frozenset("([{“‘«฿")


class TextTooLong(ValueError):
    """A text is longer than any document of ours may hold in one place."""


def clean(text: str, has_glyph: Callable[[str], bool]) -> str:
    """Return `text` in its display form, with what the font lacks replaced by the nearest letter or a question mark.

    Lines stay apart; tabs become spaces.

    :raises TextTooLong: beyond LONGEST_TEXT characters.
    """
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(f"a text of {len(text)} characters; at most {LONGEST_TEXT}")
    whole = "".join(forms.display(part) for part in _stretches(text)).replace("\t", " ")
    return "".join(letter if letter == "\n" or has_glyph(letter) else _nearest(letter, has_glyph) for letter in whole)


def pieces(text: str) -> list[str]:
    """Return the pieces of one line of text between which it may be broken; joined they give the text.

    >>> pieces("ผู้สูงอายุ (60 ปี)")
    ['ผู้สูงอายุ', ' ', '(60', ' ', 'ปี)']
    """
    found: list[str] = []
    is_held = False
    for part in _stretches(text):
        for token in _lexicon().cut(part):
            if token[0] in "ๆฯ" and len(found) > 1 and found[-1].isspace():
                # Written with a space before it, and still not to stand at the beginning of a line.
                found[-2:] = [found[-2] + found[-1]]
            if found and (is_held or token[0] in _CLINGS_BACK) and not found[-1].isspace() and not token.isspace():
                found[-1] += token
            else:
                found.append(token)
            is_held = token[-1] in _CLINGS_ON
    return found


def lines(text: str, room: float, width: Callable[[str], float]) -> list[str]:
    """Return `text` as lines no wider than `room`, as `width` measures them; an empty text is one empty line.

    A word that is wider than a line is broken between letters, never between a letter and its marks.
    """
    found: list[str] = []
    for paragraph in text.split("\n"):
        line, used = "", 0.0
        for piece in _narrow(pieces(paragraph), room, width):
            wide = width(piece)
            if line and used + wide > room and not piece.isspace():
                found.append(line.rstrip())
                line, used = "", 0.0
            # A line begins with a word, not with the space that ended the one before.
            if line or not piece.isspace():
                line, used = line + piece, used + wide
        found.append(line.rstrip())
    return found


def _narrow(parts: Iterable[str], room: float, width: Callable[[str], float]) -> Iterable[str]:
    for part in parts:
        if width(part) <= room:
            yield part
            continue
        held = ""
        for cluster in _clusters(part):
            if held and width(held + cluster) > room:
                yield held
                held = ""
            held += cluster
        yield held


def _clusters(word: str) -> list[str]:
    found: list[str] = []
    for letter in word:
        # Sara am and sara aa lean on the letter before them; a leading vowel belongs to the letter after it.
        leans = unicodedata.category(letter) in ("Mn", "Me") or letter in "ะาำๅๆฯ "
        if found and (leans or found[-1][-1] in "เแโใไ"):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _stretches(text: str) -> list[str]:
    """Cut a long text at spaces or line ends where there are some."""
    found = []
    while len(text) > STRETCH:
        cut = max(text.rfind(" ", 1, STRETCH), text.rfind("\n", 1, STRETCH)) + 1 or STRETCH
        found.append(text[:cut])
        text = text[cut:]
    return [*found, text] if text or not found else found


def _nearest(letter: str, has_glyph: Callable[[str], bool]) -> str:
    parts = unicodedata.normalize("NFKD", letter)
    plain = "".join(part for part in parts if has_glyph(part) and not unicodedata.combining(part))
    return plain or MISSING


@cache
def _lexicon() -> Lexicon:
    return Lexicon()
