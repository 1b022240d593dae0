"""The steps on a hearing at the desk: each button calls one action and tells how it went."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consultation.actions import dossiers, hearing_schedule, hearing_steps, hearings, overdue, stakeholders
from consultation.actions.hearing_periods import window_of
from consultation.models import Hearing, HearingStakeholder, Justification
from superapp.accounts.desk import attempt, go, viewer

from .hearing_forms import day_of

PAGE = "consultation_hearing_change"
SOON: timedelta = hearing_schedule.SOON
REASONS = Justification.Reason.choices
TOLD_CHANNELS = [pair for pair in HearingStakeholder.Channel.choices if pair[0] != "desk"]
TOLD_RESULTS = [pair for pair in HearingStakeholder.Result.choices if pair[0] != "waiting"]


def take(request: HttpRequest, hearing: Hearing, step: str) -> HttpResponse:
    """Take a step that was posted and go back to the hearing's page."""
    if request.method == "POST" and step in STEPS:
        how = {"viewer": viewer(request), "code": hearing.code, "now": timezone.now()}
        found = STEPS[step](request, hearing, how)
        if isinstance(found, Hearing):
            return go(PAGE, found.pk)
    return go(PAGE, hearing.pk)


def _ready(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    attempt(request, lambda: hearing_steps.make_ready(**how), "ส่งให้ประกาศแล้ว รอเจ้าหน้าที่อีกคนประกาศ")


def _send_back(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    attempt(request, lambda: hearing_steps.send_back(**how), "ส่งกลับให้แก้ไขแล้ว")


def _announce(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    attempt(request, lambda: hearing_steps.announce(**how), "ประกาศแล้ว ประชาชนเห็นเอกสารทั้งหมดและได้รับแจ้ง")


def _extend(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    day = day_of(request.POST.get("last_day", ""))
    if day is None:
        messages.error(request, "อ่านวันสุดท้ายไม่ได้ พิมพ์เช่น 31 ธันวาคม 2569")
        return
    closes_at = window_of(day, day)[1]
    reason = request.POST.get("reason", "")
    attempt(
        request, lambda: hearing_steps.extend(closes_at=closes_at, reason=reason, **how), "ขยายเวลาแล้ว และแจ้งผู้ติดตามแล้ว"
    )


def _cancel(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    reason = request.POST.get("reason", "")
    attempt(request, lambda: hearing_steps.cancel(reason=reason, **how), "ยกเลิกแล้ว เหตุผลแสดงในหน้าการรับฟัง")


def _new_round(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    newest = hearing.law.versions.filter(published_at__isnull=False).order_by("-number").first()
    number = newest.number if newest else hearing.version.number
    code = request.POST.get("new_code", "").strip()
    return attempt(
        request,
        lambda: hearings.new_round(version=number, new_code=code, **how),
        "เริ่มรอบใหม่แล้ว เตรียมเอกสารและคำถามได้เลย",
    )


def _justify(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    told = {"reason": request.POST.get("why", ""), "text_th": request.POST.get("reason", "")}
    attempt(request, lambda: dossiers.justify(**told, **how), "บันทึกเหตุผลแล้ว จะเผยแพร่พร้อมการรับฟัง")


def _unwaive(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    attempt(request, lambda: dossiers.unwaive(kind=request.POST.get("kind", ""), **how), "เลิกยกเว้นเอกสารแล้ว")


def _choose(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    chosen = [key for text in request.POST.getlist("stakeholder") if (key := _uuid(text))]
    attempt(
        request,
        lambda: stakeholders.choose(stakeholder_ids=chosen, identified="list", **how),
        f"เพิ่มผู้เกี่ยวข้อง {len(chosen)} ราย",
    )


def _add_stakeholder(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    asked = request.POST

    def act() -> None:
        made = stakeholders.add(
            viewer=how["viewer"],
            listed_by=hearing.agency.code,
            kind=asked.get("kind", ""),
            name_th=asked.get("name_th", ""),
            agency=asked.get("agency", "").strip() or None,
            contact=asked.get("contact", ""),
            now=how["now"],
        )
        stakeholders.choose(stakeholder_ids=[made.public_id], identified="analysis", **how)

    attempt(request, act, "เพิ่มในบัญชีของหน่วยงานและในการรับฟังนี้แล้ว")


def _note_told(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    asked, key = request.POST, _uuid(request.POST.get("stakeholder", ""))
    if key is not None:
        told = {"channel": asked.get("channel", ""), "result": asked.get("result", "")}
        attempt(request, lambda: stakeholders.note_told(stakeholder_id=key, **told, **how), "บันทึกผลการแจ้งแล้ว")


def _explain(request: HttpRequest, hearing: Hearing, how: dict[str, Any]) -> Any:
    expected = day_of(request.POST.get("expected_on", "")) if request.POST.get("expected_on", "").strip() else None
    text = request.POST.get("reason", "")
    attempt(request, lambda: overdue.explain(text_th=text, expected_on=expected, **how), "ชี้แจงแล้ว เหตุผลแสดงต่อสาธารณะ")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


STEPS: dict[str, Callable[[HttpRequest, Hearing, dict[str, Any]], Any]] = {
    "ready": _ready,
    "send-back": _send_back,
    "announce": _announce,
    "extend": _extend,
    "cancel": _cancel,
    "new-round": _new_round,
    "justify": _justify,
    "unwaive": _unwaive,
    "choose": _choose,
    "add-stakeholder": _add_stakeholder,
    "note-told": _note_told,
    "explain": _explain,
}
