"""Where clients, strangers and our own mistakes put a number: every address, header, field and message there is."""

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.test import Client

from superapp.thai.numerals import to_thai
from tests.asking import text_of
from tests.people.agencies.party import Party

from .phones import App

log = logging.getLogger("library")


def forms(pid: str) -> tuple[str, str, str]:
    """Return a number plain, hyphenated and in Thai digits."""
    return pid, "-".join((pid[0], pid[1:5], pid[5:10], pid[10:12], pid[12])), to_thai(pid)


def _wrong_inputs(pid: str) -> Iterator[tuple[str, dict[str, Any]]]:
    wrong = pid[:12] + str((int(pid[12]) + 1) % 10)
    for form in (*forms(pid), wrong):
        yield "ClaimChild", {"citizenId": form}
        yield "BecomeDirector", {"juristicId": form}
        yield "AcceptMandate", {"code": form}
        yield "InviteCarer", {"verbs": ["VIEW"], "codes": [form], "days": 3}
        yield "OpenService", {"code": form}
        yield "OpenService", {"code": "id-lost", "onBehalfOf": form}
        yield "GiveConsent", {"agencyCode": form, "claims": [form], "textVersion": form}
        yield "ConsentToRegistries", {"registries": [{"registry": form, "textVersion": form}]}
        yield "DeclareFacts", {"facts": [{"name": form, "text": form}]}
        yield (
            "DeclareFacts",
            {"facts": [{"name": "nationality", "text": form}, {"name": "monthly_wage", "number": form}]},
        )
        yield "KeepDecision", {"programmeId": form}
        yield "RegisterPushTarget", {"platform": form, "token": form}
        yield "RegisterPushTarget", {"platform": "IOS", "token": form}
        yield "RevokeDevice", {"id": form}
        yield "MarkNoticesRead", {"ids": [form]}
        yield "EraseMe", {"confirmation": form}
        yield "RevokeMandate", {"mandateId": form, form: form}


def be_clumsy(app: App, office: Party) -> None:
    """Send the number in every wrong place, signed in."""
    pid = app.who.pid
    for operation, given in _wrong_inputs(pid):
        app.ask(text_of(operation), input=given)
    thai, hyphenated = to_thai(pid), forms(pid)[1]
    app.ask("query($q: String!) { searchServices(query: $q) { totalCount } }", q=pid)
    app.ask("query($q: String!) { suggestServices(query: $q) { query } }", q=thai)
    app.ask(text_of("WhatIf"), facts=[{"name": "nationality", "text": pid}], programmes=[pid])
    app.ask(text_of("Viewer"), {**app.bearer, "X-Request-ID": pid, "Accept-Language": pid})
    app.ask("query($n: Int!) { myNotices(first: $n) { unreadCount } }", n=pid)
    app.ask("query($q: ID!) { node(id: $q) { id } }", q=pid)
    app.ask(f'{{ node(id: "{hyphenated}") {{ id }} nosuchfield{pid} }}')
    app.ask(f'mutation {{ claimChild(input: {{citizenId: "{pid}"}}) {{ problems {{ code }} }} }} # {thai}')
    app.ask(f'query Q{pid} {{ person(onBehalfOf: "{pid}") {{ name }} }}')
    app.ask("{ viewer { id } } " + pid)
    app.ask("{ __typename }", {"X-Request-ID": hyphenated, "Authorization": f"Bearer {pid}"})
    app.ask("{ __typename }", {"X-Session-Token": pid, "Cookie": f"sessionid={pid}", "Traceparent": pid})
    for body in (f'{{"query": "{pid}', f'"{pid}"', json.dumps({"documentId": pid, "operationName": pid})):
        app.client.post("/graphql", body, content_type="application/json", headers=app.bearer)
    app.client.post("/graphql", pid, content_type=f"text/{pid}")
    app.post("/auth/provider/token", {"provider": pid, "process": pid, "token": {"id_token": pid, "client_id": pid}})
    app.post("/tokens/refresh", {"refresh_token": pid})
    app.present("thaid", f"e30.{pid}.{pid}")
    app.client.post("/sandbox/thaid/sdk", json.dumps({"person": pid, "nonce": pid}), content_type="application/json")
    office.begin()
    browser = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    for parameter in ("state", "nonce", "login_hint", "client_id", "redirect_uri", "scope", "prompt", "max_age"):
        browser.get(office.request_address(**{parameter: pid}))
    office.tokens_for(pid)
    office.tokens_for(pid, redirect_uri=f"https://{pid}.example.go.th", code_verifier=pid, grant_type=pid)
    browser.post("/identity/o/redeem", {"code": pid, "client_id": pid, "client_secret": pid})
    browser.get(f"/identity/o/open?code={pid}")
    browser.get(f"/login/thaid/callback?code={pid}&state={pid}&error={pid}&error_description={pid}")


def be_hostile(pid: str) -> None:
    """Send the number as a stranger, and log it as libraries do."""
    client = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
    for form in forms(pid):
        client.get(f"/graphql?query={form}&pid={form}")
        client.get(f"/people/exports/{form}")
        client.get(f"/{form}", headers={"User-Agent": form, "Referer": f"http://127.0.0.1/?{form}"})
        client.post("/admin/login/", {"username": form, "password": form})
        client.get(f"/admin/login/invitation/{form}/")
        log.error("no such person %s", form)
        try:
            raise LookupError(form)
        except LookupError:
            log.exception("lookup failed for %s", form)
