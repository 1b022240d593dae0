"""Making an issue of a theme: drawn up by an officer, with all the theme's comments linked, large themes by a job."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django_tasks import task

from consultation.models import Hearing, Issue, IssueLink, Theme, ThemeMember
from superapp.accounts.models import Officer

from . import issue_links, issues, theme_work
from .hearing_record import leave
from .issues import IssueGiven

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

BATCH = 2_000


@transaction.atomic
def draw_up(*, viewer: "Viewer", theme_id: UUID, given: IssueGiven, now: datetime) -> Issue:
    """Draw up an issue and link the comments of a theme to it; return it. A "no issue" mark of theirs goes.

    :raises NotFound: :raises HearingNotAnswered: :raises IssuesFrozen: :raises IssueTextWrong: :raises TooManyIssues:
    """
    theme = theme_work.held(viewer, theme_id)
    hearing = theme.set.hearing
    issue = issues.draw_up(viewer=viewer, code=hearing.code, given=given, now=now)
    shown = theme.merged_into_id or theme.pk
    keys, last = _linked(issue, shown, 0, issues.officer_of(viewer, hearing), now)
    issues.changed(hearing)
    leave(viewer, hearing, "link_theme", now=now, issue=issue.number, count=len(keys))
    if last:
        link_more.enqueue(issue_id=issue.pk, theme_id=shown, after=last)
    return issue


@task(lease_s=120)
def link_more(*, issue_id: int, theme_id: int, after: int) -> int:
    """Link the next batch of a large theme to its issue, by key from `after`; then go on. Answers how many.

    It stops when the issue was removed, or the report published, meanwhile.
    """
    with transaction.atomic():
        issue = Issue.objects.select_related("created_by").filter(pk=issue_id).first()
        if issue is None or not Theme.objects.filter(pk=theme_id).exists():
            return 0
        hearing = Hearing.objects.select_for_update(of=("self",), no_key=True).get(pk=issue.hearing_id)
        if hearing.state not in (Hearing.State.CLOSED, Hearing.State.ANALYSING):
            return 0
        keys, last = _linked(issue, theme_id, after, issue.created_by, issue.created_at)
        issues.changed(hearing)
        if last:
            link_more.enqueue(issue_id=issue_id, theme_id=theme_id, after=last)
    return len(keys)


def _linked(issue: Issue, theme: int, after: int, officer: Officer, now: datetime) -> tuple[Sequence[int], int]:
    """Link up to BATCH comments; return their keys, and that of the last when there may be more."""
    members = ThemeMember.objects.filter(Q(theme=theme) | Q(theme__merged_into=theme), comment__gt=after)
    members = members.filter(comment__status__in=issue_links.ANSWERABLE)
    keys = list(members.order_by("comment").values_list("comment", flat=True)[:BATCH])
    IssueLink.objects.filter(comment__in=keys, issue=None).delete()
    IssueLink.objects.bulk_create(
        (
            IssueLink(comment_id=key, issue=issue, source=IssueLink.Source.MACHINE, officer=officer, at=now)
            for key in keys
        ),
        ignore_conflicts=True,
        batch_size=500,
    )
    return keys, keys[-1] if len(keys) == BATCH else 0
