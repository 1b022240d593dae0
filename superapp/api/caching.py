"""The `data` cache on Redis: what may be lost, and never stands in the way.

Time-outs of 0.2 s, no retries, and a breaker: after a failure nothing is tried for 2 s, then one call probes. Every
failure reads as "not there". Values are bytes or JSON, never pickles, so there is nothing to unpickle.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import orjson
import structlog
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

TIMEOUT_S = 0.2
OPEN_S = 2.0

_RAW = b"\x00"
_FAILURES = (RedisError, OSError)
_journal = structlog.get_logger("cache")


def redis_options() -> dict[str, Any]:
    """Return the connection options of every Redis client of ours.

    Without the empty Retry, redis-py 8 tries again by itself and one call hangs for seconds.
    """
    return {
        "socket_timeout": TIMEOUT_S,
        "socket_connect_timeout": TIMEOUT_S,
        "retry": Retry(NoBackoff(), 0),
    }


class PlainSerializer:
    """Bytes as they are, anything else as JSON."""

    def dumps(self, value: Any) -> bytes:
        """Return what is stored."""
        # JSON text never begins with a zero byte.
        return _RAW + value if isinstance(value, bytes) else orjson.dumps(value)

    def loads(self, stored: bytes) -> Any:
        """Return what was stored."""
        return stored[1:] if stored[:1] == _RAW else orjson.loads(stored)


class Breaker:
    """Lets calls through until one fails, then none for a while, then one to see."""

    def __init__(self, *, open_s: float = OPEN_S, clock: Callable[[], float] = time.monotonic) -> None:
        self.open_s = open_s
        self.clock = clock
        self.failures = 0
        self._closed_from = 0.0
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """Tell whether to try; of those who ask after the pause, one is told yes."""
        if not self._closed_from:
            return True
        with self._lock:
            now = self.clock()
            if self._closed_from and now < self._closed_from:
                return False
            if self._closed_from:
                self._closed_from = now + self.open_s
            return True

    def succeeded(self) -> None:
        """Note that a call came back."""
        if self._closed_from:
            _journal.info("cache is back")
            self._closed_from = 0.0

    def failed(self, error: Exception) -> None:
        """Note that a call failed."""
        with self._lock:
            self.failures += 1
            was_closed = not self._closed_from
            self._closed_from = self.clock() + self.open_s
        if was_closed:
            _journal.warning("cache is away", error=type(error).__name__)

    @property
    def is_open(self) -> bool:
        """Whether the last call failed and none has come back since."""
        return bool(self._closed_from)


class SafeRedisClient(RedisCacheClient):  # type: ignore[misc]
    """Django's client, keeping one Redis object for each server instead of making one for each call."""

    def __init__(self, servers: Any, **options: Any) -> None:
        super().__init__(servers, **{"serializer": PlainSerializer(), **redis_options(), **options})
        self._kept: dict[int, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """Return the Redis object to ask."""
        index = self._get_connection_pool_index(write)
        found = self._kept.get(index)
        if found is None:
            found = self._kept[index] = super().get_client(key, write=write)
        return found


class SafeRedisCache(RedisCache):  # type: ignore[misc]
    """Django's Redis backend that never raises because of Redis: reads find nothing, writes do nothing."""

    # Django makes a backend object per thread; they share what they learnt about the server.
    _breakers: dict[str, Breaker] = {}
    _clients: dict[str, SafeRedisClient] = {}

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = SafeRedisClient
        self._where = ";".join(self._servers)
        self.breaker = self._breakers.setdefault(self._where, Breaker())

    @property
    def _cache(self) -> SafeRedisClient:
        found = self._clients.get(self._where)
        if found is None:
            found = self._clients[self._where] = SafeRedisClient(self._servers, **self._options)
        return found

    def _try(self, call: Callable[..., Any], otherwise: Any, *args: Any, **options: Any) -> Any:
        if not self.breaker.lets_through():
            return otherwise
        try:
            found = call(*args, **options)
        except _FAILURES as error:
            self.breaker.failed(error)
            return otherwise
        self.breaker.succeeded()
        return found

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return what is stored, `default` when there is nothing or no server."""
        return self._try(super().get, default, key, default, version)

    def set(self, key: Any, value: Any, *args: Any, **options: Any) -> None:
        """Store a value if the server is there."""
        self._try(super().set, None, key, value, *args, **options)

    def add(self, key: Any, value: Any, *args: Any, **options: Any) -> bool:
        """Store a value if there is none; True when it was stored, and when there is no server to ask."""
        return bool(self._try(super().add, True, key, value, *args, **options))

    def touch(self, key: Any, *args: Any, **options: Any) -> bool:
        """Give a value a new lifetime; False when it is not there or no server is."""
        return bool(self._try(super().touch, False, key, *args, **options))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Remove a value; False when there was none or no server is there."""
        return bool(self._try(super().delete, False, key, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        """Return those that are stored."""
        return self._try(super().get_many, {}, keys, version)  # type: ignore[no-any-return]

    def set_many(self, data: Any, *args: Any, **options: Any) -> list[Any]:
        """Store values; the list of those that were not stored is all of them without a server."""
        return self._try(super().set_many, list(data), data, *args, **options)  # type: ignore[no-any-return]

    def delete_many(self, keys: Any, version: int | None = None) -> None:
        """Remove values."""
        self._try(super().delete_many, None, keys, version)

    def has_key(self, key: Any, version: int | None = None) -> bool:
        """Tell whether a value is stored; False without a server."""
        return bool(self._try(super().has_key, False, key, version))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number.

        :raises ValueError: when it is not stored, as it is not when there is no server.
        """
        found = self._try(super().incr, None, key, delta, version)
        if found is None:
            raise ValueError(f"Key {key!r} not found")
        return int(found)

    def clear(self) -> bool:
        """Remove everything of this cache, and nothing of the others on the same server."""
        return bool(self._try(self._clear, False))

    def _clear(self) -> bool:
        client = self._cache.get_client(None, write=True)
        # Redis takes the prefix as a pattern, so what is special there is escaped.
        prefix = "".join(f"\\{one}" if one in "*?[]^\\" else one for one in self.make_key(""))
        for key in client.scan_iter(match=f"{prefix}*", count=1000):
            client.delete(key)
        return True
