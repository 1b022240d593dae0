"""Speaking to identity providers: to their own hosts only, within seconds, and never waiting for one that is down.

A call has a budget for all of it, however the other side dawdles: it runs in a thread of its own, and whoever asked
waits no longer than the budget. At most `MOST_AT_ONCE` calls to one provider are under way, and a breaker leaves a
provider alone that keeps failing, so that its trouble stays its own.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import orjson
import requests

from superapp.registries.breaker import Breaker

from .providers import Provider

BUDGET_S = 5.0
CONNECT_S = 1.5
READ_S = 3.0
LARGEST_BODY = 256 * 1024
MOST_AT_ONCE = 8


class Unavailable(Exception):
    """The provider did not answer as it should: down, slow, or nonsense."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and the JSON object in the body ({} when there is none)."""

    status: int
    body: dict[str, Any]


class Budget:
    """Seconds that one sign-in may spend on its provider, all calls together."""

    def __init__(self, seconds: float | None = None) -> None:
        self._ends = time.monotonic() + (BUDGET_S if seconds is None else seconds)

    @property
    def left_s(self) -> float:
        """Seconds left; not positive when there are none."""
        return self._ends - time.monotonic()


Inside = Callable[[str, str, dict[str, str], dict[str, str] | None], tuple[int, bytes]]
_inside: dict[str, Inside] = {}


def answer_inside(prefix: str, answer: Inside) -> None:
    """Let `answer` reply to every call below `prefix` in this process, as the sandbox does."""
    _inside[prefix] = answer


def call(
    provider: Provider,
    method: str,
    url: str,
    *,
    budget: Budget,
    headers: dict[str, str] | None = None,
    data: dict[str, str] | None = None,
) -> Answer:
    """Return the provider's answer, whatever its status below 500.

    :raises Unavailable: when there is none in time, when it is not JSON, or when `url` is not the provider's.
    """
    parts, own = urlsplit(url), urlsplit(provider.issuer)
    if (parts.scheme, parts.netloc) != (own.scheme, own.netloc):
        raise Unavailable("an address that is not the provider's")
    breaker, places = _state(provider.issuer)
    if budget.left_s <= 0 or not breaker.lets_through():
        raise Unavailable("left alone for a while")
    try:
        status, body = _sent(places, budget, method, url, dict(headers or {}), data)
        answer = Answer(status, _object(body))
        if status >= 500:
            raise Unavailable("an error of its own")
    except Unavailable:
        breaker.failed()
        raise
    breaker.succeeded()
    return answer


def forget() -> None:
    """Forget who failed; tests begin with it."""
    _state.cache_clear()


@lru_cache(maxsize=16)
def _state(issuer: str) -> tuple[Breaker, threading.BoundedSemaphore]:
    return Breaker(time.monotonic), threading.BoundedSemaphore(MOST_AT_ONCE)


def _sent(
    places: threading.BoundedSemaphore,
    budget: Budget,
    method: str,
    url: str,
    headers: dict[str, str],
    data: dict[str, str] | None,
) -> tuple[int, bytes]:
    inside = next((answer for prefix, answer in _inside.items() if url.startswith(prefix)), None)
    try:
        if inside is not None:
            return inside(method, url, headers, data)
        return _outside(places, budget, method, url, headers, data)
    except requests.RequestException as error:
        # Its text may hold the address with what is in it; the kind is enough.
        raise Unavailable(type(error).__name__) from None


def _outside(
    places: threading.BoundedSemaphore,
    budget: Budget,
    method: str,
    url: str,
    headers: dict[str, str],
    data: dict[str, str] | None,
) -> tuple[int, bytes]:
    if not places.acquire(blocking=False):
        raise Unavailable("too many calls under way")
    got: list[tuple[int, bytes] | Exception] = []

    def work() -> None:
        try:
            got.append(_fetched(budget, method, url, headers, data))
        except Exception as error:  # handed to whoever waits
            got.append(error)
        finally:
            places.release()

    worker = threading.Thread(target=work, name="identity-provider", daemon=True)
    worker.start()
    worker.join(max(0.0, budget.left_s))
    if not got:
        raise Unavailable("too slow")
    if isinstance(got[0], Exception):
        raise got[0]
    return got[0]


def _fetched(
    budget: Budget, method: str, url: str, headers: dict[str, str], data: dict[str, str] | None
) -> tuple[int, bytes]:
    limits = (CONNECT_S, max(0.05, min(READ_S, budget.left_s)))
    with requests.request(
        method, url, headers=headers, data=data, timeout=limits, allow_redirects=False, stream=True
    ) as response:
        body = b""
        for piece in response.iter_content(8192):
            body += piece
            if len(body) > LARGEST_BODY or budget.left_s <= 0:
                raise Unavailable("too much, or too slow")
        return response.status_code, body


def _object(body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Unavailable("not JSON") from None
    if not isinstance(found, dict):
        raise Unavailable("not a JSON object")
    return found
