"""The audit entries of hearings: one way to write down who did what to which hearing."""

from datetime import datetime
from typing import TYPE_CHECKING

from consultation.models import Hearing
from superapp.audit.recording import record

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

SYSTEM = "system"


def leave(viewer: "Viewer | None", hearing: Hearing, action: str, *, now: datetime, **details: object) -> None:
    """Record an act in the chain of the hearing's agency, as the last write of the act's transaction.

    `viewer` None means the system itself. `details` hold codes and numbers, never free text.
    """
    record(
        stream=hearing.agency.code,
        action=f"hearing.{action}",
        object=f"hearing:{hearing.code}",
        actor=SYSTEM if viewer is None or viewer.account is None else viewer.actor,
        details=details,
        now=now,
    )
