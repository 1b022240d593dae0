"""Signing in as clients do: a phone with its provider's SDK, and a browser with a cookie."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson
from django.http import HttpResponse
from django.test import Client

PROVIDERS = ("thaid", "morprom", "paotang", "ndid")
APP = "/_allauth/app/v1"
BROWSER = "/_allauth/browser/v1"
CALLBACK = "http://127.0.0.1:8000/login"


class Phone:
    """An app on a phone. It keeps no cookies; after `sign_in` it holds its tokens."""

    def __init__(self) -> None:
        self.client = Client(SERVER_NAME="127.0.0.1")
        self.session_token = self.access_token = self.refresh_token = ""

    def post(self, path: str, body: object, **headers: str) -> HttpResponse:
        """POST JSON to an app endpoint."""
        return self.client.post(APP + path, orjson.dumps(body), content_type="application/json", headers=headers)

    def nonce(self) -> str:
        """Ask for a nonce."""
        return self.post("/auth/nonce", {}).json()["data"]["nonce"]

    def id_token(self, provider: str, person: str, nonce: str | None = None) -> str:
        """Get an id_token from the provider's SDK."""
        body = orjson.dumps({"person": person, "nonce": nonce or self.nonce()})
        return self.client.post(f"/sandbox/{provider}/sdk", body, content_type="application/json").json()["id_token"]

    def present(self, provider: str, id_token: object, process: str = "login", **headers: str) -> HttpResponse:
        """Hand an id_token over."""
        token = {"id_token": id_token, "client_id": f"superapp-{provider}"}
        return self.post("/auth/provider/token", {"provider": provider, "process": process, "token": token}, **headers)

    def sign_in(self, provider: str, person: str) -> HttpResponse:
        """Do all of it and keep the tokens."""
        response = self.present(provider, self.id_token(provider, person))
        meta = response.json().get("meta", {})
        self.session_token = meta.get("session_token", "")
        self.access_token = meta.get("access_token", "")
        self.refresh_token = meta.get("refresh_token", "")
        return response

    @property
    def bearer(self) -> dict[str, str]:
        """The header of a signed-in app."""
        return {"Authorization": f"Bearer {self.access_token}"}

    def ask(self, document: str, headers: dict[str, str] | None = None, **variables: Any) -> HttpResponse:
        """Ask the API, with the access token unless other headers are given."""
        body = orjson.dumps({"query": document, "variables": variables})
        sent = self.bearer if headers is None else headers
        return self.client.post("/graphql", body, content_type="application/json", headers=sent)


class Browser:
    """A browser: it keeps cookies and follows redirects one by one."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1", SERVER_PORT="8000")

    def token(self) -> str:
        """Return the CSRF token of the sign-in page."""
        return hidden(self.client.get("/login").content.decode())["csrfmiddlewaretoken"]

    def start(
        self, provider: str, process: str = "login", back: str = CALLBACK, door: str = "redirect"
    ) -> HttpResponse:
        """Press a provider's button."""
        form = {"provider": provider, "process": process, "callback_url": back, "csrfmiddlewaretoken": self.token()}
        return self.client.post(f"{BROWSER}/auth/provider/{door}", form)

    def choose(self, authorize_url: str, person: str) -> HttpResponse:
        """Choose whom to be on the provider's page."""
        page = self.client.get(authorize_url)
        form = {"person": person, **hidden(page.content.decode())}
        return self.client.post(authorize_url, form)

    def sign_in(self, provider: str, person: str, **start: str) -> HttpResponse:
        """Go all the way to the provider and back; return the answer of our callback."""
        asked = self.start(provider, **start)
        chosen = self.choose(asked["Location"], person)
        return self.client.get(chosen["Location"])

    def viewer(self) -> Any:
        """Return who the API says is signed in."""
        headers = {"X-CSRFToken": self.client.cookies["csrftoken"].value}
        body = orjson.dumps({"query": VIEWER})
        answer = self.client.post("/graphql", body, content_type="application/json", headers=headers)
        return answer.json()["data"]["viewer"]


VIEWER = (
    "{ viewer { id kind nameTh nameEn birthDate signIn { provider ial } identities { id provider ial } "
    "devices { id isCurrent } } }"
)


def error_of(response: HttpResponse) -> str | None:
    """Return the code in a redirect back, or in the app's JSON; None when there is none."""
    if response.status_code in (302, 303):
        return parse_qs(urlsplit(response["Location"]).query).get("error", [None])[0]
    errors = response.json().get("errors") or [{}]
    return errors[0].get("code")


def hidden(html: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    found: dict[str, str] = {}

    class Fields(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            named = dict(attrs)
            if tag == "input" and named.get("type") == "hidden":
                found[named["name"] or ""] = named.get("value") or ""

    Fields().feed(html)
    return found
