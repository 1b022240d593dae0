"""Words of moderation at the desk: reasons to choose from, and why a text waits."""

from collections.abc import Iterable

from consultation.actions import moderation_appeals, suspensions
from consultation.actions.moderation_hints import WORDS
from consultation.models import ModerationDecision

Reason = ModerationDecision.Reason
REASONS = [pair for pair in Reason.choices if pair[0] != Reason.FINE]
APPEAL_REASONS = [pair for pair in REASONS if pair[0] in moderation_appeals.REASONS_LEFT]
SUSPEND_REASONS = [(code, Reason(code).label) for code in suspensions.REASONS]


def why_words(codes: Iterable[str]) -> list[str]:
    """Return in Thai why a text waits, each reason once."""
    return [WORDS.get(code, code) for code in dict.fromkeys(codes)]
