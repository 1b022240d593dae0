"""Every mutation and field about agencies and consents, tried by everybody; a denied one changes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from graphene.utils.str_converters import to_camel_case

from services.models import Agency
from services.schema.opening import OpeningMutation
from superapp.accounts.models import Account
from superapp.accounts.viewer import ANONYMOUS, Viewer, viewer_for
from superapp.api import ids
from superapp.audit.models import AuditEvent
from superapp.people.actions import consent_words, consents
from superapp.people.models import Consent
from superapp.people.schema.consents import ConsentMutation, ConsentQuery
from tests.asking import Asker
from tests.factories import services as make
from tests.factories.people import make_mandate, make_person

from .party import registered, viewer_now

HIDDEN = [("NOT_FOUND", [])]
DONE: list[Any] = []
VIEWERS = ("anonymous", "officer", "operator", "owner", "other", "agent", "narrow_agent")
OUTSIDE = dict.fromkeys(("anonymous", "officer", "operator"), HIDDEN)
EXPECTED: dict[str, dict[str, list[Any]]] = {
    "openService": {
        **OUTSIDE,
        "owner": DONE,
        "other": [("CONSENT_REQUIRED", [])],
        "agent": DONE,
        "narrow_agent": [("MANDATE_OUT_OF_SCOPE", ["onBehalfOf"])],
    },
    "giveConsent": {
        **OUTSIDE,
        "owner": DONE,
        "other": DONE,
        "agent": DONE,
        "narrow_agent": [("MANDATE_OUT_OF_SCOPE", ["onBehalfOf"])],
    },
    "withdrawConsent": {
        **OUTSIDE,
        "owner": DONE,
        "other": [("NOT_FOUND", ["consentId"])],
        "agent": DONE,
        "narrow_agent": [("MANDATE_OUT_OF_SCOPE", ["onBehalfOf"])],
    },
}
SHOWN = {"owner": 1, "agent": 1}


@pytest.fixture
def scene(agency: Agency, author: Viewer, approver: Viewer, head: Viewer) -> dict[str, Any]:
    """Make a service with a mini-app, its owner's consent, and everybody who tries; return inputs and viewers."""
    make.make_published(author, approver)
    party = registered("DOPA", entry="token", entry_uri="https://app.example.go.th/", accepts_mandates=True)
    owner, other, agent, narrow = (make_person(number) for number in range(1, 5))
    words = consent_words.words_for(party.client)
    consent = consents.give(
        viewer=viewer_now(owner),
        now=timezone.now(),
        client=party.client,
        facts=party.client.facts,
        text_version=words.version,
    )
    until = timezone.now() + timedelta(days=1)
    wide = make_mandate(agent, owner, ends_at=until)
    tight = make_mandate(narrow, owner, ends_at=until, scope_codes=["something-else"])
    viewers: dict[str, Viewer] = {
        "anonymous": ANONYMOUS,
        "officer": head,
        "operator": viewer_for(Account.objects.get(username="operator-agencies")),
        "owner": viewer_now(owner),
        "other": viewer_now(other),
        "agent": viewer_now(agent),
        "narrow_agent": viewer_now(narrow),
    }
    inputs = {
        "openService": {"code": "id-lost"},
        "giveConsent": {"agencyCode": "DOPA", "claims": ["name_th"], "textVersion": words.version},
        "withdrawConsent": {"consentId": ids.global_id("cns", str(consent.public_id))},
    }
    mandates = {"agent": wide, "narrow_agent": tight}
    given = {who: {"onBehalfOf": ids.global_id("mdt", str(each.public_id))} for who, each in mandates.items()}
    return {"viewers": viewers, "inputs": inputs, "given": given}


def picture() -> list[Any]:
    """Return what a denied act must not change."""
    return [list(Consent.objects.order_by("id").values()), AuditEvent.objects.filter(outcome="done").count()]


def test_everything_is_tried_here() -> None:
    mutations = {to_camel_case(name) for kind in (OpeningMutation, ConsentMutation) for name in kind._meta.fields}

    assert mutations == set(EXPECTED)
    assert [name for name, outcome in EXPECTED.items() if set(outcome) != set(VIEWERS)] == []
    assert set(ConsentQuery._meta.fields) == {"my_consents"}


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("name", EXPECTED)
def test_a_mutation_does_what_this_viewer_may(ask: Asker, scene: dict[str, Any], name: str, who: str) -> None:
    kind = f"{name[0].upper()}{name[1:]}Input"
    before = picture()

    answer = ask(
        f"mutation Try($input: {kind}!) {{ {name}(input: $input) {{ problems {{ code path message }} }} }}",
        {"input": scene["inputs"][name] | scene["given"].get(who, {})},
        viewer=scene["viewers"][who],
    )

    assert answer.errors == []
    assert answer.problems(name) == EXPECTED[name][who]
    if EXPECTED[name][who]:
        assert picture() == before


@pytest.mark.parametrize("who", VIEWERS)
def test_receipts_are_shown_to_their_owner_and_who_acts_for_them(ask: Asker, scene: dict[str, Any], who: str) -> None:
    answer = ask("MyConsents", scene["given"].get(who, {}), viewer=scene["viewers"][who])

    assert answer.errors == []
    assert len(answer.data["myConsents"]["edges"]) == SHOWN.get(who, 0)


@pytest.mark.parametrize("who", ["agent", "narrow_agent"])
def test_somebody_elses_mandate_is_of_no_use(ask: Asker, scene: dict[str, Any], who: str) -> None:
    answer = ask("MyConsents", scene["given"][who], viewer=scene["viewers"]["other"])

    assert answer.data["myConsents"]["edges"] == []
