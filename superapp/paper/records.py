"""The canonical form of a document's facts: one way to write them, so that everybody gets the same digest."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

DEEPEST = 8


def canonical(record: Mapping[str, Any]) -> bytes:
    """Return a record as JSON in UTF-8: keys sorted, no blanks, nothing escaped that need not be.

    Values are texts, whole numbers, true, false, null, lists and objects. Amounts are whole satang, days and instants
    ISO 8601 texts: what has no single way of being written has no place here.

    >>> canonical({"number": "DL-2569-000001", "amount_satang": 60000}).decode()
    '{"amount_satang":60000,"number":"DL-2569-000001"}'

    :raises TypeError: for anything else, a float above all.
    """
    _check(record, 0)
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(record: Mapping[str, Any]) -> bytes:
    """Return the SHA-256 of a record's canonical form.

    :raises TypeError: as `canonical`.
    """
    return hashlib.sha256(canonical(record)).digest()


def base64url(value: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """Return the bytes of base64url without padding.

    :raises ValueError: for any other text, also for one that is a second way of writing the same bytes.
    """
    value = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    if base64url(value) != text:
        raise ValueError("not the one way to write it")
    return value


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise TypeError(f"record: nested deeper than {DEEPEST}")
    if isinstance(value, Mapping):
        for name, part in value.items():
            if not isinstance(name, str):
                raise TypeError(f"record: expected texts as keys, found {type(name).__name__}")
            _check(part, depth + 1)
    elif isinstance(value, list | tuple):
        for part in value:
            _check(part, depth + 1)
    elif not (value is None or isinstance(value, str | int)):
        raise TypeError(f"record: expected texts, whole numbers and the like, found {type(value).__name__}")
