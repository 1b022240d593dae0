"""Hearings in the API: what everybody may read of them. What an agency still prepares is seen at its desk."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import graphene
from django.db.models import Exists, F, OuterRef, Q, TextField
from django.db.models.functions import Cast

from consultation.actions import hearing_periods
from consultation.models import Hearing as HearingRow
from consultation.models.hearing_phase import Function
from services.models.snapshot import current as catalogue
from services.schema.agency import Agency
from superapp.api.connections import connection_of
from superapp.api.fields import Field, ListField
from superapp.api.ids import IdField, Node, finds
from superapp.api.keyset import Column, by
from superapp.api.scalars import Date, DateTime

from .draft_laws import DraftLaw, DraftVersion
from .hearing_comments import HearingComments
from .hearing_enums import (
    KIND_WORDS,
    STATE_WORDS,
    HearingFunction,
    HearingKind,
    HearingModeration,
    HearingState,
)
from .hearing_loaders import (
    CoAgenciesOfHearing,
    DelayOfHearing,
    DocumentsOfHearing,
    EventsOfHearing,
    JustificationOfHearing,
    QuestionsOfHearing,
    StakeholdersOfHearing,
    WaiversOfHearing,
)
from .hearing_parts import (
    DelayReason,
    DossierDocument,
    DossierWaiver,
    HearingEvent,
    HearingJustification,
    HearingPeriod,
    HearingPhase,
    HearingQuestion,
    HearingStakeholder,
    in_language,
)
from .listening import HearingListening
from .opinion_maps import HearingOpinions
from .report_loaders import DataSetsOfHearing, ReportsOfHearing
from .reports import DataSet, HearingDataSet, HearingReport

CLOSING = by("hearings.closing", Column("closes_at", datetime), Column("id", int))
NEWEST = by(
    "hearings.newest",
    Column("opens_at", datetime, is_descending=True),
    Column("id", int, is_descending=True),
)
MOST_STAKEHOLDERS, MOST_EVENTS, MOST_REPORTS = 100, 100, 20


def public_hearings() -> Any:
    """Return the hearings everybody may read, with what a page of them shows."""
    return with_law(HearingRow.objects.public())


def with_law(rows: Any) -> Any:
    """Return hearings with their law, version and agency."""
    return rows.select_related(
        "agency",
        "previous",
        "law__agency",
        "law__amends__agency",
        "version__law__agency",
        "version__law__amends__agency",
    )


class Hearing(HearingComments, HearingOpinions, HearingListening, graphene.ObjectType):
    """One round in which a draft law, or a law in force, is heard in public."""

    class Meta:
        interfaces = (Node,)

    is_public = True
    id = IdField("hrg", "public_id")
    code = Field(graphene.String, required=True, description="Stable code, such as `older-persons-fund-bill-1`.")
    kind = Field(HearingKind, required=True, description="What is heard.")
    kind_text = Field(graphene.String, required=True, description="The same in words.")
    state = Field(HearingState, required=True, description="Where it stands.")
    state_text = Field(graphene.String, required=True, description="The same in words.")
    round = Field(graphene.Int, required=True, description="Which round of hearing this law in this kind, from 1.")
    title = Field(graphene.String, required=True, description="Title; in Thai where there is no English one.")
    summary = Field(graphene.String, description="What it is about in plain words; null where nobody wrote it.")
    law = Field(DraftLaw, required=True, cost=0, description="The law.")
    version = Field(DraftVersion, required=True, cost=0, description="The version that is heard: it does not change.")
    agency = Field(Agency, description="Who asks; null while the catalogue does not list the agency.")
    co_agencies = ListField(Agency, most=20, description="Who asks together with it.")
    opens_at = Field(DateTime, required=True, description="The first instant one can take part.")
    closes_at = Field(DateTime, required=True, description="The first instant one can no longer.")
    first_day = Field(Date, required=True, description="The first day.")
    last_day = Field(Date, required=True, description="The last day.")
    days_left = Field(graphene.Int, required=True, description="Days one can still take part, today included.")
    is_open = Field(graphene.Boolean, required=True, description="Whether one can take part now, by the instants.")
    open_functions = ListField(HearingFunction, most=5, description="What one can do now; empty while it is not open.")
    phases = ListField(HearingPhase, most=10, cost=0, description="Parts of its time; empty for one with all.")
    period = Field(HearingPeriod, cost=0, description="The policy its days are measured by; null where none is kept.")
    justification = Field(HearingJustification, description="Why it is shorter than the policy; null when it is not.")
    documents = ListField(DossierDocument, most=40, description="Its dossier: what was published before it opened.")
    waivers = ListField(DossierWaiver, most=20, description="What its dossier does without, and why.")
    questions = ListField(HearingQuestion, most=40, description="What it asks beside the text.")
    events = ListField(HearingEvent, most=MOST_EVENTS, description="What happened to it, the oldest first.")
    stakeholders = ListField(HearingStakeholder, most=MOST_STAKEHOLDERS, description="Who was found to be concerned.")
    announced_at = Field(DateTime, description="When it was announced; null before.")
    closed_at = Field(DateTime, description="When it was closed; null before.")
    report_due_on = Field(Date, description="Until when its results are expected; null before it was announced.")
    delay = Field(DelayReason, description="Why its results are late; null when nobody said so.")
    cancelled_reason = Field(graphene.String, description="Why it was cancelled; null when it was not.")
    previous = Field(lambda: PreviousHearing, cost=0, description="The round before; null for the first.")
    moderation = Field(HearingModeration, required=True, description="When comments are looked at.")
    display_choices = ListField(graphene.String, most=3, description="How one may be shown: pseudonym, named, private.")
    identity_level = Field(graphene.String, required=True, description="The identity assurance level asked, as `2.1`.")
    notice_version = Field(graphene.String, required=True, description="The privacy notice that is shown when joining.")
    shows_votes_as_data = Field(
        graphene.Boolean, required=True, description="Whether votes on statements are published one by one, nameless."
    )
    rules_digest = Field(graphene.String, description="SHA-256 of what was announced; null before.")
    source_url = Field(graphene.String, description="An earlier notice elsewhere; null for none.")
    is_sample = Field(graphene.Boolean, required=True, description="Whether it is here as an example only.")
    reports = ListField(HearingReport, most=MOST_REPORTS, description="Its published results, the latest first.")
    data_sets = ListField(HearingDataSet, most=MOST_REPORTS, description="Its open data, the newest first.")

    def resolve_kind_text(self: HearingRow, info: Any) -> str:
        return in_language(info, self.get_kind_display(), KIND_WORDS[self.kind])

    def resolve_state_text(self: HearingRow, info: Any) -> str:
        return in_language(info, self.get_state_display(), STATE_WORDS[self.state])

    def resolve_title(self: HearingRow, info: Any) -> str:
        return in_language(info, self.title_th, self.title_en)

    def resolve_summary(self: HearingRow, info: Any) -> str | None:
        return in_language(info, self.summary_th, self.summary_en) or None

    def resolve_agency(self: HearingRow, info: Any) -> Any:
        return catalogue(info.context.language).agency_by_code.get(self.agency.code)

    def resolve_co_agencies(self: HearingRow, info: Any) -> Any:
        known = catalogue(info.context.language).agency_by_code

        def listed(codes: list[str]) -> list[Any]:
            return [known[code] for code in codes if code in known][:20]

        return info.context.loaders.get(CoAgenciesOfHearing).load(self.pk).then(listed)

    def resolve_first_day(self: HearingRow, _info: Any) -> date:
        return hearing_periods.first_day_of(self.opens_at)  # type: ignore[arg-type]

    def resolve_last_day(self: HearingRow, _info: Any) -> date:
        return hearing_periods.last_day_of(self.closes_at)  # type: ignore[arg-type]

    def resolve_days_left(self: HearingRow, info: Any) -> int:
        if self.state == HearingRow.State.CANCELLED:
            return 0
        return hearing_periods.days_left(self.closes_at, info.context.now)  # type: ignore[arg-type]

    def resolve_is_open(self: HearingRow, info: Any) -> bool:
        return self.is_open_at(info.context.now)

    def resolve_open_functions(self: HearingRow, info: Any) -> list[str]:
        return [function for function in Function.values if self.takes(function, info.context.now)]

    def resolve_period(self: HearingRow, _info: Any) -> dict[str, Any] | None:
        if not self.policy:
            return None
        return self.policy | {"days": hearing_periods.days_of(self.opens_at, self.closes_at)}  # type: ignore[arg-type]

    def resolve_justification(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(JustificationOfHearing).load(self.pk)

    def resolve_documents(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(DocumentsOfHearing).load(self.pk)

    def resolve_waivers(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(WaiversOfHearing).load(self.pk)

    def resolve_questions(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(QuestionsOfHearing).load(self.pk)

    def resolve_events(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(EventsOfHearing).load(self.pk).then(lambda rows: rows[-MOST_EVENTS:])

    def resolve_stakeholders(self: HearingRow, info: Any) -> Any:
        found = info.context.loaders.get(StakeholdersOfHearing).load(self.pk)
        return found.then(lambda rows: rows[:MOST_STAKEHOLDERS])

    def resolve_delay(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(DelayOfHearing).load(self.pk)

    def resolve_cancelled_reason(self: HearingRow, _info: Any) -> str | None:
        return self.cancelled_reason or None

    def resolve_previous(self: HearingRow, _info: Any) -> HearingRow | None:
        return self.previous if self.previous is not None and self.previous.announced_at is not None else None

    def resolve_rules_digest(self: HearingRow, _info: Any) -> str | None:
        return self.rules_digest or None

    def resolve_reports(self: HearingRow, info: Any) -> Any:
        return info.context.loaders.get(ReportsOfHearing).load(self.pk).then(lambda rows: rows[:MOST_REPORTS])

    def resolve_data_sets(self: HearingRow, info: Any) -> Any:
        def told(rows: list[Any]) -> list[DataSet]:
            return [DataSet(row, self.code) for row in rows[:MOST_REPORTS]]

        return info.context.loaders.get(DataSetsOfHearing).load(self.pk).then(told)

    def resolve_source_url(self: HearingRow, _info: Any) -> str | None:
        return self.source_url or None


class PreviousHearing(graphene.ObjectType):
    """The round before this one."""

    is_public = True
    id = IdField("hrg", "public_id")
    code = Field(graphene.String, required=True, description="Its code.")
    round = Field(graphene.Int, required=True, description="Which round it was.")


HearingConnection = connection_of(Hearing, "Hearing", is_public=True)


def filtered(
    rows: Any,
    now: Any,
    *,
    states: Sequence[str] | None,
    kinds: Sequence[str] | None,
    agency_code: str | None,
    subject: str | None,
    text: str | None,
    is_open: bool | None,
) -> Any:
    """Return the hearings that pass every filter that is given."""
    if states is not None:
        rows = rows.filter(state__in=[getattr(one, "value", one) for one in states])
    if kinds is not None:
        rows = rows.filter(kind__in=[getattr(one, "value", one) for one in kinds])
    if agency_code is not None:
        joined = HearingRow.co_agencies.through.objects.filter(hearing=OuterRef("pk"), agency__code=agency_code)
        rows = rows.filter(Q(agency__code=agency_code) | Q(Exists(joined)))
    if subject is not None:
        # A list of codes as JSON: found by its text on both databases.
        rows = rows.annotate(subjects=Cast(F("law__subjects"), TextField())).filter(subjects__contains=f'"{subject}"')
    for word in (text or "").split():
        rows = rows.filter(Q(title_th__icontains=word) | Q(title_en__icontains=word) | Q(law__title_th__icontains=word))
    if is_open is not None:
        opened = Q(opens_at__lte=now, closes_at__gt=now, state__in=["announced", "open"])
        rows = rows.filter(opened if is_open else ~opened)
    return rows


@finds("hrg", HearingRow)
def find_hearing(context: Any, key: str) -> HearingRow | None:
    """Return the announced hearing of that public id that the viewer may see."""
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        return None
    rows = with_law(HearingRow.objects.visible_to(context.viewer).filter(announced_at__isnull=False))
    return rows.filter(public_id=public_id).first()
