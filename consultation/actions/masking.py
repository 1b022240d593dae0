"""Masking personal data in comments: the machine proposes, an officer masks or leaves it, and may take masking back.

A masked comment holds the masked text, so that no list, file or report has another; the original is kept beside it for
undoing, and goes when the comment is erased. Earlier wordings are masked with it, and stay so.
"""

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from consultation import permissions
from consultation.models import Comment, CommentFinding, CommentRevision, Masking
from consultation.text import personal_data
from superapp.refusal import NotFound, Refusal

from . import comment_texts, listening
from .comment_states import change
from .hearing_record import leave
from .moderation_queue import hearings_of

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class WordingChanged(Refusal):
    """The author, or another officer, changed the words meanwhile: nobody decides about words they have not read."""

    is_for_clients = False
    code = "MASKING_WORDING_CHANGED"
    th = "ข้อความนี้เปลี่ยนไปแล้ว โปรดโหลดหน้าใหม่และอ่านอีกครั้ง"
    en = "These words have changed meanwhile. Load the page and read them again."


class NothingToMask(Refusal):
    """No personal data is found in the words, or nothing is masked that could be undone."""

    is_for_clients = False
    code = "NOTHING_TO_MASK"
    th = "ไม่พบข้อมูลส่วนบุคคลที่จะปิด หรือไม่มีการปิดข้อมูลที่ยกเลิกได้"
    en = "There is no personal data to mask here, or no masking to undo."


def proposed(viewer: "Viewer") -> QuerySet[CommentFinding]:
    """Return the findings that wait for an officer of the viewer's agencies, the oldest first."""
    rows = CommentFinding.objects.filter(awaits_masking=True, hearing__in=hearings_of(viewer))
    rows = rows.filter(comment__in=Comment.objects.visible_to(viewer))
    return rows.select_related("comment", "hearing").order_by("comment")


def masked(viewer: "Viewer") -> QuerySet[Masking]:
    """Return the maskings in force that the viewer may undo, the latest first."""
    rows = Masking.objects.filter(decision=Masking.Decision.MASKED, comment__hearing__in=hearings_of(viewer))
    rows = rows.filter(comment__in=Comment.objects.visible_to(viewer))
    return rows.select_related("comment", "officer").order_by("-pk")


@transaction.atomic
def mask(*, viewer: "Viewer", comment_id: UUID, revision: int, now: datetime) -> Comment:
    """Put masks where the machine sees personal data in a comment's wording `revision`; return the comment.

    :raises NotFound: unless the viewer moderates there. :raises WordingChanged: :raises NothingToMask:
    """
    comment = _held(viewer, comment_id)

    def alter(row: Comment) -> None:
        found = _found(row, revision)
        Masking.objects.filter(comment=row, decision=Masking.Decision.MASKED).update(
            decision=Masking.Decision.LEFT, original=""
        )
        _decide(row, Masking.Decision.MASKED, found, viewer, now, original=row.body)
        row.body, row.revision, row.analysed_at = personal_data.masked(row.body), row.revision + 1, None

    altered = change({comment.pk}, alter, ("body", "revision", "analysed_at"))[0]
    for earlier in CommentRevision.objects.filter(comment=comment, erased_digest=""):
        text = personal_data.masked(earlier.body)
        if text != earlier.body:
            earlier.body = text
            earlier.save(update_fields=["body"])
    return _done(viewer, altered, "mask_personal_data", now)


@transaction.atomic
def leave_as_it_is(*, viewer: "Viewer", comment_id: UUID, revision: int, now: datetime) -> Comment:
    """Let a wording stand, personal data and all; return the comment. It is not proposed again.

    :raises NotFound: :raises WordingChanged: :raises NothingToMask:
    """
    comment = _held(viewer, comment_id)
    _decide(comment, Masking.Decision.LEFT, _found(comment, revision), viewer, now)
    leave(viewer, comment.hearing, "leave_personal_data", now=now, comment=str(comment.public_id))
    return comment


@transaction.atomic
def undo(*, viewer: "Viewer", comment_id: UUID, now: datetime) -> Comment:
    """Give a masked comment its words back; return it.

    :raises NotFound: :raises NothingToMask: :raises WordingChanged: when the author has reworded it since.
    """
    comment = _held(viewer, comment_id)

    def alter(row: Comment) -> None:
        kept = (
            Masking.objects.select_for_update(no_key=True).filter(comment=row, decision=Masking.Decision.MASKED).first()
        )
        if kept is None:
            raise NothingToMask(path=("comment_id",))
        if personal_data.masked(kept.original) != row.body:
            raise WordingChanged(path=("comment_id",))
        row.body, row.revision, row.analysed_at = kept.original, row.revision + 1, None
        kept.decision, kept.original = Masking.Decision.UNDONE, ""
        kept.undone_by, kept.undone_at = viewer.officer, now
        kept.save()

    altered = change({comment.pk}, alter, ("body", "revision", "analysed_at"))[0]
    return _done(viewer, altered, "undo_masking", now)


def _held(viewer: "Viewer", comment_id: UUID) -> Comment:
    rows = Comment.objects.visible_to(viewer).select_related("hearing__agency")
    comment = rows.filter(public_id=comment_id).first()
    if comment is None or viewer.officer is None or not permissions.may_moderate(viewer, comment.hearing):
        raise NotFound(path=("comment_id",))
    return comment


def _found(comment: Comment, revision: int) -> tuple[personal_data.PersonalDatum, ...]:
    if comment.revision != revision:
        raise WordingChanged(path=("revision",))
    found = personal_data.find(comment.body)
    if not found:
        raise NothingToMask(path=("comment_id",))
    return found


def _decide(
    comment: Comment,
    decision: str,
    found: tuple[personal_data.PersonalDatum, ...],
    viewer: "Viewer",
    now: datetime,
    original: str = "",
) -> None:
    Masking.objects.create(
        comment=comment,
        revision=comment.revision,
        decision=decision,
        kinds=sorted({each.kind for each in found}),
        original=original,
        digest=comment_texts.digest(comment.body),
        officer=viewer.officer,
        at=now,
    )
    CommentFinding.objects.filter(comment=comment).update(awaits_masking=False)


def _done(viewer: "Viewer", comment: Comment, action: str, now: datetime) -> Comment:
    listening.ask(comment.hearing_id, now)
    leave(viewer, comment.hearing, action, now=now, comment=str(comment.public_id))
    return comment
