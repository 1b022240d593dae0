"""Entries of the operations about acting for another: asked by the people of acting_people.py."""

from collections.abc import Callable
from typing import Any

from superapp.accounts.models import Mandate
from superapp.api.ids import global_id
from superapp.people.models import MandateInvitation
from tests.operations.acting_people import CODE
from tests.operations.entry import Entry, Variables, edges
from tests.operations.small import Small


def _last(kind: str) -> str:
    return global_id("mdt", str(Mandate.objects.filter(kind=kind).latest("pk").public_id))


def _invited() -> str:
    return global_id("inv", str(MandateInvitation.objects.filter(kind="delegate").latest("pk").public_id))


def _step(
    field: str,
    thing: str,
    state: str,
    viewer: str,
    queries: int,
    input: Callable[[], dict[str, Any]],
    *,
    counts: int = 0,
) -> Entry:
    """Return the entry of a mutation that answers with a mandate or an invitation: the state it is in then."""

    def shown(data: Any) -> Any:
        made = data[field][thing]
        return made and made["state"], data[field]["problems"]

    given: Variables = lambda _: {"input": input()}  # noqa: E731
    return Entry(shown, (state, []), (state, []), given, viewer, queries, counts)


def _offers(data: Any) -> list[int]:
    return [len(data["myMandateInvitations"]), len(data["jointApprovals"])]


def _director(_: Small) -> dict[str, Any]:
    return {"onBehalfOf": _last("director")}


# Inviting counts the invitations that wait for an answer, signing the signatures: there are at most ten of either.
ACTING: dict[str, Entry] = {
    "WhoseMatters": Entry(
        lambda data: (data["person"]["kind"], data["person"]["verbs"]),
        ("ORGANISATION", ["VIEW", "APPLY", "PAY", "NOTICES"]),
        ("ORGANISATION", ["VIEW", "APPLY", "PAY", "NOTICES"]),
        _director,
        viewer="director",
        queries=10,
    ),
    "MyMandates": Entry(edges("myMandates"), 2, 20, lambda _: {"role": "HELD"}, viewer="agent", queries=4),
    "MandateLog": Entry(edges("mandateLog"), 1, 19, lambda _: {"mandateId": _last("carer")}, viewer="agent", queries=6),
    "MandateOffer": Entry(
        lambda data: data["mandateInvitation"]["verbs"],
        ["VIEW"],
        ["VIEW"],
        lambda _: {"code": CODE},
        viewer="agent",
        queries=4,
    ),
    "MandateOffers": Entry(_offers, [2, 2], [20, 20], _director, viewer="director", queries=15, counts=1),
    "ServicesForMe": Entry(
        lambda data: [edge["needsStepUp"] for edge in data["servicesForMe"]["edges"]],
        [False] * 2,
        [False] * 20,
        viewer="agent",
        queries=3,
    ),
    "ClaimChild": _step("claimChild", "mandate", "ACTIVE", "parent", 16, lambda: {"citizenId": "9101501187859"}),
    "BecomeDirector": _step(
        "becomeDirector", "mandate", "ACTIVE", "newcomer", 15, lambda: {"juristicId": "0105559000018"}
    ),
    "InviteCarer": _step(
        "inviteCarer", "invitation", "OPEN", "agent", 8, lambda: {"verbs": ["VIEW"], "days": 90}, counts=1
    ),
    "AppointDelegate": Entry(
        lambda data: (data["appointDelegate"]["approval"]["signatures"], data["appointDelegate"]["problems"]),
        (1, []),
        (1, []),
        lambda _: {"input": {"onBehalfOf": _last("director"), "verbs": ["APPLY"], "days": 90}},
        viewer="director",
        queries=16,
        counts=2,
    ),
    "AcceptMandate": _step("acceptMandate", "mandate", "ACTIVE", "agent", 17, lambda: {"code": CODE}),
    "RefuseMandate": _step("refuseMandate", "invitation", "REFUSED", "agent", 9, lambda: {"code": CODE}),
    "WithdrawMandateInvitation": _step(
        "withdrawMandateInvitation",
        "invitation",
        "WITHDRAWN",
        "director",
        10,
        lambda: {"onBehalfOf": _last("director"), "invitationId": _invited()},
    ),
    "RevokeMandate": _step("revokeMandate", "mandate", "REVOKED", "agent", 11, lambda: {"mandateId": _last("carer")}),
}
