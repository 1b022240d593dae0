"""Telling authors what a moderator decided, why, and how to appeal; and people that they are suspended.

An organisation has no inbox: it reads the same beside its own comment.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from consultation.models import Comment, ModerationAppeal, ModerationDecision, Participant, Statement, Suspension
from superapp.people.actions import notices
from superapp.thai import dates

from .hearing_telling import link_to

APPEAL_DAYS = 15
TOPIC = "consultation.moderated"
REASONS_EN: dict[str, str] = {
    "fine": "in line with the code of conduct",
    "unlawful": "unlawful",
    "personal_data": "personal data",
    "threat": "a threat",
    "insult": "an insult or obscenity against a person",
    "impersonation": "pretending to be somebody",
    "spam": "advertising or repetition",
    "off_topic": "not about what is heard",
    "other": "another reason",
}


def appeal_until(decision: ModerationDecision | Suspension) -> datetime:
    """Return the instant from which either can no longer be appealed: the end of the 15th day, in Bangkok."""
    day = timezone.localtime(decision.at) + timedelta(days=APPEAL_DAYS + 1)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)


def tell_decided(row: Comment | Statement, decision: ModerationDecision, *, now: datetime) -> None:
    """Tell the author that their text is shown now, or hidden, why, and until when they may appeal."""
    title = row.hearing.title_th[:80]
    if decision.act == ModerationDecision.Act.SHOW:
        texts = {
            "title_th": "ความเห็นของท่านเผยแพร่แล้ว",
            "body_th": f"ผู้ดูแลตรวจข้อความของท่านใน “{title}” แล้ว ทุกคนอ่านได้",
            "title_en": "Your comment is public",
            "body_en": "A moderator has read what you wrote in a hearing; everybody can read it now.",
        }
    else:
        last = timezone.localdate(appeal_until(decision) - timedelta(seconds=1))
        law = f" ({decision.law})" if decision.law else ""
        texts = {
            "title_th": "ความเห็นของท่านถูกซ่อน",
            "body_th": (
                f"ข้อความของท่านใน “{title}” ถูกซ่อน เหตุ: {decision.get_reason_display()}{law} "
                f"คำชี้แจง: {decision.sentence_th} "
                f"หากไม่เห็นด้วย อุทธรณ์ได้ถึง {dates.date_text(last, 'th')} เจ้าหน้าที่คนอื่นจะเป็นผู้พิจารณา"
            ),
            "title_en": "Your comment was hidden",
            "body_en": (
                f"What you wrote in a hearing was hidden. Reason: {REASONS_EN[decision.reason]}{law}. "
                f"You can appeal until {dates.date_text(last, 'en')}; another officer will decide."
            ),
        }
    _put(row.author, f"moderation:{decision.public_id}", texts, now)


def tell_appeal(row: Comment | Statement, appeal: ModerationAppeal, *, now: datetime) -> None:
    """Tell the author what came of their appeal."""
    said = {
        ModerationAppeal.Outcome.OVERTURNED: "What you wrote is public again.",
        ModerationAppeal.Outcome.PARTLY: "It stays hidden, for another reason than before; it is given in Thai.",
    }
    texts = {
        "title_th": "ผลการอุทธรณ์ความเห็นของท่าน",
        "body_th": f"{appeal.get_outcome_display()} คำชี้แจง: {appeal.sentence_th}",
        "title_en": "Your appeal was decided",
        "body_en": said.get(
            ModerationAppeal.Outcome(appeal.outcome), "The decision stands; the reason is given in Thai."
        ),
    }
    _put(row.author, f"moderation-appeal:{appeal.public_id}", texts, now)


def tell_suspended(suspension: Suspension, *, now: datetime) -> None:
    """Tell somebody until when they may not write in a hearing, why, and how to appeal."""
    participant, until = suspension.participant, suspension.until
    last = timezone.localdate(appeal_until(suspension) - timedelta(seconds=1))
    texts = {
        "title_th": "ท่านถูกระงับการแสดงความเห็นชั่วคราว",
        "body_th": (
            f"ใน “{participant.hearing.title_th[:80]}” ถึง {dates.moment_text(until, 'th')} เหตุ: "
            f"{suspension.get_reason_display()} คำชี้แจง: {suspension.sentence_th} สิ่งที่ท่านแสดงไว้แล้วยังอยู่และนับตามเดิม "
            f"หากไม่เห็นด้วย อุทธรณ์ได้ที่ส่วนของท่านในหน้าการรับฟังนี้ ถึง {dates.date_text(last, 'th')} "
            "เจ้าหน้าที่คนอื่นจะเป็นผู้พิจารณา"
        ),
        "title_en": "You are suspended from a hearing for a time",
        "body_en": (
            f"Until {dates.moment_text(until, 'en')}. Reason: {REASONS_EN[suspension.reason]}. What you said before "
            f"stays and counts. You can appeal under your part in the hearing until {dates.date_text(last, 'en')}; "
            "another officer will decide."
        ),
    }
    _put(participant, f"suspension:{suspension.public_id}", texts, now)


def tell_suspension_appeal(suspension: Suspension, *, now: datetime) -> None:
    """Tell somebody what came of their appeal against a suspension."""
    is_over = suspension.outcome == Suspension.Outcome.OVERTURNED
    texts = {
        "title_th": "ผลการอุทธรณ์การระงับของท่าน",
        "body_th": (
            f"ใน “{suspension.participant.hearing.title_th[:80]}” {suspension.get_outcome_display()} "
            f"คำชี้แจง: {suspension.outcome_th}" + (" การระงับนี้สิ้นสุดแล้ว" if is_over else "")
        ),
        "title_en": "Your appeal against a suspension was decided",
        "body_en": (
            "The suspension was wrong and has ended."
            if is_over
            else "The suspension stands; the reason is given in Thai."
        ),
    }
    _put(suspension.participant, f"suspension-appeal:{suspension.public_id}", texts, now)


def _put(participant: Participant | None, key: str, texts: dict[str, str], now: datetime) -> None:
    if participant is None or participant.citizen is None:
        return
    link = link_to(participant.hearing.public_id)
    notices.put(citizen=participant.citizen, topic=TOPIC, key=key, texts=texts, link=link, now=now)
