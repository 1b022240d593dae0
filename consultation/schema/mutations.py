"""Consultation's part of the root mutation: taking part."""

import graphene

from .comment_mutations import CommentMutation
from .hearing_mutations import HearingMutation
from .moderation_mutations import ModerationMutation
from .participant_mutations import ParticipantMutation
from .suspensions import SuspensionMutation


class ConsultationMutation(
    HearingMutation,
    CommentMutation,
    ParticipantMutation,
    ModerationMutation,
    SuspensionMutation,
    graphene.ObjectType,
):
    """What can be done in consultations."""
