"""The words and badges of rules for the desk's templates (loaded as `rules_desk`)."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from superapp.accounts.templatetags.desk import badge
from welfare.actions.rule_checks import FAILED, PASSED, WAITING
from welfare.models import RuleVersion

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
