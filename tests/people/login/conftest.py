"""A fresh start for every test about signing in: nothing kept of providers, no breaker open."""

import pytest
from django.core.cache import caches

from superapp.people.login import wire
from superapp.people.sandbox import inside

from .journeys import Browser, Phone


@pytest.fixture(autouse=True)
def forget_providers(db: None) -> None:
    """Empty the caches and close the breakers."""
    caches["data"].clear()
    caches["default"].clear()
    wire.forget()
    inside.asked.clear()


@pytest.fixture
def phone() -> Phone:
    """Return a phone nobody has signed in on."""
    return Phone()


@pytest.fixture
def browser() -> Browser:
    """Return a browser nobody has signed in with."""
    return Browser()
