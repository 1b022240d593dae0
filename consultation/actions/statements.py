"""Statements: one idea each, at most 280 characters, to agree or disagree with. A moderator accepts them first.

They are never changed: a wording that others have answered would answer for something else.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from consultation.models import Hearing, Participant, Section, SectionText, Statement, StatementVote
from consultation.models.hearing_phase import Function
from consultation.models.statement import LONGEST
from consultation.opinions import routing
from consultation.permissions import may_prepare
from superapp.accounts.once import IdempotencyKeyReused
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

from . import comment_texts, moderation_rules, opinion_maps, paces
from .comment_states import WAYS, CommentStatusFixed
from .comments import CommentGone, SectionNotHeard
from .counters import Tally
from .participants import locked, record_act, require_writing, writing
from .votes import VoteOnOwn

Status = Statement.Status
# Of the least answered, so many are drawn from: more than any hearing has, so that a visit reads a bounded number.
DRAWN_FROM = 1_000


class StatementFrozen(Refusal):
    """It has been answered: it stays as it is."""

    code = "STATEMENT_FROZEN"
    th = "ข้อความนี้มีผู้ลงคะแนนแล้ว จึงนำออกเองไม่ได้ หากต้องการลบข้อมูลของท่าน ใช้สิทธิขอลบข้อมูลได้"
    en = "Others have answered this statement, so it stays. To erase your data, use your right to erasure."


@transaction.atomic
def add(
    *,
    viewer: Viewer,
    hearing: Hearing,
    text: str,
    client_key: str,
    now: datetime,
    section: Section | None = None,
    caller: str = "",
) -> Statement:
    """Propose a statement; it waits for a moderator. The same key again returns the same statement.

    :raises NotFound: :raises NotJoined: :raises HearingNotOpen: :raises ParticipantSuspended: :raises TextEmpty:
    :raises TextTooLong: :raises TooFast: :raises SectionNotHeard: :raises IdempotencyKeyReused:
    """
    comment_texts.require_key(client_key)
    author = locked(viewer=viewer, hearing=hearing)
    asked = comment_texts.fingerprint(text, section and section.pk)
    earlier = Statement.objects.filter(author=author, client_key=client_key).first()
    if earlier is not None:
        if earlier.request_hash != asked:
            raise IdempotencyKeyReused(path=("idempotency_key",))
        return earlier
    require_writing(author, hearing=hearing, function=Function.STATEMENTS, now=now)
    clean = " ".join(comment_texts.cleaned(text, most=LONGEST, path=("text",)).split())
    _require_heard(section, hearing)
    paces.take("comment", viewer=viewer, caller=caller)
    made = Statement.objects.create(
        hearing=hearing,
        section=section,
        author=author,
        text=clean,
        status=Status.PENDING,
        held_for=["statement", *comment_texts.found_in(clean), *_copied(clean, hearing)],
        client_key=client_key,
        request_hash=asked,
        created_at=now,
    )
    moderation_rules.log(made, made.held_for, now=now)
    record_act(author, "statement.add", now, hearing=hearing, object=f"statement:{made.public_id}")
    return made


@transaction.atomic
def seed(*, viewer: Viewer, hearing: Hearing, texts: Sequence[str], now: datetime) -> list[Statement]:
    """Put the agency's own statements at the beginning, marked as such; return them.

    :raises NotFound: for whoever may not prepare hearings of the agency. :raises TextEmpty: :raises TextTooLong:
    """
    if not may_prepare(viewer, hearing.agency_id):
        raise NotFound(path=("hearing_id",))
    made = [
        Statement.objects.create(
            hearing=hearing,
            text=" ".join(comment_texts.cleaned(text, most=LONGEST, path=("texts",)).split()),
            is_seed=True,
            status=Status.VISIBLE,
            created_at=now,
        )
        for text in texts
    ]
    tally = Tally()
    tally.add("statements", len(made))
    tally.write(hearing)
    record(
        stream=hearing.agency.code,
        action="statement.seed",
        object=f"hearing:{hearing.code}",
        actor=viewer.actor,
        details={"count": len(made)},
        now=now,
    )
    return made


@transaction.atomic
def set_status(*, statement: Statement, status: str, now: datetime, held_for: Collection[str] = ()) -> Statement:
    """Give a statement another status, and count it; whoever calls this has asked whether the person may.

    :raises CommentStatusFixed: when there is no way from its status to that one.
    """
    row = Statement.objects.select_for_update(of=("self",), no_key=True).select_related("hearing").get(pk=statement.pk)
    if row.status == status:
        return row
    if status not in WAYS[row.status]:
        raise CommentStatusFixed(found=row.status)
    was_shown = row.is_shown
    row.status, row.status_at, row.held_for = status, now, list(held_for)
    if status == Status.ERASED:
        row.erased_digest = comment_texts.digest(row.text)
        row.text, row.client_key, row.author = "", "", None
    row.save()
    tally = Tally()
    tally.add("statements", row.is_shown - was_shown)
    tally.write(row.hearing)
    return row


@transaction.atomic
def remove(*, viewer: Viewer, statement: Statement, now: datetime) -> Statement:
    """Take one's own statement back, as long as nobody has answered it.

    :raises NotFound: for anybody else's. :raises StatementFrozen: :raises HearingNotOpen: :raises NotJoined:
    """
    author = writing(viewer=viewer, hearing=statement.hearing, function=Function.STATEMENTS, now=now)
    row = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if row.author_id != author.pk:
        raise NotFound(path=("statement_id",))
    if row.votes:
        raise StatementFrozen(path=("statement_id",))
    removed = set_status(statement=row, status=Status.REMOVED, now=now)
    record_act(author, "statement.remove", now, hearing=statement.hearing, object=f"statement:{row.public_id}")
    return removed


@transaction.atomic
def vote(*, viewer: Viewer, statement: Statement, value: int, now: datetime, caller: str = "") -> Statement:
    """Agree (1), disagree (-1) or pass (0); the latest counts. Return the statement as it is now.

    :raises NotFound: :raises NotJoined: :raises HearingNotOpen: :raises ParticipantSuspended: :raises TooFast:
    :raises VoteOnOwn: :raises CommentGone:
    """
    value = StatementVote.Value(value)
    voter = writing(viewer=viewer, hearing=statement.hearing, function=Function.STATEMENTS, now=now)
    paces.take("vote", viewer=viewer, caller=caller)
    row = Statement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if row.author_id == voter.pk:
        raise VoteOnOwn(path=("statement_id",))
    if not row.is_shown:
        raise CommentGone(path=("statement_id",))
    found = StatementVote.objects.filter(statement=row, participant=voter).first()
    if found is not None and found.value == value:
        return row
    columns = {1: "agree", 0: "passes", -1: "disagree"}
    steps = {columns[value]: F(columns[value]) + 1}
    if found is None:
        StatementVote.objects.create(statement=row, participant=voter, value=value, at=now)
        steps["votes"] = F("votes") + 1
    else:
        steps[columns[found.value]] = F(columns[found.value]) - 1
        found.value, found.at = value, now
        found.save(update_fields=["value", "at"])
    Statement.objects.filter(pk=row.pk).update(**steps)
    if "votes" in steps:
        tally = Tally()
        tally.add("statement_votes", 1)
        tally.write(statement.hearing)
    row.refresh_from_db()
    return row


def next_for(*, viewer: Viewer, hearing: Hearing, participant: Participant | None) -> Statement | None:
    """Return a statement the viewer has not answered: the newer, and the more it divides, the likelier.

    Drawn for each person apart, and the same until they answer it or others' votes change what is likely. None when
    they have answered all there are. `participant` is their row here, None when they have not joined.
    """
    shown = Statement.objects.public().filter(hearing=hearing)
    if participant is not None:
        answered = StatementVote.objects.filter(statement=OuterRef("pk"), participant=participant)
        shown = shown.exclude(author=participant).filter(~Exists(answered)) if participant.pk else shown
    rows = shown.order_by("votes", "id").values_list("public_id", "votes", "agree", "passes")[:DRAWN_FROM]
    known = opinion_maps.extremities(hearing) if (waiting := list(rows)) else {}
    following = routing.following(
        (
            routing.Candidate(str(key), votes, agrees, passes, known.get(str(key), 0.0))
            for key, votes, agrees, passes in waiting
        ),
        seed=str(participant.public_id) if participant is not None else viewer.pseudonym,
    )
    return None if following is None else shown.filter(public_id=following.key).first()


def _copied(text: str, hearing: Hearing) -> list[str]:
    return [moderation_rules.NEAR_COPY] if moderation_rules.is_copy_of_hidden(text, hearing) else []


def _require_heard(section: Section | None, hearing: Hearing) -> None:
    heard = SectionText.objects.filter(version_id=hearing.version_id, section=section)
    if section is not None and not heard.exists():
        raise SectionNotHeard(path=("section_id",))
