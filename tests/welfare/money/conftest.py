"""A programme that pays, its officers, and a bank. The ground is laid once; what a test spends is taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.models import Agency
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from tests.factories import money
from tests.factories import services as make
from tests.lasting import lasting
from welfare.actions import batches_bank
from welfare.gateways.payments import Account, AccountKind
from welfare.models import Programme

ROLES = {"malee": "author", "prasit": "approver", "wanida": "head"}


@pytest.fixture(scope="package")
def ground(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Lay the ground: an agency, three officers here and one elsewhere, and the small programme in force."""
    with lasting(django_db_blocker):
        make.make_vocabulary()
        here, elsewhere = make.make_agency("DOPA"), make.make_agency("DLT")
        officers = [make.make_officer(name, (here, role)) for name, role in ROLES.items()]
        make.make_officer("kittipong", (elsewhere, "head"))
        money.publish(*(make.viewer_of_officer(one) for one in officers[:2]), here)
        yield


def _viewer(username: str) -> Viewer:
    return make.viewer_of_officer(Officer.objects.get(account__username=username))


@pytest.fixture
def agency(ground: None, db: None) -> Agency:
    """Return the agency that is meant by "here"."""
    return Agency.objects.get(code="DOPA")


@pytest.fixture
def author(ground: None, db: None) -> Viewer:
    """Return the officer here who prepares."""
    return _viewer("malee")


@pytest.fixture
def approver(ground: None, db: None) -> Viewer:
    """Return the officer here who releases, just after the second factor."""
    return money.with_factor(_viewer("prasit"), make.NOW)


@pytest.fixture
def head(ground: None, db: None) -> Viewer:
    """Return the head of the office here, just after the second factor."""
    return money.with_factor(_viewer("wanida"), make.NOW)


@pytest.fixture
def officer_elsewhere(ground: None, db: None) -> Viewer:
    """Return an officer who may do everything, but at another agency."""
    return money.with_factor(_viewer("kittipong"), make.NOW)


@pytest.fixture
def programme(ground: None, db: None) -> Programme:
    """Return the small programme, in force, paid on the tenth."""
    return Programme.objects.get(code=money.CODE)


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> money.Bank:
    """Return the bank this installation talks to, a well-behaved one."""
    made = money.bank(tmp_path)
    monkeypatch.setattr(batches_bank, "channel", lambda: made)
    account = Account(AccountKind.BANK_ACCOUNT, "1234567890", "006")
    monkeypatch.setattr(batches_bank, "debit_account", lambda: account)
    return made
