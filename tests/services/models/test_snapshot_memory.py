"""What the snapshot holds is no burden on the garbage collector, and an old one leaves nothing behind."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from services.models import snapshot
from services.models.rows import ServiceRow
from superapp.accounts.viewer import Viewer
from tests.factories import services as make


@pytest.fixture
def published(author: Viewer, approver: Viewer, settings: Any) -> Iterator[None]:
    settings.CATALOGUE_SET_ASIDE = True
    make.make_published(author, approver, "id-lost")
    snapshot.forget()
    yield
    snapshot.forget()


def rows_the_collector_walks() -> int:
    """Return how many rows a full round would look at; what is set aside is not among them."""
    return sum(type(each) is ServiceRow for each in gc.get_objects())


def rows_alive() -> int:
    """Return how many rows there are in all."""
    gc.unfreeze()
    count = rows_the_collector_walks()
    gc.freeze()
    return count


def test_the_collector_does_not_walk_what_is_held(published: None):
    held = snapshot.current("th")

    assert [row.code for row in held.services] == ["id-lost"]
    assert rows_the_collector_walks() == 0


def test_an_older_snapshot_is_gone_without_a_collection(published: None):
    snapshot.current("th")
    before = rows_alive()

    for _ in range(3):
        snapshot.forget()
        snapshot.current("th")

    assert rows_alive() == before
