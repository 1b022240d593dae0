"""The moderators' queue: what waits, what was reported, what awaits a second officer, and appeals.

The worst first, then the oldest, then the most reported. It looks at the 500 that have waited longest of each kind, so
its cost does not grow with the hearing; the numbers beside it say how many there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from consultation.models import Comment, Flag, Hearing, ModerationAppeal, ModerationDecision, Statement, Suspension
from consultation.permissions import may_second
from services.models.rights import APPROVE, DRAFT, agencies_with
from superapp.accounts.viewer import Viewer

MOST = 500
TARGETS = {"held": timedelta(hours=24), "flagged": timedelta(hours=48)}
SEVERITY = {
    "threat": 3,
    "unlawful": 3,
    "personal_data": 3,
    "citizen_id": 3,
    "phone": 3,
    "email": 3,
    "bank_account": 3,
    "line_id": 3,
    "insult": 2,
    "impersonation": 2,
    "near_copy": 2,
    "spam": 1,
    "link": 1,
    "off_topic": 1,
}


@dataclass(frozen=True, slots=True)
class Item:
    """One text in the queue: `why` as codes, `since` when it began to wait, `flags` how often it was reported.

    `kind` is "held" or "flagged"; `due_at` when it should have been decided; `awaits_second` when it was, but for a
    second officer.
    """

    subject: Comment | Statement
    kind: str
    why: tuple[str, ...]
    severity: int
    since: datetime
    flags: int
    due_at: datetime
    awaits_second: bool

    @property
    def place(self) -> str:
        """Return what names it in an address: kind of row and its key."""
        return f"{'c' if isinstance(self.subject, Comment) else 's'}-{self.subject.pk}"

    @property
    def key(self) -> str:
        """Return what names it in a form: its place and the revision that is shown."""
        return f"{self.place}-{getattr(self.subject, 'revision', 1)}"

    @property
    def text(self) -> str:
        """Return what it says."""
        return self.subject.body if isinstance(self.subject, Comment) else self.subject.text


def hearings_of(viewer: Viewer) -> QuerySet[Hearing]:
    """Return the hearings in which the viewer moderates."""
    return Hearing.objects.filter(agency__in=agencies_with(viewer, DRAFT) | agencies_with(viewer, APPROVE))


def waiting(viewer: Viewer, *, hearing: Hearing | None = None) -> list[Item]:
    """Return what the viewer may decide about, the worst first; of one hearing when it is given."""
    mine = {"hearing__in": hearings_of(viewer)} if hearing is None else {"hearing": hearing}
    held = _with_hearing(Comment.objects.visible_to(viewer).filter(status="pending", is_private=False, **mine))
    stated = _with_hearing(Statement.objects.visible_to(viewer).filter(status="pending", **mine))
    flagged = _with_hearing(Comment.objects.visible_to(viewer).filter(pk__in=_undecided_flags(mine).values("comment")))
    reported: dict[int, list[Flag]] = {}
    for flag in Flag.objects.filter(comment__in=[row.pk for row in flagged]).order_by("pk"):
        reported.setdefault(flag.comment_id, []).append(flag)
    seconds = _awaiting([row.pk for row in (*held, *flagged)], [row.pk for row in stated])
    items = [_item(row, "held", row.held_for, row.status_at or row.created_at, 0, seconds) for row in (*held, *stated)]
    for row in flagged:
        flags = reported[row.pk]
        items.append(_item(row, "flagged", [one.reason for one in flags], flags[0].at, len(flags), seconds))
    return sorted(items, key=lambda one: (-one.severity, one.since, -one.flags, one.subject.pk))


def number_waiting(viewer: Viewer) -> int:
    """Return how many texts and appeals the viewer's agencies have to decide about; one statement, no text is read."""
    mine = {"hearing__in": hearings_of(viewer)}
    held = Comment.objects.filter(status="pending", is_private=False, **mine).values_list("pk")
    stated = Statement.objects.filter(status="pending", **mine).values_list("pk")
    reported = _undecided_flags(mine).order_by().values_list("comment").distinct()
    appealed = ModerationAppeal.objects.filter(decision__hearing__in=hearings_of(viewer), outcome="").values_list("pk")
    ours = {"participant__hearing__in": hearings_of(viewer)}
    suspended = Suspension.objects.filter(filed_at__isnull=False, outcome="", **ours).values_list("pk")
    return held.union(stated, reported, appealed, suspended, all=True).count()


def seconds_for(viewer: Viewer) -> list[ModerationDecision]:
    """Return what awaits this officer as one of another agency, the oldest first."""
    rows = _open_seconds().filter(hearing__in=Hearing.objects.public())
    rows = rows.select_related("hearing__agency", "comment", "statement").order_by("pk")[:MOST]
    may: dict[int, bool] = {}
    found = []
    for decision in rows:
        if decision.hearing_id not in may:
            may[decision.hearing_id] = may_second(viewer, decision.hearing)
        if may[decision.hearing_id]:
            found.append(decision)
    return found


def appeals(viewer: Viewer) -> QuerySet[ModerationAppeal]:
    """Return the appeals in the viewer's hearings."""
    rows = ModerationAppeal.objects.filter(decision__hearing__in=hearings_of(viewer))
    return rows.select_related(
        "decision__hearing__agency", "decision__comment", "decision__statement", "decision__agrees_with", "taken_by"
    )


def _open_seconds() -> QuerySet[ModerationDecision]:
    about = Q(comment=OuterRef("comment")) | Q(statement=OuterRef("statement"))
    later = ModerationDecision.objects.filter(about, officer__isnull=False, pk__gt=OuterRef("pk"))
    gone = Q(comment__status__in=("removed", "erased")) | Q(statement__status__in=("removed", "erased"))
    return ModerationDecision.objects.filter(~Exists(later), awaits_second=True).exclude(gone)


def _awaiting(comments: Sequence[int], statements: Sequence[int]) -> set[tuple[str, int]]:
    rows = _open_seconds().filter(Q(comment__in=comments) | Q(statement__in=statements))
    keys = rows.values_list("comment", "statement")
    return {("statement", statement) if comment is None else ("comment", comment) for comment, statement in keys}


def _undecided_flags(mine: dict[str, object]) -> QuerySet[Flag]:
    decided = ModerationDecision.objects.filter(
        comment=OuterRef("comment"), officer__isnull=False, at__gte=OuterRef("at")
    ).exclude(awaits_second=True)
    shown = {f"comment__{name}": value for name, value in mine.items()}
    return Flag.objects.filter(~Exists(decided), comment__status="visible", comment__is_private=False, **shown)


def _with_hearing(rows: QuerySet) -> list:  # type: ignore[type-arg]
    return list(rows.select_related("hearing__agency", "section", "author").order_by("pk")[:MOST])


def _item(
    row: Comment | Statement,
    kind: str,
    why: Sequence[str],
    since: datetime,
    flags: int,
    seconds: set[tuple[str, int]],
) -> Item:
    name = "comment" if isinstance(row, Comment) else "statement"
    return Item(
        subject=row,
        kind=kind,
        why=tuple(dict.fromkeys(why)),
        severity=max((SEVERITY.get(code, 0) for code in why), default=0),
        since=since,
        flags=flags,
        due_at=since + TARGETS[kind],
        awaits_second=(name, row.pk) in seconds,
    )
