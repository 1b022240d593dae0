"""What any worker does now and then: enqueue what the timetable says, bury the dead, throw away the old."""

from datetime import datetime, timedelta

import structlog

from . import schedules
from .models import Job

DONE_KEPT = timedelta(days=7)
PURGE_BATCH = 500

log = structlog.get_logger("jobs")


def keep_up(now: datetime) -> None:
    """Do all of it once, in short transactions; what is not due costs a read and no write."""
    schedules.enqueue_due(now)
    bury(now)
    purge(now)


def bury(now: datetime) -> int:
    """Make dead letters of the jobs whose last attempt never reported back; return how many.

    Without this a job that kills its worker would stay ready for ever, since nobody may claim it again.
    """
    buried = 0
    for job in Job.objects.out_of_attempts(now).only("pk", "task", "attempts"):
        lost = Job.objects.out_of_attempts(now).filter(pk=job.pk)
        if lost.update(state=Job.State.DEAD, finished_at=now, error="WORKER_LOST"):
            log.error("job_dead", job=str(job.pk), task=job.task, attempt=job.attempts, error="WORKER_LOST")
            buried += 1
    return buried


def purge(now: datetime) -> int:
    """Delete one batch of the jobs done more than seven days ago; return how many. Dead ones stay."""
    old = Job.objects.done_before(now - DONE_KEPT).order_by("finished_at").values_list("pk", flat=True)
    batch = list(old[:PURGE_BATCH])
    if not batch:
        return 0
    return Job.objects.filter(pk__in=batch).delete()[0]
