"""Officers with a password and a device, and browsers that go through the door as people do."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from superapp.accounts.models import Account, Officer
from superapp.people.actions import second_factor
from superapp.people.actions.second_factor import totp
from tests.factories.services import NOW

PASSWORD = "correct-horse-battery"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


class Clock:
    """Time as allauth and the sessions read it; it stands still until it is moved."""

    def __init__(self) -> None:
        # The cache's table looks at the real clock; entries must not look old to it.
        self.moment = float(int(time.time()))
        self.ticks = 0

    def time(self) -> float:
        # Two readings never agree, as two moments never do.
        self.ticks += 1
        return self.moment + self.ticks * 1e-6

    def pass_s(self, seconds: float) -> None:
        self.moment += seconds


class Visitor(Client):
    """A browser at the officers' door."""

    def give_password(self, username: str = "malee", password: str = PASSWORD) -> Any:
        return self.post("/admin/login/", {"username": username, "password": password})

    def give_code(self, code: str) -> Any:
        return self.post("/admin/login/code/", {"code": code})

    def is_in(self) -> bool:
        return self.get("/admin/account/").status_code == 200


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("time.time", clock.time)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime.fromtimestamp(clock.moment, tz=NOW.tzinfo))
    return clock


@pytest.fixture(autouse=True)
def no_failures_yet(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def malee(db: None) -> Account:
    """An officer who has a password and a device with SECRET."""
    return make_officer_with_device("malee")


@pytest.fixture
def operator(db: None) -> Account:
    account = Account.objects.create_superuser("somkid", PASSWORD)
    give_device(account)
    return account


def make_officer_with_device(username: str) -> Account:
    account = Account.objects.create_user(username, PASSWORD, kind=Account.Kind.OFFICER, is_staff=True)
    Officer.objects.create(account=account, name_th="มาลี ศรีสุข", name_en="Malee Srisuk")
    give_device(account)
    return account


def give_device(account: Account) -> None:
    device = totp.TOTP.activate(account, SECRET)
    second_factor.RecoveryCodes.activate(account)
    assert device.instance.pk


def code_now(clock: Clock, steps: int = 0) -> str:
    """Return what the device shows now, or so many half minutes later or earlier."""
    return str(totp.format_hotp_value(totp.hotp_value(SECRET, int(clock.moment) // 30 + steps)))


@pytest.fixture
def signed_in(clock: Clock, malee: Account) -> Callable[[], Visitor]:
    """Return what signs Malee in from one more machine; each time a minute later, so that her code is a new one."""

    def enter() -> Visitor:
        clock.pass_s(60)
        visitor = Visitor()
        visitor.give_password()
        visitor.give_code(code_now(clock))
        return visitor

    return enter
