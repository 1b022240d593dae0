"""The places of an agency that people go to, with their hours: to be looked at; they come from the reviewed files."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services.models import Counter
from services.models.row_making import counter_row
from superapp.accounts.viewer import Viewer

from . import tags
from .scope import OwnAgencyAdmin


@admin.register(Counter)
class CounterAdmin(OwnAgencyAdmin):
    """Counters."""

    list_display = ("shown_name", "province_th", "shown_services", "shown_certainty")
    ordering = ("name_th", "pk")

    def rows(self, viewer: Viewer) -> QuerySet[Counter]:
        """Return the counters of the viewer's agencies."""
        return super().rows(viewer).select_related("agency").prefetch_related("opening_hours", "services")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        return super().changelist_view(request, (extra_context or {}) | {"title": "จุดบริการและเวลาทำการ", "crumbs": []})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one counter."""
        counter = self.row(request, object_id)
        context = self.page(
            request,
            counter.name_th,
            [("จุดบริการ", "../../")],
            counter=counter,
            row=counter_row(counter, "th"),
            services=counter.services.all(),
        )
        return TemplateResponse(request, "services/desk/counter.html", context)

    @admin.display(description="จุดบริการ", ordering="name_th")
    def shown_name(self, counter: Counter) -> SafeString:
        """Return the name and the address."""
        return format_html(
            '<span class="name">{}</span><span class="sub">{}</span>', counter.name_th, counter.address_th
        )

    @admin.display(description="บริการ")
    def shown_services(self, counter: Counter) -> str:
        """Return how many services are offered there."""
        return f"{len(counter.services.all())} บริการ"

    @admin.display(description="ความแน่นอน", ordering="certainty")
    def shown_certainty(self, counter: Counter) -> SafeString:
        """Return how sure the entry is."""
        return tags.certainty_badge(counter.certainty)
