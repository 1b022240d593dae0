"""Asking the API in tests, the way a client does: over HTTP, as somebody, in a language."""

import json
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import resolve

from superapp.accounts.sessions import SIGN_IN
from superapp.accounts.viewer import ANONYMOUS, Viewer
from tests.signing_in import sign_in


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `data` is None when the whole request was refused; `errors` is empty when all went well."""

    status: int
    data: Any
    errors: list[dict[str, Any]]
    response: HttpResponse

    @property
    def codes(self) -> list[str]:
        """The codes of the errors, in order."""
        return [error["extensions"]["code"] for error in self.errors]

    def problems(self, field: str) -> list[tuple[str, list[str]]]:
        """Return code and path of each problem in a mutation's payload."""
        return [(problem["code"], problem["path"]) for problem in self.data[field]["problems"]]


class Asker:
    """Sends requests to /graphql. Call it with a document, or with the name of a file in graphql/operations."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Empty the response cache, the data cache and the allowance, as at the start of a process."""
        endpoint = resolve("/graphql").func
        if endpoint.answers is not None:
            endpoint.answers.clear()
        endpoint.allowance.reset()
        caches["data"].clear()

    def __call__(
        self,
        document: str,
        variables: dict[str, Any] | None = None,
        *,
        viewer: Viewer = ANONYMOUS,
        language: str = "th",
        **headers: str,
    ) -> Answer:
        """Ask, and return the answer. Headers are given as names of Python: accept_language="en"."""
        client = Client(raise_request_exception=False)
        if viewer.account is not None:
            sign_in(client, viewer.account)
            tell_sign_in(client, viewer)
        sent = {"accept-language": language} | {name.replace("_", "-"): value for name, value in headers.items()}
        response = client.post(
            "/graphql",
            json.dumps({"query": text_of(document), "variables": variables or {}}),
            content_type="application/json",
            headers=sent,
        )
        return answer_of(response)


def tell_sign_in(client: Client, viewer: Viewer) -> None:
    """Let the client's session know how the viewer signed in, as signing in with a provider does."""
    if viewer.sign_in is not None:
        told = {"provider": viewer.sign_in.provider, "ial": viewer.sign_in.ial, "at": viewer.sign_in.at.isoformat()}
        session = client.session
        session[SIGN_IN] = told
        session.save()


def answer_of(response: HttpResponse) -> Answer:
    """Return a response of the endpoint as an Answer."""
    told = orjson.loads(response.content) if response.content else {}
    return Answer(response.status_code, told.get("data"), told.get("errors", []), response)


def text_of(document: str) -> str:
    """Return the text of a shipped operation when `document` is a name, and `document` itself otherwise."""
    if not document.isidentifier():
        return document
    found = list(settings.GRAPHQL_OPERATIONS_DIR.rglob(f"{document}.graphql"))
    assert len(found) == 1, f"found {len(found)} files named {document}.graphql, expected 1"
    return found[0].read_text(encoding="utf-8")
