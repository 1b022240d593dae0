"""What people searched for and did not find, so that officers can add the words their services lack."""

from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from services.models import UnfoundSearch
from superapp.accounts.desk import DeskAdmin
from superapp.accounts.templatetags.desk import thai_date
from superapp.accounts.viewer import Viewer

DAYS = 30


@admin.register(UnfoundSearch)
class UnfoundSearchAdmin(DeskAdmin):
    """Searches of the last thirty days, of all agencies: nobody can tell yet whose they are."""

    list_display = ("text", "shown_language", "count", "shown_day")
    ordering = ("-count", "text", "pk")
    search_fields = ("text",)
    search_help_text = "ค้นหาในคำค้น"
    list_display_links = None

    def rows(self, viewer: Viewer) -> QuerySet[UnfoundSearch]:
        """Return the recent searches."""
        return UnfoundSearch.objects.filter(day__gt=timezone.localdate() - timedelta(days=DAYS))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        return super().changelist_view(
            request, (extra_context or {}) | {"title": f"คำค้นที่ไม่พบใน {DAYS} วัน", "crumbs": []}
        )

    @admin.display(description="ภาษา", ordering="language")
    def shown_language(self, row: UnfoundSearch) -> str:
        """Return the language of the page the search was typed in."""
        return "อังกฤษ" if row.language == "en" else "ไทย"

    @admin.display(description="วันที่", ordering="day")
    def shown_day(self, row: UnfoundSearch) -> str:
        """Return the day."""
        return thai_date(row.day)
