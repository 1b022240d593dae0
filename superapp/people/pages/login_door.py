"""Around the sign-in endpoints: a limit per address, and JSON with a code whatever goes wrong behind them."""

from collections.abc import Callable
from typing import Any

import orjson
import redis
import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse

from superapp.accounts.viewer import ANONYMOUS
from superapp.api.allowance import allowance, names_of
from superapp.api.errors import KINDS, RequestRefused
from superapp.api.language import language_of

DOORS = "/_allauth/"
COST = 50
log = structlog.get_logger("login")


class LoginDoor:
    """Middleware for what lies below /_allauth/ and the providers' way back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; other addresses pass through."""
        if not _is_ours(request):
            return self.get_response(request)
        if request.method == "POST":
            try:
                allowance().spend(COST, *names_of(request, ANONYMOUS))
            except RequestRefused as refused:
                return _json(request, refused.kind.code, refused.kind.status, refused.headers)
        response = self.get_response(request)
        is_json = response.get("Content-Type", "").startswith("application/json")
        if response.status_code >= 400 and not is_json and request.path_info.startswith(DOORS):
            return _json(request, "BAD_REQUEST", min(response.status_code, 499), {})
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say "try later" when what keeps tokens from being used twice cannot be reached: nobody signs in then."""
        if _is_ours(request) and isinstance(error, DatabaseError | redis.RedisError):
            log.error("sign-in is closed", error=type(error).__name__)
            return _json(request, "TRY_LATER", 503, {"Retry-After": "5"})
        return None


def _is_ours(request: HttpRequest) -> bool:
    path = request.path_info
    return path.startswith((DOORS, "/login/"))


def _json(request: HttpRequest, code: str, status: int, headers: Any) -> HttpResponse:
    sentence = KINDS[code].sentence(language_of(request.META.get("HTTP_ACCEPT_LANGUAGE")))
    body = {"status": status, "errors": [{"code": code, "message": sentence}]}
    return HttpResponse(orjson.dumps(body), status=status, content_type="application/json", headers=dict(headers))
