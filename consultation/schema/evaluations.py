"""Evaluations of laws in force in the API: the calendar, the figures, and what was found."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import graphene

from consultation.models import Evaluation as EvaluationRow
from consultation.models import EvaluationIndicator as IndicatorRow
from superapp.accounts.viewer import ANONYMOUS
from superapp.api.connections import connection_of
from superapp.api.fields import Field, ListField
from superapp.api.ids import IdField
from superapp.api.keyset import Column, by
from superapp.api.loading import Loader
from superapp.api.scalars import Date, DateTime

from .draft_laws import DraftLaw, LawRow
from .hearing_enums import EVALUATION_WORDS, EvaluationGround, EvaluationState
from .hearing_parts import in_language
from .hearings import Hearing

BY_DUE = by("evaluations.due", Column("due_on", date), Column("id", int))
DONE = ("reported", "exempt")


def evaluations(agency_code: str | None = None) -> Any:
    """Return the evaluations of laws everybody may read, of one agency when it is named."""
    rows = EvaluationRow.objects.filter(law__in=LawRow.objects.visible_to(ANONYMOUS))
    rows = rows if agency_code is None else rows.filter(law__agency__code=agency_code)
    return rows.select_related(
        "law__agency",
        "law__amends__agency",
        "hearing__agency",
        "hearing__previous",
        "hearing__law__agency",
        "hearing__law__amends__agency",
        "hearing__version__law__agency",
        "hearing__version__law__amends__agency",
    )


class IndicatorsOfEvaluation(Loader[int, list[IndicatorRow]]):
    """The indicators of evaluations."""

    def fetch(self, keys: Sequence[int]) -> list[list[IndicatorRow]]:
        """Return each evaluation's indicators, in their order."""
        found: dict[int, list[IndicatorRow]] = {key: [] for key in keys}
        for row in IndicatorRow.objects.filter(evaluation__in=keys).order_by("position"):
            found[row.evaluation_id].append(row)
        return [found[key] for key in keys]


class EvaluationIndicator(graphene.ObjectType):
    """A figure by which a law is judged."""

    is_public = True
    name = Field(graphene.String, required=True, description="What is measured.")
    unit = Field(graphene.String, required=True, description="In which unit.")
    value = Field(graphene.String, description="The value as a decimal number; null while it was not measured.")
    target = Field(graphene.String, description="What was aimed at; null where nothing was.")
    as_of = Field(Date, description="The day the value is of; null without a value.")
    source = Field(graphene.String, description="Where the value is from; null without a value.")
    source_url = Field(graphene.String, description="Where that can be read; null for none.")

    def resolve_name(self: IndicatorRow, info: Any) -> str:
        return in_language(info, self.name_th, self.name_en)

    def resolve_unit(self: IndicatorRow, info: Any) -> str:
        return in_language(info, self.unit_th, self.unit_en)

    def resolve_value(self: IndicatorRow, _info: Any) -> str | None:
        return None if self.value is None else f"{self.value.normalize():f}"

    def resolve_target(self: IndicatorRow, _info: Any) -> str | None:
        return None if self.target is None else f"{self.target.normalize():f}"

    def resolve_source(self: IndicatorRow, _info: Any) -> str | None:
        return self.source or None

    def resolve_source_url(self: IndicatorRow, _info: Any) -> str | None:
        return self.source_url or None


class Evaluation(graphene.ObjectType):
    """Looking whether a law in force does what it was made for: at most every five years, or on request."""

    is_public = True
    id = IdField("evl", "public_id")
    law = Field(DraftLaw, required=True, cost=0, description="The law.")
    ground = Field(EvaluationGround, required=True, description="Why it is evaluated.")
    asked = Field(graphene.String, description="What a request says, in Thai; null when there was none.")
    due_on = Field(Date, required=True, description="Until when.")
    days_overdue = Field(graphene.Int, required=True, description="Days since it was due; 0 before, or when done.")
    state = Field(EvaluationState, required=True, description="How far it has come.")
    state_text = Field(graphene.String, required=True, description="The same in words.")
    hearing = Field(Hearing, cost=0, description="Its survey; null while none is announced.")
    indicators = ListField(EvaluationIndicator, most=50, description="The figures.")
    exempt_ground = Field(graphene.String, description="Why none is needed, in Thai; null when one is.")
    report = Field(graphene.String, description="What was found; null while it is not reported.")
    reported_at = Field(DateTime, description="When that was published; null before.")

    def resolve_asked(self: EvaluationRow, _info: Any) -> str | None:
        return self.asked or None

    def resolve_days_overdue(self: EvaluationRow, info: Any) -> int:
        return 0 if self.state in DONE else max(0, (info.context.now.date() - self.due_on).days)

    def resolve_state_text(self: EvaluationRow, info: Any) -> str:
        return in_language(info, self.get_state_display(), EVALUATION_WORDS[self.state])

    def resolve_hearing(self: EvaluationRow, _info: Any) -> Any:
        return self.hearing if self.hearing is not None and not self.hearing.is_embargoed else None

    def resolve_indicators(self: EvaluationRow, info: Any) -> Any:
        return info.context.loaders.get(IndicatorsOfEvaluation).load(self.pk)

    def resolve_exempt_ground(self: EvaluationRow, _info: Any) -> str | None:
        return self.exempt_ground or None

    def resolve_report(self: EvaluationRow, info: Any) -> str | None:
        return in_language(info, self.report_th, self.report_en) or None


EvaluationConnection = connection_of(Evaluation, "Evaluation", is_public=True)
