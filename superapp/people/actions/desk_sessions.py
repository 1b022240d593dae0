"""Stays at the desk: begun after the second factor, few at a time, and ended at once when somebody says so."""

from datetime import datetime, timedelta
from importlib import import_module
from uuid import UUID

from django.conf import settings
from django.db import transaction

from superapp.accounts.models import Account
from superapp.people.models import DeskSession


def idle() -> timedelta:
    """Return how long nothing may happen before a stay is over."""
    return timedelta(seconds=settings.OFFICER_IDLE_S)


def longest() -> timedelta:
    """Return how long a stay lasts at most."""
    return timedelta(seconds=settings.OFFICER_LONGEST_S)


@transaction.atomic
def begin(*, account: Account, session_key: str, device: str, now: datetime) -> DeskSession:
    """Begin a stay; when the officer has too many, the one begun longest ago ends."""
    Account.objects.select_for_update().get(pk=account.pk)
    standing = list(open_of(account, now=now).order_by("started_at", "pk"))
    for crowded_out in standing[: max(0, len(standing) - settings.OFFICER_MOST_SESSIONS + 1)]:
        _end(crowded_out, DeskSession.Ending.TOO_MANY, now)
    return DeskSession.objects.create(
        account=account, session_key=session_key, device=device[:60], started_at=now, seen_at=now
    )


def open_of(account: Account, *, now: datetime) -> "DeskSession.objects":  # type: ignore[name-defined]
    """Return the account's stays that still let it in."""
    return DeskSession.objects.filter(account=account).open_at(now, idle=idle(), longest=longest())


def touch(*, session_key: str, now: datetime) -> None:
    """Note that somebody is still there."""
    DeskSession.objects.filter(session_key=session_key, ended_at__isnull=True).update(seen_at=now)


def moved(*, old_key: str, new_key: str) -> None:
    """Follow a session that got a new key."""
    DeskSession.objects.filter(session_key=old_key).update(session_key=new_key)


@transaction.atomic
def end(*, session_key: str, ending: DeskSession.Ending, now: datetime) -> None:
    """End the stay of that session key, if there is one."""
    row = DeskSession.objects.select_for_update().filter(session_key=session_key, ended_at__isnull=True).first()
    if row is not None:
        _end(row, ending, now)


@transaction.atomic
def end_all(
    *, account: Account, ending: DeskSession.Ending, now: datetime, but: str = "", only: UUID | None = None
) -> int:
    """End the account's stays, save the one whose session key is `but`, or `only` the one; return how many ended."""
    rows = DeskSession.objects.select_for_update().filter(account=account, ended_at__isnull=True)
    rows = rows.exclude(session_key=but) if but else rows
    rows = rows.filter(public_id=only) if only is not None else rows
    ended = list(rows.order_by("pk"))
    for row in ended:
        _end(row, ending, now)
    return len(ended)


def _end(row: DeskSession, ending: DeskSession.Ending, now: datetime) -> None:
    row.ended_at, row.ending = now, ending
    row.save(update_fields=["ended_at", "ending"])
    # A request that is under way cannot bring it back: saving a session that is gone fails.
    import_module(settings.SESSION_ENGINE).SessionStore(row.session_key).delete()
