"""Consultation's part of the root mutation: taking part."""

import graphene


class ConsultationMutation(graphene.ObjectType):
    """What can be done in consultations."""
