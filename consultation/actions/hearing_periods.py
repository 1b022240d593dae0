"""The days of a hearing: inclusive calendar days in Bangkok, and the policy they are measured by."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from consultation.models import Hearing, PeriodPolicy

BANGKOK = ZoneInfo("Asia/Bangkok")
INSTANT = timedelta(microseconds=1)


def window_of(first_day: date, last_day: date) -> tuple[datetime, datetime]:
    """Return the half-open instants of a hearing from the first day until the end of the last.

    >>> [at.isoformat() for at in window_of(date(2026, 6, 1), date(2026, 6, 30))]
    ['2026-06-01T00:00:00+07:00', '2026-07-01T00:00:00+07:00']
    """
    midnight = time(tzinfo=BANGKOK)
    return datetime.combine(first_day, midnight), datetime.combine(last_day + timedelta(days=1), midnight)


def first_day_of(opens_at: datetime) -> date:
    """Return the day in Bangkok on which a hearing opens."""
    return opens_at.astimezone(BANGKOK).date()


def last_day_of(closes_at: datetime) -> date:
    """Return the last day in Bangkok on which people can take part: midnight belongs to the day before."""
    return (closes_at - INSTANT).astimezone(BANGKOK).date()


def days_of(opens_at: datetime, closes_at: datetime) -> int:
    """Return how many calendar days a hearing lasts, the first and the last included, however few hours of each."""
    return (last_day_of(closes_at) - first_day_of(opens_at)).days + 1


def days_left(closes_at: datetime, now: datetime) -> int:
    """Return how many days people can still take part, today included; 0 once it is closed."""
    return 0 if now >= closes_at else (last_day_of(closes_at) - now.astimezone(BANGKOK).date()).days + 1


def policy_for(kind: str, day: date) -> PeriodPolicy | None:
    """Return the policy of a kind of hearing on a day, None when none is in force."""
    return PeriodPolicy.objects.in_force_on(day).filter(kind=kind).order_by("-valid_from").first()  # type: ignore[return-value]


def snapshot_of(policy: PeriodPolicy) -> dict[str, Any]:
    """Return what a hearing keeps of the policy it was announced under."""
    return {
        "minimum_days": policy.minimum_days,
        "recommended_days": policy.recommended_days,
        "report_days": policy.report_days,
        "rank": policy.rank,
        "basis_th": policy.basis_th,
        "basis_en": policy.basis_en,
        "valid_from": policy.valid_from.isoformat(),
    }


def report_due_on(hearing: Hearing, policy: dict[str, Any]) -> date:
    """Return the day until which the report of a hearing is expected.

    :raises AttributeError: for a hearing without its days.
    """
    return last_day_of(hearing.closes_at) + timedelta(days=policy["report_days"])  # type: ignore[arg-type]
