"""Paydays and working days, against dates that were announced or paid on."""

from datetime import date

import pytest

from welfare.gateways import calendar
from welfare.gateways.calendar import Office, YearNotCovered

# The Bank of Thailand's days of rest that are not on a weekend, as printed by the papers calendar.yaml names.
BANKS_2566 = (
    "01-02 03-06 04-06 04-13 04-14 04-17 05-01 05-04 05-05 06-05 07-28 08-01 08-14 10-13 10-23 12-05 12-11 12-29"
)
BANKS_2567 = (
    "01-01 02-26 04-08 04-12 04-15 04-16 05-01 05-06 05-22 06-03 07-22 07-29 08-12 10-14 10-23 12-05 12-10 12-31"
)


@pytest.mark.parametrize(
    ("month", "day", "paid"),
    [
        (date(2023, 9, 1), 10, date(2023, 9, 8)),
        (date(2026, 12, 1), 10, date(2026, 12, 9)),
        (date(2027, 1, 31), 10, date(2027, 1, 8)),
        (date(2027, 4, 1), 10, date(2027, 4, 9)),
        (date(2026, 1, 1), 1, date(2025, 12, 30)),
        (date(2026, 11, 1), 10, date(2026, 11, 10)),
    ],
)
def test_payday_is_the_working_day_before(month: date, day: int, paid: date):
    assert calendar.payday(month, day) == paid


def test_a_year_of_paydays():
    days = [one.isoformat()[5:] for one in calendar.paydays(2569)]

    assert " ".join(days) == "01-09 02-10 03-10 04-10 05-08 06-10 07-10 08-10 09-10 10-09 11-10 12-09"
    assert not any(calendar.paydays(year_be)[11].day == 10 for year_be in range(2566, 2571))


@pytest.mark.parametrize(("year", "listed"), [(2023, BANKS_2566), (2024, BANKS_2567)])
def test_banks_rest_on_the_announced_days(year: int, listed: str):
    found = [one.day.isoformat()[5:] for one in calendar.holidays_of(year) if one.day.weekday() < 5]

    assert found == listed.split()


def test_banks_and_government_offices_differ():
    lent, labour, ploughing = date(2026, 7, 30), date(2026, 5, 1), date(2026, 5, 13)

    works = {
        day: (calendar.is_working_day(day), calendar.is_working_day(day, Office.GOVERNMENT))
        for day in (lent, labour, ploughing, date(2023, 7, 31), date(2023, 1, 3), date(2027, 7, 19))
    }

    assert works == {
        lent: (True, False),
        labour: (False, True),
        ploughing: (True, False),
        date(2023, 7, 31): (True, False),
        date(2023, 1, 3): (True, True),
        date(2027, 7, 19): (False, False),
    }


def test_a_holiday_has_names_and_a_weekend_is_none():
    constitution = calendar.holiday(date(2026, 12, 10))

    assert (constitution.th, constitution.en) == ("วันรัฐธรรมนูญ", "Constitution Day")
    assert calendar.holiday(date(2026, 12, 12)) is None
    assert not calendar.is_working_day(date(2026, 12, 12))


def test_working_days_are_counted_from_the_next_day():
    friday = date(2026, 12, 4)

    assert calendar.working_days_after(friday, 0) == friday
    # Monday 7 is in lieu of the fifth, Thursday 10 is Constitution Day.
    assert calendar.working_days_after(friday, 3) == date(2026, 12, 11)
    assert calendar.working_days_before(date(2026, 12, 9), 1) == date(2026, 12, 8)
    assert calendar.working_days_between(friday, date(2026, 12, 11)) == 3
    assert calendar.working_days_between(friday, friday) == 0
    with pytest.raises(ValueError, match="zero or more"):
        calendar.working_days_after(friday, -1)


def test_a_year_nobody_checked_is_refused_and_never_guessed():
    first, last = calendar.covered_years()[0], calendar.covered_years()[-1]

    for ask in (
        lambda: calendar.payday(date(last + 1, 1, 1)),
        lambda: calendar.payday(date(first, 1, 1), 1),
        lambda: calendar.working_days_after(date(last, 12, 30), 5),
        lambda: calendar.is_working_day(date(first - 1, 12, 31)),
        lambda: calendar.paydays(2600),
    ):
        with pytest.raises(YearNotCovered):
            ask()
    assert (first, last) == (2023, 2027)
    assert [year for year in range(2566, 2572) if calendar.is_announced(year)] == [2566, 2567, 2568, 2569]
