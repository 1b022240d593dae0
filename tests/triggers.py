"""Switching off the triggers that keep rows from being changed: to empty tables, and to play the intruder."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

# SQLite takes at most 500 parts of a compound SELECT.
MOST_AT_ONCE = 400


@contextmanager
def switched_off(connection: Any) -> Iterator[None]:
    """Run the block in a transaction without any trigger of ours on the connection's database."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
            yield
            for _, sql in triggers:
                cursor.execute(sql)
        elif _is_superuser(cursor):
            # Neither triggers of ours nor those behind foreign keys, in this transaction alone.
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
        else:
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            tables = [table for (table,) in cursor.fetchall()]
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            # Deferred foreign keys are checked now: a table with checks still to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def filled(connection: Any, cursor: Any) -> list[str]:
    """Return the names of the tables of models that hold any row."""
    names = [
        name
        for name in connection.introspection.django_table_names(only_existing=True, include_views=False)
        if name != "django_migrations"
    ]
    found = []
    for start in range(0, len(names), MOST_AT_ONCE):
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")"  # names of our own models
            for name in names[start : start + MOST_AT_ONCE]
        )
        cursor.execute(asked)
        found += [name for (name,) in cursor.fetchall()]
    return found


def _is_superuser(cursor: Any) -> bool:
    cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    return bool(cursor.fetchone()[0])
