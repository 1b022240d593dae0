"""Rows that last for a whole module: for tests that look at a catalogue which takes seconds to make."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from services.models import snapshot


@contextmanager
def lasting(blocker: Any) -> Iterator[None]:
    """Keep what is written at the start of the block until its end, then take all of it back.

    `blocker` is pytest-django's `django_db_blocker`; what a test writes within the block is taken back after the test.
    """
    with blocker.unblock():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        snapshot.forget()
