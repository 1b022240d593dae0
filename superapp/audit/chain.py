"""The arithmetic of the chain: how an event becomes a hash, and a head a seal. No database here.

Each stream is a chain of its own. An event's hash covers the hash before it, so changing, removing or moving one event
breaks every later one. Hashes are keyed (HMAC): who can write the database but lacks the key cannot mend the chain.
"""

import hmac
from datetime import UTC, datetime

import orjson

GENESIS = "0" * 64


def canonical(value: object) -> bytes:
    """Write `value` as JSON in the one way that is hashed: UTF-8, keys sorted, no blanks.

    >>> canonical({"b": 1, "a": [True, None]})
    b'{"a":[true,null],"b":1}'
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def instant(at: datetime) -> str:
    """Write an instant in the one way that is hashed: UTC, microseconds always.

    >>> instant(datetime(2026, 11, 21, 10, 0, tzinfo=UTC))
    '2026-11-21T10:00:00.000000+00:00'
    """
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def event_hash(key: bytes, *, stream: str, seq: int, at: datetime, body: dict[str, object], prev: str) -> str:
    """Return the hash of one event (64 hex digits): HMAC-SHA256 over stream, number, instant, body and the hash before.

    `prev` is GENESIS for a stream's first event.
    """
    return hmac.digest(key, canonical(["event", stream, seq, instant(at), body, prev]), "sha256").hex()


def head_seal(key: bytes, *, stream: str, seq: int, hash: str) -> str:
    """Return the seal of a stream's head (64 hex digits), so that a head cannot be moved back without the key."""
    return hmac.digest(key, canonical(["head", stream, seq, hash]), "sha256").hex()


def signature(key: bytes, value: object) -> str:
    """Return the signature of a published file's content (64 hex digits)."""
    return hmac.digest(key, canonical(["published", value]), "sha256").hex()
