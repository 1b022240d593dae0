"""Deadlines: a statement that takes too long is stopped inside the database."""

import time

import pytest
from django.db import connection

from superapp.api.deadlines import kept_by_database
from superapp.api.errors import TimedOut
from superapp.api.health import Deadline

ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
    "postgresql": "SELECT pg_sleep(3600)",
}


def query(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()


def test_an_endless_statement_is_stopped_and_the_connection_goes_on(transactional_db: None):
    with pytest.raises(TimedOut), kept_by_database(Deadline(time.monotonic() + 0.1)):
        query(ENDLESS[connection.vendor])

    assert query("SELECT 1") == (1,)


def test_no_statement_is_begun_when_the_time_is_used_up(db: None):
    with pytest.raises(TimedOut), kept_by_database(Deadline(time.monotonic() - 1)):
        query("SELECT 1")


def test_the_limit_is_taken_back(transactional_db: None):
    with kept_by_database(Deadline(time.monotonic() + 60)):
        query("SELECT 1")
        if connection.vendor == "postgresql":
            assert query("SHOW statement_timeout") != ("0",)

    if connection.vendor == "postgresql":
        assert query("SHOW statement_timeout") == ("0",)
    else:
        with pytest.raises(TimedOut), kept_by_database(Deadline(time.monotonic() + 0.05)):
            query(ENDLESS["sqlite"])


def test_setting_the_limit_is_not_counted_as_a_query(db: None, django_assert_num_queries):
    with django_assert_num_queries(1), kept_by_database(Deadline(time.monotonic() + 60)):
        query("SELECT 1")


def test_a_deadline_without_statements_touches_nothing():
    """This test may not reach the database at all."""
    with kept_by_database(Deadline(time.monotonic() + 60)):
        pass
