"""Past hearings at the desk: what other systems tell of hearings, to look things up in; nothing is done here."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation.models import PastHearing
from superapp.accounts.desk import DeskAdmin
from superapp.accounts.templatetags.desk import badge
from superapp.accounts.viewer import Viewer
from superapp.thai import dates

TITLE = "การรับฟังในอดีตจากระบบกลาง"


@admin.register(PastHearing)
class PastHearingAdmin(DeskAdmin):
    """All past hearings: they are public, and every officer may look them up."""

    list_display = ("shown_title", "shown_days", "responses", "shown_summary")
    list_filter = ("kind", "has_summary")
    search_fields = ("title_th", "agency_name", "tags")
    ordering = ("-last_day", "-number")

    def rows(self, viewer: Viewer) -> QuerySet[PastHearing]:
        """Return all of them for officers."""
        return PastHearing.objects.all() if viewer.officer is not None else PastHearing.objects.none()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        return super().changelist_view(request, (extra_context or {}) | {"title": TITLE, "crumbs": []})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to where it was held."""
        found: PastHearing = self.row(request, object_id)
        return HttpResponseRedirect(found.url)

    @admin.display(description="การรับฟัง", ordering="title_th")
    def shown_title(self, one: PastHearing) -> SafeString:
        """Return the title, kind and agency as its source has them."""
        return format_html(
            '<span class="name">{}</span><span class="sub">{} · {} · เลขที่ {}</span>',
            one.title_th,
            one.get_kind_display(),
            one.agency_name,
            one.number,
        )

    @admin.display(description="วันรับฟัง", ordering="last_day")
    def shown_days(self, one: PastHearing) -> SafeString:
        """Return its days, counted by us."""
        first, last = (dates.date_text(day, "th", short=True) for day in (one.first_day, one.last_day))
        return format_html('{} – {}<span class="sub">{} วัน</span>', first, last, one.days)

    @admin.display(description="สรุปผล", ordering="has_summary")
    def shown_summary(self, one: PastHearing) -> SafeString:
        """Return whether a summary was published."""
        return badge("มีสรุปผล", "good", "check") if one.has_summary else badge("ไม่มีสรุปผล", "warn", "pending")
