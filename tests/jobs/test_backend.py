"""The queue behind Django's tasks interface."""

import uuid
from datetime import timedelta

import pytest
from django_tasks import TaskResultStatus, task
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.signals import task_enqueued

from superapp.jobs import queue
from superapp.jobs.backend import LeaseBackend, LeaseTask
from superapp.jobs.models import Job
from tests.jobs import work
from tests.jobs.work import NOW

pytestmark = pytest.mark.django_db


def positional(number: int) -> None:
    """Take its argument by place."""


def with_context(context: object, *, number: int) -> None:
    """Ask about its own run."""


def anything(**kwargs: int) -> None:
    """Take whatever comes."""


async def later(*, number: int) -> None:
    """Be a coroutine."""


def claimed_long_ago() -> Job:
    job = queue.claim(owner="ann", now=NOW)
    assert job is not None
    return job


class TestTask:
    def test_is_a_lease_task(self):
        assert isinstance(work.plain, LeaseTask)
        assert isinstance(work.plain.get_backend(), LeaseBackend)
        assert work.plain.module_path == "tests.jobs.work.plain"

    def test_has_modest_settings_unless_told_otherwise(self):
        plain = work.plain

        assert (plain.dedupe, plain.max_attempts, plain.lease_s, plain.store) == (None, 5, 60, None)
        assert work.long.store is work.keep

    def test_using_changes_what_is_named_and_nothing_else(self):
        changed = work.particular.using(dedupe="other", lease_s=5, run_after=NOW)

        assert (changed.dedupe, changed.lease_s, changed.run_after) == ("other", 5, NOW)
        assert (changed.priority, changed.queue_name, changed.max_attempts) == (7, "slow", 2)
        assert (work.particular.dedupe, work.particular.lease_s) == ("only-one", 90)

    @pytest.mark.parametrize("function", [positional, anything, with_context, later])
    def test_refuses_a_function_that_is_not_called_by_name(self, function: object):
        with pytest.raises(InvalidTaskError):
            task(takes_context=function is with_context)(function)

    def test_refuses_a_nested_function(self):
        def nested(*, number: int) -> None:
            """Not to be found by its path."""

        with pytest.raises(InvalidTaskError, match="module level"):
            task()(nested)

    @pytest.mark.parametrize("settings", [{"lease_s": 0}, {"max_attempts": 0}])
    def test_refuses_a_lease_or_attempts_of_nothing(self, settings: dict[str, int]):
        with pytest.raises(InvalidTaskError, match="must be at least 1"):
            work.plain.using(**settings)


class TestEnqueue:
    def test_writes_the_settings_of_the_task(self):
        work.particular.using(run_after=NOW).enqueue(number=4)

        job = Job.objects.get()
        assert (job.task, job.kwargs, job.run_at) == ("tests.jobs.work.particular", {"number": 4}, NOW)
        assert (job.priority, job.queue, job.dedupe, job.max_attempts, job.lease_s) == (7, "slow", "only-one", 2, 90)

    def test_tells_the_id_and_sends_the_signal(self):
        told = []
        task_enqueued.connect(lambda sender, task_result, **_: told.append((sender, task_result.id)), weak=False)

        result = work.plain.enqueue(number=4)

        assert Job.objects.get().pk == uuid.UUID(result.id)
        assert told == [(LeaseBackend, result.id)]
        assert result.status == TaskResultStatus.READY
        assert result.kwargs == {"number": 4}

    @pytest.mark.parametrize(
        ("arguments", "names"), [((4,), {}), ((), {}), ((), {"nummer": 4}), ((), {"number": 4, "more": 1})]
    )
    def test_refuses_arguments_that_do_not_fit(self, arguments: tuple[int, ...], names: dict[str, int]):
        with pytest.raises(TypeError):
            work.plain.enqueue(*arguments, **names)

        assert Job.objects.count() == 0


class TestResult:
    def test_follows_the_job(self):
        result = work.plain.using(run_after=NOW, max_attempts=1, lease_s=10**9).enqueue(number=4)
        assert work.plain.get_result(result.id).status == TaskResultStatus.READY

        job = claimed_long_ago()
        running = work.plain.get_result(result.id)
        assert (running.status, running.started_at, running.worker_ids) == (TaskResultStatus.RUNNING, NOW, ["ann"])

        queue.complete(job, now=NOW + timedelta(seconds=3), result=8)
        result.refresh()
        assert (result.status, result.return_value) == (TaskResultStatus.SUCCESSFUL, 8)
        assert result.finished_at == NOW + timedelta(seconds=3)

    def test_is_ready_again_when_the_lease_has_run_out(self):
        result = work.plain.using(run_after=NOW - timedelta(days=365 * 20)).enqueue(number=4)
        queue.claim(owner="ann", now=NOW - timedelta(days=365 * 20))

        assert work.plain.get_result(result.id).status == TaskResultStatus.READY

    def test_names_the_error_of_a_dead_job_without_a_trace(self):
        result = work.plain.using(run_after=NOW, max_attempts=1).enqueue(number=4)
        queue.fail(claimed_long_ago(), work.Broken("มาลี"), now=NOW, spread=1)

        found = work.plain.get_result(result.id)

        assert found.status == TaskResultStatus.FAILED
        assert [(error.exception_class, error.traceback) for error in found.errors] == [(work.Broken, "")]

    @pytest.mark.parametrize("unknown", ["no-id", "00000000-0000-4000-8000-000000000000"])
    def test_is_refused_for_an_unknown_id(self, unknown: str):
        with pytest.raises(TaskResultDoesNotExist):
            work.plain.get_result(unknown)
