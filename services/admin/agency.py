"""An officer's own agencies: to be looked at; they come from the reviewed files."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services.models import Agency, Posting, Service
from superapp.accounts.viewer import Viewer

from .scope import OwnAgencyAdmin


@admin.register(Agency)
class AgencyAdmin(OwnAgencyAdmin):
    """Agencies."""

    agency_path = "pk"
    list_display = ("shown_name", "shown_kind", "call_centre", "shown_count")
    ordering = ("sort_key_th", "code")

    def rows(self, viewer: Viewer) -> QuerySet[Agency]:
        """Return the viewer's agencies."""
        published = Count("services", filter=Q(services__state=Service.State.PUBLISHED))
        return super().rows(viewer).annotate(published=published)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        return super().changelist_view(request, (extra_context or {}) | {"title": "ข้อมูลหน่วยงาน", "crumbs": []})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one agency and who works for it."""
        agency = self.row(request, object_id)
        postings = (
            Posting.objects.open_on(timezone.localdate())
            .filter(agency=agency)
            .select_related("officer")
            .order_by("role", "officer__name_th")
        )
        context = self.page(
            request, agency.name_th, [("ข้อมูลหน่วยงาน", "../../")], agency=agency, postings=list(postings)
        )
        return TemplateResponse(request, "services/desk/agency.html", context)

    @admin.display(description="หน่วยงาน", ordering="sort_key_th")
    def shown_name(self, agency: Agency) -> SafeString:
        """Return both names and the code."""
        return format_html(
            '<span class="name">{}</span><span class="sub">{} · {}</span>', agency.name_th, agency.name_en, agency.code
        )

    @admin.display(description="ประเภท", ordering="kind")
    def shown_kind(self, agency: Agency) -> str:
        """Return what sort of organisation it is."""
        return Agency.Kind(agency.kind).label

    @admin.display(description="บริการที่เผยแพร่")
    def shown_count(self, agency: Agency) -> int:
        """Return how many services it has published."""
        return agency.published  # type: ignore[attr-defined]
