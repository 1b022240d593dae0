"""What a session says of its sign-in. Written at sign-in (superapp/people/login/facts.py), read with every request."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from .viewer import SignIn

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase

SIGN_IN = "sign_in"
# allauth's: what the session's account has shown, and when.
SHOWN = "account_authentication_methods"


def sign_in_of(session: "SessionBase") -> SignIn | None:
    """Return how the session's person signed in; None when no identity provider was asked, as with officers."""
    known = session.get(SIGN_IN)
    if known is None:
        return None
    return SignIn(known["provider"], known["ial"], datetime.fromisoformat(known["at"]), session.session_key or "")


def factor_shown_at(session: "SessionBase") -> datetime | None:
    """Return when the session's officer last showed their second factor; None when they did not."""
    shown = [each["at"] for each in session.get(SHOWN, ()) if each.get("method") == "mfa"]
    return datetime.fromtimestamp(max(shown), UTC) if shown else None
