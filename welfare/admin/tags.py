"""The words and badges of rules for the desk's templates (loaded as `rules_desk`)."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from superapp.accounts.templatetags.desk import badge
from superapp.thai.dates import date_text
from welfare.actions.rule_checks import FAILED, PASSED, WAITING
from welfare.models import Application, ApplicationState, RuleVersion
from welfare.models.application_state import OPEN

register = template.Library()

State = RuleVersion.State
STEP = {
    State.DRAFT: ("idea", "edit_note"),
    State.IN_REVIEW: ("warn", "rate_review"),
    State.PUBLISHED: ("good", "verified"),
    State.SUPERSEDED: ("none", "history"),
    State.DISCARDED: ("none", "delete"),
}
GATE = {
    WAITING: ("ระบบกำลังตรวจ", "warn", "hourglass_empty"),
    PASSED: ("ผ่านการตรวจของระบบ", "good", "check_circle"),
    FAILED: ("ไม่ผ่านการตรวจของระบบ", "bad", "error"),
}
VERDICT = {
    "true": ("มีสิทธิ", "good", "check_circle"),
    "false": ("ไม่มีสิทธิ", "bad", "cancel"),
    "unknown": ("ยังบอกไม่ได้", "warn", "help"),
}
KIND = {"added": ("เพิ่มใหม่", "good", "add"), "removed": ("ตัดออก", "bad", "remove"), "changed": ("แก้ไข", "fair", "edit")}


@register.filter
def rules_badge(state: str) -> SafeString:
    """Return where a version of rules stands."""
    return badge(State(state).label, *STEP[State(state)])


@register.filter
def gate_badge(state: str) -> SafeString:
    """Return what the publish gate says; blank before it was asked."""
    return badge(*GATE[state]) if state in GATE else SafeString("")


@register.filter
def confirmed_badge(version: RuleVersion | None) -> SafeString:
    """Return whether officers have signed what is in force, or it only came with the software."""
    if version is None:
        return badge("ยังไม่มีหลักเกณฑ์ที่ใช้อยู่", "none", "block")
    if version.is_confirmed:
        return badge("เจ้าหน้าที่ลงนามแล้ว", "good", "verified")
    return badge("มากับระบบ ยังไม่มีผู้ลงนาม", "warn", "hourglass_empty")


@register.filter
def verdict_badge(verdict: str) -> SafeString:
    """Return a verdict in the words citizens read."""
    return badge(*VERDICT.get(verdict, ("ไม่อยู่ในหลักเกณฑ์หรือข้อมูลผิด", "none", "block")))


@register.filter
def change_badge(kind: str) -> SafeString:
    """Return what happened to a field."""
    return badge(*KIND[kind])


@register.filter
def people(count: Any) -> str:
    """Return a count with commas, or that it is too small to be shown."""
    return "ปกปิด" if count is None else f"{count:,}"


CASE = {
    ApplicationState.DRAFT: ("none", "edit_note"),
    ApplicationState.SUBMITTED: ("idea", "inbox"),
    ApplicationState.UNDER_REVIEW: ("warn", "rate_review"),
    ApplicationState.NEEDS_INFORMATION: ("fair", "contact_support"),
    ApplicationState.APPROVED: ("good", "check_circle"),
    ApplicationState.REFUSED: ("bad", "cancel"),
    ApplicationState.WITHDRAWN: ("none", "undo"),
    ApplicationState.APPEALED: ("warn", "balance"),
    ApplicationState.DECIDED_ON_APPEAL: ("good", "gavel"),
}
RECOMMENDED = {
    True: ("หลักเกณฑ์แนะนำให้อนุมัติ", "good", "thumb_up"),
    False: ("หลักเกณฑ์แนะนำไม่อนุมัติ", "bad", "thumb_down"),
    None: ("หลักเกณฑ์ยังบอกไม่ได้", "warn", "help"),
}
EVENTS = {
    "started": "เริ่มคำขอ",
    "submitted": "ยื่นคำขอ",
    "taken": "รับเรื่อง",
    "given_back": "คืนเรื่องเข้าคิว",
    "asked": "ขอข้อมูลเพิ่ม",
    "answered": "ผู้ยื่นตอบ",
    "proposed": "เสนอผล",
    "approved": "อนุมัติ",
    "refused": "ไม่อนุมัติ",
    "withdrawn": "ผู้ยื่นถอนคำขอ",
    "appealed": "ผู้ยื่นอุทธรณ์",
    "appeal_upheld": "อุทธรณ์ฟังขึ้น",
    "appeal_dismissed": "ยกอุทธรณ์",
    "payout_chosen": "เลือกบัญชีรับเงิน",
    "evidence_attached": "แนบเอกสาร",
    "evidence_removed": "นำเอกสารออก",
}


@register.filter
def case_badge(state: str) -> SafeString:
    """Return where a case stands."""
    return badge(ApplicationState(state).label, *CASE[ApplicationState(state)])


@register.filter
def second_badge(row: Application) -> SafeString:
    """Return that a second officer is awaited, and what the first proposed."""
    told = "อนุมัติ" if row.proposed_outcome == ApplicationState.APPROVED else "ไม่อนุมัติ"
    return badge(f"เสนอ{told} รอคนที่สอง", "fair", "group")


@register.filter
def due_badge(row: Application) -> SafeString:
    """Return the promised day; of a case that waits, how many days are left or it is late."""
    if row.due_on is None:
        return SafeString("")
    day = row.appeal.due_on if row.state == ApplicationState.APPEALED else row.due_on
    if row.state not in OPEN:
        return format_html("{}", date_text(day, "th"))
    left = (day - timezone.localdate()).days
    told = badge(f"เกินกำหนด {-left} วัน", "bad", "warning") if left < 0 else badge(f"เหลือ {left} วัน", "none", "schedule")
    return format_html('{}<span class="sub">{}</span>', told, date_text(day, "th"))


@register.filter
def advice_badge(recommends: bool | None) -> SafeString:
    """Return what the rules advise."""
    return badge(*RECOMMENDED[recommends])


@register.filter
def event_name(kind: str) -> str:
    """Return what a step of a case is called; its code when it has no name."""
    return EVENTS.get(kind, kind)


@register.filter
def at(found: dict[str, Any], key: str) -> Any:
    """Return what a mapping holds under a key; blank when nothing."""
    return found.get(key, "")
