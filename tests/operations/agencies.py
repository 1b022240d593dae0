"""Entries of the operations about agencies' services and consents: asked by the citizen of small.py."""

from typing import Any

from superapp.api.ids import global_id
from superapp.people.actions import consent_words
from superapp.people.models import AgencyClient, Consent
from tests.operations.agency_clients import FACTS, UNASKED
from tests.operations.entry import Entry, edges
from tests.operations.small import Small


def _words(_: Small) -> dict[str, Any]:
    client = AgencyClient.objects.get(agency_code=UNASKED)
    version = consent_words.words_for(client).version
    return {"input": {"agencyCode": UNASKED, "claims": FACTS, "textVersion": version}}


def _live(_: Small) -> dict[str, Any]:
    consent = Consent.objects.get(withdrawn_at=None, audience="client-1")
    return {"input": {"consentId": global_id("cns", str(consent.public_id))}}


def _opened(data: Any) -> Any:
    told = data["openService"]
    return told["isSignedIn"], told["consentRequest"], told["problems"]


def _receipt(field: str) -> Any:
    return lambda data: (data[field]["consent"]["isInForce"], data[field]["problems"])


AGENCIES: dict[str, Entry] = {
    "OpenService": Entry(
        _opened,
        (True, None, []),
        (True, None, []),
        lambda small: {"input": {"code": small.oldest}},
        viewer="citizen",
        queries=8,
    ),
    "MyConsents": Entry(edges("myConsents"), 2, 20, viewer="citizen", queries=6),
    "GiveConsent": Entry(_receipt("giveConsent"), (True, []), (True, []), _words, viewer="citizen", queries=14),
    "WithdrawConsent": Entry(_receipt("withdrawConsent"), (False, []), (False, []), _live, viewer="citizen", queries=9),
}
