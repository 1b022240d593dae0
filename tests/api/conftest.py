"""Tests of the plumbing run over a toy contract; those of the real one stand with their domains."""

from collections.abc import Iterator

import pytest
from django.test import override_settings

from tests.api import toy
from tests.asking import Asker


@pytest.fixture
def toy_doors() -> Iterator[None]:
    """Put the toy contract behind /graphql."""
    toy.reset()
    with override_settings(ROOT_URLCONF="tests.api.toy_urls"):
        yield


@pytest.fixture
def ask(toy_doors: None, db: None) -> Asker:
    """Ask the toy contract."""
    return Asker()
