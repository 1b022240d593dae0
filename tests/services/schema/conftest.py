"""A small catalogue for a whole module, and a snapshot that is never older than the last change."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.models import snapshot
from superapp.accounts.viewer import Viewer
from tests.lasting import lasting
from tests.services.schema.attempts import make_scene


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Viewer]]:
    """Make the services of attempts.py once for a module, and return the viewers by name."""
    with lasting(django_db_blocker):
        viewers = make_scene()
        snapshot.forget()
        yield viewers


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every request look whether the catalogue has changed, and leave nothing of it to the next test."""
    monkeypatch.setattr(snapshot, "LOOK_AGAIN_AFTER_S", 0.0)
    snapshot.forget()
    yield
    snapshot.forget()
