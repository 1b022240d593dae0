"""Deadlines inside the database: no statement runs longer than the request has time left.

PostgreSQL is told by `statement_timeout`, SQLite by a progress handler. Both are set when the first statement of the
request comes, so a request without statements pays nothing, and are taken back at its end.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .errors import TimedOut

# SQLite calls the handler after so many steps of its virtual machine: some hundred microseconds.
SQLITE_STEPS = 5_000


class HasDeadline(Protocol):
    """What knows how much time is left: the request's context."""

    deadline: float

    @property
    def left_s(self) -> float:
        """Seconds left."""
        ...

    def check_time(self) -> None:
        """Raise TimedOut when there is none."""
        ...


@contextmanager
def kept_by_database(context: HasDeadline, alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Hold the statements of this block to the context's deadline.

    :raises TimedOut: before a statement for which there is no time left, and when one was stopped.
    """
    connection = connections[alias]
    guard = _Guard(context, connection)
    with connection.execute_wrapper(guard):
        try:
            yield
        finally:
            guard.take_back()


class _Guard:
    """Sets the time-out before a statement when what is left has halved since it was last set."""

    def __init__(self, context: HasDeadline, connection: BaseDatabaseWrapper) -> None:
        self.context = context
        self.connection = connection
        self.set_s: float | None = None

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        self.context.check_time()
        left_s = self.context.left_s
        if self.set_s is None or left_s < self.set_s / 2:
            self._tell(left_s)
            self.set_s = left_s
        try:
            return execute(sql, params, many, context)
        except OperationalError as error:
            if self.context.left_s <= 0 and _was_stopped(error):
                raise TimedOut from error
            raise

    def take_back(self) -> None:
        raw = self.connection.connection
        if self.set_s is None or raw is None:
            return
        if isinstance(raw, sqlite3.Connection):
            raw.set_progress_handler(None, 0)
            return
        try:
            raw.execute("SET statement_timeout = DEFAULT")
        except Exception:
            # In a transaction that failed nothing can be set; its rollback undoes the setting as well. A connection
            # that is broken is thrown away by Django.
            if not self.connection.in_atomic_block:
                self.connection.close()

    def _tell(self, left_s: float) -> None:
        self.connection.ensure_connection()
        raw: Any = self.connection.connection
        if isinstance(raw, sqlite3.Connection):
            deadline = self.context.deadline
            raw.set_progress_handler(lambda: time.monotonic() > deadline, SQLITE_STEPS)
        else:
            # On the raw connection: it is no query of the request's, and is not counted as one.
            raw.execute(f"SET statement_timeout = {max(1, round(left_s * 1000))}")


def _was_stopped(error: OperationalError) -> bool:
    cause = error.__cause__
    return "interrupted" in str(error) or type(cause).__name__ == "QueryCanceled"
