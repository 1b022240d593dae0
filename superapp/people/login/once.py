"""What may happen once only: a nonce used, a token presented, a refresh token spent. Shared by all processes.

Kept in the default cache, which fails closed: when it cannot be reached, nobody signs in rather than twice.
"""

import hashlib
import secrets

from django.core import signing
from django.core.cache import caches
from django.db import transaction

NONCE_S = 300
_SALT = "superapp.people.login.nonce"


def both_first(*wanted: tuple[str, str, float]) -> list[bool]:
    """Return for each (kind, value, seconds) whether this is the first time, as one write."""
    with transaction.atomic():
        return [first(*each) for each in wanted]


def first(kind: str, value: str, seconds: float) -> bool:
    """Tell whether this is the first time for `value` within `seconds`; every later call says no."""
    digest = hashlib.sha256(value.encode()).hexdigest()
    return caches["default"].add(f"login:once:{kind}:{digest}", 1, max(1, int(seconds) + 1))


def new_nonce() -> str:
    """Return a nonce for an app to give its identity provider: signed, good for 300 seconds, used once."""
    return signing.TimestampSigner(salt=_SALT).sign(secrets.token_urlsafe(16))


def is_ours(nonce: str) -> bool:
    """Tell whether we gave out `nonce` within the last 300 seconds. Does not use it up."""
    try:
        signing.TimestampSigner(salt=_SALT).unsign(nonce, max_age=NONCE_S)
    except signing.BadSignature:
        return False
    return True
