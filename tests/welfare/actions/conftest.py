"""A rule book of two programmes, and one of the sample people with consent for two registries."""

from collections.abc import Iterator

import pytest

from superapp.accounts import cipher
from superapp.accounts.models import Account, Citizen
from superapp.accounts.viewer import Viewer
from superapp.people.models import Consent
from superapp.registries import asking
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.sandbox.wire import CONSUMER_KEY, CONSUMER_SECRET, URL, SandboxWire
from superapp.registries.sandbox.world import world
from tests.factories import people as make
from tests.factories.services import NOW
from welfare.actions import known_facts, rule_loading
from welfare.models import book
from welfare.rules.programmes import SHIPPED


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
def rules(db: None) -> Iterator[book.Book]:
    """Return the shipped rules, loaded."""
    rule_loading.load(SHIPPED, now=NOW)
    yield book.current()
    book.forget()


def sample_person(key: str) -> Citizen:
    """Return one of the sample people as a citizen of ours."""
    person = world().people[key]
    account = Account.objects.create_user(f"citizen-{key}", kind=Account.Kind.CITIZEN)
    citizen = Citizen(account=account, pid_index=cipher.blind_index("pid", person.pid))
    citizen.make_key()
    citizen.seal("pid", person.pid)
    citizen.seal("birth_date", person.birth_date)
    citizen.save()
    return citizen


def consent(citizen: Citizen, *registries: str) -> None:
    """Let these registries be asked about `citizen`."""
    for registry in registries:
        Consent.objects.create(
            citizen=citizen,
            kind=Consent.Kind.REGISTRY,
            audience=registry,
            purpose=known_facts.PURPOSE,
            facts=[],
            text_version="test",
            given_at=NOW,
        )


@pytest.fixture
def pensioner(db: None) -> Citizen:
    """Return the pensioner, who lets seven registries be asked."""
    citizen = sample_person("pensioner")
    consent(citizen, "DOPA", "LAO", "CGD", "MSDHS", "RD", "MOF_SWC", "MEA_PEA")
    return citizen


@pytest.fixture
def pensioner_viewer(pensioner: Citizen) -> Viewer:
    """Return the pensioner, signed in."""
    return make.viewer_of_person(pensioner)
