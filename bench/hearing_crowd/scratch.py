"""A database that exists only for one measurement: SQLite in a folder, or beside DATABASE_URL's on PostgreSQL."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit


@contextmanager
def scratch_database() -> Iterator[str]:
    """Start Django on an empty, migrated database; give its kind, and take it away at the end."""
    with tempfile.TemporaryDirectory(prefix="hearing-") as folder:
        os.environ["VAR_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "superapp.settings.development")
        os.environ.setdefault("PYTHAINLP_OFFLINE", "1")
        # Limits are measured elsewhere; here they would only stand in the way.
        os.environ["GRAPHQL_ALLOWANCE_PER_MINUTE"] = "0"
        url = os.environ.get("DATABASE_URL", "").strip()
        if not url:
            yield start("sqlite")
            return
        import psycopg

        name = f"superapp_hearing_{os.getpid()}"
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
            os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
            try:
                yield start("postgresql")
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def start(kind: str) -> str:
    """Start Django and make the tables; return the kind of database given."""
    warnings.filterwarnings("ignore", module="graphene")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    return kind
