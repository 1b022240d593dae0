"""Health: /healthz says the process answers; /readyz says it can do its work.

Red only for the database, its migrations and wrong keys of personal data: without the cache we are slower, not wrong.
"""

import datetime as dt
import time
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.cache import caches
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from superapp.accounts import keys
from superapp.jobs import queue

from .deadlines import kept_by_database
from .errors import TimedOut

DATABASE_MAY_TAKE_S = 1.0
OLDEST_JOB_MAY_WAIT = dt.timedelta(seconds=60)

# Migrations that are applied stay applied while a process lives; reading the whole plan each time is slow.
_applied: set[str] = set()
# So does what fits; a process that started without its database has not compared its keys yet.
_fitting: set[str] = set()


@dataclass(slots=True)
class Deadline:
    """A deadline of its own: health is no GraphQL request."""

    deadline: float

    @property
    def left_s(self) -> float:
        """Seconds left; negative when the time is used up."""
        return self.deadline - time.monotonic()

    def check_time(self) -> None:
        """Do nothing while there is time.

        :raises TimedOut: when there is none.
        """
        if self.left_s <= 0:
            raise TimedOut


def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer that the process answers, touching nothing."""
    return _answer({"status": "ok"}, 200)


def readyz(_request: HttpRequest) -> HttpResponse:
    """Answer whether this process can serve: 200 when it can, 503 when it cannot."""
    told: dict[str, Any] = {"database": "ok", "migrations": "ok", "cache": "ok", "jobs": "ok"}
    try:
        with kept_by_database(Deadline(time.monotonic() + DATABASE_MAY_TAKE_S)):
            told |= _from_database()
    except (DatabaseError, TimedOut, OSError):
        told |= {"database": "away", "migrations": "unknown", "jobs": "unknown"}
    told["cache"] = _cache_state()
    is_ready = told["database"] == "ok" and told["migrations"] == "ok" and told.get("keys") != "wrong"
    is_whole = told["cache"] == "ok" and told["jobs"] == "ok"
    status = "ready" if is_whole else "degraded"
    return _answer({"status": status if is_ready else "not ready", **told}, 200 if is_ready else 503)


def _from_database() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    if not _is_migrated():
        return {"migrations": "missing", "jobs": "unknown"}
    since = queue.waiting_since(timezone.now())
    is_late = since is not None and timezone.now() - since > OLDEST_JOB_MAY_WAIT
    return {"jobs": "late" if is_late else "ok", "keys": "ok" if _keys_fit() else "wrong"}


def _keys_fit() -> bool:
    if DEFAULT_DB_ALIAS not in _fitting:
        try:
            keys.check()
        except keys.WrongKey:
            return False
        _fitting.add(DEFAULT_DB_ALIAS)
    return True


def _is_migrated() -> bool:
    if DEFAULT_DB_ALIAS not in _applied:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _applied.add(DEFAULT_DB_ALIAS)
    return True


def _cache_state() -> str:
    cache = caches["data"]
    cache.get("readyz")
    breaker = getattr(cache, "breaker", None)
    return "away" if breaker is not None and breaker.is_open else "ok"


def _answer(told: dict[str, Any], status: int) -> HttpResponse:
    response = HttpResponse(orjson.dumps(told), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
