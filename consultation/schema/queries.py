"""Consultation's part of the root query: draft laws, hearings and what is said in them."""

import graphene

from .draft_queries import DraftLawQuery


class ConsultationQuery(DraftLawQuery, graphene.ObjectType):
    """What can be asked about consultations."""
