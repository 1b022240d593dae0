"""Running one claimed job: effects and "done" in one transaction, or long work computed first and stored after."""

import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils.module_loading import import_string
from django_tasks.utils import normalize_json

from . import queue
from .backend import LeaseTask
from .models import Job

Clock = Callable[[], datetime]
log = structlog.get_logger("jobs")


class Outcome(StrEnum):
    """How one run ended."""

    DONE = "done"
    RETRY = "retry"
    DEAD = "dead"
    LOST = "lost"


class NotATask(Exception):
    """The job's dotted path leads to something that is no task."""


def run(job: Job, *, clock: Clock, spread: float) -> Outcome:
    """Run a job this worker has just claimed; return how it ended.

    A failure is noted on the row and the job comes back later, or is dead. LOST means that the lease ran out and that
    nothing this run wrote has been kept. `spread` is as in `queue.fail`.

    :raises django.db.Error: when the database fails while the outcome is written; the lease brings the job back.
    """
    try:
        task = _task(job.task)
        if task.store is None:
            _store(job, clock, lambda: task.func(**job.kwargs))
        else:
            computed = _compute(job, clock, task)
            _store(job, clock, lambda: task.store(computed, **job.kwargs))
    except queue.LeaseLost:
        return Outcome.LOST
    # SystemExit too: a job that calls sys.exit() has failed, the worker has not been told to stop.
    except (Exception, SystemExit) as error:
        return _failed(job, error, clock, spread)
    return Outcome.DONE


def _task(path: str) -> LeaseTask:
    task = import_string(path)
    if not isinstance(task, LeaseTask):
        raise NotATask(path)
    return task


def _store(job: Job, clock: Clock, write: Callable[[], object]) -> None:
    with transaction.atomic(durable=True):
        result = normalize_json(write())
        # Last: whatever comes before is undone when the fence is closed.
        queue.complete(job, now=clock(), result=result)


def _compute(job: Job, clock: Clock, task: LeaseTask) -> object:
    with _lease_kept(job, clock) as is_lost, _reading_only():
        computed = task.func(**job.kwargs)
    if is_lost.is_set():
        raise queue.LeaseLost(str(job.pk))
    return computed


@contextmanager
def _lease_kept(job: Job, clock: Clock) -> Iterator[threading.Event]:
    """Renew the lease every third of it, on a connection of its own; the event is set when the lease was lost."""
    is_over, is_lost = threading.Event(), threading.Event()

    def keep() -> None:
        try:
            while not is_over.wait(job.lease_s / 3):
                try:
                    if not queue.renew(job, now=clock()):
                        is_lost.set()
                        return
                except DatabaseError as error:
                    # Two more chances before the lease ends; if they fail too, the fence decides.
                    log.warning("job_lease_not_renewed", job=str(job.pk), error=queue.error_code(error))
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=keep, name=f"lease-{job.pk}", daemon=True)
    thread.start()
    try:
        yield is_lost
    finally:
        is_over.set()
        thread.join()


@contextmanager
def _reading_only() -> Iterator[None]:
    """Let the database refuse writes meanwhile: what `compute` wrote would be written again by the next attempt."""
    switch = {
        "postgresql": "SET default_transaction_read_only = {}",
        "sqlite": "PRAGMA query_only = {}",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(switch.format("on"))
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute(switch.format("off"))
        except DatabaseError:
            # The connection broke; the next one starts with the default.
            connection.close()


def _failed(job: Job, error: BaseException, clock: Clock, spread: float) -> Outcome:
    log.warning(
        "job_failed",
        job=str(job.pk),
        task=job.task,
        attempt=job.attempts,
        attempts=job.max_attempts,
        error=queue.error_code(error),
        path=_where(error.__traceback__),
    )
    try:
        state = queue.fail(job, error, now=clock(), spread=spread)
    except queue.LeaseLost:
        return Outcome.LOST
    return Outcome.DEAD if state == Job.State.DEAD else Outcome.RETRY


def _where(trace: TracebackType | None) -> str:
    """Return file:line of the innermost frame in our own code: as much as may be said without quoting anything."""
    root = Path(settings.ROOT)
    place = ""
    for frame in traceback.extract_tb(trace):
        path = Path(frame.filename)
        if path.is_relative_to(root):
            place = f"{path.relative_to(root)}:{frame.lineno}"
    return place
