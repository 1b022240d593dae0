"""Running one job: effects and "done" are one fact; long work is computed first and stored after."""

import threading
from datetime import timedelta

import pytest
from django.db import InternalError, OperationalError, connection
from structlog.testing import capture_logs

from superapp.jobs import queue
from superapp.jobs.models import Job
from superapp.jobs.running import Outcome, run
from tests.jobs import work
from tests.jobs.work import NOW

pytestmark = pytest.mark.django_db


def job_for(name: str, now=NOW, **settings: object) -> Job:
    queue.enqueue(work.path(name), {"number": 4}, run_at=now, **settings)
    job = queue.claim(owner="ann", now=now)
    assert job is not None
    return job


def run_at(moment, job: Job) -> Outcome:
    return run(job, clock=lambda: moment, spread=1)


def steal() -> None:
    """Let another worker claim the job in hand, as if its lease had run out."""
    assert queue.claim(owner="bob", now=NOW + timedelta(hours=1)) is not None


def row() -> Job:
    return Job.objects.exclude(task=work.EFFECT).get()


class TestShortWork:
    def test_takes_effect_and_is_done(self):
        assert run_at(NOW, job_for("plain")) is Outcome.DONE

        assert (row().state, row().finished_at, row().result) == (Job.State.DONE, NOW, 8)
        assert work.effects() == 1

    def test_leaves_nothing_when_it_fails(self):
        assert run_at(NOW, job_for("failing")) is Outcome.RETRY

        assert (row().state, row().error) == (Job.State.READY, "tests.jobs.work.Broken BROKEN_7")
        assert row().run_at == NOW + timedelta(seconds=2)
        assert work.effects() == 0

    def test_is_dead_after_its_attempts(self):
        moment, outcomes = NOW, [run_at(NOW, job_for("failing", max_attempts=3))]
        while (job := queue.claim(owner="ann", now=(moment := moment + timedelta(minutes=10)))) is not None:
            outcomes.append(run_at(moment, job))

        assert outcomes == [Outcome.RETRY, Outcome.RETRY, Outcome.DEAD]
        assert (row().state, row().attempts) == (Job.State.DEAD, 3)
        assert work.effects() == 0

    def test_undoes_its_effects_when_the_lease_was_lost(self):
        job = job_for("plain")
        steal()

        assert run_at(NOW, job) is Outcome.LOST

        assert work.effects() == 0
        assert (row().state, row().owner) == (Job.State.READY, "bob")

    def test_takes_effect_once_when_two_run_it(self):
        anns = job_for("plain")
        bobs = queue.claim(owner="bob", now=NOW + timedelta(hours=1))

        outcomes = [run_at(NOW + timedelta(hours=1), bobs), run_at(NOW + timedelta(hours=2), anns)]

        assert outcomes == [Outcome.DONE, Outcome.LOST]
        assert work.effects() == 1

    def test_does_not_count_a_failure_against_the_next_owner(self):
        job = job_for("failing")
        steal()

        assert run_at(NOW, job) is Outcome.LOST
        assert (row().owner, row().error) == ("bob", "")

    @pytest.mark.parametrize(
        ("name", "error"),
        [
            ("leaving", "builtins.SystemExit"),
            ("unspeakable", "builtins.TypeError"),
            ("no_task", "superapp.jobs.running.NotATask"),
            ("gone", "builtins.ImportError"),
        ],
    )
    def test_survives_what_a_job_may_do(self, name: str, error: str):
        assert run_at(NOW, job_for(name, max_attempts=1)) is Outcome.DEAD

        assert row().error.split(" ")[0] == error
        assert work.effects() == 0

    def test_writes_no_arguments_and_no_messages_to_the_log(self):
        with capture_logs() as lines:
            run_at(NOW, job_for("failing"))

        assert len(lines) == 1
        assert lines[0].pop("path").startswith("tests/jobs/work.py:")
        assert lines == [
            {
                "event": "job_failed",
                "log_level": "warning",
                "job": str(row().pk),
                "task": "tests.jobs.work.failing",
                "attempt": 1,
                "attempts": 5,
                "error": "tests.jobs.work.Broken BROKEN_7",
            }
        ]


@pytest.mark.django_db(transaction=True)
class TestLongWork:
    def test_computes_outside_a_transaction_and_stores_in_one(self):
        seen = []
        work.while_computing.append(lambda: seen.append(connection.in_atomic_block))
        work.after_effect.append(lambda: seen.append(connection.in_atomic_block))

        assert run_at(NOW, job_for("long")) is Outcome.DONE

        assert seen == [False, True]
        assert (row().state, row().result) == (Job.State.DONE, 16)
        assert work.effects() == 1

    def test_may_not_write_while_it_computes(self):
        job = job_for("meddling", max_attempts=1)

        assert run_at(NOW, job) is Outcome.DEAD

        refused = InternalError if connection.vendor == "postgresql" else OperationalError
        assert row().error.split(" ")[0] == f"django.db.utils.{refused.__name__}"
        assert work.effects() == 0

    def test_may_write_again_afterwards(self):
        run_at(NOW, job_for("long"))

        assert run_at(NOW, job_for("plain")) is Outcome.DONE

    def test_stores_nothing_when_the_lease_was_lost_meanwhile(self):
        def steal_from_elsewhere() -> None:
            thread = threading.Thread(target=in_own_connection, args=(steal,))
            thread.start()
            thread.join()

        job = job_for("long")
        work.while_computing.append(steal_from_elsewhere)

        assert run_at(NOW, job) is Outcome.LOST

        assert work.effects() == 0
        assert (row().state, row().owner) == (Job.State.READY, "bob")

    def test_renews_its_lease_while_it_computes(self):
        job = job_for("long", lease_s=1)
        later = NOW + timedelta(hours=5)
        renewed = threading.Event()

        def wait_until_renewed() -> None:
            while not renewed.wait(0.02):
                if row().run_at == later + timedelta(seconds=1):
                    renewed.set()

        work.while_computing.append(wait_until_renewed)

        assert run_at(later, job) is Outcome.DONE

        assert work.effects() == 1

    def test_notices_at_the_next_renewal_that_the_lease_is_lost(self):
        job = job_for("long", lease_s=1)
        Job.objects.filter(pk=job.pk).update(owner="bob", attempts=2)
        lease_keeper = []

        def wait_until_the_keeper_gave_up() -> None:
            lease_keeper.extend(thread for thread in threading.enumerate() if thread.name == f"lease-{job.pk}")
            for thread in lease_keeper:
                thread.join()

        work.while_computing.append(wait_until_the_keeper_gave_up)

        assert run_at(NOW, job) is Outcome.LOST
        assert len(lease_keeper) == 1
        assert work.effects() == 0


def in_own_connection(act) -> None:
    try:
        act()
    finally:
        connection.close()
