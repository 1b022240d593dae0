"""Crude and insulting words in comments, flagged for a person to look at. A flag hides, deletes and weighs nothing.

Whole words only, against two small lists: the library's own list flags people who died waiting and night watches.
Irony and threats are not seen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from consultation.text import pieces as cutting
from consultation.text.lexicon import lines
from superapp.thai import forms

PROFANITY: Final = "profanity"
INSULT: Final = "insult"

# Harmless by themselves, insults after ไอ้ and อี.
_ANIMALS: Final = (
    "ควาย",
    "หมา",
    "สัตว์",
    "เหี้ย",
    "หมู",
    "แรด",
    "วัว",
    "ลิง",
    "กบ",
    "งู",
    "เต่า",
    "ปลิง",
    "ตะกวด",
    "หน้าหมา",
    "หน้าควาย",
)
_CALLS: Final = ("ไอ้", "ไอ", "อี")
# ค ว ย, ค.ว.ย, เ ห ี้ ย: three to six single letters with one sign between.
_SPACED: Final = re.compile(r"(?<![^\s])[เ-ไ]?[ก-ฮ][ะ-ฺ็-๎]{0,3}(?:([ .*_\-])[ก-ฮะ-ไ็-๎][ะ-ฺ็-๎]{0,3}){2,5}(?![^\s])")
# A sign between a letter and the mark that belongs on it, as in ส.ัส, or between the letters of one short word.
_DOTTED: Final = re.compile(r"(?P<before>[เ-ไ]?[ก-ฮ][ะ-ฺ็-๎]{0,2})[.*_\-](?P<after>[ะ-ฺ็-๎][ก-ฮะ-ฺ็-๎]{0,4})")
_LONE_CONSONANT: Final = re.compile("[ก-ฮ]")
_SHORTEST: Final = 2


@dataclass(frozen=True, slots=True)
class Flag:
    """One word to look at: `kind` is profanity or insult, `word` as listed, code points `start` to `end`."""

    kind: str
    word: str
    start: int
    end: int


def find(text: str, pieces: Sequence[str] | None = None) -> tuple[Flag, ...]:
    """Return the flagged words of a comment, in order.

    Without `pieces` the text is brought into its analysis form first, and offsets count there; with `pieces`, the words
    of a text that is in that form already, they count in the text itself.

    >>> [(flag.kind, flag.word) for flag in find("แม่งโง่")]
    [('profanity', 'แม่ง'), ('insult', 'โง่')]
    """
    if pieces is None:
        text = forms.analysis(text)
        pieces = cutting.cut(text)
    found = _disguised(text)
    # Most comments hold none of these words, and asking for all at once is cheaper than going through the pieces.
    if _triggers().isdisjoint(pieces) and _triggers().isdisjoint(map(str.lower, pieces)):
        return tuple(found)
    listed = _listed()
    at = 0
    before = ""
    for place, piece in enumerate(pieces):
        if len(piece) >= _SHORTEST:
            word = piece if piece in listed else piece.lower()
            if before in _CALLS and word in _ANIMALS:
                found.append(Flag(INSULT, before + word, at - len(before), at + len(piece)))
            elif word in listed and not _is_slip(pieces, place):
                found.append(Flag(listed[word], word, at, at + len(piece)))
        before = piece
        at += len(piece)
    if len(found) < 2:
        return tuple(found)
    return _apart(found)


def _is_slip(pieces: Sequence[str], place: int) -> bool:
    """Tell whether a short word is the beginning of a typing error, as หี in หีว: a single letter hangs behind it."""
    following = pieces[place + 1] if place + 1 < len(pieces) else ""
    return len(pieces[place]) == _SHORTEST and len(following) == 1 and bool(_LONE_CONSONANT.fullmatch(following))


def _disguised(text: str) -> list[Flag]:
    """Return the words of the lists that are written with spaces or signs between their letters."""
    found: list[Flag] = []
    listed = _listed()
    for match in _SPACED.finditer(text):
        word = match.group().replace(match[1], "")
        if word in listed:
            found.append(Flag(listed[word], word, match.start(), match.end()))
    for match in _DOTTED.finditer(text):
        whole = match["before"] + match["after"]
        for length in range(len(whole), len(match["before"]), -1):
            if whole[:length] in listed:
                word = whole[:length]
                found.append(Flag(listed[word], word, match.start(), match.start() + length + 1))
                break
    return found


def _apart(found: list[Flag]) -> tuple[Flag, ...]:
    """Return the flags in order of place; of two that overlap, the longer."""
    kept: list[Flag] = []
    for flag in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or flag.start >= kept[-1].end:
            kept.append(flag)
    return tuple(kept)


@cache
def _listed() -> dict[str, str]:
    insults = dict.fromkeys(lines("insults.txt"), INSULT)
    animals = {call + animal: INSULT for call in _CALLS for animal in _ANIMALS}
    return animals | insults | dict.fromkeys(lines("profanity.txt"), PROFANITY)


@cache
def _triggers() -> frozenset[str]:
    return frozenset(_listed()).union(_CALLS)
