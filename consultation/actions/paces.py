"""Paces: how often one person, and one address, may comment, vote and report. Refused with the seconds to wait.

Sliding windows in Redis, shared by all processes; in the process itself while there is no Redis or it is away. What
is counted by is a keyed hash and is gone with its window, after a day at most.
"""

import time
from dataclasses import dataclass, field
from functools import lru_cache

from django.conf import settings
from limits import RateLimitItem, RateLimitItemPerDay, RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from superapp.accounts.viewer import Viewer
from superapp.api.caching import Breaker, redis_options
from superapp.refusal import Refusal

# A mobile operator puts hundreds of people behind one address.
PEOPLE_BEHIND_ADDRESS = 50
_FAILURES = (RedisError, OSError, StorageError)


class TooFast(Refusal):
    """More of it than one person does in earnest. `details`: `seconds` to wait."""

    code = "TOO_FAST"
    th = "ท่านทำรายการนี้ถี่เกินไป โปรดรอ {seconds} วินาทีแล้วลองใหม่ ไม่มีสิ่งใดสูญหาย"
    en = "You are doing this too often. Wait {seconds} seconds and try again; nothing is lost."


def _items(namespace: str, person: RateLimitItem, address: RateLimitItem) -> tuple[RateLimitItem, RateLimitItem]:
    person.namespace, address.namespace = f"pace-{namespace}", f"pace-{namespace}-address"
    return person, address


PACES = {
    "comment": _items("comment", RateLimitItemPerMinute(5, 10), RateLimitItemPerMinute(5 * PEOPLE_BEHIND_ADDRESS, 10)),
    "vote": _items("vote", RateLimitItemPerMinute(60), RateLimitItemPerMinute(60 * PEOPLE_BEHIND_ADDRESS)),
    "flag": _items("flag", RateLimitItemPerDay(20), RateLimitItemPerDay(20 * PEOPLE_BEHIND_ADDRESS)),
}


@dataclass(slots=True)
class _Windows:
    local: SlidingWindowCounterRateLimiter = field(
        default_factory=lambda: SlidingWindowCounterRateLimiter(MemoryStorage())
    )
    shared: SlidingWindowCounterRateLimiter | None = None
    breaker: Breaker = field(default_factory=Breaker)


@lru_cache(maxsize=1)
def _windows() -> _Windows:
    made = _Windows()
    if settings.REDIS_URL:
        storage = RedisStorage(settings.REDIS_URL, wrap_exceptions=True, **redis_options())
        made.shared = SlidingWindowCounterRateLimiter(storage)
    return made


def take(what: str, *, viewer: Viewer, caller: str = "") -> None:
    """Count one `what` of PACES for the viewer and, unless "", for the address that `caller` stands for.

    :raises TooFast: with the seconds to wait.
    """
    person, address = PACES[what]
    _take(person, viewer.pseudonym)
    if caller:
        _take(address, caller)


def forget() -> None:
    """Start with empty windows in this process."""
    _windows.cache_clear()


def _take(item: RateLimitItem, name: str) -> None:
    windows = _windows()
    if windows.shared is not None and windows.breaker.lets_through():
        try:
            _hit(windows.shared, item, name)
        except _FAILURES as error:
            windows.breaker.failed(error)
        else:
            windows.breaker.succeeded()
            return
    _hit(windows.local, item, name)


def _hit(limiter: SlidingWindowCounterRateLimiter, item: RateLimitItem, name: str) -> None:
    if not limiter.hit(item, name):
        reset_at = limiter.get_window_stats(item, name).reset_time
        raise TooFast(seconds=max(1, min(item.get_expiry(), round(reset_at - time.time()))))
