"""Appeals: the author says why hiding was wrong, and an officer who had no part in it decides.

    filed --take--> in review --decide--> upheld, overturned (shown again), or partly (hidden for another reason)

Taking is no condition of deciding, and another officer can take it over: nothing waits for one person.
"""

from datetime import datetime

from django.db import transaction

from consultation.models import Comment, ModerationAppeal, ModerationDecision, Statement
from consultation.permissions import may_moderate
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.refusal import NotFound, Refusal

from . import comment_texts, moderation, moderation_telling
from .participants import locked, record_act

Outcome = ModerationAppeal.Outcome
LONGEST_GROUNDS, LONGEST_SENTENCE = 2_000, 500
# An officer here decides alone about an appeal, so the reasons for which a second one has to agree are none here.
REASONS_LEFT = set(ModerationDecision.Reason.values) - {"fine", *ModerationDecision.NEEDS_OUTSIDER}


class NotAppealable(Refusal):
    """Only what a moderator has hidden is appealed."""

    code = "NOT_APPEALABLE"
    th = "อุทธรณ์ได้เฉพาะข้อความที่ถูกผู้ดูแลซ่อน"
    en = "Only what a moderator has hidden can be appealed."


class AppealTooLate(Refusal):
    """More than 15 days after the decision."""

    code = "MODERATION_APPEAL_TOO_LATE"
    th = "พ้นกำหนดอุทธรณ์ 15 วันแล้ว"
    en = "The 15 days for an appeal are over."


class AppealByItsDecider(Refusal):
    """Whoever hid it, or agreed to that, does not decide the appeal."""

    code = "APPEAL_BY_ITS_DECIDER"
    th = "ท่านเป็นผู้ตัดสินหรือเห็นพ้องให้ซ่อน จึงพิจารณาอุทธรณ์เองไม่ได้"
    en = "You hid it or agreed to that, so another officer decides the appeal."


class AppealDecided(Refusal):
    """Somebody has decided it."""

    code = "APPEAL_DECIDED"
    th = "อุทธรณ์นี้ตัดสินแล้ว"
    en = "This appeal has been decided."


class OutcomeIncomplete(Refusal):
    """An outcome and a sentence of at most 500 letters are needed, and another reason where it is overturned partly."""

    code = "OUTCOME_INCOMPLETE"
    th = "โปรดเลือกผลการพิจารณา และเขียนคำชี้แจงถึงผู้เขียนไม่เกิน 500 ตัวอักษร หากกลับบางส่วนให้เลือกเหตุใหม่ที่ต่างจากเดิม"
    en = (
        "Choose an outcome and write the author a sentence of at most 500 letters; overturned in part, it needs a new "
        "reason that differs from the former."
    )


class AppealTaken(Refusal):
    """Another officer is looking at it; they can be relieved by taking it over."""

    is_for_clients = False
    code = "APPEAL_TAKEN"
    th = "เจ้าหน้าที่คนอื่นกำลังพิจารณาอุทธรณ์นี้ หากจะพิจารณาแทน ให้กดรับเรื่องก่อน"
    en = "Another officer is looking at this appeal. To decide it instead, take it over first."


@transaction.atomic
def file(*, viewer: Viewer, subject: Comment | Statement, grounds: str, now: datetime) -> ModerationAppeal:
    """Appeal against the hiding of one's own text; again, the appeal that stands is returned.

    Also after the hearing has closed, and while suspended.

    :raises NotFound: for anybody else's. :raises NotJoined: :raises NotAppealable: :raises AppealTooLate:
    :raises TextEmpty: :raises TextTooLong:
    """
    author = locked(viewer=viewer, hearing=subject.hearing)
    if subject.author_id != author.pk:
        raise NotFound(path=("comment_id",))
    row = type(subject).objects.select_for_update(no_key=True).get(pk=subject.pk)
    decision = moderation.effective(row)
    if decision is None or _ends_an_appeal(decision):
        raise NotAppealable(path=("comment_id",))
    standing = ModerationAppeal.objects.filter(decision=decision).first()
    if standing is not None:
        return standing
    if now >= moderation_telling.appeal_until(decision):
        raise AppealTooLate(path=("comment_id",))
    text = comment_texts.cleaned(grounds, most=LONGEST_GROUNDS, path=("grounds",))
    made = ModerationAppeal.objects.create(decision=decision, grounds=text, filed_at=now)
    record_act(author, "moderation.appeal", now, hearing=subject.hearing, object=f"moderation-appeal:{made.public_id}")
    return made


@transaction.atomic
def take(*, viewer: Viewer, appeal: ModerationAppeal, now: datetime) -> ModerationAppeal:
    """Say that one is looking at an appeal, in place of another officer if there is one; return it.

    :raises NotFound: for officers of other agencies, and everybody else. :raises AppealByItsDecider:
    :raises AppealDecided:
    """
    row = _held(viewer, appeal)
    row.taken_by = viewer.officer
    row.save(update_fields=["taken_by"])
    _record(viewer, row, "moderation.take_appeal", {}, now)
    return row


@transaction.atomic
def decide(
    *,
    viewer: Viewer,
    appeal: ModerationAppeal,
    outcome: str,
    sentence_th: str,
    reason: str = "",
    law: str = "",
    now: datetime,
) -> ModerationAppeal:
    """Uphold the decision; overturn it, which shows the text again; or partly: hidden for another `reason` (and `law`).

    The author is told why. What an appeal ended in is not appealed again.

    :raises NotFound: for officers of other agencies, and everybody else. :raises AppealByItsDecider:
    :raises AppealDecided: :raises AppealTaken: :raises OutcomeIncomplete: :raises RulingIncomplete:
    """
    row = _held(viewer, appeal)
    decision, sentence = row.decision, sentence_th.strip()
    if row.taken_by_id not in (None, viewer.officer and viewer.officer.pk):
        raise AppealTaken()
    is_known = outcome in (Outcome.UPHELD, Outcome.OVERTURNED) or (
        outcome == Outcome.PARTLY and reason in REASONS_LEFT and reason != decision.reason
    )
    if not is_known or not 0 < len(sentence) <= LONGEST_SENTENCE:
        raise OutcomeIncomplete(path=("outcome",))
    subject = decision.comment or decision.statement
    assert subject is not None
    row.outcome, row.sentence_th, row.decided_by, row.decided_at = outcome, sentence, viewer.officer, now
    row.save(update_fields=["outcome", "sentence_th", "decided_by", "decided_at"])
    if outcome == Outcome.OVERTURNED:
        moderation.show_again(viewer=viewer, subject=subject, now=now)
    elif outcome == Outcome.PARTLY:
        ruling = moderation.Ruling("hide", reason, sentence, law)
        moderation.hide_otherwise(viewer=viewer, subject=subject, ruling=ruling, now=now)
    moderation_telling.tell_appeal(subject, row, now=now)
    _record(viewer, row, "moderation.decide_appeal", {"outcome": str(outcome)}, now)
    return row


def _held(viewer: Viewer, appeal: ModerationAppeal) -> ModerationAppeal:
    """Return an appeal that waits, its row locked, for an officer who may decide it."""
    decision = appeal.decision
    if not may_moderate(viewer, decision.hearing):
        raise NotFound()
    if viewer.officer is None or viewer.officer.pk in deciders(decision):
        raise AppealByItsDecider()
    row = ModerationAppeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    if row.outcome:
        raise AppealDecided()
    row.decision = decision
    return row


def _ends_an_appeal(decision: ModerationDecision) -> bool:
    """Tell whether a hiding is what an appeal ended in: it was taken in one act with that."""
    earlier = ModerationAppeal.objects.filter(outcome=Outcome.PARTLY, decided_at=decision.at)
    about = {"decision__comment": decision.comment_id, "decision__statement": decision.statement_id}
    return earlier.filter(decided_by=decision.officer_id, **about).exists()


def _record(viewer: Viewer, row: ModerationAppeal, action: str, details: dict[str, object], now: datetime) -> None:
    record(
        stream=row.decision.hearing.agency.code,
        action=action,
        object=f"moderation-appeal:{row.public_id}",
        actor=viewer.actor,
        details=details | {"decision": str(row.decision.public_id)},
        now=now,
    )


def deciders(decision: ModerationDecision) -> set[int]:
    """Return the keys of the officers who had a part in a decision."""
    first = decision.agrees_with
    return {key for key in (decision.officer_id, first and first.officer_id) if key is not None}
