"""What becomes of comments: the one place where a status, a place in lists, and the counts above them change.

`is_listed` follows from status, privacy and listed replies, so a change can move upwards along a thread: a tombstone
leaves the lists with its last listed reply. Everything concerned is locked first, deepest level first, then by key;
posting does the same, and counters come last.
"""

from collections.abc import Callable, Collection
from datetime import datetime

from django.db import transaction

from consultation.models import Comment, CommentRevision, Hearing, Participant
from superapp.refusal import Refusal

from . import comment_texts, listening_traces
from .counters import Tally

Status = Comment.Status
WAYS: dict[str, tuple[str, ...]] = {
    Status.PENDING: (Status.VISIBLE, Status.HIDDEN, Status.REMOVED, Status.ERASED),
    Status.VISIBLE: (Status.PENDING, Status.HIDDEN, Status.REMOVED, Status.ERASED),
    Status.HIDDEN: (Status.VISIBLE, Status.REMOVED, Status.ERASED),
    Status.REMOVED: (Status.ERASED,),
    Status.ERASED: (),
}
_COLUMNS = ("status", "status_at", "held_for", "is_private", "is_listed", "reply_count", "descendant_count")
_EMPTIED = ("body", "quote", "quote_before", "quote_after", "quote_offset", "author", "erased_digest", "client_key")


class CommentStatusFixed(Refusal):
    """From where it stands the comment does not go there. `details`: `found`."""

    code = "COMMENT_STATUS_FIXED"
    th = "ความเห็นนี้เปลี่ยนไปแล้ว สถานะปัจจุบันคือ {found} โปรดโหลดใหม่"
    en = "This comment has changed meanwhile: it is {found} now. Load it again."


@transaction.atomic
def set_status(*, comment: Comment, status: str, now: datetime, held_for: Collection[str] = ()) -> Comment:
    """Give a comment another status, with all that follows; return it as it is now. To the same status: no change.

    Whoever calls this has asked whether the person may, and records it afterwards. `held_for` says why it waits.

    :raises CommentStatusFixed: when there is no way from its status to that one (WAYS).
    """

    def alter(row: Comment) -> None:
        if row.status == status:
            return
        if status not in WAYS[row.status]:
            raise CommentStatusFixed(found=row.status)
        row.status, row.status_at, row.held_for = status, now, list(held_for)

    return change({comment.pk}, alter)[0]


@transaction.atomic
def make_private(*, author: Participant) -> None:
    """Take everything of an author from the public: for the agency only from now on, and for good."""

    def alter(row: Comment) -> None:
        row.is_private = True

    change(set(Comment.objects.filter(author=author, is_private=False).values_list("pk", flat=True)), alter)


@transaction.atomic
def erase_of(*, author: Participant, now: datetime) -> None:
    """Empty everything of an author: tombstones stay where replies hang, counts stay, a keyed hash is kept."""
    keys = set(Comment.objects.filter(author=author).values_list("pk", flat=True))

    def alter(row: Comment) -> None:
        row.erased_digest = comment_texts.digest(row.body)
        row.status, row.status_at, row.held_for = Status.ERASED, now, []
        row.body = row.quote = row.quote_before = row.quote_after = row.client_key = ""
        row.quote_offset, row.author = 0, None

    change(keys, alter, _EMPTIED)
    listening_traces.forget(keys)
    for revision in CommentRevision.objects.filter(comment__in=keys, erased_digest="").order_by("pk"):
        revision.body, revision.erased_digest = "", comment_texts.digest(revision.body)
        revision.save(update_fields=["body", "erased_digest"])


def change(
    keys: Collection[int], alter: Callable[[Comment], None], columns: Collection[str] = (), tally: Tally | None = None
) -> list[Comment]:
    """Alter the comments with these keys, of one hearing, and bring lists and counts along; return them.

    `alter` changes a locked row; `columns` are those it may touch besides status and privacy.
    """
    if not keys:
        return []
    rows = _locked(keys)
    by_key = {row.pk: row for row in rows}
    tally = tally or Tally()
    # Deepest first: what a reply changes above it is there before its parent's turn comes.
    for row in rows:
        was_listed, was_shown, was = row.is_listed, row.is_shown, bucket(row)
        if row.pk in keys:
            alter(row)
        if bucket(row) != was:
            tally.add(was, -1)
            tally.add(bucket(row), 1)
        if row.is_shown != was_shown:
            _count_shown(row, by_key, tally, 1 if row.is_shown else -1)
        row.is_listed = row.is_shown or row.reply_count > 0
        if row.is_listed != was_listed:
            _count_listed(row, by_key, tally, 1 if row.is_listed else -1)
        row.save(update_fields=[*_COLUMNS, *(columns if row.pk in keys else ())])
    tally.write(rows[0].hearing)
    return [row for row in rows if row.pk in keys]


def bucket(comment: Comment) -> str:
    """Return the column of HearingCount in which a comment is counted."""
    if comment.status == Status.VISIBLE:
        return "shown" if comment.is_shown else "private"
    return str(comment.status)


def _locked(keys: Collection[int]) -> list[Comment]:
    # The keys of all above it stand in a comment's path.
    paths = Comment.objects.filter(pk__in=keys).values_list("path", flat=True)
    wanted = {int(path[at : at + 8], 36) for path in paths for at in range(0, len(path), 8)}
    rows = Comment.objects.filter(pk__in=wanted).select_for_update(of=("self",), no_key=True).order_by("-depth", "pk")
    return list(rows.select_related("hearing"))


def _count_shown(row: Comment, by_key: dict[int, Comment], tally: Tally, step: int) -> None:
    if row.root_id is not None:
        by_key[row.root_id].descendant_count += step
    if row.section_id is not None:
        tally.add_to_section("shown", step, row.section_id)


def _count_listed(row: Comment, by_key: dict[int, Comment], tally: Tally, step: int) -> None:
    if row.parent_id is not None:
        by_key[row.parent_id].reply_count += step
    else:
        tally.add("roots_listed", step, row.section_id)


def counts_of(comment: Comment, hearing: Hearing) -> Tally:
    """Return what a new comment adds to the counters of `hearing`; its parent and root are counted by the caller."""
    tally = Tally()
    tally.add(bucket(comment), 1)
    if comment.is_shown and comment.section_id is not None:
        tally.add_to_section("shown", 1, comment.section_id)
    if comment.is_shown and comment.parent_id is None:
        tally.add("roots_listed", 1, comment.section_id)
    return tally
