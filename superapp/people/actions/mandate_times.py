"""What happens to mandates by the clock."""

from datetime import datetime, timedelta

from django_tasks import task

from superapp.jobs.schedules import schedule

from . import mandates


@schedule(name="expire-mandates", every=timedelta(days=1), at=timedelta(minutes=10), missed="last")
@task(max_attempts=5)
def expire_mandates(*, slot: str) -> None:
    """End what is over: mandates, invitations nobody answered, acts nobody signed. Batch after batch."""
    if mandates.expire_batch(now=datetime.fromisoformat(slot)):
        # One batch to a transaction; the next job goes on where this one stopped.
        expire_mandates.enqueue(slot=slot)
