"""The bank of the drill: the sandbox, with a clock and misbehaviour that the drill sets."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from welfare.gateways.sandbox.bank import SandboxBank
from welfare.gateways.sandbox.misbehaviour import Misbehaviour


class DrillBank(SandboxBank):
    """The sandbox bank, its clock set by hand."""

    def __init__(self, path: Path) -> None:
        self.at = datetime.now().astimezone()
        super().__init__(path, clock=lambda: self.at)

    def errs(self, **plan: object) -> None:
        """Misbehave from now on; without arguments, no longer."""
        self.misbehaviour = Misbehaviour(**plan)  # type: ignore[arg-type]


_made: list[DrillBank] = []


def channel() -> DrillBank:
    """Return the one bank of this process."""
    if not _made:
        _made.append(DrillBank(Path(settings.VAR_DIR) / "bank.sqlite3"))
    return _made[0]
