"""Consultation's part of the root mutation: taking part."""

import graphene

from .comment_mutations import CommentMutation
from .hearing_mutations import HearingMutation
from .participant_mutations import ParticipantMutation


class ConsultationMutation(HearingMutation, CommentMutation, ParticipantMutation, graphene.ObjectType):
    """What can be done in consultations."""
