"""Burying what killed its worker, and throwing away the old."""

from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from superapp.jobs import queue, schedules, upkeep
from superapp.jobs.models import Job
from tests.jobs.work import NOW

pytestmark = pytest.mark.django_db
SEVEN_DAYS = timedelta(days=7)


def finished(state: Job.State, finished_at, **changes: object) -> Job:
    job = queue.enqueue("some.task", {}, run_at=NOW, **changes)
    Job.objects.filter(pk=job.pk).update(state=state, finished_at=finished_at)
    return job


class TestBury:
    def test_ends_a_job_that_kills_its_worker_every_time(self):
        job = queue.enqueue("some.poison", {}, run_at=NOW, max_attempts=3, lease_s=60)
        moment = NOW
        for _ in range(3):
            assert queue.claim(owner="ann", now=moment) == job
            assert upkeep.bury(moment) == 0
            moment += timedelta(seconds=61)
        assert queue.claim(owner="ann", now=moment) is None

        with capture_logs() as lines:
            assert upkeep.bury(moment) == 1

        job.refresh_from_db()
        assert (job.state, job.attempts, job.error, job.finished_at) == (Job.State.DEAD, 3, "WORKER_LOST", moment)
        assert [(line["event"], line["log_level"]) for line in lines] == [("job_dead", "error")]

    def test_shuts_out_the_worker_that_comes_back_afterwards(self):
        queue.enqueue("some.task", {}, run_at=NOW, max_attempts=1, lease_s=60)
        job = queue.claim(owner="ann", now=NOW)
        upkeep.bury(NOW + timedelta(seconds=60))

        with pytest.raises(queue.LeaseLost):
            queue.complete(job, now=NOW + timedelta(seconds=61))

    def test_spares_a_last_attempt_that_is_still_running(self):
        queue.enqueue("some.task", {}, run_at=NOW, max_attempts=1, lease_s=60)
        queue.claim(owner="ann", now=NOW)

        assert upkeep.bury(NOW + timedelta(seconds=59)) == 0


class TestPurge:
    def test_throws_away_what_was_done_more_than_seven_days_ago(self):
        finished(Job.State.DONE, NOW - SEVEN_DAYS - timedelta(seconds=1))
        kept = finished(Job.State.DONE, NOW - SEVEN_DAYS)
        dead = finished(Job.State.DEAD, NOW - timedelta(days=400))
        waiting = queue.enqueue("some.task", {}, run_at=NOW - timedelta(days=400))

        assert upkeep.purge(NOW) == 1

        assert set(Job.objects.all()) == {kept, dead, waiting}

    def test_goes_in_batches(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(upkeep, "PURGE_BATCH", 2)
        for days in (8, 9, 10):
            finished(Job.State.DONE, NOW - timedelta(days=days))

        assert [upkeep.purge(NOW) for _ in range(3)] == [2, 1, 0]

    def test_frees_the_key(self):
        old = finished(Job.State.DONE, NOW - timedelta(days=8), dedupe="key")
        upkeep.purge(NOW)

        assert queue.enqueue("some.task", {}, dedupe="key").pk != old.pk


def test_all_of_it_costs_reads_only_when_nothing_is_due(django_assert_num_queries, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schedules, "REGISTRY", {})
    queue.enqueue("some.task", {}, run_at=NOW)

    with django_assert_num_queries(3) as queries:
        upkeep.keep_up(NOW)

    assert [query["sql"].split(" ")[0] for query in queries.captured_queries] == ["SELECT"] * 3
