"""What anybody may ask about draft laws."""

from typing import Any

import graphene

from superapp.api.connections import ConnectionField, Listing
from superapp.api.fields import Field, optional, required

from .draft_differences import DraftLawDifference, Versions, difference_of
from .draft_laws import BY_CODE, DraftLaw, DraftLawConnection, published_laws

FRESH_S = 60
COST = 50


class DraftLawQuery(graphene.ObjectType):
    """Draft laws, their versions, and what changed between them."""

    draft_law = Field(
        DraftLaw,
        code=required(graphene.String, description="The law's code."),
        public=True,
        fresh_s=FRESH_S,
        description="One law with a published version; null when there is none of that code.",
    )
    draft_laws = ConnectionField(
        DraftLawConnection,
        agency_code=optional(graphene.String, description="Only those of this agency."),
        public=True,
        fresh_s=FRESH_S,
        description="Laws with a published version, by code.",
    )
    draft_law_difference = Field(
        DraftLawDifference,
        code=required(graphene.String, description="The law's code."),
        number=required(graphene.Int, description="The version that is looked at."),
        against=optional(graphene.Int, description="An earlier version; the one before when left out."),
        against_amended_law=optional(
            graphene.Boolean, description="Whether to compare with the law that is to be amended instead."
        ),
        cost=COST,
        public=True,
        fresh_s=FRESH_S,
        description="What changed between two versions; null when there is no such pair.",
    )

    def resolve_draft_law(self, _info: Any, code: str) -> Any:
        return published_laws().filter(code=code).first()

    def resolve_draft_laws(self, _info: Any, agency_code: str | None = None) -> Listing:
        rows = published_laws()
        return Listing(rows.filter(agency__code=agency_code) if agency_code else rows, BY_CODE)

    def resolve_draft_law_difference(
        self, _info: Any, code: str, number: int, against: int | None = None, against_amended_law: bool = False
    ) -> Versions | None:
        return difference_of(code, number, against, amended=against_amended_law)
