"""Doing things at the same moment: each in a thread and a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections


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
