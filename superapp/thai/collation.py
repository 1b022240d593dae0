"""The order of Thai words, as in the dictionary of the Royal Institute.

Words compare by consonants first: a vowel written before its consonant (เ แ โ ใ ไ) counts after it. Tone marks, ็ and ์
only decide between words that are otherwise alike, in the order none, ็, ่, ้, ๊, ๋, ์. Spaces and punctuation do not
count. Latin letters stand before Thai ones, without regard to case or accents; Thai digits equal Arabic ones.

The order is carried by a plain string, so that SQLite, PostgreSQL and Python agree without a Thai locale on any of
them. Keep it in a column of its own beside the name, written by whoever writes the name, at most twice as long and one
more. SQLite compares bytes by itself; on PostgreSQL give the column (or the ORDER BY) the collation "C".
"""

import re
import unicodedata

from .numerals import to_arabic

_LEADING = re.compile("([เแโใไ])([ก-ฮ])")
# Sara am typed in two pieces is the letter ำ, whichever side its tone mark was typed on.
_SPLIT_AM = re.compile("\u0e4d([\u0e48-\u0e4b]?)\u0e32|([\u0e48-\u0e4b])\u0e4d\u0e32")
_WEIGHTS = {mark: str(weight) for weight, mark in enumerate("\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e", 1)}
_THAI_VOWEL_SIGNS = frozenset("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39\u0e3a")
_ABBREVIATION_SIGN = "\u0e2f"
# Below every character that can stand in a key, so that a word comes before the longer words it begins.
_BREAK = "!"


def sort_key(text: str) -> str:
    """Return a string that sorts as `text` should: by code point, byte by byte in UTF-8, or under the "C" collation.

    Texts that differ only in case, accents, spaces or punctuation have equal keys, so an order over keys needs a
    last, unique column.

    >>> sorted(["แกง", "กบ", "เก้า", "กา"], key=sort_key)
    ['กบ', 'กา', 'เก้า', 'แกง']
    """
    letters: list[str] = []
    ties: list[str] = []
    for character in _prepared(text):
        weight = _WEIGHTS.get(character)
        if weight is None:
            letters.append(character)
            ties.append("")
        elif ties:
            ties[-1] += weight
    tie = "0".join(ties).rstrip("0")
    return "".join(letters) + (_BREAK + tie if tie else "")


def _prepared(text: str) -> str:
    """Return the characters that count, in the order in which they count."""
    composed = unicodedata.normalize("NFC", text)
    whole = _SPLIT_AM.sub(lambda found: (found[1] or found[2] or "") + "\u0e33", composed)
    counted = "".join(_plain(character) for character in to_arabic(whole))
    return _LEADING.sub(r"\2\1", counted)


def _plain(character: str) -> str:
    if "\u0e00" <= character <= "\u0e7f":
        is_letter = character in _WEIGHTS or character in _THAI_VOWEL_SIGNS or character.isalnum()
        return character if is_letter and character not in {_ABBREVIATION_SIGN, "ๆ"} else ""
    folded = unicodedata.normalize("NFKD", character).casefold()
    return "".join(piece for piece in folded if piece.isalnum())
