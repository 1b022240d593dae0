"""Codes that work once, for a minute: what they stand for lies in the shared cache, under the code's digest.

The cache is the `default` one: shared by all processes, and closed when it is away. Whoever reads the cache learns no
code that works.
"""

import hashlib
import secrets
from typing import Any

from django.core.cache import cache

CODE_BYTES = 32
# How much longer than the code itself it is remembered that one was taken.
MEMORY_S = 3600


def issue(kind: str, content: dict[str, Any], *, seconds: int) -> str:
    """Return a new code of that kind that stands for `content` for so many seconds."""
    code = secrets.token_urlsafe(CODE_BYTES)
    keep(kind, code, content, seconds=seconds)
    return code


def keep(kind: str, code: str, content: dict[str, Any], *, seconds: int) -> None:
    """Let a code made elsewhere stand for `content` for so many seconds."""
    cache.set(_key(kind, code), content, timeout=seconds)


def peek(kind: str, code: str) -> dict[str, Any] | None:
    """Return what the code stands for, taken or not; None when it never did or is too old."""
    content: dict[str, Any] | None = cache.get(_key(kind, code))
    return content


def look(kind: str, code: str) -> dict[str, Any] | None:
    """Return what the code stands for without taking it; None when it never did, is too old or was taken."""
    content = peek(kind, code)
    if content is None or cache.get(_taken(kind, code)) is not None:
        return None
    return content


def take(kind: str, code: str) -> bool:
    """Take the code: True for exactly one caller, however many ask at once."""
    return bool(cache.add(_taken(kind, code), 1, timeout=MEMORY_S))


def redeem(kind: str, code: str) -> dict[str, Any] | None:
    """Return what the code stands for, to exactly one caller; None to everybody else."""
    content = look(kind, code)
    return content if content is not None and take(kind, code) else None


def digest(code: str) -> str:
    """Return the name of a code where the code itself must not be written."""
    return hashlib.sha256(code.encode()).hexdigest()


def _key(kind: str, code: str) -> str:
    return f"one-time:{kind}:{digest(code)}"


def _taken(kind: str, code: str) -> str:
    return f"one-time:{kind}:taken:{digest(code)}"
