"""The door to DuckDB: imported only when a population is really opened, so that the web process never loads it.

What the publish gate calls from a job is imported by the desk too; the engine itself must stay in the worker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def connect() -> duckdb.DuckDBPyConnection:
    """Return a DuckDB in memory."""
    import duckdb  # see above

    return duckdb.connect()
