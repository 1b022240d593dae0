"""Three programmes in force, sample people whom registries know, and a service of the catalogue."""

from collections.abc import Iterator

import pytest

from services.models import Service
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.registries.sandbox.wire import SandboxWire
from tests.factories import applications as make_applications
from tests.factories import people as make
from tests.factories import services as make_services
from tests.welfare.actions.conftest import consent, sample_person
from tests.welfare.applications.everybody import CONSENTED, at_now, sandbox, scene
from welfare.models import Application, book

__all__ = ["at_now", "scene"]


@pytest.fixture
def wire() -> Iterator[SandboxWire]:
    """Return the sandbox exchange that this test's questions reach."""
    with sandbox() as wire:
        yield wire


@pytest.fixture
def rules(db: None, wire: SandboxWire) -> Iterator[book.Book]:
    """Return three shipped programmes, loaded."""
    yield make_applications.load_programmes()
    book.forget()


@pytest.fixture
def pensioner(rules: book.Book) -> Citizen:
    """Return the pensioner, who lets all registries be asked that the old-age allowance reads."""
    citizen = sample_person("pensioner")
    consent(citizen, *CONSENTED)
    return citizen


@pytest.fixture
def applicant(pensioner: Citizen) -> Viewer:
    """Return the pensioner, signed in."""
    return make.viewer_of_person(pensioner)


@pytest.fixture
def draft(applicant: Viewer) -> Application:
    """Return the pensioner's draft for the old-age allowance."""
    return make_applications.begin(applicant)


@pytest.fixture
def sent(applicant: Viewer, draft: Application) -> Application:
    """Return the pensioner's application for the old-age allowance, submitted."""
    return make_applications.send(applicant, draft)


@pytest.fixture
def service(author: Viewer, approver: Viewer, wire: SandboxWire) -> Service:
    """Return a published service one applies for."""
    return make_services.make_published(author, approver)
