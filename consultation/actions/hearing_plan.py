"""What an officer plans for a hearing, checked field by field before anything is written."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from consultation.models import Hearing, Participant
from consultation.models.hearing_phase import Function
from superapp.refusal import Refusal

LONGEST_TITLE, LONGEST_SUMMARY = 500, 4_000
MOST_PHASES = 10
IDENTITY_LEVELS = ("2.1", "2.2", "2.3")


class HearingFieldWrong(Refusal):
    """A field of a hearing cannot be taken as it is; `path` names it."""

    code = "HEARING_FIELD_WRONG"
    th = "ช่องนี้ใช้ไม่ได้: {wanted_th}"
    en = "This field cannot be used: {wanted_en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class HearingPlan:
    """The fields of a hearing an officer may write while it is a draft; see consultation/models/hearing.py."""

    title_th: str
    title_en: str = ""
    summary_th: str = ""
    summary_en: str = ""
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    co_agencies: tuple[str, ...] = ()
    display_choices: tuple[str, ...] = ("pseudonym", "named", "private")
    identity_level: str = "2.1"
    moderation: str = Hearing.Moderation.AFTER
    shows_votes_as_data: bool = False
    phases: tuple[dict[str, Any], ...] = field(default=())
    embargo_ground: str = ""
    source_url: str = ""

    def as_fields(self) -> dict[str, Any]:
        """Return the values by the names of the model's columns; co-agencies are no column."""
        return {
            "title_th": self.title_th.strip(),
            "title_en": self.title_en.strip(),
            "summary_th": self.summary_th.strip(),
            "summary_en": self.summary_en.strip(),
            "opens_at": self.opens_at,
            "closes_at": self.closes_at,
            "display_choices": list(self.display_choices),
            "identity_level": self.identity_level,
            "moderation": self.moderation,
            "shows_votes_as_data": self.shows_votes_as_data,
            "phases": list(self.phases),
            "is_embargoed": bool(self.embargo_ground.strip()),
            "embargo_ground": self.embargo_ground.strip(),
            "source_url": self.source_url,
        }


def check(plan: HearingPlan) -> None:
    """Do nothing for a plan that can be kept.

    :raises HearingFieldWrong: for the first field that cannot.
    """
    for name in ("title_th", "title_en"):
        if len(getattr(plan, name)) > LONGEST_TITLE or "\0" in getattr(plan, name):
            _wrong(name, f"ข้อความไม่เกิน {LONGEST_TITLE} ตัวอักษร", f"at most {LONGEST_TITLE} characters")
    if not plan.title_th.strip():
        _wrong("title_th", "ต้องมีชื่อภาษาไทย", "a title in Thai is needed")
    for name in ("summary_th", "summary_en", "embargo_ground"):
        if len(getattr(plan, name)) > LONGEST_SUMMARY or "\0" in getattr(plan, name):
            _wrong(name, f"ข้อความไม่เกิน {LONGEST_SUMMARY} ตัวอักษร", f"at most {LONGEST_SUMMARY} characters")
    if plan.source_url and not plan.source_url.startswith("https://"):
        _wrong("source_url", "ต้องเป็นที่อยู่ https", "an https address is expected")
    if plan.identity_level not in IDENTITY_LEVELS:
        _wrong("identity_level", "เลือก 2.1, 2.2 หรือ 2.3", "one of 2.1, 2.2, 2.3")
    if plan.moderation not in Hearing.Moderation.values:
        _wrong("moderation", "เลือกตรวจก่อนหรือตรวจภายหลัง", "before or after")
    choices = set(plan.display_choices)
    if "pseudonym" not in choices or not choices <= set(Participant.Display.values):
        _wrong("display_choices", "ต้องมีนามแฝงเป็นทางเลือกเสมอ", "a pseudonym is always among the choices")
    if (plan.opens_at is None) != (plan.closes_at is None):
        _wrong("closes_at", "กำหนดทั้งวันเปิดและวันปิด", "give both the first and the last day")
    if plan.opens_at is not None and plan.closes_at is not None and plan.closes_at <= plan.opens_at:
        _wrong("closes_at", "วันปิดต้องอยู่หลังวันเปิด", "it must close after it opens")
    _check_phases(plan)


def _check_phases(plan: HearingPlan) -> None:
    if len(plan.phases) > MOST_PHASES:
        _wrong("phases", f"ไม่เกิน {MOST_PHASES} ช่วง", f"at most {MOST_PHASES} phases")
    for place, phase in enumerate(plan.phases):
        try:
            opens, closes = (datetime.fromisoformat(phase[name]) for name in ("opens_at", "closes_at"))
            is_known = set(phase["functions"]) <= set(Function.values) and bool(phase["name_th"].strip())
            is_inside = plan.opens_at is not None and plan.opens_at <= opens < closes <= plan.closes_at  # type: ignore[operator]
        except (AttributeError, KeyError, TypeError, ValueError):
            is_known = is_inside = False
        if not is_known or not is_inside:
            raise HearingFieldWrong(
                path=("phases", str(place)),
                wanted_th="ช่วงต้องมีชื่อ อยู่ภายในวันเปิดและวันปิด และมีกิจกรรมที่ระบบรู้จัก",
                wanted_en="a phase has a name, lies between opening and closing, and names known functions",
            )


def _wrong(name: str, wanted_th: str, wanted_en: str) -> None:
    raise HearingFieldWrong(path=(name,), wanted_th=wanted_th, wanted_en=wanted_en)
