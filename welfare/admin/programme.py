"""Programmes at the desk: the list of an agency's programmes, the page of one, its versions and their differences."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services.models import Agency
from services.models.rights import DRAFT, agencies_of, agencies_with
from superapp.accounts.desk import attempt, go, viewer
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from welfare import permissions
from welfare.actions import rule_drafts, rule_signing
from welfare.models import Programme, RuleVersion, book
from welfare.rules.differences import compare

from . import tags
from .scope import RulesAdmin, small_number, title_of, titles
from .starting import FIRST_TEXT

PAGE = "welfare_programme_change"
State = RuleVersion.State


@admin.register(Programme)
class ProgrammeAdmin(RulesAdmin):
    """The welfare programmes of an officer's agencies."""

    change_list_template = "welfare/desk/programme_list.html"
    search_fields = ("code",)
    ordering = ("code",)

    def rows(self, viewer: Viewer) -> QuerySet[Programme]:
        """Return the viewer's programmes with the versions that the list tells of."""
        live = RuleVersion.objects.filter(state__in=[State.PUBLISHED, *RuleVersion.OPEN]).defer("text", "gate")
        return (
            super().rows(viewer).select_related("agency").prefetch_related(Prefetch("versions", live, to_attr="live"))
        )

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """Return the columns; the agency only for officers who work for several."""
        columns: list[Any] = ["shown_title", "shown_force", "shown_number", "shown_open"]
        return [*columns, "shown_agency"] if len(agencies_of(viewer(request))) > 1 else columns

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """Find by code or by the Thai name of the rules in force."""
        term = search_term.strip().lower()
        if not term:
            return queryset, False
        named = titles(queryset)
        codes = dict(queryset.values_list("pk", "code"))
        found = [pk for pk, name in named.items() if term in name.lower() or term in codes[pk]]
        return queryset.filter(pk__in=found), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {
            "title": "โครงการสวัสดิการ", "crumbs": [], "may_draft": bool(agencies_with(viewer(request), DRAFT)),
        }  # fmt: skip
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one programme: what is in force, in sentences, its versions, and what can be done."""
        programme: Programme = self.row(request, object_id)
        versions = _versions(programme)
        published = next((one for one in versions if one.state == State.PUBLISHED), None)
        entry = book.current().entries.get(programme.code)
        context = self.page(
            request,
            title_of(programme, versions[0] if versions else None),
            [("โครงการสวัสดิการ", "../../")],
            programme=programme,
            versions=versions,
            published=published,
            document=entry.compiled.document if entry is not None else None,
            open_version=next((one for one in versions if one.state in RuleVersion.OPEN), None),
            may_write=permissions.may_write(viewer(request), programme.agency_id),
        )
        return TemplateResponse(request, "welfare/desk/programme_page.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the page for a programme that has no rules yet; start its first draft when it is sent.

        :raises PermissionDenied: for those who write for no agency.
        """
        agencies = list(Agency.objects.filter(pk__in=agencies_with(viewer(request), DRAFT)).order_by("code"))
        if not agencies:
            raise PermissionDenied
        asked = request.POST
        if request.method == "POST":
            agency = next((one for one in agencies if one.code == asked.get("agency")), agencies[0])
            code = asked.get("code", "").strip()
            try:
                version = rule_drafts.propose(
                    viewer=viewer(request), agency_id=agency.pk, code=code,
                    text=FIRST_TEXT.format(code=code, agency=agency.code, agency_th=agency.name_th,
                                           agency_en=agency.name_en),
                    reason=asked.get("reason", ""), now=timezone.now(),
                )  # fmt: skip
            except rule_drafts.NotFound:
                messages.error(request, "รหัสโครงการเป็นตัวอักษรอังกฤษตัวเล็ก ตัวเลข และขีดล่าง เช่น elder_meal")
            except Refusal as refusal:
                messages.error(request, refusal.message("th"))
            else:
                messages.success(request, "สร้างโครงการพร้อมร่างแรกแล้ว ยังไม่มีประชาชนเห็น")
                return go("welfare_ruleversion_edit", version.pk)
        context = self.page(request, "โครงการใหม่", [("โครงการสวัสดิการ", "../")], agencies=agencies, asked=asked)
        return TemplateResponse(request, "welfare/desk/programme_new.html", context)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Let whoever writes for an agency start a programme; the action asks again."""
        return self.opens_to(request) and bool(agencies_with(viewer(request), DRAFT))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Show every version of a programme, and the difference between any two."""
        programme: Programme = self.row(request, object_id)
        versions = _versions(programme)
        by_number = {str(one.number): one for one in versions}
        newer = by_number.get(request.GET.get("to", ""), versions[0] if versions else None)
        older = by_number.get(request.GET.get("from", ""), versions[1] if len(versions) > 1 else None)
        if older and newer and older.number > newer.number:
            older, newer = newer, older
        context = self.page(
            request,
            "ประวัติและความต่าง",
            [("โครงการสวัสดิการ", "../../"), (title_of(programme), "../change/")],
            programme=programme,
            heading=title_of(programme),
            versions=versions,
            older=older,
            newer=newer,
            changes=compare(older.text, newer.text) if older and newer else None,
            once_signed=[one for one in versions if one.state in rule_signing.ONCE_SIGNED],
            may_write=permissions.may_write(viewer(request), programme.agency_id),
        )
        return TemplateResponse(request, "welfare/desk/history.html", context)

    def draft_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start the next draft from what is in force."""
        programme: Programme = self.row(request, str(pk))
        version = None
        if request.method == "POST":
            version = attempt(
                request,
                lambda: rule_drafts.start(
                    viewer=viewer(request), code=programme.code, reason=request.POST.get("reason", ""),
                    now=timezone.now(),
                ),
                "เริ่มร่างแล้ว แก้ข้อความด้านล่างได้เลย",
            )  # fmt: skip
        return go("welfare_ruleversion_edit", version.pk) if version else go(PAGE, programme.pk)

    def roll_back_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Propose an earlier text again."""
        programme: Programme = self.row(request, str(pk))
        version = None
        if request.method == "POST":
            number = small_number(request.POST.get("number", ""))
            version = attempt(
                request,
                lambda: rule_signing.roll_back(
                    viewer=viewer(request), code=programme.code, number=number,
                    reason=request.POST.get("reason", ""), now=timezone.now(),
                ),
                f"เสนอกลับไปใช้ฉบับที่ {number} แล้ว รอผลตรวจและเพื่อนร่วมงานลงนาม",
            )  # fmt: skip
        page = "welfare_programme_history"
        return go("welfare_ruleversion_change", version.pk) if version else go(page, programme.pk)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of one programme, and of the steps that can be taken."""
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/draft/", wrap(self.draft_view), name="welfare_programme_draft"),
            path("<int:pk>/roll-back/", wrap(self.roll_back_view), name="welfare_programme_roll-back"),
            *super().get_urls(),
        ]

    @admin.display(description="โครงการ", ordering="code")
    def shown_title(self, programme: Programme) -> SafeString:
        """Return the name and the code."""
        return format_html(
            '<span class="name">{}</span><span class="sub">{}</span>', titles([programme])[programme.pk], programme.code
        )

    @admin.display(description="หลักเกณฑ์ที่ใช้อยู่")
    def shown_force(self, programme: Programme) -> SafeString:
        """Return whether officers have signed what is in force."""
        return tags.confirmed_badge(_in_force(programme))

    @admin.display(description="ฉบับที่")
    def shown_number(self, programme: Programme) -> str:
        """Return the number of the version in force."""
        version = _in_force(programme)
        return str(version.number) if version else "–"

    @admin.display(description="กำลังทำอยู่")
    def shown_open(self, programme: Programme) -> SafeString | str:
        """Return where the version being worked on stands."""
        found = [one for one in programme.live if one.state in RuleVersion.OPEN]  # type: ignore[attr-defined]
        return format_html("{} ฉบับที่ {}", tags.rules_badge(found[0].state), found[0].number) if found else "–"

    @admin.display(description="หน่วยงาน", ordering="agency__sort_key_th")
    def shown_agency(self, programme: Programme) -> str:
        """Return the agency's name."""
        return programme.agency.name_th if programme.agency else ""


def _in_force(programme: Programme) -> RuleVersion | None:
    return next((one for one in programme.live if one.state == State.PUBLISHED), None)  # type: ignore[attr-defined]


def _versions(programme: Programme) -> list[RuleVersion]:
    return list(programme.versions.select_related("author", "signer", "based_on").defer("gate").order_by("-number"))
