"""Votes on comments, and reports of comments to the moderators. The latest vote counts; a pass counts on no side.

Neither is written to the audit chain: the row says all there is to say, and a second record of who leans where, which
nothing may ever erase, would be more than the purpose needs (PDPA s.22).
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from consultation.models import Comment, Flag, Participant, Vote
from consultation.models.hearing_phase import Function
from consultation.models.wilson import score
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal

from . import paces
from .comments import CommentGone
from .participants import writing


class VoteOnOwn(Refusal):
    """Nobody votes on, or reports, what they wrote themselves."""

    code = "VOTE_ON_OWN"
    th = "ลงคะแนนหรือรายงานข้อความของตนเองไม่ได้"
    en = "You cannot vote on or report what you wrote yourself."


@transaction.atomic
def vote(*, viewer: Viewer, comment: Comment, value: int, now: datetime, caller: str = "") -> Comment:
    """Agree (1), disagree (-1) or pass (0); the vote before, if any, is replaced. Return the comment as it is now.

    :raises NotFound: :raises NotJoined: :raises HearingNotOpen: :raises ParticipantSuspended: :raises TooFast:
    :raises VoteOnOwn: :raises CommentGone:
    """
    value = Vote.Value(value)
    voter = writing(viewer=viewer, hearing=comment.hearing, function=Function.VOTES, now=now)
    paces.take("vote", viewer=viewer, caller=caller)
    row = _locked(comment, voter)
    found = Vote.objects.filter(comment=row, participant=voter).first()
    before = found.value if found is not None else 0
    if found is None:
        Vote.objects.create(comment=row, participant=voter, value=value, revision=row.revision, at=now)
    elif (found.value, found.revision) != (value, row.revision):
        found.value, found.revision, found.at = value, row.revision, now
        found.save(update_fields=["value", "revision", "at"])
    if before != value:
        row.up += (value == 1) - (before == 1)
        row.down += (value == -1) - (before == -1)
        row.score = score(row.up, row.down)
        row.save(update_fields=["up", "down", "score"])
    return row


@transaction.atomic
def flag(*, viewer: Viewer, comment: Comment, reason: str, now: datetime, caller: str = "") -> Flag:
    """Report a comment to the moderators; once a person, whose latest reason counts. It is hidden by none of this.

    :raises NotFound: :raises NotJoined: :raises HearingNotOpen: :raises ParticipantSuspended: :raises TooFast:
    :raises VoteOnOwn: :raises CommentGone:
    """
    reason = Flag.Reason(reason)
    reporter = writing(viewer=viewer, hearing=comment.hearing, function=Function.COMMENTS, now=now)
    paces.take("flag", viewer=viewer, caller=caller)
    row = _locked(comment, reporter)
    found, is_new = Flag.objects.get_or_create(
        comment=row, participant=reporter, defaults={"reason": reason, "revision": row.revision, "at": now}
    )
    if is_new:
        Comment.objects.filter(pk=row.pk).update(flag_count=F("flag_count") + 1)
    elif (found.reason, found.revision) != (reason, row.revision):
        found.reason, found.revision, found.at = reason, row.revision, now
        found.save(update_fields=["reason", "revision", "at"])
    return found


def _locked(comment: Comment, participant: Participant) -> Comment:
    row = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
    if row.author_id == participant.pk:
        raise VoteOnOwn(path=("comment_id",))
    if not row.is_shown:
        raise CommentGone(path=("comment_id",))
    return row
