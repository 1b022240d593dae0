"""When a programme's payees have their money, when the file leaves for that, and when the list is frozen.

Next-day bulk payment: the file leaves one working day before the payday, and the list is frozen two working days before
it leaves, so that two officers have a day to look and to release.
"""

from dataclasses import dataclass
from datetime import date

from welfare.gateways import calendar

from .paydays_due import day_of
from .paydays_rules import ONCE, PaymentRules

SENT_BEFORE_WORKING_DAYS = 1
FROZEN_BEFORE_WORKING_DAYS = 2


@dataclass(frozen=True, slots=True)
class Payday:
    """One payday: `freezes_on` before `sends_on` before `pays_on`, all of them working days of banks."""

    period: str
    freezes_on: date
    sends_on: date
    pays_on: date


def payday(rules: PaymentRules, period: str) -> Payday:
    """Return the payday of a month ("2026-12") for a monthly programme.

    :raises calendar.YearNotCovered: when nobody has checked that year's holidays.
    """
    pays_on = calendar.working_day_on_or_before(day_of(period, rules.day))
    sends_on = calendar.working_days_before(pays_on, SENT_BEFORE_WORKING_DAYS)
    return Payday(period, calendar.working_days_before(sends_on, FROZEN_BEFORE_WORKING_DAYS), sends_on, pays_on)


def one_off(as_of: date) -> Payday:
    """Return when benefits that are paid once, drawn on `as_of`, reach their payees: as soon as the same steps allow.

    :raises calendar.YearNotCovered: when nobody has checked that year's holidays.
    """
    sends_on = calendar.working_days_after(as_of, FROZEN_BEFORE_WORKING_DAYS)
    return Payday(ONCE, as_of, sends_on, calendar.working_days_after(sends_on, SENT_BEFORE_WORKING_DAYS))


def frozen_on(rules: PaymentRules, day: date) -> Payday | None:
    """Return the payday whose list is frozen on `day`; None when none is. One-off benefits have one every working day.

    :raises calendar.YearNotCovered: when nobody has checked that year's holidays.
    """
    if not rules.is_monthly:
        return one_off(day) if calendar.is_working_day(day) else None
    for month in (day.month, day.month % 12 + 1):
        year = day.year + (month < day.month)
        found = payday(rules, f"{year:04}-{month:02}")
        if found.freezes_on == day:
            return found
    return None
