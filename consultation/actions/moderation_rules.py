"""Rules that make a text wait for a moderator, as rows of the public log, and knowing a hidden text again.

A rule never hides: it sends to a person, and the log says which rule did.
"""

import hashlib
import hmac
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from consultation.models import Comment, Hearing, ModerationDecision, Statement
from consultation.text import likeness

Reason = ModerationDecision.Reason
NEAR_COPY = "near_copy"
# Rules that look at a text, and what they suspect. That a hearing reads everything first is no decision about a text.
SUSPECTED: dict[str, str] = {
    "citizen_id": Reason.PERSONAL_DATA,
    "phone": Reason.PERSONAL_DATA,
    "email": Reason.PERSONAL_DATA,
    "bank_account": Reason.PERSONAL_DATA,
    "line_id": Reason.PERSONAL_DATA,
    "link": Reason.SPAM,
    NEAR_COPY: Reason.SPAM,
    "first_post": Reason.OTHER,
}


def key_of(text: str) -> str:
    """Return a keyed hash of what counts in comparing texts, "" for one too short to be more than a common answer."""
    key = likeness.key(text)
    if len(key) < likeness.SHORTEST:
        return ""
    return hmac.new(settings.SECRET_KEY.encode(), b"hidden" + key.encode(), hashlib.sha256).hexdigest()


def is_copy_of_hidden(text: str, hearing: Hearing) -> bool:
    """Tell whether a moderator hid this text in this hearing, but for signs, blanks and capitals, and it still is."""
    key = key_of(text)
    if not key:
        return False
    hidden = Q(comment__status=Comment.Status.HIDDEN) | Q(statement__status=Statement.Status.HIDDEN)
    rows = ModerationDecision.objects.filter(hidden, hearing=hearing, text_key=key, act=ModerationDecision.Act.HIDE)
    return rows.exists()


def log(subject: Comment | Statement, held_for: Collection[str], *, now: datetime) -> ModerationDecision | None:
    """Write the first rule that made a text wait into the public log; None when no rule about texts did."""
    rule = next((code for code in SUSPECTED if code in held_for), None)
    if rule is None:
        return None
    about: dict[str, object] = {"comment": subject} if isinstance(subject, Comment) else {"statement": subject}
    return ModerationDecision.objects.create(
        hearing_id=subject.hearing_id,
        revision=getattr(subject, "revision", 1),
        act=ModerationDecision.Act.HOLD,
        reason=SUSPECTED[rule],
        rule=rule,
        at=now,
        **about,
    )
