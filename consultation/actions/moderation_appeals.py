"""Appeals: the author says why hiding was wrong, and an officer who had no part in it decides."""

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
    """An outcome, and a sentence of at most 500 letters to the author, are needed."""

    code = "OUTCOME_INCOMPLETE"
    th = "โปรดเลือกผลการพิจารณา และเขียนคำชี้แจงถึงผู้เขียนไม่เกิน 500 ตัวอักษร"
    en = "Choose an outcome and write the author a sentence of at most 500 letters."


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
    if decision is None:
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
def decide(
    *, viewer: Viewer, appeal: ModerationAppeal, outcome: str, sentence_th: str, now: datetime
) -> ModerationAppeal:
    """Uphold the decision, or overturn it, which shows the text again; tell the author why.

    :raises NotFound: for officers of other agencies, and everybody else. :raises AppealByItsDecider:
    :raises AppealDecided: :raises OutcomeIncomplete:
    """
    decision = appeal.decision
    if not may_moderate(viewer, decision.hearing):
        raise NotFound()
    if viewer.officer is None or viewer.officer.pk in deciders(decision):
        raise AppealByItsDecider()
    sentence = sentence_th.strip()
    if outcome not in (Outcome.UPHELD, Outcome.OVERTURNED) or not 0 < len(sentence) <= LONGEST_SENTENCE:
        raise OutcomeIncomplete(path=("outcome",))
    subject = decision.comment or decision.statement
    assert subject is not None
    row = ModerationAppeal.objects.select_for_update(no_key=True).get(pk=appeal.pk)
    if row.outcome:
        raise AppealDecided()
    row.outcome, row.sentence_th, row.decided_by, row.decided_at = outcome, sentence, viewer.officer, now
    row.save(update_fields=["outcome", "sentence_th", "decided_by", "decided_at"])
    if outcome == Outcome.OVERTURNED:
        moderation.show_again(viewer=viewer, subject=subject, now=now)
    moderation_telling.tell_appeal(subject, row, now=now)
    record(
        stream=decision.hearing.agency.code,
        action="moderation.decide_appeal",
        object=f"moderation-appeal:{row.public_id}",
        actor=viewer.actor,
        details={"outcome": str(outcome), "decision": str(decision.public_id)},
        now=now,
    )
    return row


def deciders(decision: ModerationDecision) -> set[int]:
    """Return the keys of the officers who had a part in a decision."""
    first = decision.agrees_with
    return {key for key in (decision.officer_id, first and first.officer_id) if key is not None}
