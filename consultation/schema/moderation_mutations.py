"""Appealing as a mutation."""

from types import SimpleNamespace
from typing import Any

import graphene

from consultation.actions import moderation_appeals
from superapp.api.fields import Field
from superapp.api.mutations import Act, Mutation

from .comments import Comment
from .named_rows import comment_here


class AppealModeration(Mutation):
    """Say why hiding your comment was wrong, within 15 days; an officer who had no part in it decides."""

    concerns_person = True

    class Input:
        comment_id = graphene.ID(required=True, description="Your hidden comment.")
        grounds = graphene.String(required=True, description="Why it was wrong, at most 2,000 characters.")

    comment = Field(Comment, description="The comment; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        row = comment_here(act.viewer, input.comment_id)
        moderation_appeals.file(viewer=act.viewer, subject=row, grounds=input.grounds, now=act.now)
        return {"comment": row}


class ModerationMutation(graphene.ObjectType):
    """What people do about being moderated."""

    appeal_moderation = AppealModeration.field()
