"""The real catalogue, loaded once for all tests in this folder, which only look."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from services.actions import catalogue
from services.models import snapshot
from tests.factories.services import NOW
from tests.lasting import lasting


@pytest.fixture(scope="package", autouse=True)
def real_catalogue(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Load services/catalogue; what is held in memory of it stays from test to test."""
    with lasting(django_db_blocker):
        catalogue.load(settings.CATALOGUE_DIR, now=NOW)
        snapshot.forget()
        yield
