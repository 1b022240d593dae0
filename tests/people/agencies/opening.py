"""Opening a service from the app and redeeming its code, as the app and the agency's backend do."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.conf import settings

from superapp.accounts.viewer import Viewer
from tests.asking import Answer, Asker

from .party import InProcess, Party


def open_(ask: Asker, viewer: Viewer, code: str = "id-lost", **more: Any) -> Answer:
    """Open a service."""
    return ask("OpenService", {"input": {"code": code} | more}, viewer=viewer)


def consent_to(ask: Asker, viewer: Viewer, request: dict[str, Any], **more: Any) -> Answer:
    """Agree to what a ConsentRequest shows."""
    given = {
        "agencyCode": request["agencyCode"],
        "claims": [claim["code"] for claim in request["claims"]],
        "textVersion": request["textVersion"],
    }
    return ask("GiveConsent", {"input": given | more}, viewer=viewer)


def opened(ask: Asker, viewer: Viewer, **more: Any) -> str:
    """Open the service, agreeing when asked, and return the address."""
    first = open_(ask, viewer, **more).data["openService"]
    if first["url"]:
        return first["url"]
    consent_to(ask, viewer, first["consentRequest"], **more)
    return open_(ask, viewer, **more).data["openService"]["url"]


def redeem(party: Party, code: str) -> requests.Response:
    """Redeem a code as the agency's backend does."""
    plain = requests.Session()
    plain.mount(settings.PUBLIC_URL, InProcess())
    return plain.post(
        f"{settings.PUBLIC_URL}/identity/o/redeem", data={"code": code}, auth=(party.client.client_id, party.secret)
    )


def code_in(url: str) -> str:
    """Return the code in an address."""
    return parse_qs(urlsplit(url).query)["code"][0]
