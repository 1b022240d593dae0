"""Sending one HTTP request to a registry. The exchange speaks through a Wire; tests and the sandbox bring their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import requests

MOST_BYTES = 1_000_000
CONNECT_S = 1.0
READ_S = 3.0


@dataclass(frozen=True, slots=True)
class Call:
    """One request: `body` is JSON text, "" for none; `query` goes into the address and holds no citizen's data."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back."""

    status: int
    body: bytes
    content_type: str = "application/json"


class NoReply(Exception):
    """Nothing usable came back. `reason` is TIMEOUT, NO_CONNECTION or TOO_LONG."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Wire(Protocol):
    """Sends a call and returns the reply."""

    def send(self, call: Call, *, read_s: float) -> Reply:
        """Return the reply to `call` within `read_s` seconds.

        :raises NoReply: when there is none.
        """


class HttpWire:
    """The real one. Follows no redirect, reads a megabyte at most, and keeps connections."""

    def __init__(self) -> None:
        self._session = requests.Session()
        self._session.trust_env = False

    def send(self, call: Call, *, read_s: float) -> Reply:
        """Return the reply to `call` within about `read_s` seconds.

        :raises NoReply: when there is none.
        """
        try:
            with self._session.request(
                call.method,
                call.url,
                params=dict(call.query),
                data=call.body.encode() or None,
                headers=dict(call.headers),
                timeout=(CONNECT_S, min(READ_S, read_s)),
                allow_redirects=False,
                stream=True,
            ) as response:
                body = response.raw.read(MOST_BYTES + 1, decode_content=True)
                if len(body) > MOST_BYTES:
                    raise NoReply("TOO_LONG")
                return Reply(response.status_code, body, response.headers.get("Content-Type", ""))
        except requests.ConnectTimeout:
            raise NoReply("NO_CONNECTION") from None
        except requests.Timeout:
            raise NoReply("TIMEOUT") from None
        except (requests.RequestException, OSError):
            raise NoReply("NO_CONNECTION") from None
