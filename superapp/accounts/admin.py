"""Officers, for operators of the platform to look at. Accounts have pages of their own in superapp/people/admin."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from .desk import DeskAdmin, is_operator
from .models import Officer
from .viewer import Viewer

if admin.site.is_registered(Group):
    # Groups carry the rights that postings give and take; nobody edits them by hand.
    admin.site.unregister(Group)


class OperatorAdmin(DeskAdmin):
    """A page for operators of the platform alone."""

    def opens_to(self, request: HttpRequest) -> bool:
        """Open to operators."""
        return is_operator(request)


@admin.register(Officer)
class OfficerAdmin(OperatorAdmin):
    """The people behind officers' accounts."""

    list_display = ("name_th", "name_en", "username")
    search_fields = ("name_th", "name_en", "account__username")
    search_help_text = "ค้นหาชื่อหรือชื่อผู้ใช้"
    ordering = ("name_th", "pk")
    fields = ("name_th", "name_en", "username")

    def rows(self, viewer: Viewer) -> QuerySet[Officer]:
        """Return every officer."""
        return Officer.objects.select_related("account")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list."""
        return super().changelist_view(request, (extra_context or {}) | {"title": "เจ้าหน้าที่", "crumbs": []})

    @admin.display(description="ชื่อผู้ใช้", ordering="account__username")
    def username(self, officer: Officer) -> str:
        """Return the name they sign in with."""
        return officer.account.username
