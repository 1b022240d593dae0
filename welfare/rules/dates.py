"""Dates as facts give them, and the calendar arithmetic of the expression language.

A bare ISO date is of the common era; {be: 'YYYY-MM-DD'} is of the Buddhist era. Both may lack the day, or month and
day: by section 16 of the Civil and Commercial Code an unknown day is the 1st, an unknown month the first month of that
calendar year. Until B.E. 2483 the year began on 1 April; January to March 2483 never existed.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta

BUDDHIST_OFFSET_YEARS = 543
FIRST_JANUARY_YEAR = 2484
"""The first Buddhist year that began on 1 January: its day and all later ones are 543 years ahead."""
LIFETIME = date(9999, 12, 31)
_YEARS_WITHOUT_ERA_FROM = 2400

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class BadDate(ValueError):
    """Not a date: `th` and `en` say why and what to write; the value itself is not repeated."""

    def __init__(self, th: str, en: str) -> None:
        self.th = th
        self.en = en
        super().__init__(en)


def read(given: object, *, is_full: bool = False, may_be_forever: bool = False) -> date:
    """Return the day that a fact names; `is_full` refuses a date without day, `may_be_forever` allows 9999-12-31.

    >>> read("1966-09").isoformat()
    '1966-09-01'
    >>> read({"be": "2483-12-31"}).isoformat(), read({"be": "2482-02-10"}).isoformat(), read({"be": 2483}).isoformat()
    ('1940-12-31', '1940-02-10', '1940-04-01')
    >>> read({"be": "2567-02-29"}).isoformat()
    '2024-02-29'

    :raises BadDate: for what is malformed, never was, or is a Buddhist year without its era.
    """
    if type(given) is date:
        return given
    if isinstance(given, Mapping):
        if list(given) != ["be"]:
            raise BadDate(
                "วันที่ พ.ศ. เขียนเป็น {be: '2509-09-02'}", "a Buddhist date is written {be: '2509-09-02'} and nothing else"
            )
        return _buddhist(*_parts(given["be"], is_full))
    return _common(*_parts(given, is_full), may_be_forever=may_be_forever)


def _parts(given: object, is_full: bool) -> tuple[int, int | None, int | None]:
    text = f"{given:04}" if isinstance(given, int) and not isinstance(given, bool) and given >= 0 else given
    found = _SHAPE.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise BadDate("วันที่เขียนเป็น ปปปป-ดด-วว", "a date is written YYYY-MM-DD")
    year, month, day = found.groups()
    if is_full and day is None:
        raise BadDate("ต้องระบุวัน เดือน ปี ให้ครบ", "this date must be complete: YYYY-MM-DD")
    return int(year), int(month) if month else None, int(day) if day else None


def _common(year: int, month: int | None, day: int | None, *, may_be_forever: bool) -> date:
    if year >= _YEARS_WITHOUT_ERA_FROM and not (may_be_forever and (year, month, day) == (9999, 12, 31)):
        raise BadDate(
            "ปีตั้งแต่ 2400 เป็นปี พ.ศ. ให้เขียน {be: '...'}", "a year from 2400 is a Buddhist one: write it as {be: '...'}"
        )
    return _day(year, month, day)


def _buddhist(year: int, month: int | None, day: int | None) -> date:
    if year >= FIRST_JANUARY_YEAR:
        return _day(year - BUDDHIST_OFFSET_YEARS, month, day)
    month = 4 if month is None else month
    if year == FIRST_JANUARY_YEAR - 1 and month < 4:
        raise BadDate("ไม่เคยมีเดือนมกราคมถึงมีนาคม พ.ศ. 2483", "January to March B.E. 2483 never existed")
    return _day(year - BUDDHIST_OFFSET_YEARS + (month < 4), month, day)


def _day(year: int, month: int | None, day: int | None) -> date:
    try:
        # Absent is the first; 00 is a mistake.
        return date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError as problem:
        raise BadDate("ไม่มีวันนี้ในปฏิทิน", "there is no such day in the calendar") from problem


def age(birth: date, on: date) -> int:
    """Return completed years; 29 February is kept on 1 March in a common year; below 0 before birth.

    >>> age(date(2004, 2, 29), date(2026, 2, 28)), age(date(2004, 2, 29), date(2026, 3, 1))
    (21, 22)
    """
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def first_of_month(day: date) -> date:
    """Return the first day of the month of `day`."""
    return day.replace(day=1)


def end_of_month(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def fiscal_year_start(day: date) -> date:
    """Return the latest 1 October on or before `day`.

    :raises ValueError: before the calendar begins.
    """
    return date(day.year - (day.month < 10), 10, 1)


def tax_year_end(day: date) -> date:
    """Return 31 December of the year of `day`."""
    return date(day.year, 12, 31)


def add_months(day: date, months: int) -> date:
    """Return the same day number `months` on, else that month's last day.

    >>> add_months(date(2026, 8, 31), 6), add_months(date(2024, 2, 29), 12)
    (datetime.date(2027, 2, 28), datetime.date(2025, 2, 28))

    :raises ValueError: beyond the calendar.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    if not 1 <= year <= 9999:
        raise ValueError("beyond the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_days(day: date, days: int) -> date:
    """Return `day` plus `days`.

    :raises OverflowError: beyond the calendar.
    """
    return day + timedelta(days=days)
