"""The worker: claim a job, run it, and again. Now and then it looks after the queue.

Told to stop, it finishes the job in hand. Killed, it leaves its job to the lease.
"""

import os
import secrets
import socket
import time
from collections.abc import Callable, Collection
from enum import StrEnum

import structlog
from django.db import DatabaseError, InterfaceError, ProgrammingError, connection

from . import queue, upkeep
from .running import Clock, Outcome, run

UPKEEP_EVERY_S = 5.0
LONGEST_WAIT_S = 30.0
STOP_NOTICED_WITHIN_S = 0.2

log = structlog.get_logger("jobs")


class Until(StrEnum):
    """When a worker ends by itself."""

    STOPPED = "stopped"
    IDLE = "idle"
    ONCE = "once"


def new_owner() -> str:
    """Return a name no other worker has had: machine, process and a random part (process numbers come back)."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


class Worker:
    """One worker: a single thread that runs one job at a time.

    `owner` is its name on the rows it claims; `queues` blank means every queue. `clock` tells the shared time.
    `poll_s` is how many seconds it waits when nothing is due.
    """

    def __init__(
        self,
        *,
        owner: str,
        clock: Clock,
        queues: Collection[str] = (),
        poll_s: float = 1.0,
        spread: Callable[[], float] = queue.random_spread,
    ) -> None:
        self.owner = owner
        self.queues = queues
        self._clock = clock
        self._poll_s = poll_s
        self._spread = spread
        self._is_stopping = False
        self._kept_up_at: float | None = None

    def stop(self) -> None:
        """Ask it to end once the job in hand is finished."""
        # A flag and no threading.Event: a signal handler that meets its own thread inside Event.wait() hangs.
        self._is_stopping = True

    def work(self, until: Until = Until.STOPPED) -> int:
        """Work until told to stop, until nothing is due, or for one job; return how many jobs were run.

        A database that cannot be reached is waited for, longer each time up to half a minute.

        :raises ProgrammingError: when the tables are missing: run the migrations first.
        """
        ran, troubles = 0, 0
        log.info("worker_started", worker=self.owner, queue=",".join(sorted(self.queues)))
        while not self._is_stopping:
            try:
                self._keep_up()
                has_run = self.step() is not None
                troubles = 0
            except ProgrammingError:
                # The tables are not there, or not as expected: waiting would hide it.
                raise
            except (DatabaseError, InterfaceError) as error:
                troubles += 1
                wait_s = min(self._poll_s * 2**troubles, LONGEST_WAIT_S)
                log.warning("worker_waits_for_database", error=queue.error_code(error), delay_s=wait_s)
                # One connection for the worker's whole life; after trouble, a new one.
                connection.close()
                self._wait(wait_s)
                continue
            ran += has_run
            if until is Until.ONCE or (until is Until.IDLE and not has_run):
                break
            if not has_run:
                self._wait(self._poll_s)
        log.info("worker_stopped", worker=self.owner, count=ran)
        return ran

    def step(self) -> Outcome | None:
        """Claim and run one job; None when nothing is due.

        :raises django.db.Error: when the database fails; the lease brings the job back.
        """
        job = queue.claim(owner=self.owner, now=self._clock(), queues=self.queues)
        if job is None:
            return None
        began = time.monotonic()
        outcome = run(job, clock=self._clock, spread=self._spread())
        write = {Outcome.DEAD: log.error, Outcome.LOST: log.warning}.get(outcome, log.info)
        write(
            f"job_{outcome}",
            job=str(job.pk),
            task=job.task,
            queue=job.queue,
            attempt=job.attempts,
            ms=round(1000 * (time.monotonic() - began)),
        )
        return outcome

    def _wait(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._is_stopping and (rest := end - time.monotonic()) > 0:
            time.sleep(min(rest, STOP_NOTICED_WITHIN_S))

    def _keep_up(self) -> None:
        # Not only when idle: under steady load the timetable would wait for ever.
        if self._kept_up_at is not None and time.monotonic() - self._kept_up_at < UPKEEP_EVERY_S:
            return
        upkeep.keep_up(self._clock())
        self._kept_up_at = time.monotonic()
