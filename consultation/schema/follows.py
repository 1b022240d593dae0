"""Following in the API: what one follows is one's own."""

from typing import Any

import graphene

from consultation.actions.subjects import subjects
from consultation.models import Follow as FollowRow
from services.models.snapshot import current as catalogue
from services.schema.agency import Agency
from superapp.api.connections import Listing, connection_of
from superapp.api.fields import Field
from superapp.api.ids import IdField
from superapp.api.keyset import Column, by
from superapp.api.scalars import DateTime

from .draft_laws import DraftLaw
from .hearings import Hearing
from .subjects import Subject, SubjectRow

LATEST = by("follows.latest", Column("id", int, is_descending=True))


class Follow(graphene.ObjectType):
    """One thing you follow: exactly one of law, agency, subject and hearing is there."""

    id = IdField("flw", "public_id")
    law = Field(DraftLaw, cost=0, description="The law you follow; null for something else.")
    agency = Field(Agency, description="The agency you follow; null for something else.")
    subject = Field(Subject, description="The subject you follow; null for something else.")
    hearing = Field(Hearing, cost=0, description="The hearing you follow; null for something else.")
    followed_at = Field(DateTime, required=True, description="Since when.")

    def resolve_agency(self: FollowRow, info: Any) -> Any:
        return None if self.agency is None else catalogue(info.context.language).agency_by_code.get(self.agency.code)

    def resolve_subject(self: FollowRow, _info: Any) -> SubjectRow | None:
        names = subjects().get(self.subject)
        return None if names is None else SubjectRow(self.subject, names)


FollowConnection = connection_of(Follow, "Follow")


def with_things(rows: Any) -> Any:
    """Return follows with what they are of."""
    return rows.select_related(
        "law__agency",
        "law__amends__agency",
        "agency",
        "hearing__agency",
        "hearing__previous",
        "hearing__law__agency",
        "hearing__law__amends__agency",
        "hearing__version__law__agency",
        "hearing__version__law__amends__agency",
    )


def my_follows(info: Any) -> Listing:
    """Return what the viewer follows, the latest first."""
    return Listing(with_things(FollowRow.objects.visible_to(info.context.viewer)), LATEST)
