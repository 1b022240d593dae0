"""An application that was sent, and the officers of the agency it was sent to."""

from collections.abc import Iterator

import pytest

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.registries import asking
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.sandbox.wire import CONSUMER_KEY, CONSUMER_SECRET, URL, SandboxWire
from tests.factories import applications as make_applications
from tests.factories import people as make_people
from tests.factories import services as make
from tests.welfare.actions.conftest import consent, sample_person
from welfare.models import Application, book


@pytest.fixture
def wire() -> Iterator[SandboxWire]:
    """Return the sandbox exchange that this test's questions reach."""
    wire = SandboxWire()
    known = Credentials(URL, CONSUMER_KEY, CONSUMER_SECRET, "tests")
    before = asking.current()
    asking.connect(lambda: asking.Registries(Exchange(wire, known, lambda: 0.0)))
    yield wire
    asking.connect(lambda: before)


@pytest.fixture
def rules(db: None, wire: SandboxWire) -> Iterator[book.Book]:
    """Return two shipped programmes: one the rules alone may approve."""
    yield make_applications.load_programmes("old_age_allowance", "disability_allowance")
    book.forget()


@pytest.fixture
def pensioner(rules: book.Book) -> Citizen:
    """Return the pensioner, who lets all registries be asked that the old-age allowance reads."""
    citizen = sample_person("pensioner")
    consent(citizen, "DOPA", "LAO", "CGD", "MSDHS")
    return citizen


@pytest.fixture
def applicant(pensioner: Citizen) -> Viewer:
    """Return the pensioner, signed in."""
    return make_people.viewer_of_person(pensioner)


@pytest.fixture
def sent(applicant: Viewer) -> Application:
    """Return the pensioner's application for the old-age allowance, submitted."""
    return make_applications.send(applicant, make_applications.begin(applicant))


@pytest.fixture
def clerk(sent: Application) -> Viewer:
    """Return an officer of the agency who works on cases."""
    officer = make.make_officer("clerk", (sent.agency, "author"), name_th="สมศรี งานดี")
    return make.viewer_of_officer(officer)


@pytest.fixture
def chief(sent: Application) -> Viewer:
    """Return an officer of the agency who approves."""
    officer = make.make_officer("chief", (sent.agency, "approver"), name_th="ธนา เที่ยงตรง")
    return make.viewer_of_officer(officer)


@pytest.fixture
def stranger(sent: Application) -> Viewer:
    """Return an officer of another agency."""
    officer = make.make_officer("stranger", (make.make_agency("DEP2"), "head"), name_th="ก้อง ไกลตา")
    return make.viewer_of_officer(officer)
