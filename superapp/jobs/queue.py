"""The lease queue: enqueue, claim, renew, complete, fail, requeue. docs/jobs.md tells the rules and why.

A claim is a lease: the row's `run_at` moves to the lease's end, so a worker that dies gives its job back by doing
nothing. Whoever completes, renews or fails a job must still be the one who claimed it last (the fence): same owner,
same attempt, not finished. A worker that slept past its lease finds the fence closed and must undo its work.
"""

import random
import re
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection

from superapp.refusal import Refusal

from .models import Job, JobQuerySet

LONGEST_RETRY_DELAY_S = 300
LONGEST_TEXT = 500


class LeaseLost(Exception):
    """This worker no longer has the job: its lease ran out and somebody else claimed, finished or buried it."""


class JobNotDead(Refusal):
    """Only a dead letter can be re-queued."""

    code = "JOB_NOT_DEAD"
    th = "งานนี้ยังไม่ล้มเหลว จึงส่งกลับเข้าคิวไม่ได้"
    en = "This job has not failed for good, so it cannot be queued again."


def enqueue(
    task: str,
    kwargs: dict[str, object],
    *,
    queue: str = "default",
    priority: int = 0,
    dedupe: str | None = None,
    max_attempts: int = 5,
    lease_s: int = 60,
    run_at: datetime | None = None,
) -> Job:
    """Put a job in the queue, within the caller's transaction; return its row, or the one that has the dedupe key.

    `task` is the dotted path of a task, so that a heavy module need not be imported here. `kwargs` are ids, codes and
    numbers. `dedupe` None means no key; a key stays taken while its row exists, seven days after it was done, so it
    should name the fact (`remind:42:2026-11`) and not only the subject. `lease_s` (seconds) must be longer than the
    slowest run. `run_at` None means at once.

    :raises TypeError: for a value that is no JSON scalar (no float either).
    :raises ValueError: for a text too long to be a code.
    """
    check_kwargs(kwargs)
    row = Job(
        task=task,
        kwargs=kwargs,
        queue=queue,
        priority=priority,
        dedupe=dedupe,
        max_attempts=max_attempts,
        lease_s=lease_s,
    )
    if run_at is not None:
        row.run_at = run_at
    if dedupe is None:
        row.save(force_insert=True)
        return row
    while True:
        Job.objects.bulk_create([row], ignore_conflicts=True)
        # Absent only when the row that had the key was purged in between; then the key is free.
        if found := Job.objects.filter(dedupe=dedupe).first():
            return found


def enqueue_unless_there(
    task: str, kwargs: dict[str, object], *, dedupe: str, run_at: datetime, lease_s: int = 60, max_attempts: int = 5
) -> None:
    """Put a job in the queue within the caller's transaction unless one has the dedupe key, in a single statement.

    For what happens ten thousand times a minute and needs one job: nothing is answered. `run_at` should lie where
    everything the key stands for has been committed.

    :raises TypeError: :raises ValueError: as `enqueue` does.
    """
    check_kwargs(kwargs)
    row = Job(task=task, kwargs=kwargs, dedupe=dedupe, run_at=run_at, lease_s=lease_s, max_attempts=max_attempts)
    Job.objects.bulk_create([row], ignore_conflicts=True)


def check_kwargs(kwargs: dict[str, object]) -> None:
    """Refuse arguments that are not short JSON scalars: a job carries ids, not objects and not people's words.

    :raises TypeError: for another type; floats too, since money and ids are whole numbers.
    :raises ValueError: for a text of more than 500 characters.
    """
    for name, value in kwargs.items():
        if value is not None and not isinstance(value, str | int | bool):
            kind = type(value).__name__
            raise TypeError(f"{name}: a job takes text, whole numbers, true, false or None; found {kind}")
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise ValueError(f"{name}: a job takes ids and codes of at most {LONGEST_TEXT} characters")


def claim(*, owner: str, now: datetime, queues: Collection[str] = ()) -> Job | None:
    """Lease the most urgent due job to `owner` until `now` plus its lease; None when nothing is due.

    Higher `priority` first, then the one due longest. `queues` blank means any queue.
    """
    due, parameters = "state = 0 AND run_at <= %s AND attempts < max_attempts", [now_parameter(now)]
    if queues:
        due += f" AND queue IN ({', '.join(['%s'] * len(queues))})"
        parameters += sorted(queues)
    if connection.vendor == "postgresql":
        lease_end, skip = "%s + make_interval(secs => lease_s)", "FOR UPDATE SKIP LOCKED"
    else:
        # As Django writes instants there: without a fraction on the full second. They are compared as text.
        lease_end = "replace(strftime('%%Y-%%m-%%d %%H:%%M:%%f', %s, '+' || lease_s || ' seconds'), '.000', '')"
        skip = ""
    # One statement: two workers cannot both read a row as free. `=` and not IN, so that PostgreSQL picks only once.
    sql = f"""
        UPDATE jobs_job SET run_at = {lease_end}, attempts = attempts + 1, owner = %s
        WHERE id = (SELECT id FROM jobs_job WHERE {due} ORDER BY priority DESC, run_at LIMIT 1 {skip})
        RETURNING *
    """  # noqa: S608 (only fixed texts and placeholders)
    rows = list(Job.objects.raw(sql, [now_parameter(now), owner, *parameters]))
    return rows[0] if rows else None


def now_parameter(now: datetime) -> object:
    """Return `now` as this database's SQL takes it."""
    return connection.ops.adapt_datetimefield_value(now)


def renew(job: Job, *, now: datetime) -> bool:
    """Extend the lease to `now` plus `lease_s`; False when the job is no longer this worker's."""
    return _behind_the_fence(job).update(run_at=now + timedelta(seconds=job.lease_s)) == 1


def complete(job: Job, *, now: datetime, result: object = None) -> None:
    """Mark the job done. Must be the last statement of the transaction that holds its effects.

    `result` is a JSON value without personal data; None for most jobs.

    :raises LeaseLost: when the job is no longer this worker's; let it roll the transaction back.
    """
    done = _behind_the_fence(job).update(state=Job.State.DONE, finished_at=now, result=result, error="")
    if done != 1:
        raise LeaseLost(str(job.pk))


def fail(job: Job, error: BaseException, *, now: datetime, spread: float) -> Job.State:
    """Note a failed attempt: ready again after a while, dead when it was the last; return which.

    `spread` is a random number from 0.5 to 1.5 that keeps retries of many jobs apart.

    :raises LeaseLost: when the job is no longer this worker's.
    """
    if job.attempts >= job.max_attempts:
        state, changes = Job.State.DEAD, {"state": Job.State.DEAD, "finished_at": now}
    else:
        delay = timedelta(seconds=retry_delay_s(job.attempts, spread))
        state, changes = Job.State.READY, {"run_at": now + delay, "owner": ""}
    if _behind_the_fence(job).update(error=error_code(error), **changes) != 1:
        raise LeaseLost(str(job.pk))
    return state


def requeue(job: Job, *, now: datetime) -> Job:
    """Give a dead job all its attempts again, from `now` on. The caller records who decided that, in the audit chain.

    :raises JobNotDead: when it is not dead (any more).
    """
    changed = Job.objects.filter(pk=job.pk, state=Job.State.DEAD).update(
        state=Job.State.READY, run_at=now, attempts=0, owner="", error="", finished_at=None
    )
    if changed != 1:
        raise JobNotDead
    job.refresh_from_db()
    return job


def retry_delay_s(attempts: int, spread: float) -> float:
    """Return how long to wait after the given number of attempts, in seconds: 2, 4, 8 ... 300, times `spread`.

    >>> retry_delay_s(3, 1.5)
    12.0
    """
    return min(2 ** min(attempts, 30), LONGEST_RETRY_DELAY_S) * spread


def random_spread() -> float:
    """Return a spread for `fail`."""
    return random.uniform(0.5, 1.5)  # noqa: S311 (not a secret)


def error_code(error: BaseException) -> str:
    """Return an error's class and code, without its message: messages quote people's data.

    >>> error_code(JobNotDead())
    'superapp.jobs.queue.JobNotDead JOB_NOT_DEAD'
    """
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    # Refusals have `code`; database drivers put theirs on the cause.
    code = getattr(error, "code", None) or getattr(error.__cause__, "sqlstate", None)
    if isinstance(code, str) and re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", code):
        kind = f"{kind} {code}"
    return kind[:300]


def waiting_since(now: datetime) -> datetime | None:
    """Return since when the longest waiting due job has been waiting; None when nothing waits."""
    return Job.objects.due(now).order_by("run_at").values_list("run_at", flat=True).first()


def _behind_the_fence(job: Job) -> JobQuerySet:
    return Job.objects.filter(pk=job.pk, owner=job.owner, attempts=job.attempts, state=Job.State.READY)
