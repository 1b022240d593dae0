"""Versions of rules at the desk: what is being worked on, the review of one with its report, and the steps on it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from services.models import Posting
from services.models.rights import APPROVE, agencies_with
from superapp.accounts.desk import attempt, go, viewer
from superapp.accounts.viewer import Viewer
from superapp.people.login.step_up import with_fresh_factor
from superapp.thai import dates
from welfare import permissions
from welfare.actions import rule_checks, rule_drafts, rule_signing
from welfare.models import RuleVersion
from welfare.population import preview
from welfare.rules.differences import compare

from . import editing, tags
from .findings import shown
from .scope import RulesAdmin, title_of, titles, yaml_answer

State = RuleVersion.State
PAGE = "welfare_ruleversion_change"
BOARDS = (("open", "กำลังทำอยู่"), (State.DRAFT, "ร่าง"), (State.IN_REVIEW, "รอลงนาม"), ("all", "ทั้งหมด"))


def waiting_badge(request: HttpRequest) -> str:
    """Return how many versions of rules wait for the signature of whoever is at the desk; blank for none."""
    at_desk = viewer(request)
    if at_desk.officer is None:
        return ""
    waiting = RuleVersion.objects.filter(
        state=State.IN_REVIEW, programme__agency__in=agencies_with(at_desk, APPROVE)
    ).exclude(writers=at_desk.officer)
    return str(waiting.count() or "")


class BoardFilter(admin.SimpleListFilter):
    """Which versions: those being worked on, unless the officer asks for others."""

    title = "สถานะ"
    parameter_name = "board"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices."""
        return BOARDS

    def queryset(self, request: HttpRequest, queryset: QuerySet[RuleVersion]) -> QuerySet[RuleVersion]:
        """Return the versions on the chosen board."""
        board = self.value() or "open"
        if board in State.values:
            return queryset.filter(state=board)
        return queryset if board == "all" else queryset.open()  # type: ignore[attr-defined]


@admin.register(RuleVersion)
class RuleVersionAdmin(RulesAdmin):
    """The versions of the rules of an officer's agencies."""

    change_list_template = "welfare/desk/version_list.html"
    list_display = ("shown_title", "shown_state", "shown_author", "shown_moment", "shown_reason")
    list_filter = (BoardFilter,)
    list_filter_sheet = True
    ordering = ("-created_at", "-pk")

    def rows(self, viewer: Viewer) -> QuerySet[RuleVersion]:
        """Return the versions of the viewer's agencies."""
        return super().rows(viewer).select_related("programme__agency", "author", "signer", "based_on__programme")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {"title": "ร่างหลักเกณฑ์", "crumbs": [], "boards": BOARDS, "board": request.GET.get("board", "open")}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one version: what it changes, what the gate and the worker found, and what can be done with it."""
        version: RuleVersion = self.row(request, object_id)
        at_desk, programme, gate = viewer(request), version.programme, version.gate
        published = programme.versions.published().first()
        before = version.based_on if version.state not in RuleVersion.OPEN else published
        decides = permissions.may_decide_for(at_desk, programme.agency_id)
        effect = (gate.get("impact") or {}).get("programmes") or []
        title = title_of(programme, version)
        context = self.page(
            request,
            f"ฉบับที่ {version.number}",
            [("โครงการสวัสดิการ", "../../../programme/"), (title, f"../../../programme/{programme.pk}/change/")],
            version=version,
            heading=title,
            programme=programme,
            before=before,
            changes=compare(before.text if before is not None else "", version.text),
            gate=gate,
            effect=effect[0] if effect else None,
            charts=_charts(gate),
            may_write=permissions.may_write(at_desk, programme.agency_id),
            decides=decides,
            may_sign=version.state == State.IN_REVIEW and permissions.may_sign(at_desk, version),
            is_passed=rule_signing.is_gate_passed(version, published),
            needs_note=version.state == State.IN_REVIEW and rule_signing.must_take_note(version),
            signers=_signers(version) if version.state == State.IN_REVIEW else [],
            **self._findings(version),
        )
        return TemplateResponse(request, "welfare/desk/version_page.html", context)

    def _findings(self, version: RuleVersion) -> dict[str, Any]:
        if version.state == State.DRAFT:
            report = rule_checks.findings_of(version.programme, version.text, based_on=version.based_on)
            return editing.findings_context(report, version.text)
        kept = version.gate.get("findings", [])
        return {
            "refusals": shown([one for one in kept if one["severity"] == "refusal"], version.text),
            "remarks": shown([one for one in kept if one["severity"] == "remark"], version.text),
            "gaps": [],
        }

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the draft's text and take what was typed."""
        return editing.edit_page(self, request, self.row(request, str(pk)))

    def download_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Give the text as a file."""
        return yaml_answer(request, self.row(request, str(pk)))

    def submit(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Send the draft to be signed."""
        accepted = request.POST.getlist("accepted")
        attempt(
            request,
            lambda: rule_signing.submit(accepted=accepted, **how),
            "ส่งตรวจแล้ว ระบบกำลังตรวจ จากนั้นรอเพื่อนร่วมงานลงนาม",
        )

    def discard(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Throw the draft away."""
        attempt(request, lambda: rule_drafts.discard(**how), "ทิ้งร่างแล้ว")

    def send_back(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Return the version to its author."""
        attempt(request, lambda: rule_signing.send_back(**how), "ส่งคืนให้ผู้ร่างแก้แล้ว")

    def sign(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Put the version in force."""
        takes_note = request.POST.get("takes_note") == "1"
        done = "ลงนามแล้ว หลักเกณฑ์ฉบับนี้มีผลทันที"
        attempt(request, lambda: rule_signing.sign(takes_note=takes_note, **how), done)

    def check_again(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Ask the worker for the report once more."""
        more = {key: value for key, value in how.items() if key != "reason"}
        attempt(request, lambda: rule_signing.check_again(**more), "สั่งตรวจใหม่แล้ว")

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of one version, and of the steps on it."""
        wrap, stem = self.admin_site.admin_view, "welfare_ruleversion"
        pages = [
            path("<int:pk>/edit/", wrap(self.edit_view), name=f"{stem}_edit"),
            path("<int:pk>/download/", wrap(self.download_view), name=f"{stem}_download"),
        ]
        for name, step in (
            ("submit", self.submit),
            ("discard", self.discard),
            ("send-back", self.send_back),
            ("check-again", self.check_again),
        ):
            pages.append(path(f"<int:pk>/{name}/", wrap(self._posted(step)), name=f"{stem}_{name}"))
        sign = with_fresh_factor(self._posted(self.sign))
        pages.append(path("<int:pk>/sign/", wrap(sign), name=f"{stem}_sign"))
        return pages + super().get_urls()

    def _posted(self, step: Callable[..., None]) -> Callable[..., HttpResponse]:
        def page(request: HttpRequest, pk: int) -> HttpResponse:
            version: RuleVersion = self.row(request, str(pk))
            if request.method == "POST":
                how = {
                    "viewer": viewer(request),
                    "code": version.programme.code,
                    "number": version.number,
                    "reason": request.POST.get("reason", ""),
                    "now": timezone.now(),
                }
                step(request, how)
            return go(PAGE, version.pk)

        return page

    @admin.display(description="โครงการ", ordering="programme__code")
    def shown_title(self, version: RuleVersion) -> SafeString:
        """Return the programme's name, the version's number and the code."""
        return format_html(
            '<span class="name">{}</span><span class="sub">ฉบับที่ {} · {}</span>',
            titles([version.programme])[version.programme.pk],
            version.number,
            version.programme.code,
        )

    @admin.display(description="สถานะ", ordering="state")
    def shown_state(self, version: RuleVersion) -> SafeString:
        """Return where it stands, and what the gate says while it waits."""
        found = tags.rules_badge(version.state)
        if version.state != State.IN_REVIEW:
            return found
        return format_html("{} {}", found, tags.gate_badge(version.gate.get("state", "")))

    @admin.display(description="ผู้ร่าง", ordering="author__name_th")
    def shown_author(self, version: RuleVersion) -> str:
        """Return who wrote it."""
        return version.author.name_th if version.author else "มากับระบบ"

    @admin.display(description="ล่าสุด", ordering="created_at")
    def shown_moment(self, version: RuleVersion) -> str:
        """Return when its last step was."""
        last = max(filter(None, [version.created_at, version.submitted_at, version.decided_at]))
        return dates.moment_text(last, short=True)

    @admin.display(description="เหตุผลล่าสุด")
    def shown_reason(self, version: RuleVersion) -> SafeString:
        """Return the reason of its last step."""
        return format_html('<span class="sub">{}</span>', version.reason[:160])


def _charts(gate: dict[str, Any]) -> list[SafeString]:
    """Return the charts, drawn anew from the figures: what was kept as markup is never trusted to be markup."""
    if not gate.get("impact"):
        return []
    drawn = preview.charts(gate["impact"])
    # svg.py escapes every word it is given and writes the rest itself.
    return [mark_safe(drawn[name]) for name in ("cost", "ages", "provinces") if name in drawn]  # noqa: S308


def _signers(version: RuleVersion) -> list[str]:
    """Return who may sign: the agency's approvers and heads who wrote none of it."""
    return sorted(
        set(
            Posting.objects.open_on(timezone.localdate())
            .filter(agency=version.programme.agency_id, role__in=[Posting.Role.APPROVER, Posting.Role.HEAD])
            .exclude(officer=version.author_id)
            .exclude(officer__in=version.writers.values("pk"))
            .values_list("officer__name_th", flat=True)
        )
    )
