"""Consultations at the officers' desk, listed for Django: one file per noun."""

from . import agency_notice, draft_law, evaluation, hearing, intake, issue, moderation, past_hearing, theme

__all__ = [
    "agency_notice",
    "draft_law",
    "evaluation",
    "hearing",
    "intake",
    "issue",
    "moderation",
    "past_hearing",
    "theme",
]
