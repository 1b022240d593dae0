"""Consultation's part of the root mutation: taking part."""

import graphene

from .hearing_mutations import HearingMutation


class ConsultationMutation(HearingMutation, graphene.ObjectType):
    """What can be done in consultations."""
