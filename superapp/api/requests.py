"""RequestMiddleware: a number for each request, and one line about it in the journal.

The line holds no variables, no query strings, no names: the route's pattern instead of the path, the viewer's
pseudonym instead of the person.
"""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse

from .journal import masked, without_ids

HEADER = "X-Request-ID"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9_-]{8,64}", re.ASCII)
_journal = structlog.get_logger("request")


class RequestMiddleware:
    """Give the request its id, and log how it went.

    A sensible X-Request-ID of the caller is taken over, so that one number follows a call through all systems. The
    endpoint adds what it knows (operation, cost, cache) in `request.told`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and write its line."""
        started = time.perf_counter()
        given = request.META.get("HTTP_X_REQUEST_ID", "")
        # Whoever puts a citizen's number into it finds it nowhere again: not in the log, not in the audit chain.
        is_sensible = _ACCEPTABLE.fullmatch(given) and masked(given) == given
        request_id = given if is_sensible else uuid.uuid4().hex
        # Sessions keep what the client calls itself, so that people know their devices by it.
        if agent := request.META.get("HTTP_USER_AGENT"):
            request.META["HTTP_USER_AGENT"] = without_ids(agent)
        told: dict[str, Any] = {}
        request.request_id = request_id  # type: ignore[attr-defined]
        request.told = told  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers[HEADER] = request_id
        match = request.resolver_match
        _journal.info(
            "request",
            request_id=request_id,
            method=request.method,
            route=match.route if match else "-",
            status=response.status_code,
            ms=round((time.perf_counter() - started) * 1000, 1),
            **told,
        )
        return response
