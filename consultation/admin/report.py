"""The report at the desk: drawn up, read as it will be published, published by a second officer; and open data."""

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from consultation import permissions
from consultation.actions import issue_links, open_data, report_words, reports
from consultation.models import AgencyAnswer, Hearing, HearingReport, HearingState, ModerationDecision, Stance
from superapp.accounts.desk import attempt, go, viewer

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin


def page(admin: "DeskAdmin", request: HttpRequest, hearing: Hearing) -> HttpResponse:
    """Show the report that is worked on, or the last published one, and what is missing before publishing."""
    at_desk = viewer(request)
    revisions = list(hearing.reports.select_related("author", "publisher").order_by("-revision"))
    worked_on = next((one for one in revisions if one.published_at is None), None)
    shown = worked_on or (revisions[0] if revisions else None)
    is_author = bool(worked_on and at_desk.officer and worked_on.author_id == at_desk.officer.pk)
    context = admin.page(
        request,
        "รายงานผล",
        [("ตอบและรายงานผล", "../../"), ("จัดประเด็นและตอบ", "../work/")],
        hearing=hearing,
        revisions=revisions,
        worked_on=worked_on,
        shown=shown,
        content=_readable(shown),
        left=issue_links.unlinked(hearing)[:1_000].count(),
        unanswered=list(hearing.issues.unanswered().order_by("number").values_list("number", flat=True)),
        is_reported=hearing.state == HearingState.REPORTED,
        is_author=is_author,
        may_prepare=permissions.may_prepare(at_desk, hearing.agency_id),
        may_publish=permissions.may_publish(at_desk, hearing.agency_id) and not is_author,
        data_sets=list(hearing.data_sets.order_by("-pk")[:5]),
    )
    return TemplateResponse(request, "consultation/desk/report.html", context)


def take(request: HttpRequest, hearing: Hearing, step: str) -> HttpResponse:
    """Take a step that was posted and go back to the report."""
    if request.method == "POST" and step in STEPS:
        how = {"viewer": viewer(request), "code": hearing.code, "now": timezone.now()}
        act, done = STEPS[step]
        attempt(request, lambda: act(request.POST, how), done)
    return go("consultation_issue_report", hearing.pk)


def _readable(report: HearingReport | None) -> dict[str, Any] | None:
    """Return the content of a report with the words a reader needs; None while it has none."""
    if report is None or not report.content:
        return None
    content: dict[str, Any] = json.loads(report.content)
    for issue in content["issues"]:
        if issue["answer"]:
            issue["answer"]["words"] = AgencyAnswer.Verdict(issue["answer"]["verdict"]).label
    for question in content["questions"]:
        question["rows"] = report_words.answers(question)
    overall = content["stances"]["overall"]
    content["stance_rows"] = [(Stance.Value(name).label, overall[name]) for name in Stance.Value.values]
    reasons = dict(ModerationDecision.Reason.choices)
    content["hidden_for"] = report_words.listed(content["moderation"]["hidden_for"], reasons)
    content["channels"] = report_words.listed(content["participation"]["by_channel"], report_words.CHANNELS)
    return content


def _draw_up(asked: Any, how: dict[str, Any]) -> HearingReport:
    return reports.draw_up(foreword_th=asked.get("foreword_th", ""), foreword_en=asked.get("foreword_en", ""), **how)


STEPS = {
    "draw-up": (_draw_up, "สร้างรายงานแล้ว อ่านตัวอย่างด้านล่าง แล้วให้เจ้าหน้าที่อีกคนเผยแพร่"),
    "publish": (
        lambda asked, how: reports.publish(seen=asked.get("seen", ""), **how),
        "เผยแพร่แล้ว แก้ไขไม่ได้อีก ระบบกำลังแจ้งผู้แสดงความเห็น",
    ),
    "correct": (
        lambda asked, how: reports.begin_correction(correction_th=asked.get("correction_th", ""), **how),
        "เริ่มฉบับแก้ไขแล้ว แก้ประเด็นและคำตอบได้จนกว่าจะเผยแพร่",
    ),
    "export": (lambda asked, how: open_data.ask(**how), "กำลังจัดทำข้อมูลเปิด"),
}
