"""Appealing as a mutation."""

from types import SimpleNamespace
from typing import Any

import graphene

from consultation.actions import moderation_appeals
from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation
from superapp.refusal import NotFound

from .comments import Comment
from .named_rows import comment_here, statement_here
from .statements import Statement


class AppealModeration(Mutation):
    """Say why hiding your comment or statement was wrong, within 15 days; an officer who had no part in it decides."""

    concerns_person = True

    class Input:
        comment_id = graphene.ID(description="Your hidden comment; give this or `statementId`.")
        statement_id = graphene.ID(description="Your hidden statement.")
        grounds = graphene.String(required=True, description="Why it was wrong, at most 2,000 characters.")

    comment = Field(Comment, description="The comment; null when there are problems, or it is about a statement.")
    statement = Field(Statement, description="The statement; null when there are problems, or it is about a comment.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        how = {"viewer": act.viewer, "grounds": input.grounds, "now": act.now}
        if input.statement_id is not None and input.comment_id is None:
            statement = statement_here(act.viewer, input.statement_id)
            moderation_appeals.file(subject=statement, **how)
            return {"statement": statement}
        if input.comment_id is None or input.statement_id is not None:
            raise NotFound(path=("comment_id",))
        comment = comment_here(act.viewer, input.comment_id)
        moderation_appeals.file(subject=comment, **how)
        return {"comment": comment}


class ModerationMutation(graphene.ObjectType):
    """What people do about being moderated."""

    appeal_moderation = AppealModeration.field()
