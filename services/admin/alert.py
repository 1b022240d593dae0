"""The alerts that stand, and stood, on the services of an officer's agencies."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services.models import Alert
from superapp.accounts.desk import go
from superapp.accounts.templatetags.desk import badge, thai_moment
from superapp.accounts.viewer import Viewer

from .scope import OwnAgencyAdmin


class StandingFilter(admin.SimpleListFilter):
    """Those that stand now, unless the officer asks for all."""

    title = "การแสดง"
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices."""
        return [("now", "ที่แสดงอยู่"), ("all", "ทั้งหมด")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Alert]) -> QuerySet[Alert]:
        """Return the alerts that show now, or all."""
        return queryset if self.value() == "all" else queryset.showing(timezone.now())


@admin.register(Alert)
class AlertAdmin(OwnAgencyAdmin):
    """Alerts; putting one up or taking it down happens on the service's page."""

    agency_path = "service__agency"
    change_list_template = "services/desk/alert_list.html"
    list_display = ("shown_service", "shown_severity", "shown_message", "shown_span", "shown_officer")
    list_filter = (StandingFilter,)
    list_filter_sheet = True
    ordering = ("-starts_at", "-pk")

    def rows(self, viewer: Viewer) -> QuerySet[Alert]:
        """Return the alerts of the viewer's agencies."""
        return super().rows(viewer).select_related("service", "raised_by")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {"title": "ประกาศแจ้งเตือน", "crumbs": [], "show": request.GET.get("show", "now")}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Go to the page of the alert's service."""
        return go("services_service_change", self.row(request, object_id).service_id)

    @admin.display(description="บริการ", ordering="service__sort_key_th")
    def shown_service(self, alert: Alert) -> SafeString:
        """Return the service's name and code."""
        return format_html(
            '<span class="name">{}</span><span class="sub">{}</span>', alert.service.name_th, alert.service.code
        )

    @admin.display(description="ระดับ", ordering="severity")
    def shown_severity(self, alert: Alert) -> SafeString:
        """Return how much it changes for the citizen."""
        is_broken = alert.severity == Alert.Severity.DISRUPTION
        return badge(
            Alert.Severity(alert.severity).label, "bad" if is_broken else "warn", "error" if is_broken else "info"
        )

    @admin.display(description="ข้อความ")
    def shown_message(self, alert: Alert) -> SafeString:
        """Return both languages."""
        return format_html('{}<span class="sub">{}</span>', alert.message_th, alert.message_en)

    @admin.display(description="ช่วงเวลา", ordering="starts_at")
    def shown_span(self, alert: Alert) -> SafeString:
        """Return from when to when."""
        if alert.cleared_at:
            until = f"ปลดเมื่อ {thai_moment(alert.cleared_at)}"
        else:
            until = f"ถึง {thai_moment(alert.ends_at)}" if alert.ends_at else "จนกว่าจะปลด"
        return format_html('{}<span class="sub">{}</span>', thai_moment(alert.starts_at), until)

    @admin.display(description="ผู้ประกาศ")
    def shown_officer(self, alert: Alert) -> str:
        """Return who raised it."""
        return alert.raised_by.name_th
