"""Tasks for the tests of the queue. Their effect is a row in the queue itself: a job named `effect`, due in a year."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django_tasks import task

from superapp.jobs import queue
from superapp.jobs.models import Job

NOW = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
NEXT_YEAR = NOW + timedelta(days=365)
EFFECT = "effect"

# What a test wants to happen while a job computes, and between an effect and the end of its transaction.
while_computing: list[Callable[[], object]] = []
after_effect: list[Callable[[], object]] = []


def effects() -> int:
    """Return how many effects have been left."""
    return Job.objects.filter(task=EFFECT).count()


def path(name: str) -> str:
    """Return the dotted path of a task of this module."""
    return f"{__name__}.{name}"


def _leave_effect(number: int) -> None:
    queue.enqueue(EFFECT, {"number": number}, run_at=NEXT_YEAR)
    for event in after_effect:
        event()


@task()
def plain(*, number: int) -> int:
    """Take effect; answer twice the number."""
    _leave_effect(number)
    return 2 * number


@task(priority=7, queue_name="slow", dedupe="only-one", max_attempts=2, lease_s=90)
def particular(*, number: int) -> None:
    """Have every setting of its own."""
    _leave_effect(number)


class Broken(Exception):
    """What a failing job raises."""

    code = "BROKEN_7"


@task(max_attempts=3)
def failing(*, number: int) -> None:
    """Take effect, then fail with a message that quotes a person."""
    _leave_effect(number)
    raise Broken("นางสาวมาลี 1101700230708")


@task(max_attempts=1)
def leaving(*, number: int) -> None:
    """Take effect, then try to end the whole process."""
    _leave_effect(number)
    sys.exit(3)


@task()
def unspeakable(*, number: int) -> object:
    """Answer something that is no JSON."""
    _leave_effect(number)
    return object()


def keep(computed: int, *, number: int) -> int:
    """Take effect with what was computed; answer it."""
    _leave_effect(computed)
    return computed


@task(store=keep, lease_s=30)
def long(*, number: int) -> int:
    """Compute for a while."""
    for event in while_computing:
        event()
    return number * number


@task(store=keep)
def meddling(*, number: int) -> int:
    """Write while only computing, which the database refuses."""
    queue.enqueue(EFFECT, {"number": number}, run_at=NEXT_YEAR)
    return number


no_task = print
