"""One's own suspension from a hearing, and appealing against it."""

import uuid
from types import SimpleNamespace
from typing import Any

import graphene

from consultation.actions import moderation_telling, suspension_appeals
from consultation.models import Suspension as SuspensionRow
from superapp.accounts.viewer import Viewer
from superapp.api.fields import Field
from superapp.api.ids import global_id, key_of
from superapp.api.mutations import Act, Mutation
from superapp.api.scalars import DateTime
from superapp.refusal import NotFound

TAG = "sus"


class Suspension(graphene.ObjectType):
    """Why you may not write in a hearing for a time, and what came of your appeal."""

    id = Field(graphene.ID, required=True, description="Send it back as `suspensionId`.")
    reason = Field(graphene.String, required=True, description="Why: a code of the code of conduct.")
    sentence = Field(graphene.String, required=True, description="What the moderator tells you, in Thai.")
    at = Field(DateTime, required=True, description="Since when.")
    until = Field(DateTime, required=True, description="Until when, unless it ends before.")
    lifted_at = Field(DateTime, description="When it ended before its time; null while it has not.")
    appeal_until = Field(DateTime, required=True, description="From when it can no longer be appealed.")
    appeal = Field(
        graphene.String, description="Where the appeal stands: filed, upheld or overturned; null without one."
    )
    appeal_sentence = Field(graphene.String, description="What was told you about your appeal, in Thai; null before.")

    def resolve_id(self: SuspensionRow, _info: Any) -> str:
        return global_id(TAG, str(self.public_id))

    def resolve_sentence(self: SuspensionRow, _info: Any) -> str:
        return self.sentence_th

    def resolve_appeal_until(self: SuspensionRow, _info: Any) -> Any:
        return moderation_telling.appeal_until(self)

    def resolve_appeal(self: SuspensionRow, _info: Any) -> str | None:
        return self.appeal_state or None

    def resolve_appeal_sentence(self: SuspensionRow, _info: Any) -> str | None:
        return self.outcome_th or None


class AppealSuspension(Mutation):
    """Say why suspending you was wrong, within 15 days; another officer than the one who did it decides."""

    concerns_person = True

    class Input:
        suspension_id = graphene.ID(required=True, description="The suspension, as `Participation.suspension` has it.")
        grounds = graphene.String(required=True, description="Why it was wrong, at most 2,000 characters.")

    suspension = Field(Suspension, description="The suspension; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        found = _suspension_here(act.viewer, input.suspension_id)
        appealed = suspension_appeals.file(viewer=act.viewer, suspension=found, grounds=input.grounds, now=act.now)
        return {"suspension": appealed}


class SuspensionMutation(graphene.ObjectType):
    """What people do about being suspended."""

    appeal_suspension = AppealSuspension.field()


def _suspension_here(viewer: Viewer, id_: str) -> SuspensionRow:
    try:
        found = suspension_appeals.own(viewer, uuid.UUID(key_of(TAG, id_) or ""))
    except ValueError:
        found = None
    if found is None:
        raise NotFound(path=("suspension_id",))
    return found
