"""A database that exists only while a drill runs: SQLite in a folder of its own, or one beside DATABASE_URL's."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def scratch_database(settings: str) -> Iterator[str]:
    """Point the environment at a database that exists only meanwhile, and at these settings; give its kind."""
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        os.environ["VAR_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = settings
        os.environ["PYTHONPATH"] = str(ROOT)
        url = os.environ.get("DATABASE_URL", "").strip()
        if not url:
            yield "sqlite"
            return
        import psycopg

        name = f"superapp_drill_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            try:
                yield "postgresql"
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
