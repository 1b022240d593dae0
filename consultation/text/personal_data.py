"""Personal data in comments: found, and masked before anything is published.

Find in the analysis form for analysis, and again in the display form for publishing: the offsets count code points of
the string passed in. A check digit is one digit, so one random number in ten passes it; names are hints (names.py).
Masking is therefore proposed to a person, who may undo it, and nothing here deletes or weighs a comment.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from consultation.text import names
from consultation.text import personal_shapes as shapes
from superapp.thai import forms, identity, numerals

KINDS: Final = ("citizen_id", "phone", "email", "bank_account", "line_id", "address", "name")
MASKS: Final = {
    "citizen_id": "[เลขบัตร]",
    "phone": "[โทรศัพท์]",
    "email": "[อีเมล]",
    "bank_account": "[เลขบัญชี]",
    "line_id": "[ไลน์]",
    "address": "[ที่อยู่]",
    "name": "[ชื่อ]",
}
_BLANK: Final = "\x00"
_NOT_DIGIT: Final = re.compile(r"\D")
_DIGIT: Final = re.compile(r"\d")
_FEWEST_DIGITS: Final = 9
"""Of a telephone number, the shortest of what is told by its digits."""

_PLACE: Final = re.compile(r"บ้านเลขที่|หมู่|ซอย|ถนน|[มซถ]\.")
_SPELLED: Final = re.compile(r"(?:ศูนย์|หนึ่ง|แปด)[ -]?(?:ศูนย์|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า)")
_EMAIL: Final = re.compile(r"@|[(\[]at[)\]]")
_LINE: Final = re.compile(r"line|ไลน์", re.I)
_ROUNDS: Final = 5


Judged = tuple[str, bool | None, int, int] | None
Pass = tuple[re.Pattern[str], Callable[[re.Match[str]], Judged]]


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """One piece of personal data: code points `start` to `end` of the text. The value itself is never kept.

    `valid` says of a citizen_id whether its check digit is right; None for every other kind.
    """

    kind: str
    start: int
    end: int
    valid: bool | None


def find(text: str, pieces: Sequence[str] | None = None) -> tuple[PersonalDatum, ...]:
    """Return the personal data in `text`, in order, none overlapping. `pieces` are its words if already cut.

    >>> find("โทร 081-234-5678")
    (PersonalDatum(kind='phone', start=4, end=16, valid=None),)
    """
    return find_names(text, pieces, numbers(text))


def numbers(text: str) -> tuple[PersonalDatum, ...]:
    """Return the personal data other than names: patterns only, no dictionary, so a form may ask before posting."""
    digits = len(_DIGIT.findall(text))
    passes: list[Pass] = []
    if _EMAIL.search(text):
        passes.append((shapes.EMAIL, _email))
    if digits >= _FEWEST_DIGITS:
        passes += _BY_DIGITS
    if _SPELLED.search(text):
        passes.append((shapes.SPELLED, _spelled))
    if _LINE.search(text):
        passes.append((shapes.LINE_ID, _line_id))
    if digits and _PLACE.search(text):
        passes.append((shapes.ADDRESS, _address))
    if not passes:
        return ()
    found: list[PersonalDatum] = []
    rest = numerals.to_arabic(text)
    if "://" in text or "www." in text.lower():
        rest = shapes.URL.sub(_blanked, rest)
    # First match wins, in this order.
    for pattern, judge in passes:
        rest = _sought(rest, pattern, judge, found)
    return tuple(sorted(found, key=lambda datum: datum.start))


def find_names(
    text: str, pieces: Sequence[str] | None, numbers: tuple[PersonalDatum, ...]
) -> tuple[PersonalDatum, ...]:
    """Return `numbers`, found in `text` before, and the names beside them, in order."""
    found = [PersonalDatum("name", start, end, None) for start, end in names.find(text, pieces)]
    if not found:
        return numbers
    apart = [each for each in found if not any(each.start < other.end and other.start < each.end for other in numbers)]
    return tuple(sorted([*numbers, *apart], key=lambda datum: datum.start))


def masked(text: str) -> str:
    """Return the display form of `text` with a Thai word in brackets for each piece of personal data.

    Masking twice changes nothing more.

    >>> masked("โทร 081-234-5678 นะคะ")
    'โทร [โทรศัพท์] นะคะ'
    """
    text = forms.display(text)
    for _ in range(_ROUNDS):
        found = find(text)
        if not found:
            break
        text = without(text, found)
    return text


def without(text: str, found: Sequence[PersonalDatum]) -> str:
    """Return `text` with these data, in order of place, replaced by their masks."""
    parts: list[str] = []
    end = 0
    for datum in found:
        parts += (text[end : datum.start], MASKS[datum.kind])
        end = datum.end
    return "".join((*parts, text[end:]))


def _sought(
    text: str,
    pattern: re.Pattern[str],
    judge: Callable[[re.Match[str]], Judged],
    found: list[PersonalDatum],
) -> str:
    """Add what `judge` accepts to `found`; return `text` with it blanked out, so that the first pass to match wins."""

    def replaced(match: re.Match[str]) -> str:
        judged = judge(match)
        if judged is None:
            return match.group()
        kind, valid, start, end = judged
        found.append(PersonalDatum(kind, start, end, valid))
        return _BLANK * len(match.group())

    return pattern.sub(replaced, text)


def _blanked(match: re.Match[str]) -> str:
    return _BLANK * len(match.group())


def _email(match: re.Match[str]) -> Judged:
    return "email", None, match.start(), match.end()


def _shaped_id(match: re.Match[str]) -> Judged:
    digits = _NOT_DIGIT.sub("", match.group())
    if digits[0] == "0" and not _is_near(shapes.ID_CUE, shapes.ID_CUE_REACH, match):
        return None
    return "citizen_id", _is_checked(digits), match.start(), match.end()


def _loose_id(match: re.Match[str]) -> Judged:
    digits = _NOT_DIGIT.sub("", match.group())
    valid = _is_checked(digits)
    is_plain = len(digits) == match.end() - match.start()
    if (is_plain and valid and digits[0] in "12345678") or _is_near(shapes.ID_CUE, shapes.ID_CUE_REACH, match):
        return "citizen_id", valid, match.start(), match.end()
    return None


def _account(match: re.Match[str]) -> Judged:
    if not _is_near(shapes.ACCOUNT_CUE, shapes.ACCOUNT_CUE_REACH, match):
        return None
    return "bank_account", None, match.start(), match.end()


def _phone(match: re.Match[str]) -> Judged:
    return "phone", None, match.start(), match.end()


def _spaced(match: re.Match[str]) -> Judged:
    digits = _NOT_DIGIT.sub("", match.group())
    return _by_digits(digits, match)


def _spelled(match: re.Match[str]) -> Judged:
    digits = "".join(shapes.DIGIT_WORDS[word] for word in shapes.DIGIT_WORD.findall(match.group()))
    return _by_digits(digits, match)


def _by_digits(digits: str, match: re.Match[str]) -> Judged:
    if len(digits) == 13 and (_is_checked(digits) or _is_near(shapes.ID_CUE, shapes.ID_CUE_REACH, match)):
        return "citizen_id", _is_checked(digits), match.start(), match.end()
    if shapes.PHONE_DIGITS.fullmatch(digits):
        return "phone", None, match.start(), match.end()
    return None


def _line_id(match: re.Match[str]) -> Judged:
    return "line_id", None, match.start("value"), match.end("value")


def _address(match: re.Match[str]) -> Judged:
    return "address", None, match.start(), match.end()


def _is_near(cue: re.Pattern[str], reach: int, match: re.Match[str]) -> bool:
    return bool(cue.search(match.string, max(0, match.start() - reach), match.start()))


def _is_checked(digits: str) -> bool:
    return digits[12] == identity.check_digit(digits[:12])


_BY_DIGITS: Final[tuple[Pass, ...]] = (
    (shapes.SHAPED_ID, _shaped_id),
    (shapes.LOOSE_ID, _loose_id),
    (shapes.ACCOUNT, _account),
    (shapes.PHONE, _phone),
    (shapes.SPACED, _spaced),
)
