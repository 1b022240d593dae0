"""Reading dates as people write them: Thai, Buddhist era, Thai digits, English, ISO.

The API takes ISO dates only; this is for papers, spreadsheets and officers' forms. What can be read in two ways is
refused with a sentence that says how to write it.
"""

import re
from calendar import monthrange
from datetime import date

from .dates import BUDDHIST_OFFSET_YEARS, MONTHS_EN, MONTHS_TH, SHORT_MONTHS_TH
from .numerals import to_arabic

LONGEST = 60
COMMON_YEARS = range(1800, 2200)
BUDDHIST_YEARS = range(2343, 2743)
# A year of two digits beside a Thai month is a Buddhist one of this century: "21 พ.ย. 69" is 2569.
BUDDHIST_CENTURY = 2500

_ERA = r"(?P<era>พ\s?\.?\s?ศ\s?\.?|ค\s?\.?\s?ศ\s?\.?|B\.?E\.?|C\.?E\.?|A\.?D\.?)?\s*"
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_NUMBERS = re.compile(
    rf"(?P<day>\d{{1,2}})\s*([/.-])\s*(?P<month>\d{{1,2}})\s*\2\s*{_ERA}(?P<year>\d{{2,4}})", re.ASCII | re.I
)
_WORDS = re.compile(
    rf"(?:วันที่\s*)?(?P<day>\d{{1,2}})\s*(?P<name>[ก-๎. ]*[ก-๎.]|[a-z]{{3,9}}\.?),?\s*{_ERA}(?P<year>\d{{2,4}})",
    re.ASCII | re.I,
)
_ENGLISH = re.compile(r"(?P<name>[a-z]{3,9})\.?\s+(?P<day>\d{1,2}),?\s+(?P<year>\d{4})", re.ASCII | re.I)
_ERA_AFTER_NAME = re.compile(r"(?P<name>.*?)\s*(?P<era>พ\s?\.?\s?ศ\s?\.?|ค\s?\.?\s?ศ\s?\.?)$")


class DateUnreadable(ValueError):
    """The text is not a date this project reads: `found` is the text, `th` and `en` say what is wrong with it."""

    def __init__(self, found: str, th: str, en: str) -> None:
        self.found = found
        self.th = th
        self.en = en
        super().__init__(f"{found!r}: {en}")


def read(text: str) -> date:
    """Return the day that `text` names.

    Years from 2343 are Buddhist, years from 1800 to 2199 are common, unless พ.ศ. or ค.ศ. says so.

    >>> read("๒๑ พ.ย. ๖๙").isoformat()
    '2026-11-21'
    >>> read("21/11/2569") == read("2026-11-21") == read("21 November 2026")
    True

    :raises DateUnreadable: when it names no day, or more than one.
    """
    if len(text) > LONGEST:
        raise DateUnreadable(f"{text[:LONGEST]}…", "ข้อความยาวเกินกว่าจะเป็นวันที่", "too long for a date")
    plain = " ".join(to_arabic(text).split())
    for pattern in (_YEAR_FIRST, _NUMBERS, _WORDS, _ENGLISH):
        found = pattern.fullmatch(plain)
        if found:
            return _day(text, found.groupdict())
    raise DateUnreadable(
        text,
        "อ่านเป็นวันที่ไม่ได้ เขียนเช่น 21 พฤศจิกายน 2569 หรือ 21/11/2569",
        "not a date; write 21 November 2026, 21/11/2569 or 2026-11-21",
    )


def _day(text: str, parts: dict[str, str | None]) -> date:
    name, era, digits = parts.get("name"), parts.get("era"), parts["year"] or ""
    if name and not era:
        # "พฤศจิกายน พ.ศ." may be swallowed whole, being Thai letters and full stops throughout.
        split = _ERA_AFTER_NAME.fullmatch(name.strip())
        if split and _month_of(split["name"]):
            name, era = split["name"], split["era"]
    month = _month_of(name) if name else int(parts["month"] or 0)
    if not month or month > 12:
        raise DateUnreadable(text, "ไม่มีเดือนนี้", "there is no such month")
    year = _year(text, digits, era, is_thai=bool(name) and not (name or "").isascii())
    day = int(parts["day"] or 0)
    longest = monthrange(year, month)[1]
    if not 1 <= day <= longest:
        raise DateUnreadable(
            text,
            f"{MONTHS_TH[month - 1]} {year + BUDDHIST_OFFSET_YEARS} มี {longest} วัน",
            f"{MONTHS_EN[month - 1]} {year} has {longest} days",
        )
    return date(year, month, day)


def _year(text: str, digits: str, era: str | None, *, is_thai: bool) -> int:
    year = int(digits)
    if len(digits) == 2 and is_thai and not (era and era.startswith("ค")):
        return year + BUDDHIST_CENTURY - BUDDHIST_OFFSET_YEARS
    if len(digits) != 4:
        raise DateUnreadable(text, "เขียนปีเป็นเลขสี่หลัก", "write the year in four digits")
    is_buddhist = era[0] in "พBb" if era else year in BUDDHIST_YEARS
    common = year - BUDDHIST_OFFSET_YEARS if is_buddhist else year
    if common not in COMMON_YEARS:
        raise DateUnreadable(
            text, "ปีอยู่นอกช่วง พ.ศ. 2343 ถึง 2742", "the year is outside 1800 to 2199 (B.E. 2343 to 2742)"
        )
    return common


def _month_of(name: str) -> int:
    """Return the number of a month named in Thai or English, whole or short; 0 when there is none such."""
    bare = name.replace(".", "").replace(" ", "").lower()
    return _NAMES.get(bare, 0)


def _names() -> dict[str, int]:
    names: dict[str, int] = {}
    for number, (whole, short, english) in enumerate(zip(MONTHS_TH, SHORT_MONTHS_TH, MONTHS_EN, strict=True), 1):
        stem = whole.removesuffix("คม").removesuffix("ยน").removesuffix("พันธ์")
        for name in (whole, stem, short.replace(".", ""), english.lower(), english[:3].lower()):
            names[name] = number
    names["sept"] = 9
    return names


_NAMES = _names()
