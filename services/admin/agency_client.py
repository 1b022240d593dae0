"""Agencies' own services that citizens are signed in to: registering one, what it may learn, its secret, switching off.

Operators do it for every agency, the head of an agency's office for their own. It stands here and not with the people's
pages because only the catalogue knows agencies and who heads them.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from services.models import Agency
from services.models.rights import MANAGE, agencies_with
from superapp.accounts.assurance import LEVELS
from superapp.accounts.desk import DeskAdmin, attempt, go, is_officer, is_operator, viewer
from superapp.accounts.templatetags.desk import badge
from superapp.accounts.viewer import Viewer
from superapp.people.actions import clients
from superapp.people.actions.claims import CLAIMS
from superapp.people.login.step_up import with_fresh_factor
from superapp.people.models import AgencyClient

TITLE = "ระบบของหน่วยงาน"
CHANGELIST = "people_agencyclient_changelist"


class ClientForm(forms.Form):
    """What is said of a client."""

    name_th = forms.CharField(label="ชื่อระบบ (ไทย)", max_length=100, help_text="ชื่อที่ประชาชนเห็นตอนให้ความยินยอม")
    name_en = forms.CharField(label="ชื่อระบบ (อังกฤษ)", max_length=100)
    purpose_th = forms.CharField(label="วัตถุประสงค์ (ไทย)", max_length=300, help_text="ต่อท้ายคำว่า “เพื่อ” ในหน้าขอความยินยอม")
    purpose_en = forms.CharField(label="วัตถุประสงค์ (อังกฤษ)", max_length=300)
    redirect_uris = forms.CharField(
        label="ที่อยู่รับผลการเข้าสู่ระบบ",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=3200,
        help_text="บรรทัดละหนึ่งที่อยู่ ต้องตรงทุกตัวอักษร",
    )
    facts = forms.MultipleChoiceField(
        label="ข้อมูลที่ขอได้",
        choices=[(claim.fact, f"{claim.th} ({claim.scope})") for claim in CLAIMS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="เลขประจำตัวประชาชนให้เฉพาะระบบที่มีกฎหมายรองรับ",
    )
    ial = forms.ChoiceField(label="ระดับ IAL ขั้นต่ำ", choices=[(level, level) for level in LEVELS], initial="2.1")
    entry = forms.ChoiceField(label="วิธีเปิดจากแอป", choices=AgencyClient.Entry.choices)
    entry_uri = forms.CharField(label="ที่อยู่เปิดจากแอป", max_length=300, required=False)
    accepts_mandates = forms.BooleanField(label="รับผู้ทำแทน", required=False)

    @property
    def description(self) -> clients.Description:
        """What was typed, for the action."""
        typed = dict(self.cleaned_data)
        typed.pop("agency", None)
        typed["redirect_uris"] = typed["redirect_uris"].split()
        return clients.Description(**typed)


class NewClientForm(ClientForm):
    """The same, with whose service it is."""

    agency = forms.ModelChoiceField(label="หน่วยงาน", queryset=Agency.objects.none(), empty_label=None)
    field_order = ("agency",)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["agency"]
        field.queryset = agencies  # type: ignore[attr-defined]
        field.label_from_instance = lambda agency: f"{agency.name_th} ({agency.code})"  # type: ignore[attr-defined]


def heads_office(request: HttpRequest) -> bool:
    """Tell whether an officer who heads some agency's office is at the desk."""
    return is_officer(request) and bool(agencies_with(viewer(request), MANAGE))


def keeper(request: HttpRequest) -> Viewer:
    """Return who is at the desk, with the agencies whose clients they keep as head."""
    who = viewer(request)
    if "agency_clients" not in who.remembered:
        codes = Agency.objects.filter(pk__in=agencies_with(who, MANAGE)).values_list("code", flat=True)
        who.remembered["agency_clients"] = frozenset(codes)
    return who


def _managed(request: HttpRequest) -> QuerySet[Agency]:
    agencies = Agency.objects.in_service().order_by("sort_key_th", "code")
    return agencies if is_operator(request) else agencies.filter(pk__in=agencies_with(viewer(request), MANAGE))


@admin.register(AgencyClient)
class AgencyClientAdmin(DeskAdmin):
    """Agencies' services."""

    change_list_template = "services/desk/client_list.html"
    list_display = ("shown_name", "agency_code", "shown_facts", "ial", "shown_state")
    ordering = ("agency_code",)
    search_fields = ("agency_code", "name_th", "name_en")
    search_help_text = "ค้นหาหน่วยงานหรือชื่อระบบ"

    def opens_to(self, request: HttpRequest) -> bool:
        """Open to operators, and to officers who head an office."""
        return is_operator(request) or heads_office(request)

    def rows(self, viewer: Viewer) -> QuerySet[AgencyClient]:
        """Return every client for operators, those of their agencies for heads."""
        rows = AgencyClient.objects.select_related("client")
        if viewer.account is not None and viewer.account.kind == "operator":
            return rows
        managed = Agency.objects.filter(pk__in=agencies_with(viewer, MANAGE)).values("code")
        return rows.filter(agency_code__in=managed)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {"title": TITLE, "crumbs": [], "may_register": self.opens_to(request)}
        return super().changelist_view(request, (extra_context or {}) | more)

    @with_fresh_factor
    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form of a new client, register it, and show its secret once."""
        if not self.opens_to(request):
            raise PermissionDenied
        form = NewClientForm(request.POST or None, agencies=_managed(request))
        if request.method == "POST" and form.is_valid():
            made = attempt(
                request,
                lambda: clients.register(
                    viewer=keeper(request),
                    now=timezone.now(),
                    agency_code=form.cleaned_data["agency"].code,
                    description=form.description,
                ),
                "ลงทะเบียนระบบแล้ว",
            )
            if made:
                return self._secret(request, made)
        context = self.page(request, "ลงทะเบียนระบบ", [(TITLE, "../")], form=form, is_new=True)
        return TemplateResponse(request, "services/desk/client_form.html", context)

    @with_fresh_factor
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show what is said of a client, and change it."""
        client = self.row(request, object_id)
        form = ClientForm(request.POST or None, initial=_said(client))
        if request.method == "POST" and form.is_valid():
            changed = attempt(
                request,
                lambda: clients.change(
                    viewer=keeper(request),
                    now=timezone.now(),
                    client_id=client.client_id,
                    description=form.description,
                ),
                "บันทึกแล้ว",
            )
            if changed:
                return go("people_agencyclient_change", client.pk)
        context = self.page(request, client.name_th, [(TITLE, "../../")], form=form, client=client)
        return TemplateResponse(request, "services/desk/client_form.html", context)

    @with_fresh_factor
    def rotate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give a client a new secret and show it once."""
        client = self.row(request, str(pk))
        if request.method != "POST":
            return go("people_agencyclient_change", pk)
        made = attempt(
            request,
            lambda: clients.rotate_secret(viewer=keeper(request), now=timezone.now(), client_id=client.client_id),
            "ออกรหัสลับใหม่แล้ว รหัสเดิมใช้ได้อีก 24 ชั่วโมง",
        )
        return self._secret(request, made) if made else go("people_agencyclient_change", pk)

    @with_fresh_factor
    def switch_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Switch a client on or off."""
        client = self.row(request, str(pk))
        if request.method == "POST":
            on = request.POST.get("on") == "1"
            attempt(
                request,
                lambda: clients.switch(viewer=keeper(request), now=timezone.now(), client_id=client.client_id, on=on),
                "เปิดใช้แล้ว" if on else "ปิดใช้แล้ว ไม่มีผู้ใดเข้าระบบนี้ได้ และโทเคนทั้งหมดสิ้นสุดทันที",
            )
        return go("people_agencyclient_change", pk)

    def get_urls(self) -> list[URLPattern]:
        """Return the list's addresses, and those of the secret and the switch."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/secret/", view(never_cache(self.rotate_view)), name="people_agencyclient_secret"),
            path("<int:pk>/switch/", view(self.switch_view), name="people_agencyclient_switch"),
            *super().get_urls(),
        ]

    def _secret(self, request: HttpRequest, made: clients.Secret) -> HttpResponse:
        context = self.page(request, "รหัสลับของระบบ", [(TITLE, "../")], client=made.client, secret=made.secret)
        response = TemplateResponse(request, "services/desk/client_secret.html", context)
        response["Cache-Control"] = "no-store"
        return response

    @admin.display(description="ระบบ", ordering="name_th")
    def shown_name(self, client: AgencyClient) -> SafeString:
        """Return both names."""
        return format_html('<span class="name">{}</span><span class="sub">{}</span>', client.name_th, client.name_en)

    @admin.display(description="ข้อมูลที่ขอได้")
    def shown_facts(self, client: AgencyClient) -> str:
        """Return the claims in words."""
        return ", ".join(claim.th for claim in CLAIMS if claim.fact in client.facts) or "ไม่มี"

    @admin.display(description="สถานะ")
    def shown_state(self, client: AgencyClient) -> SafeString:
        """Return whether it is on."""
        return badge("เปิดใช้", "good", "check_circle") if client.is_active else badge("ปิดใช้", "bad", "block")


def _said(client: AgencyClient) -> dict[str, Any]:
    names = (
        "name_th",
        "name_en",
        "purpose_th",
        "purpose_en",
        "facts",
        "ial",
        "entry",
        "entry_uri",
        "accepts_mandates",
    )
    return {name: getattr(client, name) for name in names} | {
        "redirect_uris": "\n".join(client.client.get_redirect_uris())
    }
