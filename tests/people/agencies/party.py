"""An agency's site as its developers would write it: authlib on the wire, a browser that follows redirects to us.

authlib speaks `requests`; the transport hands its calls to our WSGI application in this process.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from django.conf import settings
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet
from requests.adapters import BaseAdapter

from superapp.accounts.models import Account, Citizen
from superapp.accounts.sessions import SIGN_IN
from superapp.accounts.viewer import viewer_for
from superapp.people.actions import clients
from superapp.people.actions.clients import Description, Secret
from superapp.people.models import AgencyClient
from tests.factories.people import viewer_of_person


class InProcess(BaseAdapter):
    """Carries requests of the `requests` library to our application."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Return our answer."""
        parts = urlsplit(request.url or "")
        headers = {f"HTTP_{k.upper().replace('-', '_')}": v for k, v in request.headers.items() if k != "Content-Type"}
        body = request.body or b""
        got = Client(raise_request_exception=False).generic(
            request.method or "GET",
            f"{parts.path}?{parts.query}" if parts.query else parts.path,
            body if isinstance(body, bytes) else body.encode(),
            content_type=request.headers.get("Content-Type", "application/octet-stream"),
            **headers,
        )
        response = requests.Response()
        response.status_code, response._content, response.request = got.status_code, got.content, request
        response.headers.update(got.headers)
        response.url = request.url or ""
        return response

    def close(self) -> None:
        """Do nothing."""


@dataclass
class Party:
    """One agency's site: its client, its secret, and what it remembers of a sign-in under way."""

    client: AgencyClient
    secret: str
    redirect_uri: str
    scope: str = "openid profile pid email"
    session: OAuth2Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = OAuth2Session(
            self.client.client_id, self.secret, scope=self.scope, redirect_uri=self.redirect_uri
        )
        self.session.mount(settings.PUBLIC_URL, InProcess())
        self.begin()

    def begin(self) -> None:
        """Think of new secrets for one sign-in."""
        self.nonce, self.state, self.verifier = secrets.token_urlsafe(), secrets.token_urlsafe(), generate_token(48)

    @property
    def discovery(self) -> dict[str, Any]:
        """What the provider says of itself."""
        return self.session.get(f"{settings.PUBLIC_URL}/.well-known/openid-configuration", withhold_token=True).json()

    def request_address(self, **changes: Any) -> str:
        """Return the address the browser is sent to; None takes a parameter away."""
        values = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": self.scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": create_s256_code_challenge(self.verifier),
            "code_challenge_method": "S256",
        } | changes
        return f"/identity/o/authorize?{urlencode({k: v for k, v in values.items() if v is not None})}"

    def tokens_for(self, code: str, **changes: Any) -> requests.Response:
        """Exchange a code and return the raw answer."""
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": self.verifier,
        } | changes
        plain = requests.Session()
        plain.mount(settings.PUBLIC_URL, InProcess())
        return plain.post(
            f"{settings.PUBLIC_URL}/identity/o/token",
            data={k: v for k, v in body.items() if v is not None},
            auth=(self.client.client_id, self.secret),
        )

    def signed_in(self, location: str) -> "Told":
        """Finish a sign-in as authlib does: state, code, PKCE, then the id token's signature and every claim."""
        answer = f"{location}"
        token = self.session.fetch_token(
            self.discovery["token_endpoint"],
            authorization_response=answer,
            state=self.state,
            code_verifier=self.verifier,
        )
        keys = KeySet.import_key_set(self.session.get(self.discovery["jwks_uri"], withhold_token=True).json())
        decoded = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
        claims = CodeIDToken(
            decoded.claims,
            decoded.header,
            {
                "iss": {"essential": True, "value": settings.PUBLIC_URL},
                "aud": {"essential": True, "value": self.client.client_id},
            },
            {"nonce": self.nonce, "client_id": self.client.client_id, "access_token": token["access_token"]},
        )
        claims.validate(leeway=0)
        return Told(dict(claims), token)

    def userinfo(self, token: dict[str, Any]) -> requests.Response:
        """Ask userinfo with a token."""
        plain = requests.Session()
        plain.mount(settings.PUBLIC_URL, InProcess())
        return plain.get(
            self.discovery["userinfo_endpoint"], headers={"Authorization": f"Bearer {token['access_token']}"}
        )


@dataclass(frozen=True)
class Told:
    """What a sign-in brought: the id token's claims, and the token answer."""

    id_token: dict[str, Any]
    token: dict[str, Any]


def described(host: str, **changes: Any) -> Description:
    """Return a usual description of a client."""
    known: dict[str, Any] = {
        "name_th": "ระบบทดสอบ",
        "name_en": "Test service",
        "purpose_th": "ทดสอบการเข้าสู่ระบบ",
        "purpose_en": "To try signing in",
        "redirect_uris": [f"https://{host}/callback"],
        "facts": ["name_th", "name_en", "birth_date"],
        "ial": "2.1",
    }
    return Description(**(known | changes))


def registered(agency_code: str = "DLT", **changes: Any) -> Party:
    """Register a client of that agency and return its site."""
    operator = Account.objects.filter(username="operator-agencies").first() or Account.objects.create_superuser(
        "operator-agencies"
    )
    made: Secret = clients.register(
        viewer=viewer_for(operator),
        now=timezone.now(),
        agency_code=agency_code,
        description=described(f"{agency_code.lower()}.example.go.th", **changes),
    )
    return Party(made.client, made.secret, f"https://{agency_code.lower()}.example.go.th/callback")


def browser_of(citizen: Citizen, *, ial: str = "2.3", age_s: int = 0) -> Client:
    """Return the browser of a citizen who signed in so many seconds ago."""
    browser = Client(raise_request_exception=False)
    browser.force_login(citizen.account, backend="django.contrib.auth.backends.ModelBackend")
    session = browser.session
    at = timezone.now() - timedelta(seconds=age_s)
    session[SIGN_IN] = {"provider": "thaid", "ial": ial, "at": at.isoformat()}
    session.save()
    return browser


def viewer_now(citizen: Citizen, **changes: Any) -> Any:
    """Return the citizen as signed in just now."""
    return viewer_of_person(citizen, **({"at": timezone.now()} | changes))


def inputs(page: Any) -> dict[str, list[str]]:
    """Return the hidden fields of a page's form."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.content.decode()):
        found.setdefault(name, []).append(unescape(value))
    return found


def agree(browser: Client, address: str) -> Any:
    """Open the consent page at that address, say yes, and return the answer."""
    page = browser.get(address)
    assert page.status_code == 200, page.headers.get("Location", page.content[:300])
    return browser.post(address, inputs(page) | {"answer": "yes"})


def location(answer: Any) -> tuple[str, dict[str, str]]:
    """Return where an answer leads, and the query there."""
    assert answer.status_code == 303, (answer.status_code, answer.content[:500])
    parts = urlsplit(answer["Location"])
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return f"{parts.scheme}://{parts.netloc}{parts.path}", query


def sign_in(party: Party, browser: Client, **changes: Any) -> Told:
    """Go all the way: authorization, consent when asked, tokens, checks."""
    party.begin()
    address = party.request_address(**changes)
    answer = browser.get(address)
    if answer.status_code == 200:
        answer = agree(browser, address)
    return party.signed_in(answer["Location"])
