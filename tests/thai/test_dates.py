from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from superapp.thai import dates
from superapp.thai.date_reading import DateUnreadable, read

DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("language", "short", "expected"),
    [
        ("th", False, "21 พฤศจิกายน 2569"),
        ("th", True, "21 พ.ย. 69"),
        ("en", False, "21 November 2026"),
        ("en", True, "21 Nov 2026"),
        ("fr", False, "21 พฤศจิกายน 2569"),
    ],
)
def test_a_day_in_words(language: str, short: bool, expected: str):
    assert dates.date_text(DAY, language, short=short) == expected


def test_every_month_has_its_names():
    days = [date(2026, month, 1) for month in range(1, 13)]

    assert [dates.date_text(day, short=True) for day in days] == [
        "1 ม.ค. 69",
        "1 ก.พ. 69",
        "1 มี.ค. 69",
        "1 เม.ย. 69",
        "1 พ.ค. 69",
        "1 มิ.ย. 69",
        "1 ก.ค. 69",
        "1 ส.ค. 69",
        "1 ก.ย. 69",
        "1 ต.ค. 69",
        "1 พ.ย. 69",
        "1 ธ.ค. 69",
    ]


def test_a_short_year_keeps_its_zero():
    assert dates.date_text(date(1957, 1, 1), short=True) == "1 ม.ค. 00"


def test_an_instant_late_in_utc_is_tomorrow_in_bangkok():
    moment = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)

    assert dates.date_text(moment) == "1 มกราคม 2570"
    assert dates.moment_text(moment) == "1 มกราคม 2570 เวลา 00:00 น."
    assert dates.moment_text(moment, "en") == "1 January 2027, 00:00"
    assert dates.moment_text(moment, short=True) == "1 ม.ค. 70 00:00 น."
    assert dates.iso(moment) == "2027-01-01T00:00:00+07:00"


def test_the_same_instant_from_another_zone_reads_the_same():
    tokyo = datetime(2026, 11, 21, 9, 30, 15, 999_999, tzinfo=timezone(timedelta(hours=9)))

    assert dates.iso(tokyo) == "2026-11-21T07:30:15+07:00"


@pytest.mark.parametrize("say", [dates.date_text, dates.moment_text, dates.iso, dates.bangkok_day])
def test_an_instant_without_zone_is_refused(say):
    with pytest.raises(ValueError, match="no time zone"):
        say(datetime(2026, 11, 21))


@pytest.mark.parametrize(
    ("first", "last", "thai", "english"),
    [
        (date(2026, 1, 3), date(2026, 1, 5), "3–5 มกราคม 2569", "3–5 January 2026"),
        (date(2026, 1, 30), date(2026, 2, 2), "30 มกราคม – 2 กุมภาพันธ์ 2569", "30 January – 2 February 2026"),
        (
            date(2026, 12, 30),
            date(2027, 1, 2),
            "30 ธันวาคม 2569 – 2 มกราคม 2570",
            "30 December 2026 – 2 January 2027",
        ),
        (DAY, DAY, "21 พฤศจิกายน 2569", "21 November 2026"),
    ],
)
def test_a_range_says_shared_parts_once(first: date, last: date, thai: str, english: str):
    assert dates.range_text(first, last) == thai
    assert dates.range_text(first, last, "en") == english


def test_a_range_backwards_is_refused():
    with pytest.raises(ValueError, match="before the first"):
        dates.range_text(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize(
    "text",
    [
        "21 พฤศจิกายน 2569",
        "21 พ.ย. 69",
        "21พ.ย.2569",
        "21 พย 69",
        "วันที่ ๒๑ พฤศจิกายน พ.ศ. ๒๕๖๙",
        "21 พฤศจิกา 2569",
        "21 พฤศจิกายน ค.ศ. 2026",
        "21/11/2569",
        "21-11-2026",
        "21.11.2569",
        "21/11/พ.ศ. 2569",
        "2026-11-21",
        "2569-11-21",
        "21 November 2026",
        "21 nov 2026",
        "November 21, 2026",
        "21 November B.E. 2569",
        "  21   พฤศจิกายน  2569 ",
    ],
)
def test_one_day_written_in_many_ways(text: str):
    assert read(text) == DAY


@pytest.mark.parametrize("month", range(1, 13))
def test_what_is_written_can_be_read(month: int):
    day = date(2027, month, 28)

    read_back = {read(dates.date_text(day, language, short=short)) for language in ("th", "en") for short in (0, 1)}

    assert read_back == {day}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/04/2569", "April 2026 has 30 days"),
        ("29 ก.พ. 2569", "February 2026 has 28 days"),
        ("0/1/2569", "January 2026 has 31 days"),
        ("1/13/2569", "there is no such month"),
        ("1 อังคาร 2569", "there is no such month"),
        ("21/11/69", "write the year in four digits"),
        ("21 พ.ย. 256", "write the year in four digits"),
        ("21 พ.ย. 9999", "the year is outside 1800 to 2199 (B.E. 2343 to 2742)"),
        ("21 พ.ย. ค.ศ. 2569", "the year is outside 1800 to 2199 (B.E. 2343 to 2742)"),
        ("", "not a date; write 21 November 2026, 21/11/2569 or 2026-11-21"),
        ("21-11/2569", "not a date; write 21 November 2026, 21/11/2569 or 2026-11-21"),
        ("2569-11-21T00:00:00", "not a date; write 21 November 2026, 21/11/2569 or 2026-11-21"),
        ("9" * 61, "too long for a date"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, reason: str):
    with pytest.raises(DateUnreadable) as refused:
        read(text)

    assert refused.value.en == reason
    assert refused.value.th


def test_the_leap_day_of_a_buddhist_year():
    assert read("29 ก.พ. 2567") == date(2024, 2, 29)
