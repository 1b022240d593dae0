"""Dates for people: the Buddhist era in Thai, the common era in English; instants as Bangkok clocks show them.

A Buddhist year is the common year plus 543. Before 1941 the year began on 1 April; like ISO dates, this module counts
January as the first month of every year, so a January to March date copied from a paper of that time may be one year
early.
"""

from datetime import date, datetime, timedelta, timezone

BANGKOK = timezone(timedelta(hours=7), "+07")
"""Thailand's clock since 1920: seven hours ahead, no summer time."""

BUDDHIST_OFFSET_YEARS = 543
# fmt: off
MONTHS_TH = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)
SHORT_MONTHS_TH = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
# fmt: on


def date_text(day: date, language: str = "th", *, short: bool = False) -> str:
    """Return a day in words: Thai in the Buddhist era, or English in the common era when `language` is "en".

    An instant (a datetime) is read on Bangkok's calendar. `short` abbreviates month and, in Thai, year.

    >>> date_text(date(2026, 11, 21))
    '21 พฤศจิกายน 2569'
    >>> date_text(date(2026, 11, 21), short=True)
    '21 พ.ย. 69'
    >>> date_text(date(2026, 11, 21), "en")
    '21 November 2026'

    :raises ValueError: for an instant without a time zone.
    """
    day = bangkok_day(day)
    return f"{day.day} {_month(day, language, short)} {_year(day, language, short)}"


def moment_text(moment: datetime, language: str = "th", *, short: bool = False) -> str:
    """Return an instant in words, to the minute, as Bangkok's clocks show it.

    >>> moment_text(datetime(2026, 11, 21, 1, 5, tzinfo=timezone.utc))
    '21 พฤศจิกายน 2569 เวลา 08:05 น.'
    >>> moment_text(datetime(2026, 11, 21, 1, 5, tzinfo=timezone.utc), "en")
    '21 November 2026, 08:05'

    :raises ValueError: for an instant without a time zone.
    """
    local = bangkok(moment)
    words = date_text(local, language, short=short)
    if language == "en":
        return f"{words}, {local:%H:%M}"
    return f"{words} {'' if short else 'เวลา '}{local:%H:%M} น."


def range_text(first: date, last: date, language: str = "th", *, short: bool = False) -> str:
    """Return the days from `first` to `last`, both included, saying shared month and year once.

    >>> range_text(date(2026, 1, 3), date(2026, 1, 5))
    '3–5 มกราคม 2569'
    >>> range_text(date(2026, 12, 30), date(2027, 1, 2), "en")
    '30 December 2026 – 2 January 2027'

    :raises ValueError: when `last` is before `first`, or for an instant without a time zone.
    """
    first, last = bangkok_day(first), bangkok_day(last)
    if last < first:
        raise ValueError(f"the last day, {last}, is before the first, {first}")
    whole = date_text(last, language, short=short)
    if first == last:
        return whole
    if first.year != last.year:
        return f"{date_text(first, language, short=short)} – {whole}"
    if first.month != last.month:
        return f"{first.day} {_month(first, language, short)} – {whole}"
    return f"{first.day}–{whole}"


def iso(moment: datetime) -> str:
    """Return an instant as ISO 8601 to the second, on Bangkok's clock.

    >>> iso(datetime(2026, 11, 21, 1, 5, tzinfo=timezone.utc))
    '2026-11-21T08:05:00+07:00'

    :raises ValueError: for an instant without a time zone.
    """
    return bangkok(moment).isoformat(timespec="seconds")


def bangkok(moment: datetime) -> datetime:
    """Return the same instant on Bangkok's clock.

    :raises ValueError: for an instant without a time zone: guessing one would move it by hours.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(BANGKOK)


def bangkok_day(day: date) -> date:
    """Return the day itself, or the day Bangkok's calendar shows at an instant.

    :raises ValueError: for an instant without a time zone.
    """
    return bangkok(day).date() if isinstance(day, datetime) else day


def buddhist_year(day: date) -> int:
    """Return the year of the Buddhist era.

    >>> buddhist_year(date(2026, 11, 21))
    2569
    """
    return day.year + BUDDHIST_OFFSET_YEARS


def _month(day: date, language: str, short: bool) -> str:
    if language == "en":
        name = MONTHS_EN[day.month - 1]
        return name[:3] if short else name
    return (SHORT_MONTHS_TH if short else MONTHS_TH)[day.month - 1]


def _year(day: date, language: str, short: bool) -> str:
    if language == "en":
        return str(day.year)
    return f"{buddhist_year(day) % 100:02}" if short else str(buddhist_year(day))
