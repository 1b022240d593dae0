"""The codes of a report in words, Thai and English: Thai labels are the models' own."""

from collections.abc import Mapping
from datetime import date, datetime

from consultation.models import (
    AgencyAnswer,
    CommentFinding,
    DossierKind,
    DraftLaw,
    Hearing,
    Justification,
    ModerationDecision,
    Participant,
    PeriodPolicy,
    SectionChange,
    Stance,
)
from superapp.thai.dates import date_text, moment_text, range_text

from .report_blocks import Said, Speaker

ENGLISH: Mapping[str, Mapping[str, str]] = {
    "kind": {
        "principles": "Principles",
        "bill": "A draft act",
        "subordinate": "A draft subordinate rule",
        "evaluation": "Evaluation of a law in force",
    },
    "instrument": {
        "act": "Act of parliament",
        "emergency_decree": "Emergency decree",
        "royal_decree": "Royal decree",
        "ministerial_regulation": "Ministerial regulation",
        "notification": "Notification",
        "rule": "Rule",
    },
    "dossier": {
        "problem": "The problem and its causes",
        "need": "The need for a law",
        "principles": "Principles and substance",
        "draft_text": "The text or its outline",
        "affected": "Who is affected, and how",
        "impact": "Impact analysis",
        "points": "Points to ask",
        "plain": "Plain-language summary",
        "permits": "Reasons for permits",
        "committees": "Reasons for committees",
        "discretion": "Rules for discretion",
        "penalties": "Reasons for criminal penalties",
        "evaluation_data": "Data for the evaluation",
    },
    "rank": {
        "law": "law",
        "resolution": "Cabinet resolution",
        "guideline": "guideline",
        "house": "rule of this system",
    },
    "shorter": {
        "urgent": "Urgent necessity",
        "lapse": "The parent act might lapse",
        "emergency": "Emergency or disaster",
        "other": "Another reason",
    },
    "channel": {"online": "This system", "paper": "Paper", "email": "E-mail", "meeting": "Meeting"},
    "display": {"pseudonym": "Under a pseudonym", "named": "By name", "private": "For the agency only"},
    "capacity": {"person": "People", "organisation": "Organisations"},
    "stance": {
        "support": "For",
        "support_with_changes": "For, with changes",
        "oppose": "Against",
        "neutral": "Neutral",
    },
    "verdict": {
        "accepted": "Accepted",
        "partly": "Accepted in part",
        "not_accepted": "Not accepted",
        "covered": "Already in the draft",
        "under_study": "Under study",
        "out_of_scope": "Out of scope",
    },
    "act": {"show": "Shown", "hide": "Hidden", "hold": "Held for review"},
    "reason": {
        "fine": "Within the code of conduct",
        "unlawful": "Unlawful",
        "personal_data": "Personal data",
        "threat": "Threat",
        "insult": "Insult",
        "impersonation": "Impersonation",
        "spam": "Spam",
        "off_topic": "Off topic",
        "other": "Another reason",
    },
    "change": {
        "same": "unchanged",
        "edited": "reworded",
        "moved": "moved or renumbered",
        "split": "split",
        "merged": "merged",
        "added": "added",
        "removed": "removed",
    },
    "outcome": {"upheld": "upheld", "overturned": "overturned", "partly": "overturned in part", "waiting": "waiting"},
    "wording": {
        "support": "For",
        "support_with_changes": "For, with changes",
        "oppose": "Against",
        "mixed": "Both ways",
        "unstated": "Not said",
    },
    "direction": {"agree": "Agree", "disagree": "Disagree"},
    "status": {
        "shown": "Public",
        "private": "For the agency only",
        "pending": "Waiting for a moderator",
        "hidden": "Hidden by a moderator",
        "removed": "Taken back by the author",
        "erased": "Erased on request",
    },
}
THAI: Mapping[str, Mapping[str, str]] = {
    "kind": dict(Hearing.Kind.choices),
    "instrument": dict(DraftLaw.Instrument.choices),
    "dossier": dict(DossierKind.choices),
    "rank": dict(PeriodPolicy.Rank.choices),
    "shorter": dict(Justification.Reason.choices),
    "channel": dict(Participant.Channel.choices),
    "display": dict(Participant.Display.choices),
    "capacity": {"person": "บุคคล", "organisation": "องค์กร"},
    "stance": dict(Stance.Value.choices),
    "verdict": dict(AgencyAnswer.Verdict.choices),
    "act": dict(ModerationDecision.Act.choices),
    "reason": dict(ModerationDecision.Reason.choices),
    "change": dict(SectionChange.Kind.choices),
    "outcome": {"upheld": "ยืนตามเดิม", "overturned": "กลับคำตัดสิน", "partly": "กลับบางส่วน", "waiting": "รอพิจารณา"},
    "wording": dict(CommentFinding.Stance.choices),
    "direction": {"agree": "เห็นด้วย", "disagree": "ไม่เห็นด้วย"},
    "status": {
        "shown": "เผยแพร่",
        "private": "ให้หน่วยงานอ่านเท่านั้น",
        "pending": "รอตรวจ",
        "hidden": "ซ่อนโดยผู้ดูแล",
        "removed": "ผู้เขียนลบเอง",
        "erased": "ลบตามคำขอ",
    },
}
STANCES = ("support", "support_with_changes", "neutral", "oppose")
WORDINGS = ("support", "support_with_changes", "mixed", "oppose", "unstated")
STANCE_COLOURS = {
    "support": "#145e5b",
    "support_with_changes": "#7fb5a8",
    "oppose": "#b4472e",
    "neutral": "#8a93a0",
    "mixed": "#c08a00",
    "unstated": "#c3c9d1",
}


def term(say: Speaker, kind: str, code: str) -> Said:
    """Return a code in words; the code itself where it has none."""
    return say(str(THAI[kind].get(code, code)), ENGLISH[kind].get(code, code))


def day(say: Speaker, text: str) -> Said:
    """Return a day of the content in words."""
    return Said(date_text(date.fromisoformat(text), say.language), say.language)


def short_day(say: Speaker, text: str) -> str:
    """Return a day of the content as a label."""
    return date_text(date.fromisoformat(text), say.language, short=True)


def days(say: Speaker, first: str, last: str) -> str:
    """Return a range of days in words."""
    return range_text(date.fromisoformat(first), date.fromisoformat(last), say.language)


def moment(say: Speaker, text: str) -> Said:
    """Return an instant of the content in words."""
    return Said(moment_text(datetime.fromisoformat(text), say.language), say.language)


def listed(say: Speaker, kind: str, numbers: Mapping[str, int | None]) -> Said:
    """Return numbers by name in one line, without those that are zero; "none" where all are."""
    told = [
        f"{term(say, kind, name).text} {say.number(number).text}" for name, number in numbers.items() if number != 0
    ]
    return say(" · ".join(told) or "ไม่มี", " · ".join(told) or "none")
