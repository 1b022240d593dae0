"""Editing one's own comment: freely at first, then with the earlier wording kept for everybody to compare."""

from datetime import datetime, timedelta

from django.db import transaction

from consultation.models import Comment, CommentRevision
from consultation.models.hearing_phase import Function
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal

from . import comment_texts, listening, moderation_rules, paces
from .comment_states import Status, change
from .participants import record_act, writing

FREE_FOR = timedelta(minutes=10)


class CommentNotEditable(Refusal):
    """It was hidden, removed or erased: a hidden one is appealed, not rewritten."""

    code = "COMMENT_NOT_EDITABLE"
    th = "แก้ไขความเห็นนี้ไม่ได้แล้ว หากถูกซ่อนโดยผู้ดูแล ท่านอุทธรณ์ได้"
    en = "This comment cannot be edited any more. If a moderator hid it, you can appeal."


@transaction.atomic
def edit(*, viewer: Viewer, comment: Comment, body: str, now: datetime, caller: str = "") -> Comment:
    """Give one's own comment another wording; return it.

    Within 10 minutes and before the first reply or vote the earlier wording is not kept; afterwards it becomes a
    public revision. The number rises with every wording, so that a moderator who has read another one reads again.
    The new wording waits for a moderator where a new comment would.

    :raises NotFound: for anybody else's. :raises CommentNotEditable: :raises HearingNotOpen: :raises NotJoined:
    :raises ParticipantSuspended: :raises TextEmpty: :raises TextTooLong: :raises TooFast:
    """
    hearing = comment.hearing
    author = writing(viewer=viewer, hearing=hearing, function=Function.COMMENTS, now=now)
    if comment.author_id != author.pk:
        raise NotFound(path=("comment_id",))
    text = comment_texts.cleaned(body)
    paces.take("comment", viewer=viewer, caller=caller)
    held = [] if comment.is_private else comment_texts.reasons_to_hold(text, viewer=viewer, hearing=hearing, now=now)

    def alter(row: Comment) -> None:
        if row.status not in (Status.PENDING, Status.VISIBLE):
            raise CommentNotEditable(path=("comment_id",))
        if text == row.body:
            return
        if not _is_free(row, now):
            CommentRevision.objects.create(comment=row, number=row.revision, body=row.body, at=now)
        row.body, row.edited_at, row.revision, row.analysed_at = text, now, row.revision + 1, None
        # What waits goes on waiting: rewording is not how one passes a moderator.
        if held and row.status == Status.VISIBLE:
            row.status, row.status_at = Status.PENDING, now
        if row.status == Status.PENDING:
            row.held_for = sorted({*row.held_for, *held})

    edited = change({comment.pk}, alter, ("body", "edited_at", "revision", "analysed_at"))[0]
    listening.ask(hearing.pk, now)
    moderation_rules.log(edited, held if edited.status == Status.PENDING else (), now=now)
    details: dict[str, object] = {"revision": edited.revision, "status": str(edited.status)}
    record_act(author, "comment.edit", now, hearing=hearing, object=f"comment:{comment.public_id}", details=details)
    return edited


def _is_free(comment: Comment, now: datetime) -> bool:
    if now - comment.created_at > FREE_FOR or comment.reply_count:
        return False
    return not comment.votes.exists()
