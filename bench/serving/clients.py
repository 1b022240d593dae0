"""Many clients at once, over loopback, in one thread: each keeps its connection and sends when it has its answer.

They share the machine with the server, so what is measured is the two together. A request fails when its connection
breaks, its status is not 200, or its answer has errors or no data.
"""

import json
import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

PATIENCE_S = 30.0


@dataclass(slots=True)
class Tally:
    """What came of a load. Seconds of each request in the order they were answered; what failed, by reason."""

    seconds: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)
    took_s: float = 0.0

    @property
    def failed(self) -> int:
        """How many requests failed."""
        return sum(self.failures.values())

    @property
    def per_second(self) -> float:
        """Requests answered a second."""
        return len(self.seconds) / self.took_s

    def ms(self, percent: float, since: int = 0) -> float:
        """Return a percentile in milliseconds, of the answers from number `since` on."""
        ordered = sorted(self.seconds[since:])
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] * 1000


def post(query: str, variables: Mapping[str, Any], language: str = "th") -> bytes:
    """Return the bytes of a request."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    head = (
        "POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Accept: application/json\r\nAccept-Language: {language}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def load(
    port: int,
    requests: Iterator[bytes],
    *,
    clients: int,
    count: int | None = None,
    seconds: float | None = None,
    at: Mapping[int, Callable[[], None]] | None = None,
) -> Tally:
    """Send requests from so many clients until `count` are answered or `seconds` are over; return what came of it.

    `at` names what to do once so many are answered, while the others are under way.
    """
    tally, todo = Tally(), dict(at or {})
    began = time.monotonic()
    with selectors.DefaultSelector() as selector:
        for _ in range(clients):
            _Client(port, selector, requests, tally).send()
        while _is_on(tally, began, count, seconds):
            for key, _ in selector.select(timeout=1.0):
                key.data.read()
            answered = len(tally.seconds)
            for number in [each for each in todo if each <= answered]:
                todo.pop(number)()
            _give_up_on_silent(selector)
        tally.took_s = time.monotonic() - began
        for key in list(selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
    return tally


def _is_on(tally: Tally, began: float, count: int | None, seconds: float | None) -> bool:
    if count is not None and len(tally.seconds) >= count:
        return False
    return seconds is None or time.monotonic() - began < seconds


def _give_up_on_silent(selector: selectors.BaseSelector) -> None:
    now = time.monotonic()
    for key in list(selector.get_map().values()):
        if now - key.data.sent_at > PATIENCE_S:
            key.data.failed("silent")


class _Client:
    """One connection."""

    def __init__(self, port: int, selector: selectors.BaseSelector, requests: Iterator[bytes], tally: Tally) -> None:
        self.port = port
        self.selector = selector
        self.requests = requests
        self.tally = tally
        self.connection: socket.socket | None = None
        self.sent_at = 0.0
        self.got = bytearray()
        self.whole = 0

    def send(self) -> None:
        if self.connection is None:
            self.connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE_S)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.selector.register(self.connection, selectors.EVENT_READ, self)
        self.got.clear()
        self.whole = 0
        self.sent_at = time.monotonic()
        self.connection.sendall(next(self.requests))

    def read(self) -> None:
        assert self.connection is not None
        try:
            part = self.connection.recv(262_144)
        except OSError as error:
            self.failed(type(error).__name__)
            return
        if not part:
            self.failed("closed")
            return
        self.got += part
        if not self.whole:
            end = self.got.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self.got[:end]).lower()
            self.whole = end + 4 + int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        if len(self.got) >= self.whole:
            self._answered()

    def _answered(self) -> None:
        status = bytes(self.got[9:12])
        if status != b"200":
            self.tally.failures[f"status {status.decode()}"] += 1
        elif b'"errors":' in self.got or b'"data":{' not in self.got:
            self.tally.failures["errors in the answer"] += 1
        self.tally.seconds.append(time.monotonic() - self.sent_at)
        self.send()

    def failed(self, reason: str) -> None:
        """Count the request as failed and go on with a new connection."""
        assert self.connection is not None
        self.tally.failures[reason] += 1
        self.tally.seconds.append(time.monotonic() - self.sent_at)
        self.selector.unregister(self.connection)
        self.connection.close()
        self.connection = None
        self.send()
