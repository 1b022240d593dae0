"""A clean slate for the queue's tests."""

from collections.abc import Iterator

import pytest

from tests.jobs import work


@pytest.fixture(autouse=True)
def nothing_meanwhile() -> Iterator[None]:
    """Let nothing happen while jobs run, unless the test says so."""
    yield
    work.while_computing.clear()
    work.after_effect.clear()
