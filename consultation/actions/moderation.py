"""Moderation: showing and hiding comments and statements, for a reason of the published code of conduct.

Whoever decides has read one revision; what was reworded meanwhile is read again. For the reasons with most leeway the
agency whose draft it is does not decide alone: a second officer, of another agency, has to agree, and until then
everything stays as it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from consultation.models import Comment, ModerationDecision, Statement
from consultation.permissions import may_moderate, may_second
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

from . import comment_states, moderation_rules, moderation_telling, statements

Subject = Comment | Statement
Act, Reason, Status = ModerationDecision.Act, ModerationDecision.Reason, Comment.Status
MOST_AT_ONCE = 200
LONGEST_SENTENCE, LONGEST_LAW = 500, 200


class RulingIncomplete(Refusal):
    """Hiding needs a reason of the code of conduct and a sentence; "unlawful" needs the law. `path` says which."""

    code = "RULING_INCOMPLETE"
    th = "การซ่อนต้องเลือกเหตุตามแนวปฏิบัติ เขียนคำชี้แจงถึงผู้เขียน และหากผิดกฎหมายต้องระบุกฎหมายกับมาตรา"
    en = "Hiding needs a reason of the code of conduct and a sentence to the author; if unlawful, name the law."


class NothingToModerate(Refusal):
    """It is for the agency only, or its author took it back: nobody else reads it anyway."""

    code = "NOTHING_TO_MODERATE"
    th = "ข้อความนี้ไม่ได้เผยแพร่หรือผู้เขียนนำออกแล้ว จึงไม่ต้องตัดสิน"
    en = "This text is not public, or its author took it back: there is nothing to decide."


class ReadAgain(Refusal):
    """Its author has reworded it since the officer read it. `details`: `revision`, the present one."""

    code = "COMMENT_REWORDED"
    th = "ผู้เขียนแก้ไขข้อความแล้ว (ฉบับที่ {revision}) โปรดอ่านฉบับล่าสุดก่อนตัดสิน"
    en = "The author has reworded it (revision {revision}). Read the present wording before you decide."


class AwaitsSecond(Refusal):
    """It has been decided, and an officer of another agency has to agree."""

    code = "AWAITS_SECOND_OFFICER"
    th = "มีผู้ตัดสินแล้ว รอเจ้าหน้าที่หน่วยงานอื่นเห็นพ้อง"
    en = "It has been decided; an officer of another agency has to agree."


class TooManyAtOnce(Refusal):
    """More than are decided in one go. `details`: `most`."""

    code = "TOO_MANY_RULINGS"
    th = "ตัดสินได้ครั้งละไม่เกิน {most} ข้อความ"
    en = "At most {most} texts are decided at once."


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided: `act` show or hide, `reason`, what the author is told, and the law an unlawful text broke."""

    act: str
    reason: str = Reason.FINE
    sentence_th: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one of many: the decision, or the refusal."""

    public_id: UUID
    decision: ModerationDecision | None
    refusal: Refusal | None


@transaction.atomic
def decide(*, viewer: Viewer, subject: Subject, ruling: Ruling, revision: int, now: datetime) -> ModerationDecision:
    """Show or hide a text as it read at `revision`; tell its author. Return the decision.

    Hiding as off topic, or for another reason than those listed, takes effect when a second officer agrees.

    :raises NotFound: for officers of other agencies, and everybody else. :raises RulingIncomplete:
    :raises NothingToModerate: :raises ReadAgain: :raises AwaitsSecond: :raises CommentStatusFixed: when it is hidden.
    """
    if not may_moderate(viewer, subject.hearing):
        raise NotFound()
    told = _checked(ruling)
    row = _locked(subject, revision)
    waiting = waiting_for_second(row)
    if told.act == Act.HIDE and waiting is not None and waiting.revision == revision:
        raise AwaitsSecond()
    if told.act == Act.HIDE and row.status == Status.HIDDEN:
        raise comment_states.CommentStatusFixed(found=row.status)
    needs_second = told.act == Act.HIDE and told.reason in ModerationDecision.NEEDS_OUTSIDER
    decision = _write(row, told, viewer=viewer, now=now, awaits_second=needs_second)
    if not needs_second:
        _carry_out(row, decision, now=now)
    _record(viewer, decision, row, "moderation.decide", now)
    return decision


def decide_many(
    *, viewer: Viewer, subjects: Sequence[tuple[Subject, int]], ruling: Ruling, now: datetime
) -> list[Result]:
    """Decide the same about many texts, each with the revision that was read; return what came of each, in order.

    Each stands alone: what is refused does not take back the others.

    :raises TooManyAtOnce: before anything is decided.
    """
    if len(subjects) > MOST_AT_ONCE:
        raise TooManyAtOnce(most=MOST_AT_ONCE)
    results = []
    for subject, revision in subjects:
        try:
            decision = decide(viewer=viewer, subject=subject, ruling=ruling, revision=revision, now=now)
        except Refusal as refusal:
            results.append(Result(subject.public_id, None, refusal))
        else:
            results.append(Result(subject.public_id, decision, None))
    return results


@transaction.atomic
def second(*, viewer: Viewer, decision: ModerationDecision, agrees: bool, now: datetime) -> ModerationDecision:
    """Agree, as an officer of another agency, with what awaits it, or not; return the decision this makes.

    With both the text is hidden and its author told; without, it stays or becomes public.

    :raises NotFound: for officers of the hearing's agencies, and when nothing awaits it any more.
    :raises NothingToModerate: :raises ReadAgain: when the author has changed it meanwhile.
    """
    if not may_second(viewer, decision.hearing):
        raise NotFound()
    row = _locked(_subject_of(decision), decision.revision)
    first = waiting_for_second(row)
    if first is None or first.pk != decision.pk:
        raise NotFound()
    ruling = Ruling(first.act, first.reason, first.sentence_th, first.law) if agrees else Ruling(Act.SHOW)
    made = _write(row, ruling, viewer=viewer, now=now, agrees_with=first if agrees else None)
    _carry_out(row, made, now=now)
    _record(viewer, made, row, "moderation.second", now)
    return made


def effective(subject: Subject) -> ModerationDecision | None:
    """Return the decision by which a text is hidden now; None for one that is not hidden, or was by nobody's."""
    if subject.status != Status.HIDDEN:
        return None
    latest = _latest(subject)
    return latest if latest is not None and latest.act == Act.HIDE else None


def waiting_for_second(subject: Subject) -> ModerationDecision | None:
    """Return the decision about a text that an officer of another agency has to agree with; None when none waits."""
    latest = _latest(subject)
    return latest if latest is not None and latest.awaits_second else None


def show_again(*, viewer: Viewer, subject: Subject, now: datetime) -> ModerationDecision | None:
    """Take a hiding back after an appeal, in its transaction; None when the author has taken the text back since."""
    row = _for_update(subject)
    if row.status != Status.HIDDEN:
        return None
    decision = _write(row, Ruling(Act.SHOW), viewer=viewer, now=now)
    _carry_out(row, decision, now=now, tells=False)
    return decision


def hide_otherwise(*, viewer: Viewer, subject: Subject, ruling: Ruling, now: datetime) -> ModerationDecision | None:
    """Let a hiding stand for another reason after an appeal, in its transaction; None when the text is taken back.

    :raises RulingIncomplete:
    """
    told, row = _checked(ruling), _for_update(subject)
    return None if row.status != Status.HIDDEN else _write(row, told, viewer=viewer, now=now)


def _checked(ruling: Ruling) -> Ruling:
    sentence, law = ruling.sentence_th.strip(), ruling.law.strip()
    if ruling.act == Act.SHOW:
        return Ruling(Act.SHOW, Reason.FINE, sentence[:LONGEST_SENTENCE])
    if ruling.act != Act.HIDE or ruling.reason not in Reason.values or ruling.reason == Reason.FINE:
        raise RulingIncomplete(path=("reason",))
    if not 0 < len(sentence) <= LONGEST_SENTENCE:
        raise RulingIncomplete(path=("sentence",))
    if len(law) > LONGEST_LAW or (ruling.reason == Reason.UNLAWFUL and not law):
        raise RulingIncomplete(path=("law",))
    return Ruling(Act.HIDE, ruling.reason, sentence, law)


def _locked(subject: Subject, revision: int) -> Subject:
    row = _for_update(subject)
    if row.status in (Status.REMOVED, Status.ERASED) or getattr(row, "is_private", False):
        raise NothingToModerate()
    if getattr(row, "revision", 1) != revision:
        raise ReadAgain(revision=getattr(row, "revision", 1))
    return row


def _for_update(subject: Subject) -> Subject:
    rows = type(subject).objects.select_for_update(of=("self",), no_key=True).select_related("hearing__agency")
    return rows.get(pk=subject.pk)


def _latest(subject: Subject) -> ModerationDecision | None:
    # Decisions never change: one waits as long as no other follows it.
    return ModerationDecision.objects.filter(officer__isnull=False, **_about(subject)).order_by("-pk").first()


def _about(subject: Subject) -> dict[str, Subject]:
    return {"comment" if isinstance(subject, Comment) else "statement": subject}


def _subject_of(decision: ModerationDecision) -> Subject:
    subject = decision.comment or decision.statement
    assert subject is not None
    return subject


def _write(
    row: Subject,
    ruling: Ruling,
    *,
    viewer: Viewer,
    now: datetime,
    awaits_second: bool = False,
    agrees_with: ModerationDecision | None = None,
) -> ModerationDecision:
    text = row.body if isinstance(row, Comment) else row.text
    return ModerationDecision.objects.create(
        hearing=row.hearing,
        revision=getattr(row, "revision", 1),
        act=ruling.act,
        reason=ruling.reason,
        sentence_th=ruling.sentence_th,
        law=ruling.law,
        officer=viewer.officer,
        awaits_second=awaits_second,
        agrees_with=agrees_with,
        text_key=moderation_rules.key_of(text) if ruling.act == Act.HIDE else "",
        at=now,
        **_about(row),
    )


def _carry_out(row: Subject, decision: ModerationDecision, *, now: datetime, tells: bool = True) -> None:
    status = Status.HIDDEN if decision.act == Act.HIDE else Status.VISIBLE
    if row.status != status:
        if isinstance(row, Comment):
            comment_states.set_status(comment=row, status=status, now=now)
        else:
            statements.set_status(statement=row, status=status, now=now)
        if tells:
            moderation_telling.tell_decided(row, decision, now=now)


def _record(viewer: Viewer, decision: ModerationDecision, row: Subject, action: str, now: datetime) -> None:
    kind = "comment" if isinstance(row, Comment) else "statement"
    record(
        stream=row.hearing.agency.code,
        action=action,
        object=f"{kind}:{row.public_id}",
        actor=viewer.actor,
        details={
            "decision": str(decision.public_id),
            "act": str(decision.act),
            "reason": str(decision.reason),
            "revision": decision.revision,
            "awaits_second": decision.awaits_second,
        },
        now=now,
    )
