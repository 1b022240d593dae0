"""The overdue board in the API: who owes the public the results of which hearing, and for how long."""

from datetime import date
from typing import Any

import graphene

from consultation.actions import overdue
from consultation.actions.overdue import AgencyDelay as DelayRow
from consultation.models import Hearing as HearingRow
from services.models.snapshot import current as catalogue
from services.schema.agency import Agency
from superapp.api.connections import ConnectionField, Listing, connection_of
from superapp.api.fields import Field, ListField
from superapp.api.keyset import Column, by
from superapp.api.scalars import Date

from .evaluations import BY_DUE, DONE, EvaluationConnection, evaluations
from .hearings import Hearing, with_law

LONGEST_DUE = by("overdue.due", Column("report_due_on", date), Column("id", int))


class AgencyDelay(graphene.ObjectType):
    """What one agency owes."""

    is_public = True
    agency_code = Field(graphene.String, required=True, description="The agency's code.")
    agency = Field(Agency, description="The agency; null while the catalogue does not list it.")
    count = Field(graphene.Int, required=True, description="How many hearings wait for their results.")
    oldest_due_on = Field(Date, required=True, description="Since when the oldest is due.")
    oldest_days = Field(graphene.Int, required=True, description="How many days that is.")

    def resolve_agency(self: DelayRow, info: Any) -> Any:
        return catalogue(info.context.language).agency_by_code.get(self.agency_code)


class OverdueHearing(graphene.ObjectType):
    """A hearing whose results are late."""

    is_public = True
    hearing = Field(Hearing, required=True, cost=0, description="The hearing, with the reason if one was given.")
    days_overdue = Field(graphene.Int, required=True, description="Days since the results were due.")

    def resolve_hearing(self: HearingRow, _info: Any) -> HearingRow:
        return self

    def resolve_days_overdue(self: HearingRow, info: Any) -> int:
        return (info.context.now.date() - self.report_due_on).days  # type: ignore[operator]


OverdueHearingConnection = connection_of(OverdueHearing, "OverdueHearing", is_public=True)


class OverdueBoard(graphene.ObjectType):
    """What agencies owe the public."""

    is_public = True
    as_of = Field(Date, required=True, description="The day it was counted on.")
    agencies = ListField(
        AgencyDelay, most=overdue.MOST_AGENCIES, cost=0, description="By agency, most first; at most 100."
    )
    hearings = ConnectionField(OverdueHearingConnection, description="The hearings, the longest due first.")
    evaluations = ConnectionField(EvaluationConnection, description="Laws past their evaluation, longest due first.")

    def resolve_hearings(self: dict[str, Any], _info: Any) -> Listing:
        return Listing(with_law(overdue.rows(self["as_of"], self["agency_code"])), LONGEST_DUE)

    def resolve_evaluations(self: dict[str, Any], _info: Any) -> Listing:
        late = evaluations(self["agency_code"]).filter(due_on__lt=self["as_of"]).exclude(state__in=DONE)
        return Listing(late, BY_DUE)
