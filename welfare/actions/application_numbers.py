"""Reference numbers of applications: WA-2569-000123, counted from 1 in each year of the Buddhist era, without gaps."""

from datetime import datetime

from django.db import models
from django.utils import timezone

from superapp.thai.dates import buddhist_year
from welfare.models import ApplicationNumber


def next_number(*, now: datetime) -> str:
    """Return the next number, in the transaction of whoever takes it: it is free again when that is undone.

    The year's row is locked until then, so take it late.
    """
    year = buddhist_year(timezone.localdate(now))
    taken = ApplicationNumber.objects.filter(year_be=year)
    if not taken.update(last=models.F("last") + 1):
        # The first of the year: whoever comes second waits for the row and counts on.
        ApplicationNumber.objects.bulk_create([ApplicationNumber(year_be=year, last=0)], ignore_conflicts=True)
        taken.update(last=models.F("last") + 1)
    return f"WA-{year}-{taken.get().last:06d}"
