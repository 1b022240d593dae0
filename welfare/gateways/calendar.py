"""Working days of banks and of government offices, and the paydays that follow from them.

The `holidays` library knows the days; `calendar.yaml` beside this module says where it is wrong or where banks and
offices differ, with a source, and wins. A year that nobody has checked is refused: a guessed payday is a wrong one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import holidays
import yaml

from superapp.refusal import Refusal
from superapp.thai.dates import BUDDHIST_OFFSET_YEARS

CORRECTIONS = Path(__file__).parent / "calendar.yaml"
ONE_DAY = timedelta(days=1)


class YearNotCovered(Refusal):
    """Nobody has checked the holidays of this year yet."""

    code = "CALENDAR_YEAR_NOT_COVERED"
    th = "ยังไม่มีปฏิทินวันหยุดที่ตรวจแล้วของปี {year_be}"
    en = "The holidays of {year_be} B.E. have not been checked yet."
    is_for_clients = False


class Office(StrEnum):
    """Whose working days are meant: promises to citizens count the government's, money moves on the banks'."""

    BANK = "bank"
    GOVERNMENT = "government"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of rest that is no ordinary weekend, by its names."""

    day: date
    th: str
    en: str


def covered_years() -> range:
    """Return the years, of the common era, whose holidays have been checked."""
    years = sorted(year - BUDDHIST_OFFSET_YEARS for year in _corrections()["years"])
    return range(years[0], years[-1] + 1)


def is_announced(year_be: int) -> bool:
    """Tell whether a covered year follows announced lists; False for one that is worked out by rule."""
    return bool(_corrections()["years"].get(year_be, {}).get("is_announced"))


def holidays_of(year: int, office: Office = Office.BANK) -> tuple[Holiday, ...]:
    """Return the holidays of a year of the common era, in order, those on weekends too.

    :raises YearNotCovered: when nobody has checked that year.
    """
    return tuple(_year(year, office).values())


def holiday(day: date, office: Office = Office.BANK) -> Holiday | None:
    """Return the holiday that `day` is, None for any other day, an ordinary weekend too.

    :raises YearNotCovered: when nobody has checked that year.
    """
    return _year(day.year, office).get(day)


def is_working_day(day: date, office: Office = Office.BANK) -> bool:
    """Tell whether an office works on `day`.

    :raises YearNotCovered: when nobody has checked that year.
    """
    return holiday(day, office) is None and day.weekday() < 5


def working_day_on_or_before(day: date, office: Office = Office.BANK) -> date:
    """Return `day`, or the last working day before it.

    :raises YearNotCovered: when that leads into a year nobody has checked.
    """
    while not is_working_day(day, office):
        day -= ONE_DAY
    return day


def working_days_after(start: date, count: int, office: Office = Office.BANK) -> date:
    """Return the working day that is `count` working days after `start`; `start` itself is never counted.

    Zero gives `start`. A promise of three working days made on a Friday falls on Wednesday.

    :raises YearNotCovered: when that leads into a year nobody has checked.
    :raises ValueError: for a negative count.
    """
    return _moved(start, count, ONE_DAY, office)


def working_days_before(start: date, count: int, office: Office = Office.BANK) -> date:
    """Return the working day that is `count` working days before `start`, as when a file must leave.

    :raises YearNotCovered: when that leads into a year nobody has checked.
    :raises ValueError: for a negative count.
    """
    return _moved(start, count, -ONE_DAY, office)


def working_days_between(start: date, end: date, office: Office = Office.BANK) -> int:
    """Return how many working days are after `start` up to and including `end`; 0 when `end` is not after it.

    :raises YearNotCovered: when a year between has not been checked.
    """
    days = (start + ONE_DAY * number for number in range(1, (end - start).days + 1))
    return sum(is_working_day(day, office) for day in days)


def payday(in_month: date, day: int = 10) -> date:
    """Return when a monthly grant is paid in the month of `in_month`: on `day`, or the bank's working day before it.

    >>> payday(date(2026, 12, 1)).isoformat()
    '2026-12-09'

    :raises YearNotCovered: when nobody has checked that year.
    :raises ValueError: when the month has no such day.
    """
    return working_day_on_or_before(in_month.replace(day=day))


def paydays(year_be: int, day: int = 10) -> tuple[date, ...]:
    """Return the twelve paydays of a Buddhist year.

    :raises YearNotCovered: when nobody has checked that year.
    """
    return tuple(payday(date(year_be - BUDDHIST_OFFSET_YEARS, month, 1), day) for month in range(1, 13))


def _moved(start: date, count: int, step: timedelta, office: Office) -> date:
    if count < 0:
        raise ValueError("count: expected zero or more")
    day = start
    while count:
        day += step
        count -= is_working_day(day, office)
    return day


@cache
def _corrections() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(CORRECTIONS.read_text(encoding="utf-8"))
    return read


@cache
def _year(year: int, office: Office) -> dict[date, Holiday]:
    if year + BUDDHIST_OFFSET_YEARS not in _corrections()["years"]:
        raise YearNotCovered(year_be=year + BUDDHIST_OFFSET_YEARS)
    found = {one.day: one for one in _from_library(year, office)}
    for change in _corrections()["days"]:
        day = change["date"]
        if day.year != year:
            continue
        if office in change.get("works", ()):
            found.pop(day, None)
        if office in change.get("rests", ()):
            found[day] = Holiday(day, change["th"], change["en"])
    return dict(sorted(found.items()))


def _from_library(year: int, office: Office) -> Iterator[Holiday]:
    skipped = {one["th"] for one in _corrections()["not_observed"][office]}
    # Both offices' days are asked for; what either does not observe is named in the file, with its source.
    kinds = ("public", "bank") if office is Office.BANK else ("public", "government")
    english = holidays.country_holidays("TH", years=year, categories=kinds, language="en_US")
    thai = holidays.country_holidays("TH", years=year, categories=kinds, language="th")
    for day in sorted(thai):
        pairs = zip(thai.get_list(day), english.get_list(day), strict=True)
        kept = sorted({pair for pair in pairs if pair[0] not in skipped})
        if kept:
            yield Holiday(day, " และ".join(th for th, _ in kept), " and ".join(en for _, en in kept))
