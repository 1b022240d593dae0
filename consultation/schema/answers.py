"""One's own answers in the API. Nobody sees another's; totals stand in the report."""

from collections.abc import Sequence
from typing import Any

import graphene

from consultation.actions import answers, participants
from consultation.models import Answer as AnswerRow
from consultation.models import Hearing
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from superapp.api.fields import Field, ListField
from superapp.api.scalars import DateTime


class MyAnswer(graphene.ObjectType):
    """What you answered to one question."""

    question_id = Field(graphene.ID, required=True, description="The question.")
    choices = ListField(graphene.String, most=20, description="The options you chose, best first for a ranking.")
    scale = Field(graphene.Int, description="The point you gave; null for other forms.")
    text = Field(graphene.String, description="What you wrote; null for other forms.")
    answered_at = Field(DateTime, required=True, description="When.")

    def resolve_question_id(self: AnswerRow, _info: Any) -> str:
        return ids.global_id("qst", str(self.question.public_id))

    def resolve_text(self: AnswerRow, _info: Any) -> str | None:
        return self.text or None


def answers_of(viewer: Viewer, hearing_id: str) -> Sequence[AnswerRow] | None:
    """Return the viewer's answers in a public hearing; None when they have not joined it, or it is not there."""
    hearing = hearing_of(hearing_id)
    participant = None if hearing is None else participants.mine(viewer=viewer, hearing=hearing)
    return None if participant is None else answers.of(participant)


def hearing_of(hearing_id: str) -> Hearing | None:
    """Return the public hearing of a global id, None when there is none."""
    row = ids.key_of("hrg", hearing_id)
    try:
        return None if row is None else Hearing.objects.public().select_related("agency").filter(public_id=row).first()
    except ValueError:
        return None
