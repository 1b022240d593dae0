"""How long deciding really takes: measured every night and shown in the catalogue beside what is promised."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import task

from services.models import Catalogue, MeasuredTime
from services.models.measured_time import FEWEST
from superapp.jobs.schedules import schedule
from welfare.gateways import calendar
from welfare.gateways.calendar import Office, YearNotCovered
from welfare.models import Application

OVER = timedelta(days=365)


@schedule(name="measure-deciding", every=timedelta(days=1), at=timedelta(hours=3), missed="last")
@task(max_attempts=5, lease_s=300)
def measure(*, slot: str) -> int:
    """Measure the cases decided within a year before the slot; return of how many services and programmes.

    Where figures changed, the catalogue's version rises, so that every process shows the new ones.
    """
    return keep(as_of=timezone.localdate(datetime.fromisoformat(slot)))


@transaction.atomic
def keep(*, as_of: date) -> int:
    """Keep what was measured on a day; what has too few cases by now is taken out."""
    before = {row.matter: _figures(row) for row in MeasuredTime.objects.all()}
    rows = [
        MeasuredTime(
            matter=matter,
            decided_count=len(days),
            median_working_days=days[(len(days) - 1) // 2],
            most_working_days=days[(len(days) * 9 + 9) // 10 - 1],
            measured_on=as_of,
        )
        for matter, days in sorted(_days_taken(as_of).items())
        if len(days) >= FEWEST
    ]
    MeasuredTime.objects.all().delete()
    MeasuredTime.objects.bulk_create(rows)
    if before != {row.matter: _figures(row) for row in rows}:
        Catalogue.objects.update(version=F("version") + 1)
    return len(rows)


def _days_taken(as_of: date) -> dict[str, list[int]]:
    """Return by code the working days each case took, in order."""
    taken: dict[str, list[int]] = defaultdict(list)
    end = _midnight(as_of) + timedelta(days=1)
    decided = Application.objects.filter(decided_at__gte=end - OVER, decided_at__lt=end, submitted_at__isnull=False)
    rows = decided.values_list("matter", "submitted_at", "decided_at").iterator(chunk_size=5_000)
    for matter, submitted_at, decided_at in rows:
        assert submitted_at is not None
        assert decided_at is not None
        try:
            days = calendar.working_days_between(
                timezone.localdate(submitted_at), timezone.localdate(decided_at), Office.GOVERNMENT
            )
        except YearNotCovered:
            continue
        taken[matter].append(days)
    return {matter: sorted(days) for matter, days in taken.items()}


def _figures(row: MeasuredTime) -> tuple[int, int, int]:
    return row.decided_count, row.median_working_days, row.most_working_days


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))
