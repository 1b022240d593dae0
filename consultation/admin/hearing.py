"""Hearings at the desk: the list, the page of one with its gate as a checklist, and the steps on it."""

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from consultation import permissions
from consultation.actions import hearing_gate, hearing_periods
from consultation.models import DossierKind, Hearing, HearingState, Stakeholder
from services.models.rights import APPROVE, DRAFT, agencies_of, agencies_with
from superapp.accounts.desk import DeskAdmin, is_officer, viewer
from superapp.accounts.viewer import Viewer
from superapp.people.login.step_up import with_fresh_factor
from superapp.thai import dates

from . import hearing_steps, hearing_writing, overdue_board
from .hearing_forms import phase_lines
from .hearing_words import state_badge

PAGE = "consultation_hearing_change"
CRUMB = "การรับฟังความคิดเห็น"
S = HearingState
BOARDS = (
    ("open", "กำลังทำอยู่"),
    ("waiting", "รอท่านประกาศ"),
    ("running", "เปิดหรือจะเปิด"),
    ("over", "ปิดแล้ว"),
    ("all", "ทั้งหมด"),
)


def waiting_for(viewer: Viewer) -> "QuerySet[Hearing]":
    """Return the hearings that wait for this viewer to announce them."""
    rows = Hearing.objects.filter(state=S.READY, agency__in=agencies_with(viewer, APPROVE))
    return rows.exclude(writers=viewer.officer)


def waiting_badge(request: HttpRequest) -> str:
    """Return how many hearings wait to be announced by whoever is at the desk; blank for none."""
    return str(waiting_for(viewer(request)).count() or "") if is_officer(request) else ""


class BoardFilter(admin.SimpleListFilter):
    """Which hearings: those being prepared, unless the officer asks for others."""

    title = "สถานะ"
    parameter_name = "board"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices."""
        return BOARDS

    def queryset(self, request: HttpRequest, queryset: QuerySet[Hearing]) -> QuerySet[Hearing]:
        """Return the hearings on the chosen board."""
        board = self.value() or "open"
        if board == "waiting":
            return queryset.filter(pk__in=waiting_for(viewer(request)).values("pk"))
        states = {"open": (S.DRAFT, S.READY), "running": (S.ANNOUNCED, S.OPEN)}
        states["over"] = (S.CLOSED, S.ANALYSING, S.REPORTED, S.CANCELLED)
        return queryset.filter(state__in=states[board]) if board in states else queryset


@admin.register(Hearing)
class HearingAdmin(DeskAdmin):
    """The hearings of an officer's agencies."""

    change_list_template = "consultation/desk/hearing_list.html"
    list_display = ("shown_title", "shown_state", "shown_days", "shown_author")
    list_filter = (BoardFilter,)
    list_filter_sheet = True
    search_fields = ("code", "title_th")
    ordering = ("-pk",)

    def rows(self, viewer: Viewer) -> QuerySet[Hearing]:
        """Return the hearings the viewer's own agencies lead."""
        rows = Hearing.objects.visible_to(viewer).filter(agency__in=agencies_of(viewer))
        return rows.select_related("agency", "law", "version", "author", "announcer")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {
            "title": CRUMB,
            "crumbs": [],
            "boards": BOARDS,
            "board": request.GET.get("board", "open"),
            "may_draft": bool(agencies_with(viewer(request), DRAFT)),
        }
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one hearing: what is missing, its days, questions, who is concerned, and what can be done."""
        hearing: Hearing = self.row(request, object_id)
        at_desk, now = viewer(request), timezone.now()
        is_prepared = hearing.state in (S.DRAFT, S.READY)
        writers = list(hearing.writers.order_by("name_th"))
        context = self.page(
            request,
            hearing.title_th,
            [(CRUMB, "../../")],
            hearing=hearing,
            state_badge=state_badge(hearing),
            gate=hearing_gate.look(hearing, now=now) if is_prepared else None,
            kinds=set(DossierKind.values) - {DossierKind.DRAFT_TEXT, DossierKind.POINTS},
            timeline=_timeline(hearing),
            days=hearing_periods.days_of(hearing.opens_at, hearing.closes_at) if hearing.opens_at else None,  # type: ignore[arg-type]
            days_left=hearing_periods.days_left(hearing.closes_at, now) if hearing.closes_at else None,
            documents=hearing.documents.current().order_by("kind", "language"),
            waivers=hearing.waivers.order_by("kind"),
            phases=phase_lines(hearing),
            justification=getattr(hearing, "justification", None),
            justification_reasons=hearing_steps.REASONS,
            questions=hearing.questions.select_related("section").order_by("position"),
            listed=hearing.hearing_stakeholders.select_related("stakeholder").order_by("stakeholder__name_th"),
            choosable=Stakeholder.objects.in_use()
            .filter(listed_by=hearing.agency_id)
            .exclude(hearing_stakeholders__hearing=hearing)
            .order_by("name_th")[:100],
            stakeholder_kinds=Stakeholder.Kind.choices,
            told_channels=hearing_steps.TOLD_CHANNELS,
            told_results=hearing_steps.TOLD_RESULTS,
            events=hearing.events.order_by("-at", "-pk"),
            delays=hearing.delay_reasons.order_by("-given_at"),
            is_overdue=hearing.report_due_on is not None
            and hearing.state in (S.CLOSED, S.ANALYSING)
            and hearing.report_due_on < timezone.localdate(now),
            writers=writers,
            may_prepare=permissions.may_prepare(at_desk, hearing.agency_id),
            may_publish=permissions.may_publish(at_desk, hearing.agency_id),
            is_writer=at_desk.officer in writers,
        )
        return TemplateResponse(request, "consultation/desk/hearing_page.html", context)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form of a new hearing; make it when it is sent."""
        return hearing_writing.new(self, request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Tell whether the viewer may prepare a hearing."""
        return self.opens_to(request) and bool(agencies_with(viewer(request), DRAFT))

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show a draft's fields and take what was typed."""
        return hearing_writing.edit(self, request, self.row(request, str(pk)))

    def document_view(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """Show one document of the dossier and take what was typed, or why it is not there."""
        return hearing_writing.document(self, request, self.row(request, str(pk)), kind)

    def file_view(self, request: HttpRequest, pk: int, document_id: UUID) -> HttpResponse:
        """Lead to a document's file."""
        found = self.row(request, str(pk)).documents.filter(public_id=document_id).first()
        if found is None:
            raise Http404
        return hearing_writing.file(request, found)

    def questions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the questions and take what was typed."""
        return hearing_writing.questions_page(self, request, self.row(request, str(pk)))

    def step_view(self, request: HttpRequest, pk: int, step: str) -> HttpResponse:
        """Take a step on the hearing."""
        return hearing_steps.take(request, self.row(request, str(pk)), step)

    def overdue_view(self, request: HttpRequest) -> HttpResponse:
        """Show who owes the public the results of which hearing."""
        return overdue_board.page(self, request)

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the list, of one hearing, and of what is done on it."""
        wrap, stem = self.admin_site.admin_view, "consultation_hearing"
        announce = with_fresh_factor(lambda request, pk: self.step_view(request, pk, "announce"))
        return [
            path("overdue/", wrap(self.overdue_view), name=f"{stem}_overdue"),
            path("<int:pk>/edit/", wrap(self.edit_view), name=f"{stem}_edit"),
            path("<int:pk>/questions/", wrap(self.questions_view), name=f"{stem}_questions"),
            path("<int:pk>/documents/<slug:kind>/", wrap(self.document_view), name=f"{stem}_document"),
            path("<int:pk>/file/<uuid:document_id>/", wrap(self.file_view), name=f"{stem}_file"),
            path("<int:pk>/step/announce/", wrap(announce), name=f"{stem}_announce"),
            path("<int:pk>/step/<slug:step>/", wrap(self.step_view), name=f"{stem}_step"),
            *super().get_urls(),
        ]

    @admin.display(description="การรับฟัง", ordering="title_th")
    def shown_title(self, hearing: Hearing) -> SafeString:
        """Return the title, kind, round and law."""
        return format_html(
            '<span class="name">{}</span><span class="sub">{} ครั้งที่ {} · {}</span>',
            hearing.title_th,
            hearing.get_kind_display(),
            hearing.round,
            hearing.law.code,
        )

    @admin.display(description="สถานะ", ordering="state")
    def shown_state(self, hearing: Hearing) -> SafeString:
        """Return where it stands."""
        return state_badge(hearing)

    @admin.display(description="วันรับฟัง", ordering="opens_at")
    def shown_days(self, hearing: Hearing) -> str:
        """Return its first and last day."""
        if hearing.opens_at is None or hearing.closes_at is None:
            return "ยังไม่กำหนด"
        first, last = hearing_periods.first_day_of(hearing.opens_at), hearing_periods.last_day_of(hearing.closes_at)
        return dates.range_text(first, last, "th", short=True)

    @admin.display(description="ผู้จัดทำ", ordering="author__name_th")
    def shown_author(self, hearing: Hearing) -> str:
        """Return who made it."""
        return hearing.author.name_th if hearing.author else "มากับระบบ"


def _timeline(hearing: Hearing) -> list[tuple[str, str]]:
    """Return what happens on which day, as it will be announced."""
    if hearing.opens_at is None or hearing.closes_at is None:
        return []
    policy = hearing_periods.policy_for(hearing.kind, timezone.localdate())
    report_days = hearing.policy.get("report_days") or (policy.report_days if policy else None)
    steps = [
        ("เปิดรับฟัง", dates.moment_text(hearing.opens_at, "th")),
        ("แจ้งเตือนใกล้ปิด", dates.date_text(hearing_periods.last_day_of(hearing.closes_at - hearing_steps.SOON), "th")),
        ("วันสุดท้ายที่แสดงความเห็นได้", dates.date_text(hearing_periods.last_day_of(hearing.closes_at), "th")),
        ("ปิดรับฟัง", dates.moment_text(hearing.closes_at, "th")),
    ]
    if report_days:
        due = hearing_periods.report_due_on(hearing, {"report_days": report_days})
        steps.append(("กำหนดเผยแพร่รายงาน", dates.date_text(due, "th")))
    return steps
