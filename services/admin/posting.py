"""Who works where: heads appoint and dismiss officers of their own agencies, operators of any."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services import permissions
from services.actions import postings
from services.models import Agency, Posting
from services.models.rights import MANAGE, agencies_with
from superapp.accounts.desk import attempt, go, is_officer, is_operator, viewer
from superapp.accounts.models import Officer
from superapp.accounts.templatetags.desk import badge, thai_date
from superapp.accounts.viewer import Viewer

from .scope import OwnAgencyAdmin


class AppointForm(forms.Form):
    """An appointment: who, where, as what, from when."""

    officer = forms.CharField(label="ชื่อผู้ใช้ของเจ้าหน้าที่", max_length=150, help_text="เช่น dopa.author")
    agency = forms.ModelChoiceField(label="หน่วยงาน", queryset=Agency.objects.none(), empty_label=None)
    role = forms.ChoiceField(label="บทบาท", choices=Posting.Role.choices)
    starts_on = forms.DateField(label="เริ่มวันที่", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["agency"]
        field.queryset = agencies  # type: ignore[attr-defined]
        field.label_from_instance = lambda agency: f"{agency.name_th} ({agency.code})"  # type: ignore[attr-defined]

    def clean_officer(self) -> Officer:
        """Return the officer of that user name.

        :raises ValidationError: when there is none.
        """
        found = Officer.objects.filter(account__username=self.cleaned_data["officer"], account__is_active=True).first()
        if found is None:
            raise forms.ValidationError("ไม่มีเจ้าหน้าที่ที่ใช้ชื่อนี้")
        return found


@admin.register(Posting)
class PostingAdmin(OwnAgencyAdmin):
    """Postings."""

    change_list_template = "services/desk/posting_list.html"
    list_display = ("shown_officer", "shown_agency", "shown_role", "shown_span", "shown_state")
    list_display_links = None
    ordering = ("agency__sort_key_th", "role", "officer__name_th", "pk")

    def opens_to(self, request: HttpRequest) -> bool:
        """Open to officers, who see their own agencies, and to operators, who see all."""
        return is_officer(request) or is_operator(request)

    def rows(self, viewer: Viewer) -> QuerySet[Posting]:
        """Return the postings at the viewer's agencies; an operator's are all."""
        is_operator = viewer.account is not None and viewer.account.kind == "operator"
        rows = Posting.objects.all() if is_operator else super().rows(viewer)
        is_managed = Value(True) if is_operator else Q(agency__in=agencies_with(viewer, MANAGE))
        return rows.select_related("officer", "agency").annotate(
            is_managed=ExpressionWrapper(is_managed, output_field=BooleanField())
        )

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        may_appoint = _managed(viewer(request)).exists()
        more = {"title": "เจ้าหน้าที่ประจำหน่วยงาน", "crumbs": [], "may_appoint": may_appoint}
        return super().changelist_view(request, (extra_context or {}) | more)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form of an appointment and make it."""
        managed = _managed(viewer(request))
        if not self.opens_to(request) or not managed.exists():
            raise PermissionDenied
        form = AppointForm(request.POST or None, agencies=managed, initial={"starts_on": timezone.localdate()})
        if request.method == "POST" and form.is_valid():
            made = attempt(
                request,
                lambda: postings.appoint(viewer=viewer(request), now=timezone.now(), **form.cleaned_data),
                "กำหนดเจ้าหน้าที่แล้ว",
            )
            if made:
                return go("services_posting_changelist")
        context = self.page(request, "กำหนดเจ้าหน้าที่", [("เจ้าหน้าที่ประจำหน่วยงาน", "../")], form=form)
        return TemplateResponse(request, "services/desk/appoint.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Go to the list, where everything about a posting stands."""
        self.row(request, object_id)
        return go("services_posting_changelist")

    def end_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show what ending a posting means, and end it."""
        posting = self.row(request, str(pk))
        if not permissions.may_manage(viewer(request), posting.agency_id):
            raise PermissionDenied
        if request.method == "POST":
            ends_on = _day(request.POST.get("ends_on", ""))
            if ends_on is not None and ends_on >= timezone.localdate():
                attempt(
                    request,
                    lambda: postings.end(viewer=viewer(request), posting=posting, ends_on=ends_on, now=timezone.now()),
                    "สิ้นสุดการประจำแล้ว สิทธิ์จะหมดไปตามวันที่กำหนด",
                )
                return go("services_posting_changelist")
            messages.error(request, "อ่านวันที่ไม่ได้หรือเป็นวันที่ผ่านไปแล้ว โปรดเลือกวันนี้หรือวันหลังจากนี้ ยังไม่ได้สิ้นสุดการประจำ")
        crumbs = [("เจ้าหน้าที่ประจำหน่วยงาน", "../../")]
        context = self.page(request, "สิ้นสุดการประจำ", crumbs, posting=posting, today=timezone.localdate())
        return TemplateResponse(request, "services/desk/end_posting.html", context)

    def get_urls(self) -> list[URLPattern]:
        """Return the list's addresses and the one that ends a posting."""
        end = self.admin_site.admin_view(self.end_view)
        return [path("<int:pk>/end/", end, name="services_posting_end"), *super().get_urls()]

    @admin.display(description="เจ้าหน้าที่", ordering="officer__name_th")
    def shown_officer(self, posting: Posting) -> SafeString:
        """Return both names."""
        officer = posting.officer
        return format_html('<span class="name">{}</span><span class="sub">{}</span>', officer.name_th, officer.name_en)

    @admin.display(description="หน่วยงาน", ordering="agency__sort_key_th")
    def shown_agency(self, posting: Posting) -> str:
        """Return the agency's name."""
        return posting.agency.name_th

    @admin.display(description="บทบาท", ordering="role")
    def shown_role(self, posting: Posting) -> str:
        """Return as what."""
        return Posting.Role(posting.role).label

    @admin.display(description="ช่วงเวลา", ordering="starts_on")
    def shown_span(self, posting: Posting) -> SafeString:
        """Return from when to when."""
        until = f"ถึง {thai_date(posting.ends_on)}" if posting.ends_on else "ยังไม่กำหนดสิ้นสุด"
        return format_html('{}<span class="sub">{}</span>', thai_date(posting.starts_on), until)

    @admin.display(description="")
    def shown_state(self, posting: Posting) -> SafeString:
        """Return the way to end it, or that it is over."""
        if posting.ends_on is not None and posting.ends_on <= timezone.localdate():
            return badge("สิ้นสุดแล้ว", "none", "history")
        if not posting.is_managed:  # type: ignore[attr-defined]
            return badge("ประจำอยู่", "good", "badge")
        return format_html('<a class="button small" href="{}/end/">สิ้นสุด…</a>', posting.pk)


def _day(typed: str) -> date | None:
    """Return the day that was typed; None when it cannot be read."""
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _managed(viewer: Viewer) -> QuerySet[Agency]:
    agencies = Agency.objects.in_service().order_by("sort_key_th", "code")
    if viewer.account is not None and viewer.account.kind == "operator":
        return agencies
    return agencies.filter(pk__in=agencies_with(viewer, MANAGE))
