"""The sample providers' pages: choosing whom to be, and the same documents to whoever asks over HTTP."""

from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from . import inside, issuing, personas

NAMES = {
    "thaid": ("ThaID", "กรมการปกครอง"),
    "morprom": ("หมอพร้อม", "กระทรวงสาธารณสุข"),
    "paotang": ("เป๋าตัง", "ธนาคารกรุงไทย"),
    "ndid": ("NDID", "เนชั่นแนลดิจิทัลไอดี"),
}
ASKED = ("client_id", "redirect_uri", "nonce", "code_challenge", "state")


@never_cache
@csrf_protect
@require_http_methods(["GET", "POST"])
def authorize(request: HttpRequest, provider: str) -> HttpResponse:
    """Show whom one can be; a POST goes back to the app with a code, or with "cancelled".

    :raises Http404: for a provider there is not.
    """
    if provider not in NAMES:
        raise Http404
    asked = {name: request.GET.get(name, "") for name in ASKED}
    if not _is_acceptable(provider, request, asked):
        return render(request, "sandbox/wrong.html", {"name": NAMES[provider][0]}, status=400)
    if request.method == "GET":
        page = {"provider": provider, "name": NAMES[provider][0], "owner": NAMES[provider][1]}
        return render(request, "sandbox/authorize.html", page | {"personas": personas.every()})
    persona = personas.find(request.POST.get("person", ""))
    if persona is None:
        return _back(asked, {"error": "access_denied"})
    return _back(asked, {"code": issuing.new_code(provider, persona, asked)})


def _is_acceptable(provider: str, request: HttpRequest, asked: dict[str, str]) -> bool:
    # As a real provider: one client, one way back, PKCE with S256 and nothing less.
    return (
        asked["client_id"] == f"superapp-{provider}"
        and asked["redirect_uri"] == f"{settings.PUBLIC_URL}/login/{provider}/callback"
        and request.GET.get("response_type") == "code"
        and request.GET.get("code_challenge_method") == "S256"
        and len(asked["code_challenge"]) == 43
    )


def _back(asked: dict[str, str], told: dict[str, str]) -> HttpResponse:
    # 303: the browser comes back with GET, and nothing of the form.
    address = f"{asked['redirect_uri']}?{urlencode({**told, 'state': asked['state']})}"
    return HttpResponse(status=303, headers={"Location": address})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, provider: str, what: str) -> HttpResponse:
    """Answer discovery, keys, token and userinfo as from outside.

    :raises Http404: for a provider there is not.
    """
    if provider not in NAMES:
        raise Http404
    headers = {"Authorization": request.META.get("HTTP_AUTHORIZATION", "")}
    data: dict[str, Any] = request.POST.dict()
    status, body = inside.answer(str(request.method), f"{issuing.issuer(provider)}/{what}", headers, data)
    return HttpResponse(body, status=status, content_type="application/json")


@csrf_exempt
@require_POST
def sdk(request: HttpRequest, provider: str) -> HttpResponse:
    """Stand in for a provider's native SDK: {"person", "nonce"} in, {"id_token"} out. For trying the app's flow.

    :raises Http404: for a provider or a person there is not.
    """
    try:
        told = orjson.loads(request.body)
        persona = personas.find(str(told["person"]))
        nonce = told.get("nonce")
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return JsonResponse({"error": "invalid_request"}, status=400)
    if provider not in NAMES or persona is None:
        raise Http404
    token = issuing.id_token(provider, persona, nonce, client_id=f"superapp-{provider}")
    return JsonResponse({"id_token": token})


@require_GET
def people(_request: HttpRequest) -> HttpResponse:
    """List whom one can be, for developers."""
    listed = [{"person": one.key, "name": one.name, "about": one.about} for one in personas.every()]
    return JsonResponse({"people": listed})
