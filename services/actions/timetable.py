"""What happens to the catalogue by the clock. Each job is given the slot it runs for and reads no clock itself."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from superapp.jobs import priorities
from superapp.jobs.schedules import schedule

from . import catalogue, postings, publishing, searches


@schedule(name="publish-due-versions", every=timedelta(minutes=1), missed="last")
@task(priority=priorities.ON_TIME)
def publish_due_versions(*, slot: str) -> None:
    """Let approved versions whose moment has come take effect."""
    publishing.publish_due(now=datetime.fromisoformat(slot))


@schedule(name="clear-ended-alerts", every=timedelta(minutes=1), missed="last")
@task()
def clear_ended_alerts(*, slot: str) -> None:
    """Take down banners whose end has come."""
    catalogue.clear_ended_alerts(now=datetime.fromisoformat(slot))


@schedule(name="settle-postings", every=timedelta(days=1), at=timedelta(minutes=5), missed="last")
@task()
def settle_postings(*, slot: str) -> None:
    """Give and take the rights of postings that begin or end today."""
    postings.settle_all(as_of=timezone.localdate(datetime.fromisoformat(slot)))


@schedule(name="forget-old-searches", every=timedelta(days=1), at=timedelta(minutes=30), missed="last")
@task()
def forget_old_searches(*, slot: str) -> None:
    """Delete unfound searches of more than 90 days ago."""
    searches.forget_old(as_of=timezone.localdate(datetime.fromisoformat(slot)))
