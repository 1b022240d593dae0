"""The sandbox exchange: answers questions from the sample world, and misbehaves on demand, each way a real one does."""

import json
import re
import secrets
from collections.abc import Callable
from threading import Lock
from typing import Any

from superapp.registries import reading
from superapp.registries.wire import Call, NoReply, Reply

from .world import World, world

CONSUMER_KEY = "sandbox-key"
CONSUMER_SECRET = "sandbox-secret"  # noqa: S105
URL = "https://exchange.sandbox.invalid"
_PATH = re.compile(r"/ws/([a-z_]+)/v1/facts$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _text(body: str, status: int = 200, content_type: str = "application/json") -> Reply:
    return Reply(status, body.encode(), content_type)


def _silent(reason: str) -> Callable[[], Reply]:
    def raise_silence() -> Reply:
        raise NoReply(reason)

    return raise_silence


# The shapes of failure seen at real registries, by name.
FAILURES: dict[str, Callable[[], Reply]] = {
    "down": _silent("NO_CONNECTION"),
    "slow": _silent("TIMEOUT"),
    "not_listed": lambda: _text('{"Message": "[2] ไม่พบข้อมูล"}', 500),
    "wrong_question": lambda: _text('{"Message": "[4] ข้อมูลที่ส่งไม่ถูกต้อง"}', 500),
    "not_allowed": lambda: _text('{"Message": "[7] ไม่มีสิทธิ์"}', 500),
    "broken": lambda: _text('{"Message": "[99] ระบบขัดข้อง"}', 500),
    "error_in_200": lambda: _text('{"error": {"code": "[99]", "message": "ระบบขัดข้อง"}}'),
    "html": lambda: _text("<html><h1>502 Bad Gateway</h1></html>", 502, "text/html"),
    "junk": lambda: _text('{"result": "ก'),
    "null": lambda: _text('{"result": null}'),
    "empty_list": lambda: _text('{"result": []}'),
}
# These change values of an answer that is otherwise right.
SPOILT_DAYS = {"day_zero": "25380700", "year_only": "25380000", "no_date": "00000000", "wrong_year": "19950714"}


class SandboxWire:
    """The whole exchange in process: a token, and every registry of the sample world."""

    def __init__(self, people: World | None = None) -> None:
        self._world = people
        self._lock = Lock()
        self._misbehaving: dict[str, tuple[str, int | None]] = {}
        self._tokens: set[str] = set()
        self.calls: list[str] = []

    def misbehave(self, registry: str, how: str | None, *, times: int | None = None) -> None:
        """Let a registry fail in one of FAILURES or SPOILT_DAYS, `times` times or until told None.

        :raises ValueError: for a failure that is not known.
        """
        if how is not None and how not in FAILURES and how not in SPOILT_DAYS:
            raise ValueError(f"expected one of {sorted([*FAILURES, *SPOILT_DAYS])}, found {how!r}")
        with self._lock:
            if how is None:
                self._misbehaving.pop(registry, None)
            else:
                self._misbehaving[registry] = (how, times)

    def forget_tokens(self) -> None:
        """Let every token given so far be idled out."""
        self._tokens.clear()

    def send(self, call: Call, *, read_s: float) -> Reply:
        """Return the reply to `call`, as a real exchange would.

        :raises NoReply: while the registry is down or slow.
        """
        if call.url == f"{URL}/ws/auth/validate":
            self.calls.append("validate")
            if call.headers.get("Consumer-Key") != CONSUMER_KEY or call.query.get("ConsumerSecret") != CONSUMER_SECRET:
                return _text('{"Message": "[6]"}', 401)
            token = secrets.token_hex(16)
            self._tokens.add(token)
            return _text(json.dumps({"Result": token}))
        found = _PATH.search(call.url)
        if found is None:
            return _text("", 404)
        registry = found[1].upper()
        self.calls.append(registry)
        how = self._how(registry)
        if how in FAILURES:
            return FAILURES[how]()
        if call.headers.get("Token") not in self._tokens:
            return _text('{"Message": "token"}', 401)
        asked = json.loads(call.body)
        held = (self._world or world()).records(registry, asked["subject"])
        if held is None:
            return FAILURES["not_listed"]()
        told = {fact: _sent(held[fact], how) for fact in asked["facts"] if fact in held}
        return _text(json.dumps({"result": told}, ensure_ascii=False))

    def _how(self, registry: str) -> str:
        with self._lock:
            how, times = self._misbehaving.get(registry, ("", None))
            if times == 1:
                del self._misbehaving[registry]
            elif times is not None:
                self._misbehaving[registry] = (how, times - 1)
        return how


def _sent(value: Any, how: str) -> Any:
    """Return a value of the sample world as registries write it."""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, list):
        return [{name: _sent(one, how) for name, one in element.items()} for element in value]
    if isinstance(value, dict):
        return reading.sent(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return SPOILT_DAYS.get(how) or reading.sent(value)
    return value if isinstance(value, str) else str(value)
