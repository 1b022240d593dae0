"""The real catalogue, loaded once for a module, and a snapshot that is never older than the last change."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from services.actions import catalogue
from services.models import snapshot
from tests.factories.services import NOW
from tests.lasting import lasting


@pytest.fixture(scope="module")
def real_catalogue(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load services/catalogue, for tests that only look: what is held in memory stays from test to test."""
    with lasting(django_db_blocker):
        catalogue.load(settings.CATALOGUE_DIR, now=NOW)
        snapshot.forget()
        yield


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every request look whether the catalogue has changed, and leave nothing of it to the next test."""
    monkeypatch.setattr(snapshot, "LOOK_AGAIN_AFTER_S", 0.0)
    snapshot.forget()
    yield
    snapshot.forget()
