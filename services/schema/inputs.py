"""A service's text as officers send it, and what it becomes for the actions."""

from types import SimpleNamespace
from typing import Any

import graphene

from superapp.api.scalars import BigInt

from .enums import Audience, CertaintyLevel, ChannelType, DigitalLevel, FactKind, LoginKind, OutputType, ServiceKind


def _list(of: Any, description: str, *, required: bool = False) -> Any:
    return graphene.List(graphene.NonNull(of), required=required, description=description)


class ChannelInput(graphene.InputObjectType):
    """A way to reach the service."""

    type = ChannelType(required=True, description="The way.")
    url = graphene.String(description="Web address, beginning with https://; leave out where there is none.")


class FeeInput(graphene.InputObjectType):
    """A price. Free is one fee of 0; leave `fees` out when the price is not known."""

    amount_satang = BigInt(description="Whole satang; leave out when it is not fixed, and say how it is found.")
    note_th = graphene.String(description="What it depends on, in Thai.")
    note_en = graphene.String(description="What it depends on, in English.")


class EvidenceInput(graphene.InputObjectType):
    """A document to bring or upload."""

    name_th = graphene.String(required=True, description="The document, in Thai.")
    name_en = graphene.String(required=True, description="The document, in English.")
    note_th = graphene.String(description="When it is needed, in Thai.")
    note_en = graphene.String(description="When it is needed, in English.")


class LegalResourceInput(graphene.InputObjectType):
    """A law the service rests on."""

    title_th = graphene.String(required=True, description="Title in Thai.")
    title_en = graphene.String(description="Title in English.")
    section = graphene.String(description="The section.")


class FactInput(graphene.InputObjectType):
    """How sure one statement is. Statements left out keep the certainty they had."""

    name = FactKind(required=True, description="Which statement.")
    certainty = CertaintyLevel(required=True, description="How sure.")
    source = graphene.String(description="Where it comes from.")


class ServiceTextInput(graphene.InputObjectType):
    """The whole text of a service in both languages; what is left out is not known or none."""

    agency = graphene.String(required=True, description="Code of the agency.")
    name_th = graphene.String(required=True, description="Name in Thai.")
    name_en = graphene.String(required=True, description="Name in English.")
    description_th = graphene.String(required=True, description="Description in Thai.")
    description_en = graphene.String(required=True, description="Description in English.")
    category = graphene.String(required=True, description="Category code.")
    life_event = graphene.String(description="Life event code.")
    focus_area = graphene.String(description="Focus area code.")
    audience = _list(Audience, "Whom it is for.", required=True)
    kind = ServiceKind(required=True, description="What one does with it.")
    digital_level = DigitalLevel(required=True, description="How much can be done online.")
    channels = _list(ChannelInput, "Ways to reach it.", required=True)
    fees = _list(FeeInput, "Prices.")
    processing_working_days = graphene.Int(description="Working days; 1 is the same day.")
    login = LoginKind(required=True, description="How one signs in for it.")
    minimum_assurance = graphene.String(description="Least identity assurance level, `1.1` to `3`.")
    evidence = _list(EvidenceInput, "Documents to bring; an empty list when none is needed.")
    outputs = _list(OutputType, "Ways to receive the result.", required=True)
    legal = _list(LegalResourceInput, "The laws it rests on.")
    related = _list(graphene.String, "Codes of related services.")
    keywords = _list(graphene.String, "Words people say; for finding only.")
    facts = _list(FactInput, "How sure each statement is.")


def content_data(text: SimpleNamespace, standing: dict[str, Any]) -> dict[str, Any]:
    """Return an input as plain data for content_reading.read; `standing` is the certainty of facts left out."""
    data = _plain(text)
    facts = {fact.pop("name"): fact for fact in data.get("facts", ())}
    return data | {"facts": standing | facts}


def _plain(value: Any) -> Any:
    if isinstance(value, SimpleNamespace):
        return {name: _plain(part) for name, part in vars(value).items() if part is not None}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return getattr(value, "value", value)
