"""Two agencies' sites, two citizens and their browsers."""

import pytest
from django.test import Client

from services.models import Agency
from superapp.accounts.models import Account, Citizen
from superapp.accounts.viewer import Viewer, viewer_for
from tests.factories import services as make
from tests.factories.people import make_person

from .party import Party, browser_of, registered


@pytest.fixture
def somsri(db: None) -> Citizen:
    """Return a citizen."""
    return make_person(1)


@pytest.fixture
def bunmee(db: None) -> Citizen:
    """Return another citizen."""
    return make_person(2)


@pytest.fixture
def browser(somsri: Citizen) -> Client:
    """Return the browser of Somsri, who has signed in just now."""
    return browser_of(somsri)


@pytest.fixture
def transport(db: None) -> Party:
    """Return the site of the Department of Land Transport."""
    return registered("DLT")


@pytest.fixture
def revenue(db: None) -> Party:
    """Return the site of the Revenue Department."""
    return registered("RD")


@pytest.fixture
def operator(transport: Party) -> Viewer:
    """Return the operator of the platform who registered the sites."""
    return viewer_for(Account.objects.get(username="operator-agencies"))


@pytest.fixture
def service(agency: Agency, author: Viewer, approver: Viewer) -> str:
    """Return the code of a published service of DOPA."""
    make.make_published(author, approver)
    return "id-lost"


@pytest.fixture
def app(service: str) -> Party:
    """Return DOPA's mini-app."""
    return registered("DOPA", entry="token", entry_uri="https://app.dopa.example.go.th/start?from=superapp")


@pytest.fixture
def site(service: str) -> Party:
    """Return DOPA's site, which signs people in with OpenID Connect."""
    return registered("DOPA", entry="oidc", entry_uri="https://dopa.example.go.th/login")
