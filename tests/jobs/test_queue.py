"""Enqueue, claim, complete, fail, requeue: the queue's rules, with the clock in the test's hand."""

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from superapp.jobs import queue
from superapp.jobs.models import Job
from tests.jobs.work import NEXT_YEAR, NOW

pytestmark = pytest.mark.django_db


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def ready(**changes: object) -> Job:
    settings = {"run_at": NOW, "lease_s": 60} | changes
    return queue.enqueue("some.task", {}, **settings)


def claimed(**changes: object) -> Job:
    ready(**changes)
    job = queue.claim(owner="ann", now=NOW)
    assert job is not None
    return job


class TestEnqueue:
    def test_writes_what_was_asked(self):
        job = queue.enqueue(
            "some.task",
            {"id": 4, "code": "ก", "is_urgent": True, "until": None},
            queue="slow",
            priority=3,
            dedupe="some:4",
            max_attempts=2,
            lease_s=9,
            run_at=NOW,
        )

        row = Job.objects.values().get(pk=job.pk)
        assert row.pop("enqueued_at") is not None
        assert row == {
            "id": job.pk,
            "task": "some.task",
            "kwargs": {"id": 4, "code": "ก", "is_urgent": True, "until": None},
            "queue": "slow",
            "priority": 3,
            "dedupe": "some:4",
            "state": Job.State.READY,
            "run_at": NOW,
            "attempts": 0,
            "max_attempts": 2,
            "lease_s": 9,
            "owner": "",
            "error": "",
            "result": None,
            "finished_at": None,
        }

    def test_means_at_once_by_the_databases_clock_when_no_moment_is_given(self):
        job = queue.enqueue("some.task", {})

        assert job.run_at == job.enqueued_at

    def test_leaves_nothing_when_the_transaction_is_undone(self):
        with transaction.atomic():
            ready()
            ready(dedupe="key")
            transaction.set_rollback(True)

        assert Job.objects.count() == 0

    def test_answers_the_row_that_has_the_key(self):
        first = ready(dedupe="key")

        second = ready(dedupe="key", run_at=NEXT_YEAR)

        assert second.pk == first.pk
        assert second.run_at == NOW
        assert Job.objects.count() == 1

    def test_keeps_the_key_taken_after_the_job_is_done(self):
        job = claimed(dedupe="key")
        queue.complete(job, now=NOW)

        again = ready(dedupe="key")

        assert again.pk == job.pk
        assert again.state == Job.State.DONE
        assert queue.claim(owner="bob", now=NOW) is None

    def test_gives_jobs_without_a_key_a_row_each(self):
        ready()
        ready()

        assert Job.objects.count() == 2

    @pytest.mark.parametrize("value", [1.5, [1], {"a": 1}, uuid.uuid4(), NOW, b"x"])
    def test_refuses_what_is_no_plain_value(self, value: object):
        with pytest.raises(TypeError, match=r"^thing: a job takes text, whole numbers, true, false or None; found"):
            queue.enqueue("some.task", {"thing": value})

        assert Job.objects.count() == 0

    def test_refuses_a_text_that_is_no_code(self):
        assert queue.enqueue("some.task", {"thing": "x" * 500}).kwargs == {"thing": "x" * 500}

        with pytest.raises(ValueError, match="at most 500 characters"):
            queue.enqueue("some.task", {"thing": "x" * 501})


class TestClaim:
    def test_leases_the_job_to_the_worker(self):
        job = claimed(lease_s=45)

        job.refresh_from_db()
        assert (job.owner, job.attempts, job.state) == ("ann", 1, Job.State.READY)
        assert job.run_at == NOW + seconds(45)
        assert job.is_leased(NOW)
        assert job.claimed_at == NOW

    def test_takes_the_most_urgent_and_then_the_oldest(self):
        late = ready(priority=1, run_at=NOW - seconds(1))
        early = ready(priority=1, run_at=NOW - seconds(2))
        urgent = ready(priority=2, run_at=NOW)
        never_mind = ready(priority=-5, run_at=NOW - seconds(100))

        order = [queue.claim(owner="ann", now=NOW) for _ in range(4)]

        assert order == [urgent, early, late, never_mind]

    def test_finds_nothing_before_its_time(self):
        job = ready(run_at=NOW + seconds(1))

        assert queue.claim(owner="ann", now=NOW) is None
        assert queue.claim(owner="ann", now=NOW + seconds(1)) == job

    def test_keeps_to_its_queues(self):
        ready(queue="a")
        in_b = ready(queue="b")
        in_c = ready(queue="c", run_at=NOW - seconds(1))

        assert queue.claim(owner="ann", now=NOW, queues=["b", "c"]) == in_c
        assert queue.claim(owner="ann", now=NOW, queues=["b", "c"]) == in_b
        assert queue.claim(owner="ann", now=NOW, queues=["b", "c"]) is None

    def test_waits_for_the_lease_to_end(self):
        first = claimed(lease_s=60)

        assert queue.claim(owner="bob", now=NOW + seconds(59)) is None
        second = queue.claim(owner="bob", now=NOW + seconds(60))

        assert second == first
        assert (second.owner, second.attempts) == ("bob", 2)

    def test_gives_no_more_than_the_attempts_allowed(self):
        claimed(max_attempts=1, lease_s=60)

        assert queue.claim(owner="bob", now=NOW + seconds(61)) is None


class TestWaitingSince:
    def test_is_the_longest_waiting_due_job(self):
        ready(run_at=NOW + seconds(1))
        ready(run_at=NOW - seconds(30))
        ready(run_at=NOW - seconds(90))

        assert queue.waiting_since(NOW) == NOW - seconds(90)

    def test_is_none_when_nothing_waits(self):
        claimed()

        assert queue.waiting_since(NOW) is None


class TestRow:
    @pytest.mark.parametrize(
        "changes",
        [{"state": 3}, {"state": 1}, {"finished_at": NOW}, {"lease_s": 0}, {"max_attempts": 0}],
        ids=["unknown state", "done without an end", "end without done", "no lease", "no attempt"],
    )
    def test_cannot_be_impossible(self, changes: dict[str, object]):
        job = ready()

        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(**changes)
