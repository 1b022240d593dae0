"""Browsers of officers, without scripts: Django's test client, signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from services.models import Agency, Service
from superapp.accounts.models import Account, Officer
from superapp.accounts.viewer import Viewer
from tests import signing_in
from tests.factories import services as make


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock at the tests' moment: the desk is an edge, so it is the one that reads it."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: make.NOW)


@pytest.fixture
def at_desk(db: None) -> Callable[[Officer | Account | None], Client]:
    """Return what signs an officer in and gives their browser; None is nobody."""

    def sign_in(who: Officer | Account | None) -> Client:
        client = Client()
        if who is not None:
            signing_in.sign_in(client, who.account if isinstance(who, Officer) else who)
        return client

    return sign_in


@pytest.fixture
def published(author: Viewer, approver: Viewer) -> Service:
    """Return a published service of the agency here."""
    return make.make_published(author, approver)


@pytest.fixture
def here(agency: Agency) -> Agency:
    """Return the agency here, in a name that reads well beside `elsewhere`."""
    return agency
