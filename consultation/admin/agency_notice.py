"""What an agency's officers are told about hearings: a list on the desk, and that somebody has taken note."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation.actions import stakeholders
from consultation.models import AgencyNotice, HearingEvent
from services.models.rights import agencies_of
from superapp.accounts.desk import DeskAdmin, attempt, go, is_officer, viewer
from superapp.accounts.templatetags.desk import badge
from superapp.accounts.viewer import Viewer
from superapp.thai import dates

LIST = "consultation_agencynotice_changelist"
TITLE = "ข่าวการรับฟังถึงหน่วยงาน"


def unread_badge(request: HttpRequest) -> str:
    """Return how many notices nobody of the officer's agencies has taken note of; blank for none."""
    if not is_officer(request):
        return ""
    return str(AgencyNotice.objects.filter(agency__in=agencies_of(viewer(request)), read_at=None).count() or "")


@admin.register(AgencyNotice)
class AgencyNoticeAdmin(DeskAdmin):
    """The notices of an officer's agencies."""

    change_list_template = "consultation/desk/notice_list.html"
    list_display = ("shown_what", "shown_when", "shown_read")
    ordering = ("-created_at", "-pk")

    def rows(self, viewer: Viewer) -> QuerySet[AgencyNotice]:
        """Return the notices of the viewer's own agencies."""
        rows = AgencyNotice.objects.filter(agency__in=agencies_of(viewer))
        return rows.select_related("agency", "hearing__agency", "read_by")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {"title": TITLE, "crumbs": []}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one notice, and take note of it."""
        notice: AgencyNotice = self.row(request, object_id)
        if request.method == "POST":
            at_desk, now = viewer(request), timezone.now()
            attempt(
                request, lambda: stakeholders.take_note(viewer=at_desk, notice=notice.pk, now=now), "บันทึกว่ารับทราบแล้ว"
            )
            return go(LIST)
        context = self.page(
            request,
            notice.hearing.title_th,
            [(TITLE, "../../")],
            notice=notice,
            what=HearingEvent.Kind(notice.kind).label,
            is_ours=notice.hearing.agency_id in agencies_of(viewer(request)),
        )
        return TemplateResponse(request, "consultation/desk/notice_page.html", context)

    @admin.display(description="เรื่อง")
    def shown_what(self, notice: AgencyNotice) -> SafeString:
        """Return what happened to which hearing."""
        return format_html(
            '<span class="name">{}: {}</span><span class="sub">{} · ถึง {}</span>',
            HearingEvent.Kind(notice.kind).label,
            notice.hearing.title_th,
            notice.hearing.agency.name_th,
            notice.agency.name_th,
        )

    @admin.display(description="เมื่อ", ordering="created_at")
    def shown_when(self, notice: AgencyNotice) -> str:
        """Return when."""
        return dates.moment_text(notice.created_at, "th", short=True)

    @admin.display(description="รับทราบ", ordering="read_at")
    def shown_read(self, notice: AgencyNotice) -> SafeString:
        """Return who has taken note, or the way to do so."""
        if notice.read_by is not None:
            return badge(f"รับทราบโดย {notice.read_by.name_th}", "good", "done_all")
        return badge("ยังไม่มีผู้รับทราบ", "warn", "mark_email_unread")
