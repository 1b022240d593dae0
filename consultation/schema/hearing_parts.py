"""The parts of a hearing in the API: its period, documents, waivers, questions, events and stakeholders."""

from typing import Any

import graphene

from consultation.models import DelayReason as DelayRow
from consultation.models import DossierDocument as DocumentRow
from consultation.models import DossierWaiver as WaiverRow
from consultation.models import HearingEvent as EventRow
from consultation.models import HearingStakeholder as StakeholderRow
from consultation.models import Justification as JustificationRow
from consultation.models import Question as QuestionRow
from superapp.api.fields import Field, ListField
from superapp.api.ids import IdField, global_id
from superapp.api.scalars import Date, DateTime

from .draft_laws import Section
from .hearing_enums import (
    DOCUMENT_WORDS,
    EVENT_WORDS,
    DossierKind,
    HearingEventKind,
    HearingFunction,
    JustificationReason,
    PolicyRank,
    QuestionForm,
    WaiverGround,
)

MOST_OPTIONS = 20


def in_language(info: Any, thai: str, english: str) -> str:
    """Return the text in the language of the request; in Thai where there is no English one."""
    return (english if info.context.language == "en" else "") or thai


class HearingPeriod(graphene.ObjectType):
    """The policy a hearing's days are measured by, as it was when the hearing was announced."""

    is_public = True
    days = Field(graphene.Int, required=True, description="How many days it lasts, the first and the last included.")
    minimum_days = Field(graphene.Int, required=True, description="How many days the policy asks at least.")
    recommended_days = Field(graphene.Int, required=True, description="How many days the policy recommends.")
    report_days = Field(graphene.Int, required=True, description="Within how many days of its end it is reported.")
    is_shorter = Field(graphene.Boolean, required=True, description="Whether it is shorter than the minimum.")
    rank = Field(PolicyRank, required=True, description="On what kind of text the policy rests.")
    basis = Field(graphene.String, required=True, description="That text, and what is no part of it.")

    def resolve_is_shorter(self: dict[str, Any], _info: Any) -> bool:
        return bool(self["days"] < self["minimum_days"])

    def resolve_basis(self: dict[str, Any], info: Any) -> str:
        return in_language(info, self["basis_th"], self["basis_en"])


class HearingJustification(graphene.ObjectType):
    """Why a hearing is shorter than the policy asks, as an approver of the agency recorded it."""

    is_public = True
    reason = Field(JustificationReason, required=True, description="The reason.")
    text = Field(graphene.String, required=True, description="The reason in words.")
    days = Field(graphene.Int, required=True, description="For how many days it was approved.")
    approved_at = Field(DateTime, required=True, description="When it was approved.")

    def resolve_text(self: JustificationRow, info: Any) -> str:
        return in_language(info, self.text_th, self.text_en)


class HearingPhase(graphene.ObjectType):
    """A part of a hearing's time in which only some things can be done."""

    is_public = True
    name = Field(graphene.String, required=True, description="What it is called.")
    opens_at = Field(DateTime, required=True, description="Its first instant.")
    closes_at = Field(DateTime, required=True, description="The first instant after it.")
    functions = ListField(HearingFunction, most=5, description="What can be done in it.")

    def resolve_name(self: dict[str, Any], info: Any) -> str:
        return in_language(info, self["name_th"], self.get("name_en", ""))


class DossierDocument(graphene.ObjectType):
    """One document of a dossier, as published."""

    is_public = True
    id = IdField("dos", "public_id")
    kind = Field(DossierKind, required=True, description="What it is about.")
    kind_text = Field(graphene.String, required=True, description="The same in words.")
    language = Field(graphene.String, required=True, description="`th` or `en`.")
    title = Field(graphene.String, required=True, description="Its title.")
    text = Field(graphene.String, description="What it says; null when it is a file only.")
    has_file = Field(graphene.Boolean, required=True, description="Whether there is a file: ask `dossierFileUrl`.")
    digest = Field(graphene.String, required=True, description="SHA-256 of title, text and file.")
    published_at = Field(DateTime, required=True, description="When it was published.")
    replaces_id = Field(graphene.ID, description="The former edition; null for the first.")
    note = Field(graphene.String, description="Why it replaced the former; null for the first.")

    def resolve_kind_text(self: DocumentRow, info: Any) -> str:
        return in_language(info, self.get_kind_display(), DOCUMENT_WORDS[self.kind])

    def resolve_text(self: DocumentRow, _info: Any) -> str | None:
        return self.text or None

    def resolve_has_file(self: DocumentRow, _info: Any) -> bool:
        return self.upload is not None

    def resolve_replaces_id(self: DocumentRow, _info: Any) -> str | None:
        return None if self.replaces is None else document_id(self.replaces)

    def resolve_note(self: DocumentRow, _info: Any) -> str | None:
        return self.note or None


def document_id(row: DocumentRow) -> str:
    """Return the global id of a document."""
    return global_id("dos", str(row.public_id))


class DossierWaiver(graphene.ObjectType):
    """A document a hearing does without, and why."""

    is_public = True
    kind = Field(DossierKind, required=True, description="What it would be about.")
    kind_text = Field(graphene.String, required=True, description="The same in words.")
    ground = Field(WaiverGround, required=True, description="The ground.")
    text = Field(graphene.String, required=True, description="The reason in words.")

    def resolve_kind_text(self: WaiverRow, info: Any) -> str:
        return in_language(info, self.get_kind_display(), DOCUMENT_WORDS[self.kind])

    def resolve_text(self: WaiverRow, info: Any) -> str:
        return in_language(info, self.text_th, self.text_en)


class QuestionOption(graphene.ObjectType):
    """One option of a question, or one end of a scale."""

    is_public = True
    code = Field(graphene.String, required=True, description="What an answer names.")
    text = Field(graphene.String, required=True, description="What it says.")

    def resolve_text(self: dict[str, Any], info: Any) -> str:
        return in_language(info, self["th"], self.get("en", ""))


class HearingQuestion(graphene.ObjectType):
    """One question of a hearing. Nobody has to answer it."""

    is_public = True
    id = IdField("qst", "public_id")
    position = Field(graphene.Int, required=True, description="Its place, from 0.")
    form = Field(QuestionForm, required=True, description="How it is answered.")
    text = Field(graphene.String, required=True, description="What is asked.")
    options = ListField(
        QuestionOption, most=MOST_OPTIONS, cost=0, description="What can be chosen; the words of a scale's two ends."
    )
    scale_points = Field(graphene.Int, description="How many points a scale has; null for other forms.")
    section = Field(Section, cost=0, description="Which section it is about; null for the whole.")

    def resolve_text(self: QuestionRow, info: Any) -> str:
        return in_language(info, self.text_th, self.text_en)


class HearingEvent(graphene.ObjectType):
    """A public step of a hearing."""

    is_public = True
    kind = Field(HearingEventKind, required=True, description="What happened.")
    kind_text = Field(graphene.String, required=True, description="The same in words.")
    note = Field(graphene.String, description="The reason given, in Thai; null where none is needed.")
    at = Field(DateTime, required=True, description="When.")

    def resolve_kind_text(self: EventRow, info: Any) -> str:
        return in_language(info, self.get_kind_display(), EVENT_WORDS[self.kind])

    def resolve_note(self: EventRow, _info: Any) -> str | None:
        return self.note or None


class HearingStakeholder(graphene.ObjectType):
    """An agency, organisation or group that was found to be concerned, and whether it was told."""

    is_public = True
    name = Field(graphene.String, required=True, description="Who.")
    kind_text = Field(graphene.String, required=True, description="What it is, in Thai.")
    identified_text = Field(graphene.String, required=True, description="How it was found, in Thai.")
    notified_at = Field(DateTime, description="When it was told; null while it was not.")
    result_text = Field(graphene.String, required=True, description="What came of it, in Thai.")

    def resolve_name(self: StakeholderRow, info: Any) -> str:
        return in_language(info, self.stakeholder.name_th, self.stakeholder.name_en)

    def resolve_kind_text(self: StakeholderRow, _info: Any) -> str:
        return self.stakeholder.get_kind_display()

    def resolve_identified_text(self: StakeholderRow, _info: Any) -> str:
        return self.get_identified_display()

    def resolve_result_text(self: StakeholderRow, _info: Any) -> str:
        return self.get_result_display()


class DelayReason(graphene.ObjectType):
    """Why a report is late, as the agency says."""

    is_public = True
    text = Field(graphene.String, required=True, description="The reason.")
    expected_on = Field(Date, description="When the report is expected; null where nobody says.")
    given_at = Field(DateTime, required=True, description="When the reason was given.")

    def resolve_text(self: DelayRow, info: Any) -> str:
        return in_language(info, self.text_th, self.text_en)
