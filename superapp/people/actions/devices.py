"""A person's devices: every session in which they are signed in. Ending one ends its tokens with the next request."""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from superapp.accounts.models import Account
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound

MOST = 20
_SYSTEMS = (
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh|Darwin", "Mac"),
    (r"Linux|X11", "Linux"),
)
_BROWSERS = ((r"Edg/", "Edge"), (r"Firefox/", "Firefox"), (r"Chrome/|CriOS/", "Chrome"), (r"Safari/", "Safari"))


@dataclass(frozen=True, slots=True)
class Device:
    """One session of a person. `key` is its public name; `name` is guessed from what the client calls itself."""

    key: str
    name: str
    signed_in_at: datetime
    last_used_at: datetime
    is_current: bool


def of(viewer: Viewer) -> list[Device]:
    """Return the viewer's devices, last used first; none for nobody."""
    if viewer.account is None:
        return []
    current = viewer.sign_in.session_id if viewer.sign_in else ""
    rows = _live(viewer.account)
    found = [
        Device(_key(row), named(row.user_agent), row.created_at, row.last_seen_at, row.session_key == current)
        for row in rows
    ]
    return sorted(found, key=lambda device: (not device.is_current, -device.last_used_at.timestamp()))[:MOST]


def revoke(*, viewer: Viewer, key: str, now: datetime) -> None:
    """Sign the viewer out on the device of that public key, which may be the one they hold.

    :raises NotFound: when it is not one of theirs.
    """
    if viewer.account is None:
        raise NotFound(path=("id",))
    with transaction.atomic():
        row = next((row for row in _live(viewer.account) if hmac.compare_digest(_key(row), key)), None)
        if row is None:
            raise NotFound(path=("id",))
        _end([row])
        _record(viewer, "login.revoke-device", 1, now)


def sign_out_everywhere(*, viewer: Viewer, keep_this: bool, now: datetime) -> int:
    """Sign the viewer out on every device, on this one too unless `keep_this`; return on how many.

    :raises NotFound: for nobody.
    """
    if viewer.account is None:
        raise NotFound()
    with transaction.atomic():
        kept = viewer.sign_in.session_id if keep_this and viewer.sign_in else ""
        count = end_all(viewer.account, but=kept)
        _record(viewer, "login.sign-out-everywhere", count, now)
    return count


def end_all(account: Account, *, but: str = "") -> int:
    """End every session of an account but the one named, as erasing somebody does; return how many."""
    rows = list(UserSession.objects.filter(user=account).exclude(session_key=but))
    _end(rows)
    return len(rows)


def keep_newest(account: Account) -> None:
    """End the oldest sessions beyond the number a person may have; sessions that ended are cleared away."""
    _end(_live(account)[MOST:])


def _end(rows: list[UserSession]) -> None:
    store: Any = SessionStore.get_model_class()
    store.objects.filter(session_key__in=[row.session_key for row in rows]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in rows]).delete()


def named(user_agent: str) -> str:
    """Return a name for a device from its User-Agent, as "Chrome (Android)"; "" when it says nothing known.

    >>> named("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36")
    'Chrome (Android)'
    >>> named("curl/8.5")
    ''
    """
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, user_agent)), "")
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, user_agent)), "")
    return f"{browser} ({system})" if browser and system else browser or system


def _live(account: Account) -> list[UserSession]:
    rows = list(UserSession.objects.filter(user=account).order_by("-last_seen_at", "-pk"))
    store: Any = SessionStore.get_model_class()
    alive = set(
        store.objects.filter(session_key__in=[row.session_key for row in rows]).values_list("session_key", flat=True)
    )
    gone = [row.pk for row in rows if row.session_key not in alive]
    if gone:
        UserSession.objects.filter(pk__in=gone).delete()
    return [row for row in rows if row.session_key in alive]


def _key(row: UserSession) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), f"device:{row.session_key}".encode(), hashlib.sha256).hexdigest()[:32]


def _record(viewer: Viewer, action: str, count: int, now: datetime) -> None:
    record(
        stream="platform",
        action=action,
        object=f"account:{viewer.actor}",
        actor=viewer.actor,
        details={"devices": count},
        now=now,
    )
