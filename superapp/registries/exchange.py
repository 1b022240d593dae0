"""The government data exchange: two steps, a token and then the question, and every way an answer can be wrong.

The shape is DGA's GDX: `validate` with a key in a header gives a token that idles out after an hour; the question goes
with key and token. Business errors come as HTTP 500 with a code such as [2] in the body, so bodies of 500 are read
before anybody calls it an outage; 200 may hold an error too. The citizen's number travels in the body, never in an
address.
"""

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Any

from . import reading
from .answers import Answer, Kind, Provenance
from .breaker import Breaker
from .wire import Call, NoReply, Reply, Wire

VERSION = "gdx/1"
TOKEN_LIVES_S = 50 * 60
TOTAL_S = 5.0
RETRIED = frozenset({502, 503, 504})
_BUSINESS = re.compile(r"\[(\d{1,3})\]")
# What the exchange's numbers mean; others are outages of the registry behind it.
NOT_LISTED = frozenset({"2"})
WRONG_QUESTION = frozenset({"4"})
NOT_ALLOWED = frozenset({"6", "7"})


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are to the exchange. All three are secrets or personal data: none is ever logged."""

    url: str
    consumer_key: str
    consumer_secret: str
    agent: str


class Exchange:
    """Asks registries through the exchange; one for a process."""

    def __init__(self, wire: Wire, credentials: Credentials, clock: Callable[[], float]) -> None:
        self._wire = wire
        self._credentials = credentials
        self._clock = clock
        self._lock = Lock()
        self._token: tuple[str, float] | None = None
        self._breakers: dict[str, Breaker] = {}

    def breaker(self, registry: str) -> Breaker:
        """Return the breaker of a registry."""
        with self._lock:
            return self._breakers.setdefault(registry, Breaker(self._clock))

    def ask(
        self, registry: str, subject: str, facts: tuple[str, ...], types: Mapping[str, str], *, now: datetime
    ) -> dict[str, Answer]:
        """Return an answer for each of `facts` about `subject`; never raises for what the other side does."""
        request_id = uuid.uuid4().hex
        where = Provenance(registry, now, request_id, "", VERSION)
        breaker = self.breaker(registry)
        if not breaker.lets_through():
            return _same(facts, Kind.UNAVAILABLE, "BREAKER_OPEN", where)
        try:
            reply = self._asked(registry, subject, facts, request_id)
        except NoReply as silence:
            breaker.failed()
            return _same(facts, Kind.UNAVAILABLE, silence.reason, where)
        where = Provenance(registry, now, request_id, hashlib.sha256(reply.body).hexdigest(), VERSION)
        kind, reason, found = _read(reply)
        if kind is Kind.UNAVAILABLE:
            breaker.failed()
        else:
            breaker.succeeded()
        if found is None:
            return _same(facts, kind, reason, where)
        return {fact: _answer(found, fact, dict(types), where) for fact in facts}

    def _asked(self, registry: str, subject: str, facts: tuple[str, ...], request_id: str) -> Reply:
        began = self._clock()
        again = True
        while True:
            left = TOTAL_S - (self._clock() - began)
            if left <= 0:
                raise NoReply("TIMEOUT")
            try:
                reply = self._wire.send(self._question(registry, subject, facts, request_id, left), read_s=left)
            except NoReply as silence:
                if again and silence.reason == "NO_CONNECTION":
                    again = False
                    continue
                raise
            if reply.status == 401 and again:
                with self._lock:
                    self._token = None
            elif not (again and reply.status in RETRIED):
                return reply
            again = False

    def _question(self, registry: str, subject: str, facts: tuple[str, ...], request_id: str, left: float) -> Call:
        headers = {
            "Consumer-Key": self._credentials.consumer_key,
            "Token": self._valid_token(left),
            "Content-Type": "application/json",
            "X-Request-ID": request_id,
        }
        asked = [fact.partition(".")[2] for fact in facts]
        body = json.dumps({"subject": subject, "facts": asked})
        return Call("POST", f"{self._credentials.url}/ws/{registry.lower()}/v1/facts", headers, {}, body)

    def _valid_token(self, left: float) -> str:
        # Renewed under the lock, so that a process asks for one token and not one for each thread.
        with self._lock:
            if self._token is not None and self._clock() < self._token[1]:
                return self._token[0]
            known = self._credentials
            call = Call(
                "GET",
                f"{known.url}/ws/auth/validate",
                {"Consumer-Key": known.consumer_key},
                {"ConsumerSecret": known.consumer_secret, "AgentID": known.agent},
            )
            reply = self._wire.send(call, read_s=left)
            try:
                token = json.loads(reply.body)["Result"]
            except (ValueError, KeyError, TypeError):
                raise NoReply("NO_TOKEN") from None
            if reply.status != 200 or not isinstance(token, str):
                raise NoReply("NO_TOKEN")
            self._token = (token, self._clock() + TOKEN_LIVES_S)
            return token


def _read(reply: Reply) -> tuple[Kind, str, dict[str, Any] | None]:
    """Return how it went, why, and the facts when there are any."""
    try:
        told = json.loads(reply.body)
    except (ValueError, RecursionError):
        told = None
    code = _BUSINESS.search(
        json.dumps(told)[:2000] if told is not None else reply.body[:2000].decode("utf-8", "replace")
    )
    is_error = reply.status != 200 or not isinstance(told, dict) or "error" in told
    if is_error:
        if code is None:
            return Kind.UNAVAILABLE, "UNREADABLE" if reply.status == 200 else f"HTTP_{reply.status}", None
        number = code[1]
        reason = f"BUSINESS_{number}"
        if number in NOT_LISTED:
            return Kind.UNKNOWN, "NOT_LISTED", None
        if number in WRONG_QUESTION:
            return Kind.INVALID, reason, None
        if number in NOT_ALLOWED:
            return Kind.REFUSED, reason, None
        return Kind.UNAVAILABLE, reason, None
    assert isinstance(told, dict)
    if "result" not in told or told["result"] is None or told["result"] == []:
        # Null and an empty list both mean that nobody is listed there.
        return (Kind.UNKNOWN, "NOT_LISTED", None) if "result" in told else (Kind.UNAVAILABLE, "UNREADABLE", None)
    if not isinstance(told["result"], dict):
        return Kind.UNAVAILABLE, "UNREADABLE", None
    return Kind.VALUE, "", told["result"]


def _answer(found: dict[str, Any], fact: str, types: dict[str, str], where: Provenance) -> Answer:
    try:
        value = reading.value(found.get(fact.partition(".")[2]), _local(types, fact), fact.partition(".")[2])
    except reading.Unreadable:
        return Answer(Kind.UNAVAILABLE, None, "UNREADABLE", where)
    if value is None:
        return Answer(Kind.UNKNOWN, None, "VALUE_UNKNOWN", where)
    return Answer(Kind.VALUE, value, "", where)


def _local(types: dict[str, str], fact: str) -> dict[str, str]:
    prefix = fact.partition(".")[0] + "."
    return {name.removeprefix(prefix): kind for name, kind in types.items() if name.startswith(prefix)}


def _same(facts: tuple[str, ...], kind: Kind, reason: str, where: Provenance) -> dict[str, Answer]:
    return {fact: Answer(kind, None, reason, where) for fact in facts}
