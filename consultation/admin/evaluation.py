"""Evaluations of laws in force at the desk: the calendar, the figures, and the steps."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation import permissions
from consultation.actions import evaluations
from consultation.actions.evaluations import OPEN, IndicatorGiven
from consultation.models import Evaluation
from services.models.rights import agencies_of
from superapp.accounts.desk import DeskAdmin, attempt, go, viewer
from superapp.accounts.viewer import Viewer
from superapp.thai import dates

from .hearing_forms import day_of
from .hearing_words import evaluation_badge

PAGE = "consultation_evaluation_change"
CRUMB = "ปฏิทินประเมินผลสัมฤทธิ์"
BOARDS = (("open", "ที่ต้องทำ"), ("overdue", "เลยกำหนด"), ("all", "ทั้งหมด"))


class BoardFilter(admin.SimpleListFilter):
    """Which evaluations: those to be done, unless the officer asks for others."""

    title = "สถานะ"
    parameter_name = "board"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices."""
        return BOARDS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Evaluation]) -> QuerySet[Evaluation]:
        """Return the evaluations on the chosen board."""
        board = self.value() or "open"
        if board == "all":
            return queryset
        open_ones = queryset.filter(state__in=OPEN)
        return open_ones.filter(due_on__lt=timezone.localdate()) if board == "overdue" else open_ones


@admin.register(Evaluation)
class EvaluationAdmin(DeskAdmin):
    """The evaluations of the laws of an officer's agencies."""

    change_list_template = "consultation/desk/evaluation_list.html"
    list_display = ("shown_law", "shown_state", "shown_due", "shown_ground")
    list_filter = (BoardFilter,)
    list_filter_sheet = True
    ordering = ("due_on", "pk")

    def rows(self, viewer: Viewer) -> QuerySet[Evaluation]:
        """Return the evaluations of the viewer's own agencies' laws."""
        return Evaluation.objects.filter(law__agency__in=agencies_of(viewer)).select_related("law__agency", "hearing")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the calendar."""
        more = {"title": CRUMB, "crumbs": [], "boards": BOARDS, "board": request.GET.get("board", "open")}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one evaluation: when it is due, its figures, and what can be done."""
        evaluation: Evaluation = self.row(request, object_id)
        at_desk, agency = viewer(request), evaluation.law.agency_id
        indicators = list(evaluation.indicators.order_by("position"))
        is_open = evaluation.state in OPEN
        overdue_days = max(0, (timezone.localdate() - evaluation.due_on).days) if is_open else 0
        context = self.page(
            request,
            evaluation.law.title_th,
            [(CRUMB, "../../")],
            evaluation=evaluation,
            state_badge=evaluation_badge(evaluation),
            indicators=indicators,
            indicator_lines="\n".join(_line(one) for one in indicators),
            is_open=is_open,
            days_overdue=overdue_days,
            overdue_words=f"เลยกำหนด {overdue_days} วัน",
            may_prepare=permissions.may_prepare(at_desk, agency),
            may_publish=permissions.may_publish(at_desk, agency),
        )
        return TemplateResponse(request, "consultation/desk/evaluation_page.html", context)

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Take a step on an evaluation."""
        evaluation: Evaluation = self.row(request, str(pk))
        if request.method == "POST" and step in STEPS:
            how = {"viewer": viewer(request), "public_id": evaluation.public_id, "now": timezone.now()}
            STEPS[step](request, how)
        return go(PAGE, pk)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the calendar, of one evaluation, and of the steps on it."""
        step = path(
            "<int:pk>/step/<slug:step>/",
            self.admin_site.admin_view(self.step_view),
            name="consultation_evaluation_step",
        )
        return [step, *super().get_urls()]

    @admin.display(description="กฎหมาย", ordering="law__title_th")
    def shown_law(self, evaluation: Evaluation) -> SafeString:
        """Return the law and its agency."""
        return format_html(
            '<span class="name">{}</span><span class="sub">{}</span>',
            evaluation.law.title_th,
            evaluation.law.agency.name_th,
        )

    @admin.display(description="สถานะ", ordering="state")
    def shown_state(self, evaluation: Evaluation) -> SafeString:
        """Return how far it has come."""
        return evaluation_badge(evaluation)

    @admin.display(description="ครบกำหนด", ordering="due_on")
    def shown_due(self, evaluation: Evaluation) -> str:
        """Return when it is due."""
        return dates.date_text(evaluation.due_on, "th", short=True)

    @admin.display(description="เหตุ", ordering="ground")
    def shown_ground(self, evaluation: Evaluation) -> str:
        """Return why it is due."""
        return evaluation.get_ground_display()


def _line(one: Any) -> str:
    told = ("" if each is None else str(each) for each in (one.value, one.target, one.as_of))
    return " | ".join((one.name_th, one.unit_th, *told, one.source))


def _indicators(request: HttpRequest, how: dict[str, Any]) -> None:
    given = []
    for number, line in enumerate(filter(str.strip, request.POST.get("lines", "").splitlines()), 1):
        parts = [part.strip() for part in line.split("|")] + [""] * 6
        try:
            value, target = (Decimal(text.replace(",", "")) if text else None for text in parts[2:4])
        except InvalidOperation:
            messages.error(request, f"บรรทัดที่ {number}: ค่าหรือเป้าหมายไม่ใช่ตัวเลข ยังไม่ได้บันทึก")
            return
        as_of = day_of(parts[4]) if parts[4] else None
        given.append(
            IndicatorGiven(name_th=parts[0], unit_th=parts[1], value=value, target=target, as_of=as_of, source=parts[5])
        )
    attempt(request, lambda: evaluations.set_indicators(indicators=given, **how), f"บันทึกตัวชี้วัด {len(given)} ตัวแล้ว")


def _exempt(request: HttpRequest, how: dict[str, Any]) -> None:
    attempt(request, lambda: evaluations.exempt(ground=request.POST.get("reason", ""), **how), "บันทึกข้อยกเว้นแล้ว")


def _report(request: HttpRequest, how: dict[str, Any]) -> None:
    text = request.POST.get("reason", "")
    attempt(request, lambda: evaluations.report(text_th=text, text_en="", **how), "เผยแพร่ผลและตั้งรอบถัดไปแล้ว")


STEPS: dict[str, Callable[[HttpRequest, dict[str, Any]], None]] = {
    "indicators": _indicators,
    "exempt": _exempt,
    "report": _report,
}
