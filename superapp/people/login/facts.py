"""What a session knows of the sign-in that made it: provider, level, instant. Nothing that says who it is."""

from datetime import datetime
from typing import Any

from superapp.accounts import assurance
from superapp.accounts.sessions import SIGN_IN
from superapp.people.actions.identities import Identity


def write(session: Any, identity: Identity) -> None:
    """Let the session hold how its person signed in."""
    session[SIGN_IN] = {"provider": identity.provider, "ial": identity.ial, "at": identity.at.isoformat()}


def raise_to(session: Any, identity: Identity) -> bool:
    """Let a confirmation count for the session unless it is less sure than what is there; tell whether it did."""
    known = session.get(SIGN_IN)
    if known is not None and not assurance.reaches(identity.ial, known["ial"]):
        return False
    if known is not None and datetime.fromisoformat(known["at"]) > identity.at:
        return False
    write(session, identity)
    return True
