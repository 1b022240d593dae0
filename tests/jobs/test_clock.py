"""Whose clock counts: the database server's where there is one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from superapp.jobs import clock

A_YEAR_OFF = datetime(2035, 1, 1, tzinfo=UTC)


class WrongClock(datetime):
    """A machine whose clock is years ahead."""

    @classmethod
    def now(cls, tz=None) -> datetime:
        return A_YEAR_OFF


@pytest.mark.django_db
def test_a_wrong_clock_of_this_machine_counts_only_without_a_server(monkeypatch: pytest.MonkeyPatch):
    right = datetime.now(UTC)
    monkeypatch.setattr(clock, "datetime", WrongClock)

    read = clock.read()

    if connection.vendor == "postgresql":
        assert abs(read - right) < timedelta(days=1)
    else:
        assert read == A_YEAR_OFF


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="asks the server")
def test_it_goes_on_inside_a_transaction():
    assert clock.read() < clock.read()
