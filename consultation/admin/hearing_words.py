"""Badges of hearings for the desk: where one stands, read with a symbol, so that colour alone never says it."""

from django.utils.safestring import SafeString

from consultation.models import Evaluation, Hearing
from superapp.accounts.templatetags.desk import badge

STATE = {
    "draft": ("idea", "edit_note"),
    "ready": ("warn", "rate_review"),
    "announced": ("fair", "campaign"),
    "open": ("good", "forum"),
    "closed": ("none", "lock"),
    "analysing": ("warn", "summarize"),
    "reported": ("good", "task"),
    "cancelled": ("bad", "block"),
}
EVALUATION = {
    "scheduled": ("idea", "event"),
    "announced": ("fair", "campaign"),
    "heard": ("warn", "summarize"),
    "reported": ("good", "task"),
    "exempt": ("none", "block"),
}


def state_badge(hearing: Hearing) -> SafeString:
    """Return where a hearing stands."""
    return badge(hearing.get_state_display(), *STATE[hearing.state])


def evaluation_badge(evaluation: Evaluation) -> SafeString:
    """Return how far an evaluation has come."""
    return badge(evaluation.get_state_display(), *EVALUATION[evaluation.state])
