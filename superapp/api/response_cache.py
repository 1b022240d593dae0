"""Response cache: whole public answers, kept as bytes.

Two levels: 64 MB in the process, and the `data` cache. An answer is kept under schema, language, document, operation
and variables, together with the version of the public data it was made from; a new version makes it old, so nothing is
ever deleted. While one request computes an answer the others wait for it, and processes that lose the race may show
the previous version's answer for a while.
"""

import hashlib
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.cache import BaseCache, caches
from django.core.cache.backends.locmem import LocMemCache

from .lru import Bounded

LARGEST_ANSWER = 1024 * 1024
STALE_S = 600
LOCK_S = 5
PATIENCE_S = 0.2


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer: the bytes, their strong ETag, the public version they show, and until when they are fresh."""

    body: bytes
    etag: str
    version: str
    made_at: float
    fresh_until: float

    def packed(self) -> bytes:
        """Return it as bytes for the second level."""
        head = orjson.dumps([self.version, self.made_at, self.fresh_until])
        return len(head).to_bytes(2, "big") + head + self.body


def unpacked(stored: Any) -> Kept | None:
    """Return what `packed` made, None for anything else."""
    try:
        length = int.from_bytes(stored[:2], "big")
        version, made_at, fresh_until = orjson.loads(stored[2 : 2 + length])
        body = bytes(stored[2 + length :])
        return Kept(body, etag_of(body), str(version), float(made_at), float(fresh_until))
    except (TypeError, ValueError):
        return None


def etag_of(body: bytes) -> str:
    """Return the strong ETag of an answer's bytes."""
    return f'"{hashlib.blake2b(body, digest_size=16).hexdigest()}"'


def key_of(
    digest: str,
    language: str,
    document_id: str,
    operation_name: str | None,
    names: tuple[str, ...],
    given: Mapping[str, Any],
) -> str:
    """Return the key of an answer; of the variables only the declared `names` count, or anyone could fragment it."""
    values = [[name, given[name]] for name in names if name in given]
    told = orjson.dumps([digest, language, document_id, operation_name, values], option=orjson.OPT_SORT_KEYS)
    return "answer:" + hashlib.blake2b(told, digest_size=20).hexdigest()


class _Flight:
    """One computation under way, and what came of it."""

    __slots__ = ("done", "kept")

    def __init__(self) -> None:
        self.done = threading.Event()
        self.kept: Kept | None = None


class ResponseCache:
    """Keeps public answers. `clock` is wall time in seconds."""

    def __init__(
        self,
        *,
        most_bytes: int = 64 * 1024 * 1024,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.near: Bounded[str, Kept] = Bounded(most=100_000, most_bytes=most_bytes)
        self.clock = clock
        self.sleep = sleep
        self._flights: dict[str, _Flight] = {}
        self._lock = threading.Lock()

    def answer(
        self, key: str, version: str, fresh_s: int, compute: Callable[[], tuple[bytes, bool]], *, wait_s: float = 5.0
    ) -> tuple[Kept, str]:
        """Return a fresh answer and how it was come by: "hit", "shared", "waited", "stale" or "miss".

        `compute` makes the bytes and says whether they may be kept; it runs when nothing fresh is there. `wait_s`
        bounds the waiting for another request that computes the same.
        """
        kept = self.near.get(key)
        if kept is not None and self._is_fresh(kept, version):
            return kept, "hit"
        flight, is_mine = self._board(key)
        if not is_mine:
            flight.done.wait(wait_s)
            if flight.kept is not None and self._is_fresh(flight.kept, version):
                return flight.kept, "waited"
            return self._computed(key, version, fresh_s, compute), "miss"
        try:
            kept, how = self._from_afar_or_computed(key, version, fresh_s, compute, kept)
            flight.kept = kept
            return kept, how
        finally:
            with self._lock:
                self._flights.pop(key, None)
            flight.done.set()

    def clear(self) -> None:
        """Forget what this process keeps."""
        self.near.clear()

    def _board(self, key: str) -> tuple[_Flight, bool]:
        with self._lock:
            found = self._flights.get(key)
            if found is not None:
                return found, False
            made = self._flights[key] = _Flight()
            return made, True

    def _from_afar_or_computed(
        self, key: str, version: str, fresh_s: int, compute: Callable[[], tuple[bytes, bool]], old: Kept | None
    ) -> tuple[Kept, str]:
        far = _far()
        if far is None:
            return self._computed(key, version, fresh_s, compute), "miss"
        stored = far.get(key)
        kept = unpacked(stored) if stored is not None else None
        if kept is not None and self._is_fresh(kept, version):
            self._keep_near(key, kept)
            return kept, "shared"
        lock = f"{key}:lock"
        if not far.add(lock, 1, LOCK_S):
            # Another process computes it. The answer before this version will do for a moment.
            old = kept or old
            if old is not None and self.clock() - old.made_at < STALE_S:
                return old, "stale"
            self.sleep(PATIENCE_S)
            stored = far.get(key)
            kept = unpacked(stored) if stored is not None else None
            if kept is not None and self._is_fresh(kept, version):
                self._keep_near(key, kept)
                return kept, "shared"
            return self._computed(key, version, fresh_s, compute, far), "miss"
        try:
            return self._computed(key, version, fresh_s, compute, far), "miss"
        finally:
            far.delete(lock)

    def _computed(
        self,
        key: str,
        version: str,
        fresh_s: int,
        compute: Callable[[], tuple[bytes, bool]],
        far: BaseCache | None = None,
    ) -> Kept:
        body, may_be_kept = compute()
        now = self.clock()
        # Lifetimes vary by a tenth, so that what was made together does not grow old together.
        lifetime = fresh_s * random.uniform(0.9, 1.1)  # noqa: S311
        kept = Kept(body, etag_of(body), version, now, now + lifetime if may_be_kept else 0.0)
        if may_be_kept and len(body) <= LARGEST_ANSWER:
            self._keep_near(key, kept)
            if far is not None:
                far.set(key, kept.packed(), int(lifetime) + STALE_S)
        return kept

    def _keep_near(self, key: str, kept: Kept) -> None:
        self.near.put(key, kept, len(kept.body) + 400)

    def _is_fresh(self, kept: Kept, version: str) -> bool:
        return kept.version == version and self.clock() < kept.fresh_until


def _far() -> BaseCache | None:
    """Return the second level; None when the `data` cache is in this process anyway."""
    cache = caches["data"]
    return None if isinstance(cache, LocMemCache) else cache
