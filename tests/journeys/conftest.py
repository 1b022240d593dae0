"""Registries to ask, a bank to pay through, and the officers of the agency that pays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.utils import timezone

from services.models import Agency
from superapp.accounts.viewer import Viewer
from superapp.people.login import wire as providers
from superapp.registries import asking
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.sandbox.wire import CONSUMER_KEY, CONSUMER_SECRET, URL, SandboxWire
from tests.factories import applications as make_applications
from tests.factories import money
from tests.factories import services as make
from tests.journeys.paying import AMOUNT, CODE
from welfare.actions import batches, batches_bank
from welfare.gateways.payments import Account, AccountKind
from welfare.models import book


@pytest.fixture
def registries(db: None) -> Iterator[None]:
    """Connect the sandbox registries and load the old-age allowance."""
    caches["data"].clear()
    caches["default"].clear()
    providers.forget()
    known, before = Credentials(URL, CONSUMER_KEY, CONSUMER_SECRET, "tests"), asking.current()
    asking.connect(lambda: asking.Registries(Exchange(SandboxWire(), known, lambda: 0.0)))
    make_applications.load_programmes(CODE)
    yield
    asking.connect(lambda: before)
    book.forget()


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> money.Bank:
    """Return the bank this installation talks to; its day begins now."""
    made = money.bank(tmp_path, timezone.now())
    monkeypatch.setattr(batches_bank, "channel", lambda: made)
    account = Account(AccountKind.BANK_ACCOUNT, "1234567890", "006")
    monkeypatch.setattr(batches_bank, "debit_account", lambda: account)
    return made


@pytest.fixture
def officers(registries: None) -> tuple[Viewer, Viewer]:
    """Return the officer who prepares and the one who releases, at the agency that pays; it has been given money."""
    agency = Agency.objects.get(code="DLA")
    batches.appropriate(programme=CODE, satang=10 * AMOUNT, ref="W-2570-1", now=timezone.now())
    both = [make.make_officer(name, (agency, role)) for name, role in (("malee", "author"), ("prasit", "approver"))]
    return make.viewer_of_officer(both[0]), make.viewer_of_officer(both[1])
