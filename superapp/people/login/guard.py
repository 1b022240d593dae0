"""Officers are nobody until a second factor was shown in their session: on the desk, in the API, everywhere."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from superapp.accounts.models import Account

from . import officers


def officers_guard(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Return the middleware; it stands right below the one that knows the session's user.

    Lazily: an answer that does not ask who is there stays the same for everybody.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        known = request.user
        request.user = SimpleLazyObject(lambda: _admitted(request, known))  # type: ignore[assignment]
        return get_response(request)

    return answer


def _admitted(request: HttpRequest, user: Any) -> Any:
    if not user.is_authenticated or user.kind == Account.Kind.CITIZEN:
        return user
    return user if officers.still_there(request, user, timezone.now()) else AnonymousUser()
