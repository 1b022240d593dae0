"""The audit entries of the catalogue: one way to write down who did what to which service."""

from datetime import datetime
from typing import TYPE_CHECKING

from superapp.audit import recording

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

SYSTEM = "system"


def leave(viewer: "Viewer | None", *, stream: str, action: str, about: str, now: datetime, **details: object) -> None:
    """Record an act in the audit chain, inside the act's transaction and as its last write.

    `viewer` None means the system itself. `details` hold codes and numbers, never personal data or free text.
    """
    actor = SYSTEM if viewer is None or viewer.account is None else str(viewer.account.public_id)
    recording.record(stream=stream, action=action, object=about, actor=actor, details=details, now=now)
