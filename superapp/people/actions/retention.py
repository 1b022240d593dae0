"""Retention: rows go when the register of personal data says they have been kept long enough."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django_tasks import task

from superapp.jobs.schedules import schedule
from superapp.people.models import register
from superapp.people.models.register import Holding

BATCH = 500
log = structlog.get_logger("retention")


def forget(*, now: datetime, most_batches: int = 20) -> int:
    """Delete what is past its time at `now`, in batches; return how many rows. The rest waits for the next day."""
    return sum(_forget(holding, now, most_batches) for holding in register.holdings().values() if holding.forgetting)


@schedule(name="forget-old-personal-data", every=timedelta(days=1), at=timedelta(hours=2), missed="last")
@task(lease_s=600)
def forget_old_personal_data(*, slot: str) -> int:
    """Delete what is past its time at `slot`; a second run finds nothing."""
    return forget(now=datetime.fromisoformat(slot))


def _forget(holding: Holding, now: datetime, most_batches: int) -> int:
    assert holding.forgetting is not None
    before = now - timedelta(days=holding.forgetting.days)
    old = holding.model._base_manager.filter(**{f"{holding.forgetting.after}__lt": before})
    gone = 0
    for _ in range(most_batches):
        keys = list(old.order_by("pk").values_list("pk", flat=True)[:BATCH])
        if not keys:
            break
        with transaction.atomic():
            holding.model._base_manager.filter(pk__in=keys).delete()
        gone += len(keys)
    if gone:
        log.info("retention", count=gone)
    return gone
