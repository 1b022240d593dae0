"""Accounts and officers, for operators of the platform to look at. Where officers work is on the postings' page."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from .desk import DeskAdmin, is_operator
from .models import Account, Officer
from .templatetags.desk import thai_date
from .viewer import Viewer

if admin.site.is_registered(Group):
    # Groups carry the rights that postings give and take; nobody edits them by hand.
    admin.site.unregister(Group)


class OperatorAdmin(DeskAdmin):
    """A page for operators of the platform alone."""

    def opens_to(self, request: HttpRequest) -> bool:
        """Open to operators."""
        return is_operator(request)


@admin.register(Account)
class AccountAdmin(OperatorAdmin):
    """Who can sign in. Citizens are not listed: nobody here needs to read through them."""

    list_display = ("username", "kind", "is_active", "is_staff", "shown_since")
    search_fields = ("username",)
    search_help_text = "ค้นหาชื่อผู้ใช้"
    ordering = ("username", "pk")
    fields = ("public_id", "username", "kind", "is_active", "is_staff", "created_at")

    def rows(self, viewer: Viewer) -> QuerySet[Account]:
        """Return the accounts of those who work here."""
        return Account.objects.exclude(kind=Account.Kind.CITIZEN)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the list."""
        return super().changelist_view(request, (extra_context or {}) | {"title": "บัญชี", "crumbs": []})

    @admin.display(description="สร้างเมื่อ", ordering="created_at")
    def shown_since(self, account: Account) -> str:
        """Return the day it was made."""
        return thai_date(account.created_at)


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
