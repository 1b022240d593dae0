"""The drill's bank: keeps its book in the scratch folder, lives a month ahead, and errs in every way but one.

It never books what nobody asked for: then the money itself would be wrong, not we.
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from welfare.gateways.channel import RawMessage
from welfare.gateways.sandbox.bank import SandboxBank
from welfare.gateways.sandbox.misbehaviour import Death, Misbehaviour

FILE = "bank.sqlite3"
# Paydays of the drill lie some weeks ahead; at this bank it is later already.
AHEAD = timedelta(days=90)
PLAN = Misbehaviour(
    reject={"AC01": 10, "AC04": 10, "AC06": 10},
    reject_later={"BE01": 5},
    give_back={"AC04": 5},
    delay_s=3,
    twice=150,
    out_of_order=True,
    truncated=50,
    hostile=20,
    deaf=150,
    mute=150,
    deaths=frozenset(Death),
)


class DrillBank(SandboxBank):
    """The sandbox bank, whose day goes on whenever somebody asks what it has to tell."""

    def collect(self, after: str | None = None, limit: int = 100) -> list[RawMessage]:
        """Let the bank's day go on, then return its messages."""
        self.settle()
        return super().collect(after, limit)


def made() -> DrillBank:
    """Return the bank as the application reaches it."""
    return DrillBank(Path(settings.VAR_DIR) / FILE, clock=lambda: timezone.now() + AHEAD, misbehaviour=PLAN)
