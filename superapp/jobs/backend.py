"""The lease queue behind Django's tasks interface: what `@task` and `.enqueue()` do in this project.

    @task(max_attempts=3)
    def remind(*, hearing_id: int) -> None: ...

    remind.enqueue(hearing_id=hearing.pk)                                        # inside the business transaction
    remind.using(dedupe=f"remind:{hearing.pk}:{day}", run_after=noon).enqueue(hearing_id=hearing.pk)

The function runs in one transaction together with "done". Work that takes longer than a few seconds is split in two:
the task computes (reads only, no transaction) and `store` writes what it returned:

    def keep_themes(themes: list[Theme], *, hearing_id: int) -> None: ...

    @task(store=keep_themes, lease_s=120)
    def find_themes(*, hearing_id: int) -> list[Theme]: ...
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.signals import task_enqueued

from . import clock, queue
from .models import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTask(Task):
    """A task with what the lease queue needs to know.

    `dedupe` None means no key. `max_attempts` counts the first run too. `lease_s` (seconds) must be longer than the
    slowest run of the function, or of `store` when there is one. `store` None means the function itself writes.
    """

    dedupe: str | None = None
    max_attempts: int = 5
    lease_s: int = 60
    store: Callable[..., object] | None = None

    def using(
        self,
        *,
        priority: int | None = None,
        queue_name: str | None = None,
        run_after: datetime | None = None,
        backend: str | None = None,
        dedupe: str | None = None,
        max_attempts: int | None = None,
        lease_s: int | None = None,
    ) -> "LeaseTask":
        """Return the task with other settings; None leaves a setting as it is."""
        wanted = {
            "priority": priority,
            "queue_name": queue_name,
            "run_after": run_after,
            "backend": backend,
            "dedupe": dedupe,
            "max_attempts": max_attempts,
            "lease_s": lease_s,
        }
        return replace(self, **{name: value for name, value in wanted.items() if value is not None})


class LeaseBackend(BaseTaskBackend):
    """Keeps tasks as Job rows in the default database."""

    task_class = LeaseTask
    supports_defer = True
    supports_priority = True
    supports_get_result = True

    def validate_task(self, task: Task) -> None:
        """Refuse a task the queue could not run.

        :raises InvalidTaskError: for a nested function, positional parameters, a wanted context, a bad lease.
        """
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("A job learns nothing about its run: takes_context is not supported.")
        if task.max_attempts < 1 or task.lease_s < 1:
            raise InvalidTaskError("max_attempts and lease_s must be at least 1.")
        for parameter in inspect.signature(task.func).parameters.values():
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY:
                raise InvalidTaskError(f"{task.module_path}({parameter.name}): a job takes keyword-only parameters.")

    def enqueue(self, task: LeaseTask, args: tuple[Any, ...], kwargs: dict[str, Any]) -> TaskResult:
        """Write the job's row in the caller's transaction; return its state, or the one that has the dedupe key.

        :raises TypeError: for positional, unknown or missing arguments, or one that is no JSON scalar.
        :raises ValueError: for a text too long to be a code.
        """
        self.validate_task(task)
        if args:
            raise TypeError(f"{task.module_path}: a job takes its arguments by name")
        inspect.signature(task.func).bind(**kwargs)
        job = queue.enqueue(
            task.module_path,
            kwargs,
            queue=task.queue_name,
            priority=task.priority,
            dedupe=task.dedupe,
            max_attempts=task.max_attempts,
            lease_s=task.lease_s,
            run_at=task.run_after,
        )
        result = self._result(job, task, TaskResultStatus.READY if job.owner == "" else self._status(job))
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult:
        """Return what is known about a job.

        :raises TaskResultDoesNotExist: when there is none by that id (any more; done jobs go after seven days).
        """
        try:
            job = Job.objects.get(pk=result_id)
        except (Job.DoesNotExist, ValidationError) as error:
            raise TaskResultDoesNotExist(result_id) from error
        return self._result(job, import_string(job.task), self._status(job))

    def _status(self, job: Job) -> TaskResultStatus:
        if job.state == Job.State.DONE:
            return TaskResultStatus.SUCCESSFUL
        if job.state == Job.State.DEAD:
            return TaskResultStatus.FAILED
        return TaskResultStatus.RUNNING if job.is_leased(clock.read()) else TaskResultStatus.READY

    def _result(self, job: Job, task: LeaseTask, status: TaskResultStatus) -> TaskResult:
        error_class = job.error.split(" ")[0]
        result = TaskResult(
            task=task,
            id=str(job.pk),
            status=status,
            enqueued_at=job.enqueued_at,
            started_at=job.claimed_at,
            finished_at=job.finished_at,
            last_attempted_at=job.claimed_at,
            args=[],
            kwargs=job.kwargs,
            backend=self.alias,
            # No traceback is kept: it would quote people's data.
            errors=[TaskError(exception_class_path=error_class, traceback="")] if error_class else [],
            worker_ids=[job.owner] if job.owner else [],
        )
        object.__setattr__(result, "_return_value", job.result)
        return result
