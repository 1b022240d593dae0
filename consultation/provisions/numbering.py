"""The printed numbers of Thai legislation: read in both digit systems, compared, and asked what may come next.

A number is a path: มาตรา ๑๕, มาตรา ๑๕/๑ (inserted later), มาตรา ๑๕ ทวิ (inserted later, before about 2540). Items are
numbered (๑), (๒/๑) or lettered (ก), (ข); the letters skip ฃ and ฅ, which no law uses.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

from superapp.thai.numerals import to_arabic, to_thai

# Pali ordinals in their order: the second of that number is ทวิ.
ORDINALS: Final = (
    *("ทวิ", "ตรี", "จัตวา", "เบญจ", "ฉ", "สัตต", "อัฏฐ", "นว", "ทศ", "เอกาทศ", "ทวาทศ", "เตรส", "จตุทศ", "ปัณรส", "โสฬส"),
    *("สัตตรส", "อัฏฐารส", "เอกูนวีสติ", "วีสติ"),
)
_SPELT_ALSO: Final = {"เบญจะ": "เบญจ", "นวะ": "นว", "ปัณณรส": "ปัณรส", "อัฎฐ": "อัฏฐ"}
LETTERS: Final = "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"

_ORDINAL_WORDS: Final = "|".join(sorted((*ORDINALS, *_SPELT_ALSO), key=len, reverse=True))
# Up to four digits: no law has ten thousand sections, and a year must not be read as one by accident.
NUMBER: Final = rf"[0-9๐-๙]{{1,4}}(?:[ \t]*(?:{_ORDINAL_WORDS})(?![ก-๎]))?(?:/[0-9๐-๙]{{1,3}}){{0,3}}"
_PARTS: Final = re.compile(rf"([0-9]+)(?:[ \t]*({_ORDINAL_WORDS}))?((?:/[0-9]+)*)")

Fault = Literal["gap", "duplicate", "backwards"]


@dataclass(frozen=True, slots=True, order=True)
class Number:
    """A printed number as a path of steps: (0, 15), then (1, 2) for ทวิ or (2, 1) for /๑. Sorts as laws print them."""

    path: tuple[tuple[int, int], ...]

    def __str__(self) -> str:
        """Return it in Arabic digits: "15", "15/1", "15 ทวิ"."""
        text = ""
        for kind, count in self.path:
            text += (str(count), f" {ORDINALS[count - 2]}" if kind == 1 else "", f"/{count}")[kind]
        return text

    @property
    def thai(self) -> str:
        """Return it as a law prints it, in Thai digits."""
        return to_thai(str(self))

    def nexts(self) -> tuple["Number", ...]:
        """Return every number that may stand right after this one, the likeliest first."""
        found = []
        for depth in range(1, len(self.path) + 1):
            kind, count = self.path[depth - 1]
            if kind != 1 or count - 1 < len(ORDINALS):
                found.append(Number((*self.path[: depth - 1], (kind, count + 1))))
        found.append(Number((*self.path, (2, 1))))
        if len(self.path) == 1:
            found.append(Number((*self.path, (1, 2))))
        return tuple(found)


FIRST: Final = Number(((0, 1),))


def read(text: str) -> Number | None:
    """Return the number `text` consists of, in either digit system; None when it is not one.

    >>> str(read("๑๕/๑")), str(read("39 ทวิ")), read("สิบห้า")
    ('15/1', '39 ทวิ', None)
    """
    parts = _PARTS.fullmatch(to_arabic(text.strip()))
    if parts is None:
        return None
    base, ordinal, slashes = parts.groups()
    path = [(0, int(base))]
    if ordinal:
        path.append((1, ORDINALS.index(_SPELT_ALSO.get(ordinal, ordinal)) + 2))
    path += [(2, int(step)) for step in slashes.split("/")[1:]]
    return Number(tuple(path))


def fault(previous: Number | None, found: Number, seen: set[Number]) -> Fault | None:
    """Say what is wrong with `found` right after `previous` (None: at the start), None when it may stand there."""
    allowed = (FIRST,) if previous is None else previous.nexts()
    if found in allowed and found not in seen:
        return None
    if found in seen:
        return "duplicate"
    return "backwards" if previous is not None and found < previous else "gap"


def expected(previous: Number | None, found: Number | None = None) -> tuple[Number, ...]:
    """Return what might have been meant in place of `found`: the plain next one and, after 15/1, 15/2 as well."""
    if previous is None:
        return (FIRST,)
    return tuple(number for number in previous.nexts()[: len(previous.path)] if number != found)
