"""Consultation's part of the root query: draft laws, hearings and what is said in them."""

import graphene

from .draft_queries import DraftLawQuery
from .hearing_queries import HearingQuery
from .moderation import ModerationQuery


class ConsultationQuery(DraftLawQuery, HearingQuery, ModerationQuery, graphene.ObjectType):
    """What can be asked about consultations."""
