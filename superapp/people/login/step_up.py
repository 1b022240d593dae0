"""Before what cannot be taken back, an officer shows their second factor again: approve, pay, reverse, export.

    if (asked := step_up.ask(request)) is not None:
        return asked

A POST that comes too late after the last code is answered with a page that asks for one and holds what was sent; its
form goes to the same address, so nothing typed is lost and the page itself need not know.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from superapp.people.actions import demonstration
from superapp.refusal import Refusal

from . import officers

FIELD = "second_factor_code"
_OURS = frozenset({FIELD, "csrfmiddlewaretoken"})


def ask(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks for a code, or None when one was shown within the last minutes or comes with this."""
    if officers.is_fresh(request):
        return None
    fault = ""
    if FIELD in request.POST:
        try:
            officers.confirm(request, code=request.POST[FIELD], now=timezone.now())
        except Refusal as refusal:
            fault = refusal.message("th")
        else:
            return None
    sent = [(name, text) for name, texts in request.POST.lists() if name not in _OURS for text in texts]
    context = admin.site.each_context(request) | {
        "title": "ยืนยันอีกครั้ง",
        "sent": sent,
        "fault": fault,
        "field": FIELD,
        "sample_code": demonstration.code_for(request.user),  # type: ignore[arg-type]
    }
    return TemplateResponse(request, "officers/step_up.html", context, status=403 if fault else 200)


def with_fresh_factor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view, or a method of a desk page, whose POSTs need a second factor shown just now."""

    @wraps(view)
    def asked(*args: Any, **kwargs: Any) -> HttpResponse:
        request = next(each for each in args if isinstance(each, HttpRequest))
        if request.method == "POST" and (page := ask(request)) is not None:
            return page
        return view(*args, **kwargs)

    return asked
