"""Linking comments to issues, or marking in bulk that they raise none: no comment is passed over in silence.

What has to be linked is what the agency has before it: shown, private, and still waiting for a moderator. What was
hidden for breaking the code of conduct, removed or erased is counted in the report and needs no link.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django_tasks import task

from consultation.models import Comment, Hearing, Issue, IssueLink
from superapp.accounts.models import Officer
from superapp.refusal import NotFound, Refusal

from . import issues
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

ANSWERABLE = (Comment.Status.VISIBLE, Comment.Status.PENDING)
MOST_AT_ONCE = 200
BATCH = 2_000
LONGEST_REASON = 300


class TooManyToLink(Refusal):
    """More comments than one step takes, or none."""

    code = "TOO_MANY_TO_LINK"
    th = "เลือกความเห็นครั้งละ 1 ถึง {most} รายการ"
    en = "Choose 1 to {most} comments at a time."


class NoIssueReasonNeeded(Refusal):
    """That a comment raises no issue is said with a reason."""

    code = "NO_ISSUE_REASON_NEEDED"
    th = "ต้องบอกเหตุผล 1 ถึง 300 ตัวอักษรว่าเหตุใดความเห็นเหล่านี้จึงไม่เป็นประเด็น"
    en = "Say in 1 to 300 characters why these comments raise no issue."


def unlinked(hearing: Hearing) -> QuerySet[Comment]:
    """Return the comments of a hearing that belong to no issue and are not marked as raising none."""
    linked = IssueLink.objects.filter(comment=OuterRef("pk"))
    return Comment.objects.filter(~Exists(linked), hearing=hearing, status__in=ANSWERABLE)


@transaction.atomic
def link(*, viewer: "Viewer | None", issue_id: UUID, comment_ids: Sequence[UUID], now: datetime) -> int:
    """Link comments to an issue; return how many were not linked to it before. A "no issue" mark of theirs goes.

    :raises NotFound: when one of them is none of this hearing; then nothing is linked. :raises TooManyToLink:
    :raises IssuesFrozen:
    """
    issue = issues.held_issue(viewer, issue_id)
    found = _found(issue.hearing, comment_ids)
    IssueLink.objects.filter(comment__in=found, issue=None).delete()
    made = _add(found, issue, issues.officer_of(viewer, issue.hearing), now)
    issues.changed(issue.hearing)
    leave(viewer, issue.hearing, "link_comments", now=now, issue=issue.number, count=made)
    return made


@transaction.atomic
def unlink(*, viewer: "Viewer | None", issue_id: UUID, comment_ids: Sequence[UUID], now: datetime) -> int:
    """Take comments out of an issue; return how many were in it.

    :raises NotFound: :raises TooManyToLink: :raises IssuesFrozen:
    """
    issue = issues.held_issue(viewer, issue_id)
    found = _found(issue.hearing, comment_ids)
    gone, _ = IssueLink.objects.filter(comment__in=found, issue=issue).delete()
    issues.changed(issue.hearing)
    leave(viewer, issue.hearing, "unlink_comments", now=now, issue=issue.number, count=gone)
    return gone


@transaction.atomic
def mark_none(*, viewer: "Viewer | None", code: str, comment_ids: Sequence[UUID], reason: str, now: datetime) -> int:
    """Mark comments as raising no issue, and say why; return how many. Those that belong to an issue stay there.

    :raises NotFound: :raises TooManyToLink: :raises NoIssueReasonNeeded: :raises HearingNotAnswered:
    :raises IssuesFrozen:
    """
    hearing = issues.held(viewer, code)
    reason = _told(reason)
    found = set(_found(hearing, comment_ids)) - set(
        IssueLink.objects.filter(comment__public_id__in=comment_ids).values_list("comment_id", flat=True)
    )
    _add(sorted(found), None, issues.officer_of(viewer, hearing), now, reason)
    issues.changed(hearing)
    leave(viewer, hearing, "mark_no_issue", now=now, count=len(found))
    return len(found)


@transaction.atomic
def mark_rest(*, viewer: "Viewer | None", code: str, reason: str, now: datetime) -> int:
    """Mark all comments that are not linked yet as raising no issue; return how many at once.

    A job marks the others, where there are more than BATCH.

    :raises NotFound: :raises NoIssueReasonNeeded: :raises HearingNotAnswered: :raises IssuesFrozen:
    """
    hearing = issues.held(viewer, code)
    reason = _told(reason)
    officer = issues.officer_of(viewer, hearing)
    keys, last = _mark_batch(hearing, officer, reason, "", now)
    issues.changed(hearing)
    leave(viewer, hearing, "mark_rest_no_issue", now=now, count=len(keys))
    if last:
        mark_more.enqueue(like=keys[-1], after=last)
    return len(keys)


@task(lease_s=120)
def mark_more(*, like: int, after: str) -> int:
    """Mark the next batch as the comment with the key `like` was marked, in reading order from `after`.

    Answers how many, then goes on. It stops when that mark was taken back, or the report published, meanwhile.
    """
    with transaction.atomic():
        first = IssueLink.objects.select_related("officer", "comment").filter(comment=like, issue=None).first()
        if first is None:
            return 0
        hearing = Hearing.objects.select_for_update(of=("self",), no_key=True).get(pk=first.comment.hearing_id)
        if hearing.state not in (Hearing.State.CLOSED, Hearing.State.ANALYSING):
            return 0
        keys, last = _mark_batch(hearing, first.officer, first.no_issue_reason, after, first.at)
        issues.changed(hearing)
        if last:
            mark_more.enqueue(like=like, after=last)
    return len(keys)


def _mark_batch(hearing: Hearing, officer: Officer, reason: str, after: str, now: datetime) -> tuple[list[int], str]:
    """Mark up to BATCH comments; return their keys, and the path of the last when there may be more."""
    waiting = unlinked(hearing).filter(path__gt=after).order_by("path")
    rows = list(waiting.values_list("pk", "path")[:BATCH])
    keys = [key for key, _ in rows]
    _add(keys, None, officer, now, reason)
    return keys, rows[-1][1] if len(rows) == BATCH else ""


def _add(keys: Sequence[int], issue: Issue | None, officer: Officer, now: datetime, reason: str = "") -> int:
    known = set(IssueLink.objects.filter(comment__in=keys, issue=issue).values_list("comment_id", flat=True))
    fresh = [key for key in keys if key not in known]
    IssueLink.objects.bulk_create(
        IssueLink(comment_id=key, issue=issue, no_issue_reason=reason, officer=officer, at=now) for key in fresh
    )
    return len(fresh)


def _found(hearing: Hearing, comment_ids: Sequence[UUID]) -> list[int]:
    wanted = set(comment_ids)
    if not 0 < len(wanted) <= MOST_AT_ONCE:
        raise TooManyToLink(path=("comment_ids",), most=MOST_AT_ONCE)
    rows = Comment.objects.filter(hearing=hearing, public_id__in=wanted, status__in=ANSWERABLE)
    found = list(rows.order_by("pk").values_list("pk", flat=True))
    if len(found) != len(wanted):
        raise NotFound(path=("comment_ids",))
    return found


def _told(reason: str) -> str:
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON or "\0" in reason:
        raise NoIssueReasonNeeded(path=("reason",))
    return reason
