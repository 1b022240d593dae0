"""Draft laws at the desk: the list of an agency's laws, the page of one, and beginning a new one."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation import permissions
from consultation.actions import draft_laws
from consultation.models import DraftLaw, DraftVersion
from services.models import Agency
from services.models.rights import DRAFT, agencies_of, agencies_with
from superapp.accounts.desk import DeskAdmin, go, viewer
from superapp.accounts.templatetags.desk import badge
from superapp.accounts.viewer import Viewer
from superapp.people.login.step_up import with_fresh_factor
from superapp.refusal import Refusal

from . import draft_import, draft_version

PAGE = "consultation_draftlaw_change"
LIST_CRUMB = "ร่างกฎหมาย"


@admin.register(DraftLaw)
class DraftLawAdmin(DeskAdmin):
    """The draft laws of an officer's agencies."""

    change_list_template = "consultation/desk/draft_law_list.html"
    list_display = ("shown_title", "shown_state", "shown_agency")
    search_fields = ("code", "title_th")
    ordering = ("code",)

    def rows(self, viewer: Viewer) -> QuerySet[DraftLaw]:
        """Return the laws of the viewer's own agencies."""
        rows = DraftLaw.objects.visible_to(viewer).filter(agency__in=agencies_of(viewer))
        return rows.select_related("agency", "amends").prefetch_related("versions")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {"title": LIST_CRUMB, "crumbs": [], "may_draft": bool(agencies_with(viewer(request), DRAFT))}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one law: what it is, its versions, and what can be done."""
        law: DraftLaw = self.row(request, object_id)
        versions = list(law.versions.select_related("author", "publisher").order_by("-number"))
        context = self.page(
            request,
            law.title_th,
            [(LIST_CRUMB, "../../")],
            law=law,
            versions=versions,
            worked_on=next((each for each in versions if each.published_at is None), None),
            subjects=[name for code, name in draft_laws.subjects().items() if code in law.subjects],
            may_prepare=permissions.may_prepare(viewer(request), law.agency_id),
        )
        return TemplateResponse(request, "consultation/desk/draft_law_page.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the page for a new law; begin it when it is sent.

        :raises PermissionDenied: for those who write for no agency.
        """
        agencies = list(Agency.objects.filter(pk__in=agencies_with(viewer(request), DRAFT)).order_by("code"))
        if not agencies:
            raise PermissionDenied
        asked = request.POST
        if request.method == "POST":
            try:
                law = draft_laws.begin(
                    viewer=viewer(request),
                    agency=next((each for each in agencies if each.code == asked.get("agency")), agencies[0]),
                    code=asked.get("code", "").strip(),
                    title_th=asked.get("title_th", ""),
                    title_en=asked.get("title_en", ""),
                    instrument=asked.get("instrument", ""),
                    subject_codes=asked.getlist("subjects"),
                    amends=asked.get("amends", "").strip(),
                    now=timezone.now(),
                )
            except Refusal as refusal:
                messages.error(request, refusal.message("th"))
            else:
                messages.success(request, "เริ่มร่างกฎหมายแล้ว นำเข้าตัวบทฉบับแรกได้เลย")
                return go("consultation_draftlaw_bring-in", law.pk)
        context = self.page(
            request,
            "ร่างกฎหมายใหม่",
            [(LIST_CRUMB, "../")],
            agencies=agencies,
            asked=asked,
            instruments=DraftLaw.Instrument.choices,
            subjects=[(code, name, code in asked.getlist("subjects")) for code, name in draft_laws.subjects().items()],
            amendable=DraftLaw.objects.visible_to(viewer(request)).order_by("code"),
        )
        return TemplateResponse(request, "consultation/desk/draft_law_new.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tell whether the viewer may begin a law."""
        return self.opens_to(request) and bool(agencies_with(viewer(request), DRAFT))

    def bring_in_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the page that takes a text or a file, with every fault by its line."""
        return draft_import.page(self, request, self.row(request, str(pk)))

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show one version: its text, and what became of each section."""
        law = self.row(request, str(pk))
        return draft_version.page(self, request, law, self._version(law, number))

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Take a step on the version that is worked on."""
        law = self.row(request, str(pk))
        if request.method != "POST" or step not in draft_version.STEPS:
            return go(PAGE, law.pk)
        return draft_version.take(request, law, step)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of a law, of its versions and of the steps on them."""
        wrap, stem = self.admin_site.admin_view, "consultation_draftlaw"
        publish = with_fresh_factor(lambda request, pk: self.step_view(request, pk, "publish"))
        return [
            path("<int:pk>/bring-in/", wrap(self.bring_in_view), name=f"{stem}_bring-in"),
            path("<int:pk>/versions/<int:number>/", wrap(self.version_view), name=f"{stem}_version"),
            path("<int:pk>/publish/", wrap(publish), name=f"{stem}_publish"),
            *(
                path(f"<int:pk>/{step}/", wrap(self.step_view), {"step": step}, name=f"{stem}_{step}")
                for step in draft_version.STEPS
                if step != "publish"
            ),
            *super().get_urls(),
        ]

    def _version(self, law: DraftLaw, number: int) -> DraftVersion:
        version = law.versions.select_related("author", "publisher").filter(number=number).first()
        if version is None:
            raise Http404
        version.law = law
        return version

    @admin.display(description="ร่างกฎหมาย", ordering="code")
    def shown_title(self, law: DraftLaw) -> SafeString:
        """Return title and code."""
        return format_html('<span class="name">{}</span><span class="sub">{}</span>', law.title_th, law.code)

    @admin.display(description="สถานะ")
    def shown_state(self, law: DraftLaw) -> SafeString:
        """Return which version is published and whether one is worked on."""
        published = [each.number for each in law.versions.all() if each.published_at]
        worked_on = [each.number for each in law.versions.all() if not each.published_at]
        done = badge(f"เผยแพร่ฉบับที่ {max(published)}", "good") if published else badge("ยังไม่เผยแพร่")
        doing = badge(f"กำลังทำฉบับที่ {worked_on[0]}", "idea") if worked_on else ""
        return format_html("{} {}", done, doing)

    @admin.display(description="หน่วยงาน")
    def shown_agency(self, law: DraftLaw) -> str:
        """Return whose it is."""
        return law.agency.name_th
