"""Comments: saying something about a draft, a section or a passage of it, replying, and taking it back.

One transaction each: the person's row is locked first, so that what they send twice takes effect once; then the
comment, its parent and root, the counters, and the audit chain last.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from consultation.models import Comment, Hearing, Participant, Section, SectionText
from consultation.models.comment import LEVELS, path_step
from consultation.models.hearing_phase import Function
from superapp.accounts.once import IdempotencyKeyReused
from superapp.accounts.viewer import Viewer
from superapp.refusal import NotFound, Refusal
from superapp.thai import forms

from . import comment_texts, draft_anchors, listening, listening_traces, moderation_rules, paces
from .comment_states import counts_of, set_status
from .participants import locked, record_act, require_writing

__all__ = ["CommentGone", "Quote", "SaidAlready", "SectionNotHeard", "post", "remove", "set_status"]

LOTS = 2**31
# A page sent again and a second tap come within seconds, a script within less. After a minute somebody may mean it.
SAME_AGAIN = timedelta(seconds=60)


class CommentGone(Refusal):
    """It was removed, hidden or erased meanwhile, or still waits: nobody answers, votes on or reports it."""

    code = "COMMENT_GONE"
    th = "ความเห็นนี้ไม่ได้เผยแพร่อยู่แล้ว จึงตอบหรือลงคะแนนไม่ได้"
    en = "This comment is not public any more, so it cannot be answered or voted on."


class SectionNotHeard(Refusal):
    """The section is none of the version that is heard here."""

    code = "SECTION_NOT_HEARD"
    th = "ไม่พบมาตรานี้ในร่างฉบับที่รับฟัง โปรดโหลดหน้าตัวบทใหม่"
    en = "This section is not in the version heard here. Load the text again."


class SaidAlready(Refusal):
    """The same words in the same place, sent again within a minute under another key. `details`: `seconds`."""

    code = "SAID_ALREADY"
    th = (
        "ข้อความเดียวกันนี้ของท่านบันทึกไว้ที่จุดนี้แล้วเมื่อไม่ถึง {seconds} วินาทีก่อน จึงไม่บันทึกซ้ำ ไม่มีสิ่งใดสูญหาย "
        "หากต้องการเพิ่มเติม โปรดแก้ไขความเห็นเดิมหรือเขียนข้อความอื่น"
    )
    en = (
        "You said the same in this place less than {seconds} seconds ago; it is kept once and nothing is lost. To add "
        "something, edit that comment or write another text."
    )


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage: its exact words, what stands before and after as far as known, and where it begins, as a hint."""

    text: str
    before: str = ""
    after: str = ""
    offset: int = 0


@transaction.atomic
def post(
    *,
    viewer: Viewer,
    hearing: Hearing,
    body: str,
    client_key: str,
    now: datetime,
    parent: Comment | None = None,
    section: Section | None = None,
    quote: Quote | None = None,
    caller: str = "",
) -> Comment:
    """Say something; return the comment. The same key again returns the same comment, whatever happened since.

    The same words (but for signs nobody sees, digits and look-alikes) from the same participant in the same place
    are refused within SAME_AGAIN under another key, unless they took the former back. Their row is locked first, so
    of two sent at the same instant the one that gets the lock is kept and the other is refused.

    About the draft as a whole, a `section`, a `quote` of it, or in reply to `parent`, whose section it then has. It
    waits for a moderator when the text or the hearing asks for that (`held_for`); its author sees it meanwhile.

    :raises NotFound: :raises NotJoined: :raises HearingNotOpen: :raises ParticipantSuspended: :raises TextEmpty:
    :raises TextTooLong: :raises TooFast: :raises CommentGone: :raises SectionNotHeard: :raises PassageNotFound:
    :raises SaidAlready: :raises IdempotencyKeyReused: when the key was used for something else.
    """
    comment_texts.require_key(client_key)
    author = locked(viewer=viewer, hearing=hearing)
    asked = comment_texts.fingerprint(body, parent and parent.pk, section and section.pk, quote and quote.text)
    standing = Q(created_at__gt=now - SAME_AGAIN) & ~Q(status=Comment.Status.REMOVED)
    known = list(Comment.objects.filter(Q(client_key=client_key) | standing, author=author))
    earlier = next((row for row in known if row.client_key == client_key), None)
    if earlier is not None:
        if earlier.request_hash != asked:
            raise IdempotencyKeyReused(path=("idempotency_key",))
        return earlier
    require_writing(author, hearing=hearing, function=Function.COMMENTS, now=now)
    text = comment_texts.cleaned(body)
    if parent is not None:
        section, quote = _section_below(parent, hearing), None
    if any(_says_the_same(row, text, parent, section, quote) for row in known):
        raise SaidAlready(path=("body",), seconds=round(SAME_AGAIN.total_seconds()))
    paces.take("comment", viewer=viewer, caller=caller)
    comment = Comment(
        hearing=hearing,
        version_id=hearing.version_id,
        section=section,
        author=author,
        body=text,
        client_key=client_key,
        request_hash=asked,
        created_at=now,
        lot=random.randrange(LOTS),  # noqa: S311 a fair order needs no secret
    )
    if section is not None and parent is None:
        _anchor(comment, section, quote, hearing)
    _decide_status(comment, author, viewer=viewer, hearing=hearing, now=now)
    _place(comment, parent)
    moderation_rules.log(comment, comment.held_for, now=now)
    if parent is not None and comment.is_shown:
        _count_above(comment, parent)
    counts_of(comment, hearing).write(hearing)
    listening.ask(hearing.pk, now)
    details: dict[str, object] = {"status": str(comment.status), "is_private": comment.is_private}
    record_act(author, "comment.post", now, hearing=hearing, object=f"comment:{comment.public_id}", details=details)
    return comment


@transaction.atomic
def remove(*, viewer: Viewer, comment: Comment, now: datetime) -> Comment:
    """Take one's own comment back: a tombstone stays where replies hang below it.

    :raises NotFound: for anybody else's. :raises HearingNotOpen: after closing, when erasure is the way.
    :raises NotJoined:
    """
    author = locked(viewer=viewer, hearing=comment.hearing)
    if comment.author_id != author.pk:
        raise NotFound(path=("comment_id",))
    # Those who may not write at present may still take back what they wrote.
    require_writing(Participant(), hearing=comment.hearing, function=Function.COMMENTS, now=now)
    removed = set_status(comment=comment, status=Comment.Status.REMOVED, now=now)
    listening_traces.forget({removed.pk})
    record_act(author, "comment.remove", now, hearing=comment.hearing, object=f"comment:{comment.public_id}")
    return removed


def _section_below(parent: Comment, hearing: Hearing) -> Section | None:
    if parent.hearing_id != hearing.pk:
        raise NotFound(path=("parent_id",))
    if not parent.is_shown:
        raise CommentGone(path=("parent_id",))
    return parent.section


def _says_the_same(
    row: Comment, text: str, parent: Comment | None, section: Section | None, quote: Quote | None
) -> bool:
    """Tell whether a comment reads as `text` does and stands where it would."""
    above, passage = _above(parent), quote.text if quote is not None and section is not None else ""
    place = (above and above.pk, section and section.pk, passage)
    return (row.parent_id, row.section_id, row.quote) == place and forms.analysis(row.body) == forms.analysis(text)


def _above(parent: Comment | None) -> Comment | None:
    """Return what a reply to `parent` hangs below: deeper replies join the last level, beside the one they answer."""
    return parent.parent if parent is not None and parent.depth == LEVELS - 1 else parent


def _anchor(comment: Comment, section: Section, quote: Quote | None, hearing: Hearing) -> None:
    if quote is None or not quote.text:
        if not SectionText.objects.filter(version_id=hearing.version_id, section=section).exists():
            raise SectionNotHeard(path=("section_id",))
        return
    found = draft_anchors.settled(
        version_id=hearing.version_id,
        section_id=section.pk,
        quote=quote.text,
        offset=quote.offset,
        before=quote.before,
        after=quote.after,
    )
    comment.quote, comment.quote_offset = found.quote, found.offset
    comment.quote_before, comment.quote_after = found.before, found.after


def _decide_status(comment: Comment, author: Participant, *, viewer: Viewer, hearing: Hearing, now: datetime) -> None:
    comment.is_private = author.display == Participant.Display.PRIVATE
    # What only the agency reads needs nobody to look at it first.
    if not comment.is_private:
        comment.held_for = comment_texts.reasons_to_hold(comment.body, viewer=viewer, hearing=hearing, now=now)
    comment.status = Comment.Status.PENDING if comment.held_for else Comment.Status.VISIBLE
    comment.is_listed = comment.is_shown


def _place(comment: Comment, parent: Comment | None) -> None:
    above = _above(parent)
    if above is not None:
        comment.parent, comment.root_id, comment.depth = above, above.thread_id, above.depth + 1
    comment.save(force_insert=True)
    comment.path = (above.path if above is not None else "") + path_step(comment.pk)
    Comment.objects.filter(pk=comment.pk).update(path=comment.path)


def _count_above(comment: Comment, answered: Comment) -> None:
    """Count a shown reply at its parent and its root; the answered comment must still be public."""
    above = Comment.objects.filter(pk=comment.parent_id)
    if comment.parent_id == answered.pk:
        above = above.filter(status=Comment.Status.VISIBLE, is_private=False)
    one, is_below_root = {"reply_count": F("reply_count") + 1}, comment.parent_id == comment.root_id
    if is_below_root:
        one["descendant_count"] = F("descendant_count") + 1
    if not above.filter(is_listed=True).update(**one):
        raise CommentGone(path=("parent_id",))
    if not is_below_root:
        Comment.objects.filter(pk=comment.root_id).update(descendant_count=F("descendant_count") + 1)
