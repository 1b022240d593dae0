"""The enums of acting for another."""

from collections.abc import Iterable
from typing import Any

import graphene

from superapp.accounts.models import Mandate, Organisation
from superapp.people.models import MandateInvitation

MEANINGS = {
    "parent": "A parent's, for their child, by the civil registry.",
    "carer": "A carer's, invited by the person.",
    "director": "A director's, for the organisation, by the company registry.",
    "delegate": "A delegate's, appointed by a director.",
    "proposed": "Waits for an answer.",
    "active": "In force.",
    "suspended": "Rests, by a custody order.",
    "refused": "Was not taken up.",
    "revoked": "Was ended by one side, or by the registry.",
    "expired": "Its time is over.",
    "view": "Look at what concerns the person or organisation.",
    "apply": "Apply, and answer what agencies ask.",
    "pay": "Pay fees.",
    "notices": "Receive notices.",
    "micro": "Micro enterprise.",
    "small": "Small enterprise.",
    "medium": "Medium enterprise.",
    "large": "Large enterprise.",
    "open": "Waits for an answer.",
    "accepted": "Was taken up.",
    "withdrawn": "Was taken back.",
    "lapsed": "Nobody answered in time.",
    "held": "You are the agent.",
    "given": "You, or the organisation you act for, are acted for.",
    "person": "A person.",
    "organisation": "An organisation.",
    "agent": "Whoever acts under the mandate.",
    "principal": "Whom the mandate is for.",
    "other": "Somebody else: another director, an officer.",
    "system": "The platform itself: a registry's answer, the end of a time.",
}


def _enum(name: str, meaning: str, codes: Iterable[str]) -> Any:
    return graphene.Enum(
        name,
        [(code.upper(), code) for code in codes],
        description=lambda value: meaning if value is None else MEANINGS[value.value],
    )


MandateKind = _enum("MandateKind", "What a right to act for another rests on.", Mandate.Kind.values)
MandateState = _enum("MandateState", "Where a mandate stands.", Mandate.State.values)
MandateVerb = _enum("MandateVerb", "What may be done under a mandate.", Mandate.Verb.values)
MandateRole = _enum("MandateRole", "On which side of a mandate one stands.", ("held", "given"))
InvitationState = _enum("MandateInvitationState", "What became of an invitation.", MandateInvitation.State.values)
OrganisationSize = _enum("OrganisationSize", "How large an organisation is.", Organisation.Size.values)
PersonKind = _enum("PersonKind", "Whether a person is meant or an organisation.", ("person", "organisation"))
MandateActor = _enum("MandateActor", "Who did it.", ("agent", "principal", "other", "system"))
