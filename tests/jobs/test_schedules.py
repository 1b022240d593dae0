"""Schedules: which slots there are, and that each is one job however many workers look."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured
from django_tasks import task

from superapp.jobs import schedules
from superapp.jobs.models import Job, ScheduleMark
from superapp.jobs.schedules import schedule
from tests.jobs import work

BANGKOK = ZoneInfo("Asia/Bangkok")


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, schedules.Schedule]:
    own: dict[str, schedules.Schedule] = {}
    monkeypatch.setattr(schedules, "REGISTRY", own)
    return own


@task(max_attempts=9)
def follow(*, slot: str) -> None:
    """Run by the clock."""


@task()
def other(*, slot: str) -> None:
    """Run by the clock, too."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=BANGKOK)


def daily(missed: str, **changes: timedelta) -> None:
    settings = {"every": timedelta(days=1), "at": timedelta(hours=2, minutes=30)} | changes
    schedule(name="daily", missed=missed, **settings)(follow)


def slots() -> list[str]:
    return sorted(Job.objects.values_list("kwargs__slot", flat=True))


class TestSlots:
    @pytest.mark.parametrize(
        ("now", "newest"),
        [
            (at(21, 2, 29), at(20, 2, 30)),
            (at(21, 2, 30), at(21, 2, 30)),
            (at(21, 23, 59), at(21, 2, 30)),
        ],
    )
    def test_of_a_day_lie_at_the_hour_of_bangkok(self, registry, now: datetime, newest: datetime):
        daily("last")

        assert registry["daily"].newest_slot(now) == newest

    def test_of_a_week_count_from_monday(self, registry):
        schedule(name="weekly", every=timedelta(weeks=1), at=timedelta(days=2, hours=9), missed="last")(follow)

        # 21 November 2026 is a Saturday; the Wednesday before is the 18th.
        assert registry["weekly"].newest_slot(at(21, 10)) == at(18, 9)

    def test_of_minutes_count_from_the_hour(self, registry):
        schedule(name="often", every=timedelta(minutes=15), missed="last")(follow)

        assert registry["often"].newest_slot(at(21, 10, 44)) == at(21, 10, 30)

    def test_that_were_missed_all_come_or_only_the_last(self, registry):
        daily("all")
        every_one = registry["daily"].slots_after(at(18, 2, 30), at(21, 3))
        daily("last")
        only_last = registry["daily"].slots_after(at(18, 2, 30), at(21, 3))

        assert every_one == [at(19, 2, 30), at(20, 2, 30), at(21, 2, 30)]
        assert only_last == [at(21, 2, 30)]

    def test_after_a_changed_timetable_lie_on_the_new_one(self, registry):
        daily("all")

        assert registry["daily"].slots_after(at(19, 7), at(21, 3)) == [at(20, 2, 30), at(21, 2, 30)]


class TestRegistering:
    def test_refuses_a_name_that_is_taken(self):
        daily("last")

        with pytest.raises(ImproperlyConfigured, match=r"'daily' is taken by .*follow"):
            schedule(name="daily", every=timedelta(days=1), missed="last")(other)

    @pytest.mark.parametrize(
        ("every", "offset", "missed"), [(1, 1, "last"), (1, -1, "last"), (0, 0, "last"), (1, 0, "some")]
    )
    def test_refuses_what_makes_no_sense(self, registry, every: int, offset: int, missed: str):
        with pytest.raises(ImproperlyConfigured):
            schedule(name="odd", every=timedelta(days=every), at=timedelta(days=offset), missed=missed)(follow)

        assert registry == {}

    def test_refuses_a_task_that_does_not_take_a_slot(self, registry):
        with pytest.raises(ImproperlyConfigured, match="must take one argument, slot"):
            schedule(name="odd", every=timedelta(days=1), missed="last")(work.plain)

        assert registry == {}


@pytest.mark.django_db
class TestEnqueueDue:
    def test_begins_with_the_slot_after_the_first_look(self):
        daily("all")

        assert schedules.enqueue_due(at(20, 12)) == 0
        assert schedules.enqueue_due(at(21, 2, 29)) == 0
        assert schedules.enqueue_due(at(21, 2, 30)) == 1

        job = Job.objects.get()
        assert job.kwargs == {"slot": "2026-11-21T02:30:00+07:00"}
        assert job.dedupe == "daily:2026-11-21T02:30:00+07:00"
        assert (job.task, job.max_attempts) == (follow.module_path, 9)

    def test_enqueues_a_slot_once(self):
        daily("all")
        schedules.enqueue_due(at(20, 12))

        assert [schedules.enqueue_due(at(21, hour)) for hour in (3, 3, 4)] == [1, 0, 0]
        assert len(slots()) == 1

    def test_enqueues_a_slot_once_when_two_workers_look_at_the_same_time(self):
        daily("all")
        schedules.enqueue_due(at(20, 12))
        before = ScheduleMark.objects.get()
        schedules.enqueue_due(at(21, 3))

        # The other one read the mark before the first one moved it.
        ScheduleMark.objects.update(slot=before.slot)
        schedules.enqueue_due(at(21, 3))

        assert slots() == ["2026-11-21T02:30:00+07:00"]
        assert ScheduleMark.objects.get().slot == at(21, 2, 30)

    def test_makes_up_for_a_pause(self):
        daily("all")
        schedules.enqueue_due(at(18, 12))

        assert schedules.enqueue_due(at(21, 3)) == 3

        assert [slot[:10] for slot in slots()] == ["2026-11-19", "2026-11-20", "2026-11-21"]

    def test_passes_over_a_pause_when_only_the_last_counts(self):
        daily("last")
        schedules.enqueue_due(at(18, 12))

        assert schedules.enqueue_due(at(21, 3)) == 1

        assert [slot[:10] for slot in slots()] == ["2026-11-21"]

    def test_makes_up_for_a_long_pause_in_portions(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(schedules, "MOST_SLOTS_AT_ONCE", 2)
        daily("all")
        schedules.enqueue_due(at(16, 12))

        assert [schedules.enqueue_due(at(21, 3)) for _ in range(4)] == [2, 2, 1, 0]
        assert len(slots()) == 5

    def test_stays_calm_when_the_clock_goes_back(self):
        daily("all")
        schedules.enqueue_due(at(20, 12))
        schedules.enqueue_due(at(21, 3))

        assert schedules.enqueue_due(at(20, 3)) == 0
        assert schedules.enqueue_due(at(21, 3)) == 0
        assert ScheduleMark.objects.get().slot == at(21, 2, 30)
