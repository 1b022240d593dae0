"""Entering what came on paper, by e-mail or at a meeting: one text typed, or a CSV file."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from consultation.actions import intake
from consultation.models import Hearing, Intake, Participant
from services.models.rights import DRAFT, agencies_of, agencies_with
from superapp.accounts.desk import DeskAdmin, attempt, go, viewer
from superapp.accounts.viewer import Viewer

from .hearing_forms import day_of

LIST = "consultation_intake_changelist"
TITLE = "นำเข้าความเห็นนอกระบบ"
CHANNELS = [(code, Participant.Channel(code).label) for code in intake.CHANNELS]


@admin.register(Intake)
class IntakeAdmin(DeskAdmin):
    """The batches of an officer's agencies, and the form of a new one."""

    list_display = ("hearing", "channel", "held_on", "rows_entered", "source_note", "at")
    ordering = ("-pk",)

    def rows(self, viewer: Viewer) -> QuerySet[Intake]:
        """Return the batches of hearings the viewer's agencies lead."""
        return Intake.objects.filter(hearing__agency__in=agencies_of(viewer)).select_related("hearing")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tell whether the viewer may prepare hearings anywhere."""
        return self.opens_to(request) and bool(agencies_with(viewer(request), DRAFT))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form; enter the batch when it is sent."""
        at_desk = viewer(request)
        hearings = Hearing.objects.filter(agency__in=agencies_with(at_desk, DRAFT)).order_by("-pk")
        hearings = hearings.filter(state__in=("open", "closed", "analysing"), is_embargoed=False).select_related(
            "agency"
        )
        if request.method == "POST" and self.has_add_permission(request) and _enter(request, at_desk, hearings):
            return go(LIST)
        context = self.page(
            request,
            TITLE,
            [(TITLE, "../")],
            hearings=hearings[:200],
            channels=CHANNELS,
            typed=request.POST,
            may_enter=self.has_add_permission(request),
        )
        return TemplateResponse(request, "consultation/desk/intake_form.html", context)

    @admin.display(description="จำนวนความเห็น", ordering="rows")
    def rows_entered(self, batch: Intake) -> int:
        """Return how many comments it brought."""
        return batch.rows


def _enter(request: HttpRequest, at_desk: Viewer, hearings: QuerySet[Hearing]) -> Any:
    asked, code = request.POST, request.POST.get("hearing", "")
    hearing, day = hearings.filter(code=code).first(), day_of(asked.get("held_on", ""))
    if hearing is None or day is None:
        messages.error(request, "เลือกการรับฟัง และพิมพ์วันที่ เช่น 31 ธันวาคม 2569")
        return None
    attendance = asked.get("attendance", "").strip()
    source = intake.Source(
        channel=asked.get("channel", ""),
        held_on=day,
        note=asked.get("note", ""),
        attendance=int(attendance) if attendance.isascii() and attendance.isdecimal() and len(attendance) < 8 else None,
    )
    file = request.FILES.get("file")

    def act() -> Intake:
        if file is not None:
            rows = intake.read_csv(file.read(intake.MOST_BYTES + 1))
        else:
            rows = [intake.Given(asked.get("text", ""), asked.get("section", "").strip())]
        return intake.bring_in(viewer=at_desk, hearing=hearing, source=source, rows=rows, now=timezone.now())

    return attempt(request, act, "นำเข้าแล้ว ข้อมูลส่วนบุคคลในข้อความถูกปิดบัง")
