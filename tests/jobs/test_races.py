"""Many hands at once: one row per key, one worker per job, one job per slot."""

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django_tasks import task

from superapp.jobs import queue, schedules
from superapp.jobs.models import Job, ScheduleMark
from superapp.jobs.worker import Until, Worker
from tests.jobs import work
from tests.jobs.work import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, act: Callable[[int], object]) -> list[object]:
    """Run `act(0)` to `act(count - 1)` in threads that start together; return their answers and what they raised."""
    barrier, answers = threading.Barrier(count), [None] * count

    def run(number: int) -> None:
        barrier.wait()
        try:
            answers[number] = act(number)
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_a_thousand_equal_keys_are_one_row():
    answers = at_once(8, lambda _: {queue.enqueue("some.task", {}, dedupe="key").pk for _ in range(125)})

    row = Job.objects.get()
    assert answers == [{row.pk}] * 8


def test_each_job_is_claimed_once():
    jobs = {queue.enqueue("some.task", {}, run_at=NOW).pk for _ in range(40)}

    def claim_all(number: int) -> list[object]:
        claimed = []
        while (job := queue.claim(owner=f"worker-{number}", now=NOW)) is not None:
            claimed.append(job.pk)
        return claimed

    claims = Counter(pk for answer in at_once(4, claim_all) for pk in answer)

    assert claims == dict.fromkeys(jobs, 1)


def test_workers_beside_each_other_run_each_job_once():
    for number in range(40):
        queue.enqueue(work.path("plain"), {"number": number}, run_at=NOW)

    ran = at_once(4, lambda number: Worker(owner=f"w{number}", clock=lambda: NOW).work(Until.IDLE))

    assert sum(ran) == 40
    numbers = Job.objects.filter(task=work.EFFECT).values_list("kwargs__number", flat=True)
    assert sorted(numbers) == list(range(40))


@task()
def follow(*, slot: str) -> None:
    """Run by the clock."""


def test_a_slot_is_one_job_when_all_workers_see_it_due(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(schedules, "REGISTRY", {})
    schedules.schedule(name="often", every=timedelta(minutes=1), missed="all")(follow)
    ScheduleMark.objects.create(name="often", slot=NOW - timedelta(minutes=5))

    at_once(4, lambda _: schedules.enqueue_due(NOW))

    assert Job.objects.count() == 5
    assert Job.objects.values("dedupe").distinct().count() == 5
    assert ScheduleMark.objects.get().slot == NOW


def test_one_dead_letter_is_requeued_once():
    job = queue.enqueue("some.task", {}, run_at=NOW, max_attempts=1)
    queue.fail(queue.claim(owner="ann", now=NOW), ValueError(), now=NOW, spread=1)

    answers = at_once(4, lambda _: queue.requeue(Job.objects.get(pk=job.pk), now=NOW))

    assert sorted(type(answer).__name__ for answer in answers) == ["Job", "JobNotDead", "JobNotDead", "JobNotDead"]
