"""Answering calls from server to server within this process, so that a server need not wait for itself."""

import time
from collections import Counter
from urllib.parse import urlsplit

import orjson
import requests
import structlog
from django.conf import settings

from . import issuing, switches

SLOWEST_S = 3.0
log = structlog.get_logger("sandbox")
# How often each document was asked for since the start, by its path: measurements and tests read it.
asked: Counter[str] = Counter()


def answer(method: str, url: str, headers: dict[str, str], data: dict[str, str] | None) -> tuple[int, bytes]:
    """Return status and body of a call below /sandbox/.

    :raises requests.RequestException: when the provider is down, or slower than anybody waits.
    """
    path = urlsplit(url).path
    code, what = _parts(path)
    asked[path] += 1
    manners = switches.of(code)
    if manners.is_down:
        raise requests.ConnectionError
    if manners.delay_s >= SLOWEST_S:
        raise requests.ReadTimeout
    log.info("sample provider asked", path=path)
    if delay_s := manners.delay_s or settings.SANDBOX_DELAY_S:
        time.sleep(delay_s)
    if manners.is_junk:
        return 200, b"<html>welcome to our proxy</html>"
    status, body = _answer(code, what, headers, data or {})
    return status, orjson.dumps(body)


def _parts(path: str) -> tuple[str, str]:
    code, _, what = path.rpartition("/sandbox/")[2].partition("/")
    return code, what


def _answer(code: str, what: str, headers: dict[str, str], data: dict[str, str]) -> tuple[int, object]:
    found: object = None
    if what == ".well-known/openid-configuration":
        found = issuing.configuration(code)
    elif what == "jwks":
        found = issuing.keys(code)
    elif what == "token":
        found = issuing.exchange(code, data)
    elif what == "userinfo":
        found = issuing.userinfo(code, headers.get("Authorization", "").removeprefix("Bearer "))
    return (200, found) if found is not None else (400, {"error": "invalid_request"})
