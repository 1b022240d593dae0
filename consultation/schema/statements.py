"""Statements in the API: to agree or disagree with."""

import uuid
from collections.abc import Sequence
from typing import Any

import graphene

from consultation.models import Statement as StatementRow
from consultation.models import StatementVote
from superapp.api.connections import connection_of
from superapp.api.fields import Field
from superapp.api.ids import IdField, Node, finds, global_id
from superapp.api.keyset import Column, by
from superapp.api.loading import Loader
from superapp.api.scalars import DateTime

from .comment_enums import CommentState, VoteValue
from .comment_loaders import SectionOf, standing
from .moderation import StatementModeration

NEWEST = by("statements", Column("id", int, is_descending=True))


class AnswerOf(Loader[tuple[int, int], int]):
    """How a participant answered statements: keys are the participant and the statement."""

    def fetch(self, keys: Sequence[tuple[int, int]]) -> list[int | None]:
        """Return each answer, None where there is none."""
        rows = StatementVote.objects.filter(
            participant__in={voter for voter, _ in keys}, statement__in=[statement for _, statement in keys]
        )
        found = {(row.participant_id, row.statement_id): row.value for row in rows}
        return [found.get(key) for key in keys]


class Statement(StatementModeration, graphene.ObjectType):
    """One idea to agree or disagree with; it never changes, and never says who wrote it."""

    class Meta:
        interfaces = (Node,)

    id = IdField("stm", "public_id")
    state = Field(CommentState, required=True, description="Where it stands; PENDING and HIDDEN to its author only.")
    text = Field(graphene.String, required=True, description="At most 280 characters.")
    is_seed = Field(graphene.Boolean, required=True, description="Whether the agency put it there to begin with.")
    section_id = Field(graphene.ID, description="The section it is about; null for the draft as a whole.")
    agree_count = Field(graphene.Int, required=True, description="How many agree.")
    disagree_count = Field(graphene.Int, required=True, description="How many disagree.")
    pass_count = Field(graphene.Int, required=True, description="How many take no side.")
    my_vote = Field(VoteValue, description="How you answered; null when you did not.")
    created_at = Field(DateTime, required=True, description="When it was written.")

    def resolve_state(self: StatementRow, _info: Any) -> str:
        return str(self.status)

    def resolve_section_id(self: StatementRow, info: Any) -> Any:
        if self.section_id is None:
            return None
        section = info.context.loaders.get(SectionOf).load(self.section_id)
        return section.then(lambda row: global_id("sec", str(row.public_id)))

    def resolve_agree_count(self: StatementRow, _info: Any) -> int:
        return self.agree

    def resolve_disagree_count(self: StatementRow, _info: Any) -> int:
        return self.disagree

    def resolve_pass_count(self: StatementRow, _info: Any) -> int:
        return self.passes

    def resolve_my_vote(self: StatementRow, info: Any) -> Any:
        me = standing(info.context, self.hearing).participant
        return None if me is None else info.context.loaders.get(AnswerOf).load((me.pk, self.pk))


StatementConnection = connection_of(Statement, "Statement")


@finds("stm", StatementRow)
def find_statement(context: Any, key: str) -> StatementRow | None:
    """Return the statement of that public id if the viewer may read it."""
    try:
        public_id = uuid.UUID(key)
    except ValueError:
        return None
    return statement_of(context.viewer, public_id)


def statement_of(viewer: Any, public_id: uuid.UUID) -> StatementRow | None:
    """Return a statement the viewer may read, with its hearing; None for any other."""
    rows = StatementRow.objects.visible_to(viewer).filter(public_id=public_id)
    return rows.select_related("hearing__agency").first()
