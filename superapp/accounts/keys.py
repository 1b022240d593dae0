"""Whether the keys of personal data are the right ones: asked when a process starts, before it serves or seals.

With a wrong key nothing could be read, everybody would seem new, and what is sealed meanwhile would be lost with the
key. So the database remembers a check value of each key it has seen, and a process that has others does not start.
"""

import hashlib
import hmac
from typing import Any

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, transaction

from . import cipher
from .models import Citizen, KeyCheck
from .models.citizen import pid_indexes

TAG = "keys"
VARIABLES = {KeyCheck.Purpose.PII: "PII_KEYS", KeyCheck.Purpose.PID_INDEX: "PID_INDEX_KEY"}


class WrongKey(ImproperlyConfigured):
    """A key is not the one this database was sealed with; the message says which variable, and what to do."""


def check_value(purpose: str, key_id: int, key: bytes) -> str:
    """Return the value by which a key is recognised: 64 hex digits that say nothing about it."""
    return hmac.new(key, f"key check\0{purpose}\0{key_id}".encode(), hashlib.sha256).hexdigest()


def keys_of(purpose: str) -> dict[int, bytes]:
    """Return the keys of a purpose as they are configured.

    :raises WrongKey: when the variable is malformed.
    """
    try:
        return cipher.master_keys() if purpose == KeyCheck.Purpose.PII else cipher.index_keys()
    except ValueError as error:
        raise WrongKey(str(error)) from None


def check() -> None:
    """Compare the configured keys with those this database knows, and remember new ones.

    :raises WrongKey: when one differs, is missing although in use, or is used although retired.
    """
    for purpose, variable in VARIABLES.items():
        keys = keys_of(purpose)
        _compare(purpose, variable, keys)
        new = [
            KeyCheck(purpose=purpose, key_id=key_id, value=check_value(purpose, key_id, key))
            for key_id, key in keys.items()
        ]
        with transaction.atomic():
            if not KeyCheck.objects.filter(purpose=purpose).exists():
                _try_on_somebody(purpose, variable)
            KeyCheck.objects.bulk_create(new, ignore_conflicts=True)
        # Two processes with different keys may have met in the line above: the loser finds the winner's here.
        _compare(purpose, variable, keys)


def _compare(purpose: str, variable: str, keys: dict[int, bytes]) -> None:
    known = {row.key_id: row for row in KeyCheck.objects.filter(purpose=purpose)}
    for key_id, key in keys.items():
        if key_id in known and known[key_id].value != check_value(purpose, key_id, key):
            raise WrongKey(
                f"{variable}: key {key_id} is not the key {key_id} this database was sealed with. "
                "Put the right one back; what is sealed can be read with no other."
            )
    missing = [str(key_id) for key_id, row in known.items() if row.retired_at is None and key_id not in keys]
    if missing:
        raise WrongKey(
            f"{variable}: key {', '.join(missing)} is missing, and what it sealed is still in this database. "
            "Add it again after the first, run bin/manage rotate_keys (--index for PID_INDEX_KEY), then take it out."
        )
    first = next(iter(keys))
    if first in known and known[first].retired_at is not None:
        raise WrongKey(f"{variable}: key {first} is retired and comes first. Put the newest key first.")
    if purpose == KeyCheck.Purpose.PID_INDEX:
        for key_id in keys.keys() - known.keys():
            if before := [str(other) for other in known if other % 2 == key_id % 2]:
                raise WrongKey(
                    f"{variable}: the column of key {key_id} still holds values of key {', '.join(before)}. "
                    "Run bin/manage rotate_keys --index with the present key alone, then add the new one."
                )


def _try_on_somebody(purpose: str, variable: str) -> None:
    """Try the keys on one citizen, for a database from before it remembered its keys."""
    somebody = Citizen.objects.filter(erased_at=None).select_related("account").first()
    if somebody is None:
        return
    try:
        pid = somebody.read("pid")
    except cipher.Unreadable:
        raise WrongKey(f"{VARIABLES[KeyCheck.Purpose.PII]}: opens nothing in this database.") from None
    found = pid_indexes(pid) if pid is not None and purpose == KeyCheck.Purpose.PID_INDEX else {}
    if found and all(getattr(somebody, column) != value for column, value in found.items()):
        raise WrongKey(f"{variable}: finds nobody in this database.")


@checks.register(TAG, checks.Tags.database)
def keys_fit(**_: Any) -> list[checks.CheckMessage]:
    """Return an error when the keys are wrong; none when they fit, or when there is no database to compare with."""
    try:
        check()
    except WrongKey as error:
        return [checks.Critical(str(error), id="superapp.keys")]
    except DatabaseError:
        return []
    return []
