"""A programme that pays, with a budget and a bank; one for all tests of a module that only look at it would not do:
each test here spends money."""

from pathlib import Path

import pytest

from services.models import Agency
from superapp.accounts.viewer import Viewer
from tests.factories import money
from welfare.actions import batches_bank
from welfare.gateways.payments import Account, AccountKind
from welfare.models import Programme


@pytest.fixture
def programme(author: Viewer, approver: Viewer, agency: Agency) -> Programme:
    """Return the small programme, in force, paid on the tenth."""
    return money.publish(author, approver, agency)


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> money.Bank:
    """Return the bank this installation talks to, a well-behaved one."""
    made = money.bank(tmp_path)
    monkeypatch.setattr(batches_bank, "channel", lambda: made)
    account = Account(AccountKind.BANK_ACCOUNT, "1234567890", "006")
    monkeypatch.setattr(batches_bank, "debit_account", lambda: account)
    return made
