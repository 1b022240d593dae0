"""What agencies' servers call: discovery, keys, token, userinfo, revocation, and a mini-app's redemption of a code."""

import binascii
import json
from base64 import b64decode
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import unquote_plus

from allauth.core.internal import jwkkit
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.internal.oauthlib.utils import get_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from oauthlib.oauth2.rfc6749.errors import OAuth2Error
from redis.exceptions import RedisError

from superapp.people.actions import hand_over
from superapp.people.actions.claims import BY_FACT, PROFILE, SCOPES
from superapp.people.agencies.server import Server, authenticated

KEYS_FRESH_S = 300
LONGEST_BODY = 10_000
AWAY = {"error": "temporarily_unavailable", "error_description": "Try again in a moment."}
MALFORMED = {"error": "invalid_request", "error_description": "The request cannot be read."}

View = Callable[[HttpRequest], HttpResponse]


def wire(view: View) -> View:
    """Return a view for agencies' servers: no cookie counts, nothing is stored, and trouble is told as JSON."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        try:
            response = view(request)
        except OAuth2Error as error:
            response = HttpResponse(error.json, status=error.status_code, content_type="application/json")
            for name, value in error.headers.items():
                response[name] = value
        except RedisError:
            # Codes lie in the shared cache: without it nothing can be checked, so nothing is let through.
            response = JsonResponse(AWAY, status=503, headers={"Retry-After": "5"})
        except (ValueError, UnicodeDecodeError):
            response = JsonResponse(MALFORMED, status=400)
        response["Cache-Control"] = "no-store"
        return response

    return answer


def asked(request: HttpRequest) -> tuple[str, str, str, dict[str, str]]:
    """Return a request as oauthlib reads it: address, method, body, and the headers that matter.

    :raises ValueError: when the body is too long or no text.
    """
    body = ""
    if request.method == "POST":
        if request.content_type not in ("application/x-www-form-urlencoded", ""):
            raise ValueError("expected a form")
        if len(request.body) > LONGEST_BODY:
            raise ValueError("body too long")
        body = request.body.decode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if "HTTP_AUTHORIZATION" in request.META:
        headers["Authorization"] = request.META["HTTP_AUTHORIZATION"]
    return get_uri(request), request.method or "GET", body, headers


@require_safe
def configuration(request: HttpRequest) -> HttpResponse:
    """Answer discovery: what this provider can do, and where."""
    issuer = get_adapter().get_issuer()
    told = {
        "issuer": issuer,
        "authorization_endpoint": issuer + reverse("agency-authorize"),
        "token_endpoint": issuer + reverse("agency-token"),
        "userinfo_endpoint": issuer + reverse("agency-userinfo"),
        "revocation_endpoint": issuer + reverse("agency-revoke"),
        "jwks_uri": issuer + reverse("agency-keys"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "token_endpoint_auth_methods_supported": settings.IDP_OIDC_AUTH_METHODS,
        "scopes_supported": [*SCOPES, PROFILE],
        "claims_supported": ["sub", "acr", "auth_time", "act", "organisation", *(c.wire for c in BY_FACT.values())],
        "ui_locales_supported": ["th", "en"],
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }
    return JsonResponse(told, headers={"Access-Control-Allow-Origin": "*"})


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Answer the public keys, those that sign no longer or not yet too."""
    told = [jwkkit.load_jwk_from_pem(key.pem)[0] for key in get_adapter().list_private_keys(is_active=True)]
    for key in told:
        key |= {"use": "sig", "alg": "RS256"}
    return JsonResponse({"keys": told}, headers={"Cache-Control": f"public, max-age={KEYS_FRESH_S}"})


@wire
@require_http_methods(["POST"])
def token(request: HttpRequest) -> HttpResponse:
    """Exchange a code for tokens."""
    return _sent(*Server().create_token_response(*asked(request)))


@wire
@require_http_methods(["GET", "HEAD", "POST"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """Tell what the client may know about the person of a token, and note that it was told."""
    uri, method, _, headers = asked(request)
    return _sent(*Server().create_userinfo_response(uri, method, "", headers))


@wire
@require_http_methods(["POST"])
def revoke(request: HttpRequest) -> HttpResponse:
    """End a token of the client that asks."""
    return _sent(*Server().create_revocation_response(*asked(request)))


@wire
@require_http_methods(["POST"])
def redeem(request: HttpRequest) -> HttpResponse:
    """Tell a mini-app's backend who opened it, for the code it was opened with, once."""
    client = authenticated(*_basic(request.META.get("HTTP_AUTHORIZATION", "")))
    if client is None:
        return JsonResponse({"error": "invalid_client"}, status=401, headers={"WWW-Authenticate": "Basic"})
    asked(request)
    told = hand_over.redeem(client=client, code=request.POST.get("code", ""), now=timezone.now())
    if told is None:
        return JsonResponse({"error": "invalid_grant"}, status=400)
    return JsonResponse(told)


def _basic(header: str) -> tuple[str | None, str | None]:
    kind, _, coded = header.partition(" ")
    if kind.lower() != "basic":
        return None, None
    try:
        name, colon, secret = b64decode(coded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None, None
    return (unquote_plus(name), unquote_plus(secret)) if colon else (None, None)


def _sent(headers: dict[str, str], body: Any, status: int) -> HttpResponse:
    text = json.dumps(body) if isinstance(body, dict) else body or ""
    response = HttpResponse(text, status=status, content_type="application/json")
    for name, value in headers.items():
        response[name] = value
    return response
