"""What officers see: the versions of their agencies' services, in both languages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import graphene

from services import permissions
from services.models import ServiceVersion as VersionModel
from services.models.content import ServiceContent
from services.models.content_reading import read
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField
from superapp.api.ids import IdField, Node, finds
from superapp.api.keyset import Column, by
from superapp.api.scalars import BigInt, DateTime

from .enums import (
    Audience,
    CertaintyLevel,
    ChannelType,
    DigitalLevel,
    FactKind,
    LoginKind,
    OutputType,
    ServiceKind,
    VersionIntent,
    VersionState,
)

BY_NEWEST = by("versions.newest", Column("id", int, is_descending=True))


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a version's text with the key clients keep it by: it never changes meaning, drafts count revisions."""

    key: str
    part: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.part, name)


@dataclass(frozen=True, slots=True)
class VersionFactRow:
    """What VersionFact reads."""

    key: str
    name: str
    certainty: str
    source: str


def _parts(version: VersionModel, name: str, parts: Any) -> list[PartRow] | None:
    if parts is None:
        return None
    key = f"{version.service.code}.{version.number}.{version.revision}.{name}"
    return [PartRow(f"{key}/{place}", part) for place, part in enumerate(parts)]


def content_of(version: VersionModel) -> ServiceContent:
    """Return the version's text, read once however many of its fields are asked for."""
    held = version.__dict__.get("_content")
    if held is None:
        held = version.__dict__["_content"] = read(version.content)
    return held


class VersionChannel(graphene.ObjectType):
    """A way to reach the service, as a version has it."""

    id = IdField("chn", "key")
    type = Field(ChannelType, required=True, description="The way.")
    url = Field(graphene.String, required=True, description="Web address; blank where there is none.")


class VersionFee(graphene.ObjectType):
    """A price, as a version has it."""

    id = IdField("fee", "key")
    amount_satang = Field(BigInt, description="Whole satang; null when it is not fixed.")
    note_th = Field(graphene.String, required=True, description="What it depends on, in Thai; may be blank.")
    note_en = Field(graphene.String, required=True, description="What it depends on, in English; may be blank.")


class VersionEvidence(graphene.ObjectType):
    """A document to bring, as a version has it."""

    id = IdField("evd", "key")
    name_th = Field(graphene.String, required=True, description="The document, in Thai.")
    name_en = Field(graphene.String, required=True, description="The document, in English.")
    note_th = Field(graphene.String, required=True, description="When it is needed, in Thai; blank for always.")
    note_en = Field(graphene.String, required=True, description="When it is needed, in English; blank for always.")


class VersionLegalResource(graphene.ObjectType):
    """A law, as a version has it."""

    id = IdField("leg", "key")
    title_th = Field(graphene.String, required=True, description="Title in Thai.")
    title_en = Field(graphene.String, required=True, description="Title in English; blank where none is known.")
    section = Field(graphene.String, required=True, description="The section; blank where it is not known.")


class VersionFact(graphene.ObjectType):
    """How sure the author is of one statement."""

    id = IdField("fct", "key")
    name = Field(FactKind, required=True, description="Which statement.")
    certainty = Field(CertaintyLevel, required=True, description="How sure.")
    source = Field(graphene.String, required=True, description="Where it comes from; may be blank.")


def _text(name: str) -> Callable[..., Any]:
    return lambda version, _info: getattr(content_of(version), name)


def _rows(name: str) -> Callable[..., Any]:
    return lambda version, _info: _parts(version, name, getattr(content_of(version), name))


class ServiceVersion(graphene.ObjectType):
    """One numbered text of a service. Only officers of its agency see any."""

    class Meta:
        interfaces = (Node,)

    id = IdField("ver", "public_key")
    service_code = Field(graphene.String, required=True, description="Code of the service.")
    agency_code = Field(graphene.String, required=True, description="Code of the agency.")
    number = Field(graphene.Int, required=True, description="Counted from 1 for each service.")
    revision = Field(graphene.Int, required=True, description="How often the draft was written; send it when revising.")
    state = Field(VersionState, required=True, description="Where it stands.")
    intent = Field(VersionIntent, required=True, description="What approving it brings about.")
    reason = Field(graphene.String, required=True, description="Reason given for its latest step; may be blank.")
    created_at = Field(DateTime, required=True, description="When it was started.")
    submitted_at = Field(DateTime, description="When it was sent to review; null before.")
    decided_at = Field(DateTime, description="When it was last decided on; null before.")
    effective_at = Field(DateTime, description="When it took or takes effect; null while undecided.")
    is_mine = Field(
        graphene.Boolean, required=True, description="Whether you wrote any of it, and so may not approve it."
    )
    may_decide = Field(graphene.Boolean, required=True, description="Whether you may approve it or send it back.")
    name_th = Field(graphene.String, required=True, description="Name in Thai.", resolver=_text("name_th"))
    name_en = Field(graphene.String, required=True, description="Name in English.", resolver=_text("name_en"))
    description_th = Field(
        graphene.String, required=True, description="Description in Thai.", resolver=_text("description_th")
    )
    description_en = Field(
        graphene.String, required=True, description="Description in English.", resolver=_text("description_en")
    )
    category = Field(graphene.String, required=True, description="Category code.", resolver=_text("category"))
    life_event = Field(
        graphene.String, required=True, description="Life event code; blank for none.", resolver=_text("life_event")
    )
    focus_area = Field(
        graphene.String, required=True, description="Focus area code; blank for none.", resolver=_text("focus_area")
    )
    kind = Field(ServiceKind, required=True, description="What one does with it.", resolver=_text("kind"))
    audience = ListField(Audience, most=3, description="Whom it is for.", resolver=_text("audience"))
    digital_level = Field(
        DigitalLevel, required=True, description="How much can be done online.", resolver=_text("digital_level")
    )
    channels = ListField(VersionChannel, most=10, description="Ways to reach it.", resolver=_rows("channels"))
    fees = ListField(
        VersionFee, most=20, nullable=True, description="Prices; null when not known.", resolver=_rows("fees")
    )
    processing_working_days = Field(
        graphene.Int,
        description="Working days; 1 is the same day; null when not known.",
        resolver=_text("processing_working_days"),
    )
    login = Field(LoginKind, required=True, description="How one signs in for it.", resolver=_text("login"))
    minimum_assurance = Field(
        graphene.String,
        required=True,
        description="Least identity assurance level; blank for none.",
        resolver=_text("minimum_assurance"),
    )
    evidence = ListField(
        VersionEvidence,
        most=30,
        nullable=True,
        description="Documents to bring; null when not known.",
        resolver=_rows("evidence"),
    )
    outputs = ListField(OutputType, most=4, description="Ways to receive the result.", resolver=_text("outputs"))
    legal_resources = ListField(
        VersionLegalResource, most=20, description="The laws it rests on.", resolver=_rows("legal")
    )
    related = ListField(graphene.String, most=10, description="Codes of related services.", resolver=_text("related"))
    keywords = ListField(
        graphene.String, most=40, description="Words people say; for finding only.", resolver=_text("keywords")
    )
    facts = ListField(VersionFact, most=9, description="How sure each statement is.")

    # What an action has just set is a member of the model's choices, which GraphQL's enums do not know.
    def resolve_state(self: Any, _info: Any) -> str:
        return str(self.state)

    def resolve_intent(self: Any, _info: Any) -> str:
        return str(self.intent)

    def resolve_service_code(self: Any, _info: Any) -> str:
        return str(self.service.code)

    def resolve_agency_code(self: Any, _info: Any) -> str:
        return str(self.service.agency.code)

    def resolve_is_mine(self: Any, info: Any) -> bool:
        officer = info.context.viewer.officer
        return officer is not None and self.is_written_by(officer)

    def resolve_may_decide(self: Any, info: Any) -> bool:
        return permissions.may_approve(info.context.viewer, self)

    def resolve_facts(self: Any, _info: Any) -> list[VersionFactRow]:
        key = f"{self.service.code}.{self.number}.{self.revision}.facts"
        return [
            VersionFactRow(f"{key}/{name}", str(name), str(each.certainty), each.source)
            for name, each in content_of(self).facts.items()
        ]


VersionConnection = connection_of(ServiceVersion, "ServiceVersion")


def versions_open_to(context: Any) -> Any:
    """Return the versions this viewer may see, with what their fields read."""
    return VersionModel.objects.visible_to(context.viewer).select_related("service__agency").prefetch_related("writers")


class OfficerQuery(graphene.ObjectType):
    """What officers may read; for anybody else these lists are empty and single things null."""

    drafts = ConnectionField(
        VersionConnection, public=False, description="Your agencies' versions that are being worked on, newest first."
    )
    reviews_waiting = ConnectionField(
        VersionConnection, public=False, description="The versions that wait for your decision, newest first."
    )
    service_versions = ConnectionField(
        VersionConnection,
        code=graphene.Argument(graphene.NonNull(graphene.String), description="The service's code."),
        public=False,
        description="All versions of one service of your agencies, newest first.",
    )
    service_version = Field(
        ServiceVersion,
        code=graphene.Argument(graphene.NonNull(graphene.String), description="The service's code."),
        number=graphene.Argument(graphene.NonNull(graphene.Int), description="The version's number."),
        public=False,
        description="One version; null when there is none, or it is not open to you.",
    )

    def resolve_drafts(self, info: Any) -> Listing:
        return Listing(versions_open_to(info.context).open(), BY_NEWEST)

    def resolve_reviews_waiting(self, info: Any) -> Listing:
        viewer = info.context.viewer
        rows = versions_open_to(info.context).filter(
            state=VersionModel.State.IN_REVIEW,
            service__agency__in=permissions.agencies_with(viewer, permissions.APPROVE),
        )
        return Listing(rows.not_written_by(viewer.officer) if viewer.officer else rows.none(), BY_NEWEST)

    def resolve_service_versions(self, info: Any, code: str) -> Listing:
        return Listing(versions_open_to(info.context).filter(service__code=code), BY_NEWEST)

    def resolve_service_version(self, info: Any, code: str, number: int) -> VersionModel | None:
        return _one(info.context, code, number)


def _one(context: Any, code: str, number: int) -> VersionModel | None:
    if not 0 < number < 2**31:
        return None
    return versions_open_to(context).filter(service__code=code, number=number).first()


@finds("ver", VersionModel)
def _version(context: Any, key: str) -> VersionModel | None:
    code, _, number = key.rpartition(".")
    # Written in one way only: two ids of one thing would be two things in an app's copy.
    is_number = number.isascii() and number.isdecimal() and len(number) < 10 and number[0] != "0"
    return _one(context, code, int(number)) if is_number else None
