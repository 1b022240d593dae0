"""Limits on guessing at the officers' door: failures are counted for a name and for an address, successes are not.

The counters are allauth's, in the shared cache, so they hold for all processes. A name is counted whether or not there
is such an account: being locked out tells a stranger nothing.
"""

import hashlib
import math
import time
from collections.abc import Sequence

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest
from redis.exceptions import RedisError

from superapp.api.addresses import address_of
from superapp.refusal import Refusal

APP = "superapp.people"


class TooManyTries(Refusal):
    """Guessed too often; `minutes` says when to try again."""

    is_for_clients = False
    code = "TOO_MANY_TRIES"
    th = "ลองผิดหลายครั้งเกินไป โปรดลองใหม่ในอีก {minutes} นาที หากลืมรหัสผ่านหรือเครื่องหาย โปรดติดต่อผู้ดูแลระบบ"
    en = "Too many wrong attempts. Try again in {minutes} minutes. If you lost password or device, ask an operator."


class CountersAway(Refusal):
    """The counters cannot be reached; without them nobody may guess."""

    is_for_clients = False
    code = "TRY_LATER"
    th = "ระบบเข้าสู่ระบบไม่พร้อมชั่วคราว โปรดลองใหม่ในอีกสักครู่"
    en = "Signing in is not possible for a moment. Please try again."


class Tries:
    """The tries at one door ("password", "factor") by one name from one address."""

    def __init__(self, request: HttpRequest, door: str, name: str) -> None:
        self.request = request
        self.door = door
        self.keys = {"name": f"{door}:{name.strip().casefold()}", "address": f"{door}:{address_of(request)}"}

    def take(self) -> None:
        """Count one try, before anything is looked at.

        :raises TooManyTries: when there were too many failures; the try is not counted then.
        :raises CountersAway: when the counters cannot be reached.
        """
        try:
            used = [self._consume(kind) for kind in self.keys]
            if not all(used):
                for usage in filter(None, used):
                    usage.rollback()
                raise TooManyTries(minutes=max(1, math.ceil(self._wait_s() / 60)))
            self.used = used
        except (RedisError, DatabaseError) as error:
            raise CountersAway from error

    def succeeded(self) -> None:
        """Forget the name's failures; the address gets its try back, and keeps its failures with other names."""
        ratelimit.clear(self.request, app=APP, action="name", config=self._config("name"), key=self.keys["name"])
        for usage in self.used[1:]:
            usage.rollback()

    def is_first_refusal(self) -> bool:
        """Tell whether this lock has not been told of yet, so that it is written to the audit chain once."""
        name = hashlib.sha256(self.keys["name"].encode()).hexdigest()
        return bool(cache.add(f"{APP}:locked:{name}", True, timeout=self._rates("name")[0].duration))

    def _config(self, kind: str) -> dict[str, str]:
        return {kind: settings.OFFICER_TRIES[self.door][kind]}

    def _rates(self, kind: str) -> Sequence[ratelimit.Rate]:
        return ratelimit.get_rates(app=APP, action=kind, config=self._config(kind))  # type: ignore[no-any-return]

    def _consume(self, kind: str) -> ratelimit.RateLimitUsage | None:
        return ratelimit.consume(self.request, app=APP, action=kind, config=self._config(kind), key=self.keys[kind])

    def _wait_s(self) -> float:
        """Return the seconds until the next try counts: when the oldest failure of a full window is forgotten."""
        now, waits = time.time(), [0.0]
        for kind, key in self.keys.items():
            for rate in self._rates(kind):
                at = ratelimit.get_cache_key(self.request, app=APP, action=kind, rate=rate, key=key)
                history = [moment for moment in cache.get(at, []) if moment > now - rate.duration]
                if len(history) >= rate.amount:
                    waits.append(history[-1] + rate.duration - now)
        return max(waits)
