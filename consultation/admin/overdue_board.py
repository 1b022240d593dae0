"""The overdue board at the desk: what everybody sees too, with a chart and the numbers it is drawn from."""

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import mark_safe

from consultation.actions import overdue, past_hearings
from consultation.models import Evaluation
from services.models import Agency
from services.models.rights import agencies_of
from superapp.accounts.desk import viewer
from superapp.paper import charts

if TYPE_CHECKING:
    from superapp.accounts.desk import DeskAdmin

MOST_BARS, MOST_ROWS = 12, 100


def page(admin: "DeskAdmin", request: HttpRequest) -> HttpResponse:
    """Show the board: by agency as bars, then the hearings, the officer's own agencies first, and evaluations due."""
    today = timezone.localdate()
    mine = agencies_of(viewer(request))
    by_agency = overdue.by_agency(today)
    names = dict(Agency.objects.filter(code__in=[one.agency_code for one in by_agency]).values_list("code", "name_th"))
    rows = list(
        overdue.rows(today)
        .select_related("agency", "law")
        .prefetch_related("delay_reasons")
        .order_by("report_due_on", "pk")[:MOST_ROWS]
    )
    shown = [
        {
            "hearing": row,
            "days": (today - row.report_due_on).days,  # type: ignore[operator]
            "reason": max(row.delay_reasons.all(), key=lambda one: (one.given_at, one.pk), default=None),
            "is_mine": row.agency_id in mine,
        }
        for row in rows
    ]
    due = Evaluation.objects.filter(due_on__lt=today, state__in=["scheduled", "announced", "heard"])
    chart = None
    if by_agency:
        chart = charts.bars(
            "การรับฟังที่ปิดแล้วแต่ยังไม่มีรายงาน แยกตามหน่วยงาน",
            [names.get(one.agency_code, one.agency_code) for one in by_agency[:MOST_BARS]],
            [one.count for one in by_agency[:MOST_BARS]],
            note="เกินกำหนดตามเกณฑ์ของระบบ",
            of="หน่วยงาน",
            unit="การรับฟัง",
        )
    context = admin.page(
        request,
        "รายงานที่เกินกำหนด",
        [],
        rows=sorted(shown, key=lambda one: not one["is_mine"]),
        count=sum(one.count for one in by_agency),
        agencies=len(by_agency),
        past=past_hearings.record(),
        oldest=max((one.oldest_days for one in by_agency), default=0),
        # charts.py escapes every word it is given and writes the rest itself.
        chart=mark_safe(chart.svg) if chart else "",  # noqa: S308
        table=mark_safe(chart.table) if chart else "",  # noqa: S308
        evaluations=[
            {"evaluation": one, "days": (today - one.due_on).days}
            for one in due.select_related("law__agency").order_by("due_on", "pk")[:MOST_ROWS]
        ],
    )
    return TemplateResponse(request, "consultation/desk/overdue_board.html", context)
