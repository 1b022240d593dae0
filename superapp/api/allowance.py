"""Allowance: how many cost units a viewer, and an address, may spend in a minute.

A sliding window in Redis, shared by all processes; in the process itself while there is no Redis or it is away.
"""

import time

import structlog
from django.conf import settings
from django.http import HttpRequest
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from superapp.accounts.viewer import Viewer

from .addresses import address_of
from .caching import Breaker, redis_options
from .errors import RequestRefused

# Two strategies on one key fail with WRONGTYPE, so the strategy's name is in the key.
NAMESPACE = "allowance-sliding"
_FAILURES = (RedisError, OSError, StorageError)
_journal = structlog.get_logger("allowance")


class Allowance:
    """Takes cost units from the windows; `per_minute` 0 means no limit."""

    def __init__(self, *, per_minute: int, redis_url: str = "") -> None:
        self.per_minute = per_minute
        self.item = RateLimitItemPerMinute(max(per_minute, 1), namespace=NAMESPACE)
        self.local = SlidingWindowCounterRateLimiter(MemoryStorage())
        self.breaker = Breaker()
        self.shared: SlidingWindowCounterRateLimiter | None = None
        if redis_url:
            storage = RedisStorage(redis_url, wrap_exceptions=True, **redis_options())
            self.shared = SlidingWindowCounterRateLimiter(storage)

    def spend(self, cost: int, *who: str) -> None:
        """Take `cost` units from the window of each of `who`.

        :raises RequestRefused: RATE_LIMITED, with the seconds to wait in Retry-After.
        """
        if not self.per_minute or cost <= 0:
            return
        for name in who:
            # One request may cost more than the whole window holds only where somebody set it so; let it empty it.
            units = min(cost, self.per_minute)
            limiter, passed = self._take(units, name)
            if not passed:
                raise RequestRefused("RATE_LIMITED", headers={"Retry-After": str(self._wait_s(limiter, name))})

    def reset(self) -> None:
        """Forget what was spent in this process."""
        self.local.storage.reset()

    def _take(self, units: int, name: str) -> tuple[SlidingWindowCounterRateLimiter, bool]:
        if self.shared is not None and self.breaker.lets_through():
            try:
                passed = self.shared.hit(self.item, name, cost=units)
            except _FAILURES as error:
                self.breaker.failed(error)
            else:
                self.breaker.succeeded()
                return self.shared, passed
        return self.local, self.local.hit(self.item, name, cost=units)

    def _wait_s(self, limiter: SlidingWindowCounterRateLimiter, name: str) -> int:
        try:
            reset_at = limiter.get_window_stats(self.item, name).reset_time
        except _FAILURES:
            return 5
        return max(1, min(60, round(reset_at - time.time())))


def names_of(request: HttpRequest, viewer: Viewer) -> tuple[str, ...]:
    """Return whose windows a request draws on: its address, and its viewer's when somebody is signed in."""
    address = f"address:{address_of(request)}"
    return (address,) if viewer.is_anonymous else (f"viewer:{viewer.pseudonym}", address)


def allowance() -> Allowance:
    """Return the allowance the settings describe."""
    return Allowance(per_minute=settings.GRAPHQL_ALLOWANCE_PER_MINUTE, redis_url=settings.REDIS_URL)
