"""Doing things at the same moment: each in a thread and a database connection of its own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, connections


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Start all acts at once; return what each returned or raised, in their order."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait(timeout=30)
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def kinds(outcomes: list[Any]) -> list[str]:
    """Return the names of the outcomes' classes, sorted: a refusal's by its code."""
    return sorted(str(getattr(each, "code", None) or type(each).__name__) for each in outcomes)


def until_somebody_waits(*, most_s: float = 20.0) -> None:
    """Return once another session of this PostgreSQL database waits for a lock.

    :raises TimeoutError: when nobody does within `most_s` seconds.
    """
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    ends = time.monotonic() + most_s
    while time.monotonic() < ends:
        # What a transaction sees of the statistics stands still unless it is told to look again.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)
    raise TimeoutError("nobody waited for a lock")
