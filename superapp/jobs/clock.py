"""Which clock says what is due: the database's where there is a server, else this machine's.

Workers on several machines must agree on when a lease ends; a machine whose clock is an hour off may not take other
workers' jobs away. Everything else here is given the time as an argument.
"""

from datetime import UTC, datetime

from django.db import connection


def read() -> datetime:
    """Return the present instant by the shared clock.

    :raises django.db.Error: when the database cannot be reached.
    """
    if connection.vendor != "postgresql":
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        # Not now(): that stands still inside a transaction.
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
