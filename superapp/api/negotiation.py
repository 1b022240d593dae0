"""Negotiation: what a request is and which answer it accepts, before anything of GraphQL is looked at."""

import re
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware

from superapp.accounts import tokens

from .errors import RequestRefused

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
METHODS = "GET, POST"
# Deeper than any input of ours, and far from where Python and orjson give up.
DEEPEST = 50

_QUALITY = re.compile(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", re.ASCII)
_CHARSET = re.compile(r'\s*charset\s*=\s*"?utf-?8"?\s*', re.ASCII | re.IGNORECASE)


@lru_cache(maxsize=256)
def media_type_of(accept: str) -> tuple[str | None, bool]:
    """Return which of our two types an Accept header asks for, and whether it names one of them.

    The type is application/json when both or none are named, and None when neither is acceptable.
    """
    if not accept.strip():
        return JSON, False
    named: dict[str, float] = {}
    anything = 0.0
    for part in accept[:1000].split(","):
        type_, *parameters = part.split(";")
        name = type_.strip().lower()
        quality = next((float(found[1]) for one in parameters if (found := _QUALITY.fullmatch(one))), 1.0)
        if name in (JSON, GRAPHQL):
            named[name] = quality
        elif name in ("*/*", "application/*"):
            anything = max(anything, quality)
    wanted = [name for name in (JSON, GRAPHQL) if named.get(name, 0.0) > 0]
    if len(wanted) == 1:
        return wanted[0], True
    if wanted:
        return JSON, True
    return (JSON, False) if anything > 0 else (None, False)


def require_json(request: HttpRequest) -> None:
    """Check that the body is JSON in UTF-8, as no form, link or plain script of another site can send it.

    :raises RequestRefused: UNSUPPORTED_MEDIA_TYPE.
    """
    type_, *parameters = request.META.get("CONTENT_TYPE", "").split(";")
    charsets = [one for one in parameters if one.strip().lower().startswith("charset")]
    if type_.strip().lower() != JSON or not all(_CHARSET.fullmatch(one) for one in charsets):
        raise RequestRefused("UNSUPPORTED_MEDIA_TYPE", headers={"Accept-Post": f"{JSON};charset=utf-8"})


class _CsrfCheck(CsrfViewMiddleware):  # type: ignore[misc]
    def _reject(self, _request: HttpRequest, reason: str) -> str:
        return reason


def check_origin(request: HttpRequest) -> None:
    """Check, where a browser's cookie says who is asking, that the page asking is ours.

    :raises RequestRefused: BAD_REQUEST.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or tokens.is_sent_with(request):
        return
    check = _CsrfCheck(lambda _: None)
    check.process_request(request)
    if check.process_view(request, None, (), {}) is not None:
        raise RequestRefused("BAD_REQUEST", "A request with a session cookie needs X-CSRFToken.", status=400)


def body_of(request: HttpRequest, most: int) -> dict[str, Any]:
    """Return the parameters in a POST's body.

    :raises RequestRefused: PAYLOAD_TOO_LARGE above `most` bytes, BAD_REQUEST when it is not a JSON object.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    # Python refuses to read a number of thousands of digits.
    if not length.isdecimal() or len(length) > 12 or int(length) > most:
        raise RequestRefused("PAYLOAD_TOO_LARGE")
    body = request.body
    if len(body) > most:
        raise RequestRefused("PAYLOAD_TOO_LARGE")
    parameters = _json(body, "The body")
    if isinstance(parameters, list):
        raise RequestRefused("BAD_REQUEST", "There is no batching: send one request at a time.", status=400)
    if not isinstance(parameters, dict):
        raise RequestRefused("BAD_REQUEST", "The body must be a JSON object.")
    return checked(parameters)


def query_of(request: HttpRequest) -> dict[str, Any]:
    """Return the parameters in a GET's query string.

    :raises RequestRefused: BAD_REQUEST when one is malformed.
    """
    try:
        asked = request.GET
    except TooManyFieldsSent as error:
        raise RequestRefused("BAD_REQUEST", "The query string has too many parameters.") from error
    parameters: dict[str, Any] = {}
    for name in ("query", "documentId", "operationName"):
        if name in asked:
            parameters[name] = asked[name]
    for name in ("variables", "extensions"):
        if asked.get(name):
            parameters[name] = _json(asked[name], f"`{name}`")
    return checked(parameters)


def checked(parameters: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters if they have the shapes they must have.

    :raises RequestRefused: BAD_REQUEST otherwise.
    """
    for name in ("variables", "extensions"):
        if not isinstance(parameters.get(name), dict | None):
            raise RequestRefused("BAD_REQUEST", f"`{name}` must be an object or null.")
        if _is_deeper(parameters.get(name), DEEPEST):
            raise RequestRefused("BAD_REQUEST", f"`{name}` is nested deeper than {DEEPEST} levels.")
    if not isinstance(parameters.get("operationName"), str | None):
        raise RequestRefused("BAD_REQUEST", "`operationName` must be a string or null.")
    return parameters


def holds_nul(value: Any) -> bool:
    """Tell whether any text in a JSON value holds a NUL character, keys included."""
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any(holds_nul(key) or holds_nul(inner) for key, inner in value.items())
    return isinstance(value, list) and any(holds_nul(inner) for inner in value)


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)


def _json(text: bytes | str, what: str) -> Any:
    try:
        return orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as error:
        raise RequestRefused("BAD_REQUEST", f"{what} is not JSON in UTF-8.") from error
