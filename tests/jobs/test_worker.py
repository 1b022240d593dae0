"""The worker's loop: what it runs, when it ends, and what it does when the database is away."""

import os
import signal
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import OperationalError, ProgrammingError
from structlog.testing import capture_logs

from superapp.api import journal
from superapp.jobs import queue, upkeep
from superapp.jobs import worker as workers
from superapp.jobs.models import Job
from superapp.jobs.running import Outcome
from superapp.jobs.worker import Until, Worker
from tests.jobs import work
from tests.jobs.work import NOW

pytestmark = pytest.mark.django_db


def new_worker(**changes: object) -> Worker:
    settings = {"owner": "ann", "clock": lambda: NOW, "poll_s": 0, "spread": lambda: 1} | changes
    return Worker(**settings)


def enqueue(name: str, **settings: object) -> Job:
    return queue.enqueue(work.path(name), {"number": 4}, **({"run_at": NOW} | settings))


def states() -> list[int]:
    return sorted(Job.objects.exclude(task=work.EFFECT).values_list("state", flat=True))


def test_runs_all_that_is_due_and_ends_when_idle():
    enqueue("plain")
    enqueue("plain")
    enqueue("plain", run_at=NOW + timedelta(seconds=1))

    assert new_worker().work(Until.IDLE) == 2

    assert states() == [Job.State.READY, Job.State.DONE, Job.State.DONE]
    assert work.effects() == 2


def test_runs_one_job_when_told_once():
    enqueue("plain")
    enqueue("plain")

    assert new_worker().work(Until.ONCE) == 1

    assert work.effects() == 1


def test_keeps_to_its_queues():
    enqueue("plain", queue="slow")
    enqueue("plain")

    assert new_worker(queues=["slow"]).work(Until.IDLE) == 1

    assert list(Job.objects.filter(state=Job.State.DONE).values_list("queue", flat=True)) == ["slow"]


def test_finishes_the_job_in_hand_when_told_to_stop():
    enqueue("plain")
    enqueue("plain")
    worker = new_worker()
    work.after_effect.append(worker.stop)

    assert worker.work() == 1

    assert states() == [Job.State.READY, Job.State.DONE]
    assert work.effects() == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_finishes_the_job_in_hand_on_a_signal(number: signal.Signals, capsys: pytest.CaptureFixture[str]):
    enqueue("plain")
    enqueue("plain")
    before = signal.getsignal(number)
    work.after_effect.append(lambda: os.kill(os.getpid(), number))

    call_command("worker", poll_s=0)

    assert states() == [Job.State.READY, Job.State.DONE]
    assert capsys.readouterr().out.endswith("1 jobs run\n")
    assert signal.getsignal(number) is before


def test_goes_on_after_a_job_that_fails():
    enqueue("failing", priority=1)
    enqueue("plain")

    assert new_worker().work(Until.IDLE) == 2

    assert states() == [Job.State.READY, Job.State.DONE]
    assert work.effects() == 1


def test_follows_the_timetable_and_buries_the_dead_even_under_load(monkeypatch: pytest.MonkeyPatch):
    kept_up = []
    monkeypatch.setattr(upkeep, "keep_up", kept_up.append)
    monkeypatch.setattr(workers, "UPKEEP_EVERY_S", 0.0)
    enqueue("plain")
    enqueue("plain")

    new_worker().work(Until.IDLE)

    assert kept_up == [NOW] * 3


def test_looks_after_the_queue_only_now_and_then(monkeypatch: pytest.MonkeyPatch):
    kept_up = []
    monkeypatch.setattr(upkeep, "keep_up", kept_up.append)
    monkeypatch.setattr(workers, "UPKEEP_EVERY_S", 3600.0)
    enqueue("plain")

    new_worker().work(Until.IDLE)

    assert kept_up == [NOW]


def test_waits_for_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch):
    claim, calls = queue.claim, []

    def fail_twice(**asked: object) -> Job | None:
        calls.append(asked)
        if len(calls) <= 2:
            raise OperationalError("server closed the connection")
        return claim(**asked)

    monkeypatch.setattr(queue, "claim", fail_twice)
    closed = []
    monkeypatch.setattr(workers, "connection", SimpleNamespace(close=lambda: closed.append(1)))
    enqueue("plain")

    with capture_logs() as lines:
        assert new_worker().work(Until.IDLE) == 1

    assert len(closed) == 2
    assert [line["event"] for line in lines] == [
        "worker_started",
        "worker_waits_for_database",
        "worker_waits_for_database",
        "job_done",
        "worker_stopped",
    ]


def test_does_not_wait_for_tables_that_are_missing(monkeypatch: pytest.MonkeyPatch):
    def fail(**asked: object) -> None:
        raise ProgrammingError('relation "jobs_job" does not exist')

    monkeypatch.setattr(queue, "claim", fail)

    with pytest.raises(ProgrammingError):
        new_worker().work(Until.IDLE)


@pytest.mark.parametrize(
    ("name", "settings", "outcome", "level"),
    [
        ("plain", {}, Outcome.DONE, "info"),
        ("failing", {}, Outcome.RETRY, "info"),
        ("failing", {"max_attempts": 1}, Outcome.DEAD, "error"),
    ],
)
def test_logs_how_a_job_ended_without_its_arguments(name: str, settings: dict[str, int], outcome: Outcome, level: str):
    job = enqueue(name, **settings)

    with capture_logs() as lines:
        assert new_worker().step() is outcome

    ending = lines[-1]
    assert ending.pop("ms") >= 0
    assert ending == {
        "event": f"job_{outcome}",
        "log_level": level,
        "job": str(job.pk),
        "task": f"tests.jobs.work.{name}",
        "queue": "default",
        "attempt": 1,
    }


def test_has_a_name_of_its_own_each_time():
    names = {workers.new_owner() for _ in range(50)}

    assert len(names) == 50
    assert all(f":{os.getpid()}:" in name and len(name) <= 100 for name in names)


def test_logs_only_what_the_journal_lets_through():
    enqueue("plain")
    enqueue("failing", max_attempts=1)
    Job.objects.create(task="some.poison", state=0, run_at=NOW, attempts=1, max_attempts=1, lease_s=1, owner="bob")

    with capture_logs() as lines:
        new_worker().work(Until.IDLE)

    assert {line["event"] for line in lines} == {
        "worker_started",
        "job_dead",
        "job_done",
        "job_failed",
        "worker_stopped",
    }
    assert {key for line in lines for key in line} - journal.KEYS == {"log_level"}
