"""Which bank this installation talks to, and from which account it pays: read from the settings in one place."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from superapp.refusal import Refusal
from welfare.gateways.channel import Channel, RawMessage
from welfare.gateways.payments import Account, AccountKind
from welfare.gateways.sandbox.bank import SandboxBank


class BankNotConnected(Refusal):
    """No bank is configured: BANK_CHANNEL or BANK_DEBIT_ACCOUNT is blank."""

    code = "BANK_NOT_CONNECTED"
    th = "ยังไม่ได้ตั้งค่าธนาคารของระบบ โปรดแจ้งผู้ดูแลระบบ"
    en = "No bank is configured. Tell whoever runs the platform."


class DemonstrationBank(SandboxBank):
    """The sandbox bank of a demonstration: money that is due moves whenever somebody asks for messages."""

    def collect(self, after: str | None = None, limit: int = 100) -> list[RawMessage]:
        """Let the bank's day go on, then return its messages."""
        self.settle()
        return super().collect(after, limit)


def demonstration() -> Channel:
    """Return the sandbox bank that keeps its book beside the demonstration's database."""
    return DemonstrationBank(Path(settings.VAR_DIR) / "sandbox_bank.sqlite3", clock=timezone.now)


def channel() -> Channel:
    """Return the bank.

    :raises BankNotConnected:
    """
    if not settings.BANK_CHANNEL:
        raise BankNotConnected()
    return _made(settings.BANK_CHANNEL)


@cache
def _made(path: str) -> Channel:
    return import_string(path)()  # type: ignore[no-any-return]


def debit_account() -> Account:
    """Return the account the state pays from.

    :raises BankNotConnected:
    """
    bank_code, _, number = settings.BANK_DEBIT_ACCOUNT.partition(":")
    if not number:
        raise BankNotConnected()
    return Account(AccountKind.BANK_ACCOUNT, number, bank_code)
