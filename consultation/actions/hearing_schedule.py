"""What happens to hearings by the clock: opening, closing, and the word that one closes soon.

Only states and messages: whether people can take part goes by the instants, so a late job lets nothing in and keeps
nobody out.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django_tasks import task

from consultation.models import Hearing, HearingEvent, HearingState
from superapp.jobs import priorities
from superapp.jobs.schedules import schedule

from . import evaluations, hearing_periods, hearing_telling
from .hearing_record import leave

S = HearingState
SOON = timedelta(days=3)
MOST_AT_ONCE = 500


@schedule(name="turn-hearings", every=timedelta(minutes=1), missed="last")
@task(priority=priorities.ON_TIME)
def turn_hearings(*, slot: str) -> int:
    """Open and close the hearings whose instants have come, and tell who follows those that close soon."""
    return turn(now=datetime.fromisoformat(slot))


@schedule(name="schedule-evaluations", every=timedelta(days=1), at=timedelta(minutes=40), missed="last")
@task()
def schedule_evaluations(*, slot: str) -> int:
    """Put the laws in force that have no evaluation before them into the calendar."""
    return evaluations.schedule_all(now=datetime.fromisoformat(slot))


def turn(*, now: datetime) -> int:
    """Do at `now` what the clock asks; return how many hearings were opened, closed or told of. Safe to repeat.

    A hearing whose whole time passed while no worker ran is opened and closed in one go.
    """
    announced = Hearing.objects.filter(state=S.ANNOUNCED, opens_at__lte=now)
    turned = sum(_open(key, now) for key in _keys(announced))
    turned += sum(_close(key, now) for key in _keys(Hearing.objects.filter(state=S.OPEN, closes_at__lte=now)))
    soon = Hearing.objects.filter(state=S.OPEN, closes_at__gt=now, closes_at__lte=now + SOON)
    return turned + sum(_tell_soon(key, now) for key in _keys(soon))


def _keys(rows) -> list[int]:  # type: ignore[no-untyped-def]
    return list(rows.order_by("pk").values_list("pk", flat=True)[:MOST_AT_ONCE])


@transaction.atomic
def _open(key: int, now: datetime) -> bool:
    hearing = _locked(key)
    if hearing.state != S.ANNOUNCED or now < hearing.opens_at:  # type: ignore[operator]
        return False
    hearing.state = S.OPEN
    hearing.save(update_fields=["state"])
    if now < hearing.closes_at:  # type: ignore[operator]
        hearing_telling.tell(hearing, HearingEvent.Kind.OPENED, now=now)
    leave(None, hearing, "open", now=now)
    return True


@transaction.atomic
def _close(key: int, now: datetime) -> bool:
    hearing = _locked(key)
    # It may have been given more days since it was found.
    if hearing.state != S.OPEN or now < hearing.closes_at:  # type: ignore[operator]
        return False
    hearing.state, hearing.closed_at = S.CLOSED, hearing.closes_at
    hearing.save(update_fields=["state", "closed_at"])
    evaluations.hearing_closed(hearing)
    hearing_telling.tell(hearing, HearingEvent.Kind.CLOSED, now=now)
    leave(None, hearing, "close", now=now)
    return True


@transaction.atomic
def _tell_soon(key: int, now: datetime) -> bool:
    hearing = _locked(key)
    if hearing.state != S.OPEN or not now < hearing.closes_at <= now + SOON:  # type: ignore[operator]
        return False
    # After an extension it closes soon once more, on another day.
    last_day = hearing_periods.last_day_of(hearing.closes_at).isoformat()  # type: ignore[arg-type]
    return hearing_telling.tell(hearing, HearingEvent.Kind.CLOSING_SOON, key=last_day, now=now)


def _locked(key: int) -> Hearing:
    return Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("law", "agency").get(pk=key)
