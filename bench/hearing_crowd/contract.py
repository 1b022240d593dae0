"""A contract with nothing but hearings and their comments: what the page costs, whatever else the API holds."""

from functools import lru_cache
from typing import Any

import graphene

from consultation.models import Hearing as HearingRow
from consultation.schema.comments import Comment
from consultation.schema.hearing_comments import HearingComments
from superapp.api.contract import Contract
from superapp.api.documents import Documents
from superapp.api.fields import Field, required
from superapp.api.ids import IdField, NodeQuery


class Hearing(HearingComments, graphene.ObjectType):
    """A hearing with nothing but its comments."""

    id = IdField("hrg", "public_id")


class Query(NodeQuery, graphene.ObjectType):
    """A hearing by its code, and anything by its id."""

    hearing = Field(
        Hearing, code=required(graphene.String, description="Its code."), public=False, description="A hearing."
    )

    def resolve_hearing(self: Any, info: Any, code: str) -> HearingRow | None:
        return HearingRow.objects.visible_to(info.context.viewer).filter(code=code).first()


@lru_cache(maxsize=1)
def documents() -> Documents:
    """Return the documents read with this contract."""
    return Documents(Contract(query=Query, types=[Comment]), profile="open")
