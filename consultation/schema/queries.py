"""Consultation's part of the root query: draft laws, hearings and what is said in them."""

import graphene


class ConsultationQuery(graphene.ObjectType):
    """What can be asked about consultations."""
