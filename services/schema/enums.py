"""The catalogue's enums: codes with their English words as description, from services/models/wording.py."""

from typing import Any

import graphene

from services.models import wording


def _enum(name: str, meaning: str, words: dict[str, tuple[str, str]]) -> Any:
    described = {code: english for code, (_, english) in words.items()}
    return graphene.Enum(
        name,
        [(code.upper(), code) for code in words],
        description=lambda value: meaning if value is None else f"{described[value.value]}.",
    )


ServiceKind = _enum("ServiceKind", "What one does with a service.", wording.KIND)
Audience = _enum("Audience", "Whom a service is for.", wording.AUDIENCE)
DigitalLevel = _enum("DigitalLevel", "How much of a service can be done online.", wording.DIGITAL_LEVEL)
ChannelType = _enum("ChannelType", "A way to reach a service.", wording.CHANNEL)
OutputType = _enum("OutputType", "A way to receive the result.", wording.OUTPUT)
LoginKind = _enum("LoginKind", "How one signs in for a service.", wording.LOGIN)
CertaintyLevel = _enum("CertaintyLevel", "How sure a fact is, surest first.", wording.CERTAINTY)
FactKind = _enum("FactKind", "The statements about a service whose certainty is kept.", wording.FACT)
AlertSeverity = _enum("AlertSeverity", "How much an alert changes for the citizen.", wording.SEVERITY)
AgencyKind = _enum("AgencyKind", "What sort of organisation an agency is.", wording.AGENCY_KIND)
LifeEventKind = _enum("LifeEventKind", "To whom an event happens.", wording.LIFE_EVENT_KIND)
VersionState = _enum("ServiceVersionState", "Where a version of a service stands.", wording.VERSION_STATE)
VersionIntent = _enum("ServiceVersionIntent", "What approving a version brings about.", wording.VERSION_INTENT)
ChangeKind = _enum("CatalogueChangeKind", "What changed in the catalogue.", wording.CHANGE_KIND)
SuggestionKind = _enum("SuggestionKind", "What a suggestion leads to.", wording.SUGGESTION_KIND)
