"""How a job ends: the fence, failures and retries, dead letters and their return."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

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


class TestFence:
    """A worker that slept past its lease: ann claimed, the lease ran out, bob claimed."""

    def taken_over(self) -> tuple[Job, Job]:
        anns = claimed(lease_s=60)
        bobs = queue.claim(owner="bob", now=NOW + seconds(61))
        assert bobs is not None
        return anns, bobs

    def test_refuses_completion(self):
        anns, bobs = self.taken_over()

        with pytest.raises(queue.LeaseLost):
            queue.complete(anns, now=NOW + seconds(62))
        queue.complete(bobs, now=NOW + seconds(63), result=5)

        row = Job.objects.get()
        assert (row.state, row.finished_at, row.result) == (Job.State.DONE, NOW + seconds(63), 5)

    def test_refuses_completion_after_another_finished(self):
        anns, bobs = self.taken_over()
        queue.complete(bobs, now=NOW + seconds(62))

        with pytest.raises(queue.LeaseLost):
            queue.complete(anns, now=NOW + seconds(63))

        assert Job.objects.get().finished_at == NOW + seconds(62)

    def test_refuses_failure_and_renewal(self):
        anns, _ = self.taken_over()

        with pytest.raises(queue.LeaseLost):
            queue.fail(anns, ValueError(), now=NOW, spread=1)
        assert queue.renew(anns, now=NOW + seconds(62)) is False

        row = Job.objects.get()
        assert (row.owner, row.error, row.run_at) == ("bob", "", NOW + seconds(121))

    def test_tells_one_workers_two_attempts_apart(self):
        first = claimed(lease_s=60)
        second = queue.claim(owner="ann", now=NOW + seconds(61))
        assert second is not None

        with pytest.raises(queue.LeaseLost):
            queue.complete(first, now=NOW + seconds(62))
        queue.complete(second, now=NOW + seconds(62))

        assert Job.objects.get().state == Job.State.DONE

    def test_lets_a_late_worker_finish_what_nobody_took(self):
        job = claimed(lease_s=60)

        queue.complete(job, now=NOW + seconds(3600))

        assert Job.objects.get().state == Job.State.DONE

    def test_extends_a_lease_that_is_held(self):
        job = claimed(lease_s=60)

        assert queue.renew(job, now=NOW + seconds(50)) is True

        assert queue.claim(owner="bob", now=NOW + seconds(61)) is None
        assert queue.claim(owner="bob", now=NOW + seconds(110)) == job


class TestFail:
    def test_puts_the_job_back_for_later(self):
        job = claimed()

        assert queue.fail(job, ValueError("1101700230708"), now=NOW, spread=0.5) == Job.State.READY

        row = Job.objects.get()
        assert (row.owner, row.error, row.finished_at) == ("", "builtins.ValueError", None)
        assert row.run_at == NOW + seconds(1)

    @pytest.mark.parametrize(
        ("attempts", "spread", "delay"),
        [(1, 1, 2), (2, 1, 4), (3, 1.5, 12), (8, 1, 256), (9, 1, 300), (9, 0.5, 150), (32767, 1.5, 450)],
    )
    def test_waits_longer_each_time_up_to_five_minutes(self, attempts: int, spread: float, delay: float):
        assert queue.retry_delay_s(attempts, spread) == delay

    def test_spreads_retries_by_half_to_one_and_a_half(self):
        spreads = [queue.random_spread() for _ in range(200)]

        assert min(spreads) >= 0.5
        assert max(spreads) <= 1.5
        assert len(set(spreads)) > 100

    def test_buries_after_the_last_attempt(self):
        job = claimed(max_attempts=1)

        assert queue.fail(job, ValueError(), now=NOW, spread=1) == Job.State.DEAD

        row = Job.objects.get()
        assert (row.state, row.finished_at, row.error) == (Job.State.DEAD, NOW, "builtins.ValueError")
        assert list(Job.objects.dead()) == [job]

    def test_says_class_and_code_and_no_message(self):
        refused = queue.JobNotDead()
        from_driver = IntegrityError("Key (name)=(มาลี) already exists")
        from_driver.__cause__ = Exception("มาลี")
        from_driver.__cause__.sqlstate = "23505"
        odd = ValueError()
        odd.code = "มาลี 1101700230708"

        assert queue.error_code(refused) == "superapp.jobs.queue.JobNotDead JOB_NOT_DEAD"
        assert queue.error_code(from_driver) == "django.db.utils.IntegrityError 23505"
        assert queue.error_code(odd) == "builtins.ValueError"


class TestRequeue:
    def test_gives_a_dead_job_all_its_attempts_again(self):
        job = claimed(max_attempts=1)
        queue.fail(job, ValueError(), now=NOW, spread=1)

        queue.requeue(job, now=NOW + seconds(500))

        assert (job.state, job.attempts, job.owner, job.error, job.finished_at) == (0, 0, "", "", None)
        assert job.run_at == NOW + seconds(500)
        assert queue.claim(owner="bob", now=NOW + seconds(500)) == job

    def test_shuts_out_the_worker_that_had_it_before(self):
        anns = claimed(max_attempts=1)
        queue.fail(anns, ValueError(), now=NOW, spread=1)
        queue.requeue(Job.objects.get(), now=NOW)
        bobs = queue.claim(owner="bob", now=NOW)

        with pytest.raises(queue.LeaseLost):
            queue.complete(anns, now=NOW)

        assert (bobs.attempts, anns.attempts) == (1, 1)

    def test_refuses_a_living_job(self):
        job = ready()

        with pytest.raises(queue.JobNotDead):
            queue.requeue(job, now=NEXT_YEAR)

        job.refresh_from_db()
        assert job.run_at == NOW
