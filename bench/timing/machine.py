"""What a measurement ran on: versions, processors, load. No name of the machine."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

from django.db import connection


def versions(*packages: str) -> dict[str, str]:
    """Return the versions of Python, the database and these packages."""
    if connection.vendor == "sqlite":
        database = f"SQLite {sqlite3.sqlite_version}"
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            database = f"PostgreSQL {cursor.fetchone()[0]}"
    return {"python": platform.python_version(), "database": database, **{name: version(name) for name in packages}}


def machine() -> str:
    """Return processor and number of cores."""
    return f"{_processor()}, {len(os.sched_getaffinity(0))} cores"


def load() -> list[float]:
    """Return the load averages over 1, 5 and 15 minutes."""
    return [round(each, 2) for each in os.getloadavg()]


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())
