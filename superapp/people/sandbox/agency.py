"""A sample agency's own service: signs people in with this login, and shows what it was told. Only with the sandbox.

It is written as an agency would write it: discovery, code with PKCE, the id token checked against our keys, userinfo.
Only the wire is short: calls to our server are answered in this process, so that a server need not wait for itself.
"""

import hashlib
import hmac
import io
import json
import secrets
from base64 import b64encode, urlsafe_b64encode
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.urls import resolve

from superapp.audit.recording import record
from superapp.people.actions.claims import PROFILE, SCOPES
from superapp.people.actions.clients import digest_of
from superapp.people.models import AgencyClient

CLIENT_ID = "sandbox-agency"
AGENCY_CODE = "DLT"
HOME = "/sandbox/agency/"
CALLBACK = f"{HOME}callback"
SCOPE = "openid name name_en birthdate pid"


class SignInBroken(Exception):
    """What came back is not an answer to what was asked, or does not check out; the message says what."""


def address(path: str) -> str:
    """Return a path of this server as an address."""
    return f"{settings.PUBLIC_URL}{path}"


def secret() -> str:
    """Return the site's secret: made of this server's own, so that no known one opens anything."""
    return hmac.new(settings.SECRET_KEY.encode(), CLIENT_ID.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def ensure_client(*, now: datetime) -> AgencyClient:
    """Register the site if it is not registered yet, and return its client. An agency that has one keeps it."""
    known = AgencyClient.objects.filter(agency_code=AGENCY_CODE).first()
    if known is not None:
        return known
    protocol = Client(id=CLIENT_ID, name="Sample agency", secret="!", type=Client.Type.CONFIDENTIAL)  # noqa: S106
    protocol.set_redirect_uris([address(CALLBACK)])
    protocol.set_scopes([*SCOPES, PROFILE])
    protocol.set_response_types(["code"])
    protocol.set_grant_types([Client.GrantType.AUTHORIZATION_CODE])
    protocol.save()
    client = AgencyClient.objects.create(
        client=protocol,
        agency_code=AGENCY_CODE,
        name_th="ระบบตัวอย่าง กรมการขนส่งทางบก",
        name_en="Sample service, Department of Land Transport",
        purpose_th="แสดงคำขอและใบอนุญาตขับรถของท่าน",
        purpose_en="to show your applications and driving licence",
        facts=["name_th", "name_en", "birth_date", "pid"],
        ial="2.1",
        entry=AgencyClient.Entry.OIDC,
        entry_uri=address(f"{HOME}login"),
        accepts_mandates=True,
        secret_digest=digest_of(secret()),
        created_at=now,
    )
    record(
        stream=AGENCY_CODE,
        action="client.registered",
        object=f"client:{CLIENT_ID}",
        actor="system",
        details={},
        now=now,
    )
    return client


def begin() -> tuple[str, dict[str, str]]:
    """Return where the browser goes to sign in, and what the site remembers until it is back."""
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    challenge = urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": address(CALLBACK),
        "scope": SCOPE,
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{_discovery()['authorization_endpoint']}?{urlencode(asked)}", kept


def finish(kept: dict[str, str], answer: dict[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the id token's claims and userinfo for what came back.

    :raises SignInBroken: when anything does not check out.
    """
    if not hmac.compare_digest(answer.get("state", ""), kept["state"]) or answer.get("iss") != settings.PUBLIC_URL:
        raise SignInBroken("state")
    if "code" not in answer:
        raise SignInBroken(answer.get("error", "no code"))
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": address(CALLBACK),
        "code_verifier": kept["verifier"],
    }
    known = _discovery()
    basic = b64encode(f"{CLIENT_ID}:{secret()}".encode()).decode()
    token = _called(known["token_endpoint"], form=form, authorization=f"Basic {basic}")
    try:
        kid = jwt.get_unverified_header(token["id_token"])["kid"]
        key = next(key for key in _called(known["jwks_uri"])["keys"] if key["kid"] == kid)
        claims = jwt.decode(
            token["id_token"], jwt.PyJWK(key).key, algorithms=["RS256"], audience=CLIENT_ID, issuer=settings.PUBLIC_URL
        )
    except (jwt.PyJWTError, KeyError, StopIteration) as error:
        raise SignInBroken("id_token") from error
    if claims.get("nonce") != kept["nonce"]:
        raise SignInBroken("nonce")
    told = _called(known["userinfo_endpoint"], authorization=f"Bearer {token['access_token']}")
    if told["sub"] != claims["sub"]:
        raise SignInBroken("sub")
    return claims, told


def _discovery() -> dict[str, Any]:
    return _called(address("/.well-known/openid-configuration"))


def _called(url: str, *, form: dict[str, str] | None = None, authorization: str = "") -> dict[str, Any]:
    """Return the answer to a call of our own server, answered here.

    :raises SignInBroken: when it is a refusal; the message is its code.
    """
    path, body = urlsplit(url).path, urlencode(form or {}).encode()
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET" if form is None else "POST",
            "PATH_INFO": path,
            "SERVER_NAME": urlsplit(settings.PUBLIC_URL).hostname,
            "SERVER_PORT": "80",
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(body),
            **({"HTTP_AUTHORIZATION": authorization} if authorization else {}),
        }
    )
    response = resolve(path).func(request)
    answer: dict[str, Any] = json.loads(response.content)
    if response.status_code != 200:
        raise SignInBroken(answer.get("error", "refused"))
    return answer
