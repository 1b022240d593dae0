"""Schedules: what runs by the clock. There is no clock process: any worker enqueues the slots that are due.

    @schedule(name="publish-heads", every=timedelta(days=1), at=timedelta(hours=1), missed="last")
    @task()
    def publish_heads(*, slot: str) -> None: ...

A slot is an instant of the timetable. Its job carries the dedupe key `name:slot`, so however many workers see it due,
it is one job; `slot` is passed on in ISO 8601, so that the job need not read a clock. A schedule begins with the first
slot after a worker first saw it.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import structlog
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from .backend import LeaseTask
from .models import ScheduleMark

# A Monday at midnight in Bangkok, which has had no daylight saving since: days and weeks begin where people expect.
ANCHOR = datetime(2001, 1, 1, tzinfo=ZoneInfo("Asia/Bangkok"))
# So that a minute schedule after a month's pause does not fill the queue in one transaction.
MOST_SLOTS_AT_ONCE = 500

log = structlog.get_logger("jobs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A timetable: a slot every `every`, `at` after each beginning (of the hour, day or week, Bangkok time).

    `missed`: "all" enqueues every slot that passed while no worker ran (paydays), "last" only the newest.
    """

    name: str
    task: LeaseTask
    every: timedelta
    at: timedelta
    missed: Literal["all", "last"]

    def newest_slot(self, now: datetime) -> datetime:
        """Return the last slot at or before `now`."""
        first = ANCHOR + self.at
        return first + (now - first) // self.every * self.every

    def slots_after(self, mark: datetime, now: datetime) -> list[datetime]:
        """Return the slots to enqueue at `now` when `mark` was the last one, oldest first."""
        newest = self.newest_slot(now)
        if newest <= mark:
            return []
        if self.missed == "last":
            return [newest]
        oldest = self.newest_slot(mark) + self.every
        count = min((newest - oldest) // self.every + 1, MOST_SLOTS_AT_ONCE)
        return [oldest + number * self.every for number in range(count)]


REGISTRY: dict[str, Schedule] = {}


def schedule(
    *, name: str, every: timedelta, at: timedelta = timedelta(0), missed: Literal["all", "last"]
) -> Callable[[LeaseTask], LeaseTask]:
    """Let a task run by the clock; the task takes one argument, `slot`.

    `every` is the distance between slots; `at` is how long after the beginning of the hour, day or week (Bangkok time)
    they lie. `missed` says what happens to slots that passed while no worker ran.

    :raises ImproperlyConfigured: for a name already taken, an `at` that is not before `every`, another `missed`, or a
        task that takes something else.
    """

    def register(task: LeaseTask) -> LeaseTask:
        taken = REGISTRY.get(name)
        if taken is not None and taken.task.module_path != task.module_path:
            raise ImproperlyConfigured(f"Schedule {name!r} is taken by {taken.task.module_path}.")
        if not timedelta(0) <= at < every:
            raise ImproperlyConfigured(f"Schedule {name!r}: at must lie from 0 to before every.")
        if missed not in ("all", "last"):
            raise ImproperlyConfigured(f"Schedule {name!r}: missed must be 'all' or 'last'.")
        if list(inspect.signature(task.func).parameters) != ["slot"]:
            raise ImproperlyConfigured(f"Schedule {name!r}: {task.module_path} must take one argument, slot.")
        REGISTRY[name] = Schedule(name=name, task=task, every=every, at=at, missed=missed)
        return task

    return register


def enqueue_due(now: datetime) -> int:
    """Enqueue every schedule's slots due at `now`; return how many."""
    marks = dict(ScheduleMark.objects.values_list("name", "slot"))
    return sum(_follow(one, marks.get(one.name), now) for one in REGISTRY.values())


def _follow(one: Schedule, mark: datetime | None, now: datetime) -> int:
    if mark is None:
        begin = ScheduleMark(name=one.name, slot=one.newest_slot(now))
        ScheduleMark.objects.bulk_create([begin], ignore_conflicts=True)
        return 0
    slots = one.slots_after(mark, now)
    if not slots:
        return 0
    with transaction.atomic():
        for slot in slots:
            text = slot.isoformat()
            one.task.using(dedupe=f"{one.name}:{text}").enqueue(slot=text)
        ScheduleMark.objects.filter(name=one.name, slot__lt=slots[-1]).update(slot=slots[-1])
    log.info("schedule_enqueued", schedule=one.name, count=len(slots))
    return len(slots)
