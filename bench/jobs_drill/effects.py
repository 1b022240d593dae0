"""What the drill's jobs do: leave one row each in a scratch table that would take a second one without a murmur."""

import random
import time

from django.db import connection
from django_tasks import task


def create_table() -> None:
    """Create the scratch table; nothing in it is unique, so that a double effect shows."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE drill_effect (number integer NOT NULL)")


def counts() -> dict[int, int]:
    """Return how many rows each job left, by its number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, count(*) FROM drill_effect GROUP BY number")
        return dict(cursor.fetchall())


def leave(number: int) -> None:
    """Leave a row, then dawdle, so that a kill is likely to fall between the effect and the commit."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO drill_effect (number) VALUES (%s)", [number])
    time.sleep(random.uniform(0, 0.02))


@task()
def plain(*, number: int) -> None:
    """Take effect in one transaction."""
    leave(number)


def store(computed: int, *, number: int) -> None:
    """Take effect once the long part is over."""
    if computed != number * number:
        raise ValueError
    leave(number)


@task(store=store)
def long(*, number: int) -> int:
    """Think for a while outside any transaction."""
    time.sleep(random.uniform(0, 0.1))
    return number * number
