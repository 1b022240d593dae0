"""Opening a citizen's record, and who at one's agency opened which. The number is posted, never in an address."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from superapp.accounts.desk import DeskAdmin, viewer
from superapp.accounts.templatetags.desk import thai_moment
from superapp.accounts.viewer import Viewer
from superapp.people import permissions
from superapp.people.actions import data_uses, records
from superapp.people.models import DataUse, register
from superapp.refusal import Refusal


def opens_records(request: HttpRequest) -> bool:
    """Tell whether whoever is at the desk may open citizens' records for anybody."""
    return bool(permissions.desks_of(viewer(request)))


class RecordForm(forms.Form):
    """Whose record, for whom, and why."""

    agency = forms.ChoiceField(label="ในนามหน่วยงาน")
    number = forms.CharField(
        label="เลขประจำตัวประชาชน",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    purpose = forms.ChoiceField(label="วัตถุประสงค์")
    case = forms.CharField(label="เลขที่เรื่อง", max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, desks: permissions.Desks, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].choices = [  # type: ignore[attr-defined]
            (code or "platform", data_uses.agency_name(code, "th") if code else "แพลตฟอร์ม") for code in sorted(desks)
        ]
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            ("", "เลือก"),
            *((code, register.word("purposes", code, "th")) for code in records.PURPOSES),
        ]


@admin.register(DataUse)
class DataUseAdmin(DeskAdmin):
    """The looks at citizens' records made for one's own agency, without saying whose; and the page for a new one."""

    change_list_template = "people/desk/record_list.html"
    list_display = ("shown_at", "shown_purpose", "role", "shown_facts", "outcome", "actor")
    list_display_links = None
    ordering = ("-at", "-pk")

    def opens_to(self, request: HttpRequest) -> bool:
        """Open to those who may open records."""
        return opens_records(request)

    def rows(self, viewer: Viewer) -> QuerySet[DataUse]:
        """Return the looks of officers at the viewer's agencies."""
        return DataUse.objects.filter(kind=DataUse.Kind.VIEWED, agency_code__in=permissions.desks_of(viewer))

    def get_urls(self) -> list[URLPattern]:
        """Add the page that opens a record."""
        page = self.admin_site.admin_view(self.open_page)
        return [path("open/", page, name="people_datause_open"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        return super().changelist_view(request, (extra_context or {}) | {"title": "การเปิดดูข้อมูลประชาชน", "crumbs": []})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Answer 404: the list says all there is to say."""
        raise Http404

    def open_page(self, request: HttpRequest) -> HttpResponse:
        """Ask for number and reason; show the record once both are given."""
        desks = permissions.desks_of(viewer(request))
        if not desks:
            raise Http404
        form = RecordForm(desks, request.POST if request.method == "POST" else None)
        record, is_asked = None, False
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            try:
                record = records.open_record(
                    viewer=viewer(request),
                    agency_code="" if given["agency"] == "platform" else given["agency"],
                    number=given["number"],
                    purpose=given["purpose"],
                    case=given["case"],
                    now=timezone.now(),
                )
                is_asked = True
            except Refusal as refusal:
                form.add_error(refusal.path[0] if refusal.path else None, refusal.message("th"))
        context = self.page(
            request, "เปิดดูข้อมูลประชาชน", [("การเปิดดูข้อมูลประชาชน", "../")], form=form, record=record, is_asked=is_asked
        )
        response = TemplateResponse(request, "people/desk/record.html", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    @admin.display(description="เมื่อ", ordering="at")
    def shown_at(self, use: DataUse) -> str:
        """Return when."""
        return thai_moment(use.at)

    @admin.display(description="เพื่อ")
    def shown_purpose(self, use: DataUse) -> str:
        """Return what for."""
        return register.word("purposes", use.purpose, "th")

    @admin.display(description="ข้อมูล")
    def shown_facts(self, use: DataUse) -> str:
        """Return which facts, by name."""
        return ", ".join(use.facts)
