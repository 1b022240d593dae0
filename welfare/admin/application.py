"""Cases at the desk: the queue of an officer's agencies, the page of one, and what can be done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from superapp.accounts.desk import DeskAdmin, attempt, go, viewer
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from superapp.thai.dates import date_text
from welfare.actions import case_decisions, case_rights, casework
from welfare.actions.application_notices import titles
from welfare.models import Application, ApplicationState

from . import application_page, tags
from .scope import small_number

S = ApplicationState
PAGE = "welfare_application_change"
BOARDS = (
    ("open", "รอพิจารณา"),
    ("mine", "ของฉัน"),
    ("free", "ยังไม่มีผู้รับ"),
    ("overdue", "เกินกำหนด"),
    ("second", "รอคนที่สอง"),
    ("appeals", "อุทธรณ์"),
    ("decided", "ตัดสินแล้ว"),
)
LONGEST_FIELD = 5_000


def waiting_badge(request: HttpRequest) -> str:
    """Return how many cases of the officer's agencies are past their promised day; blank for none."""
    at_desk = viewer(request)
    if at_desk.officer is None:
        return ""
    late = Application.objects.at_desk_of(at_desk).overdue(timezone.localdate())
    return str(late.count() or "")


class BoardFilter(admin.SimpleListFilter):
    """Which cases: those that wait, unless the officer asks for others."""

    title = "รายการ"
    parameter_name = "board"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the choices."""
        return BOARDS

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the cases on the chosen board."""
        officer = viewer(request).officer
        board = self.value() or "open"
        if board == "decided":
            return queryset.exclude(state__in=[S.SUBMITTED, S.UNDER_REVIEW, S.NEEDS_INFORMATION, S.APPEALED])
        queryset = queryset.open()
        if board == "mine":
            return queryset.filter(assigned_to=officer)
        if board == "free":
            return queryset.filter(assigned_to=None)
        if board == "overdue":
            return queryset.overdue(timezone.localdate())
        if board == "second":
            return queryset.filter(proposed_by__isnull=False, state=S.UNDER_REVIEW).exclude(proposed_by=officer)
        return queryset.filter(state=S.APPEALED) if board == "appeals" else queryset


@admin.register(Application)
class ApplicationAdmin(DeskAdmin):
    """The cases of an officer's agencies, the most pressing first. The list names nobody."""

    change_list_template = "welfare/desk/application_list.html"
    list_display = ("shown_number", "shown_matter", "shown_state", "shown_due", "shown_officer")
    list_filter = (BoardFilter, "matter")
    search_fields = ("number",)
    actions = ("grant_many", "take_many")

    def rows(self, viewer: Viewer) -> QuerySet[Application]:
        """Return the viewer's cases with what the list tells of them."""
        related = ("programme", "service", "assigned_to", "proposed_by", "appeal")
        return Application.objects.at_desk_of(viewer).select_related(*related).defer("answers_sealed", "payout_sealed")

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the order: by promised day; decided ones by when they were."""
        if request.GET.get("board") == "decided":
            return (F("decided_at").desc(nulls_last=True), "-pk")
        return ("due_on", "pk")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the queue."""
        more = {"title": "คำขอ", "crumbs": [], "boards": BOARDS, "board": request.GET.get("board", "open")}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one case. That it was opened is written down for the applicant to read."""
        row: Application = self.row(request, object_id)
        context = application_page.context_of(row, viewer(request), now=timezone.now())
        page = self.page(request, row.number or "", [("คำขอ", "../../")], **context)
        return TemplateResponse(request, "welfare/desk/application_page.html", page)

    # --- steps --------------------------------------------------------------------------------------------------

    def take(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Take the case."""
        attempt(request, lambda: casework.take(**how), "รับเรื่องแล้ว")

    def hand_over(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Give the case to a colleague."""
        pk = small_number(request.POST.get("officer", ""))
        to = Officer.objects.select_related("account").filter(pk=pk).first()
        if to is None:
            messages.error(request, "โปรดเลือกเจ้าหน้าที่ที่จะรับเรื่อง")
            return
        attempt(request, lambda: casework.hand_over(to=to, **how), "ส่งต่อเรื่องแล้ว")

    def give_back(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Put the case back into the queue."""
        attempt(request, lambda: casework.give_back(**how), "คืนเรื่องเข้าคิวแล้ว")

    def recuse(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Step back from the case."""
        because = request.POST.get("because", "")
        attempt(request, lambda: casework.recuse(because=because, **how), "บันทึกว่าไม่ร่วมพิจารณาแล้ว")

    def ask(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Ask the applicant."""
        question = request.POST.get("question", "")[:LONGEST_FIELD]
        facts = request.POST.getlist("facts")
        revision = small_number(request.POST.get("revision", ""))
        attempt(
            request,
            lambda: casework.ask(question=question, facts=facts, revision=revision, **how),
            "ส่งคำถามถึงผู้ยื่นแล้ว เรื่องจะกลับมาเมื่อผู้ยื่นตอบ",
        )

    def decide(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Grant or refuse, or propose it where two have to agree."""
        is_granted = request.POST.get("outcome") == "grant"
        more = {
            "is_granted": is_granted,
            "reason": request.POST.get("reason", "")[:60],
            "words": request.POST.get("words", "")[:LONGEST_FIELD],
            "revision": small_number(request.POST.get("revision", "")),
        }
        done = attempt(request, lambda: case_decisions.decide(**more, **how), "บันทึกแล้ว")
        if done is not None and done.state == S.UNDER_REVIEW:
            messages.info(request, "เรื่องนี้ต้องมีเจ้าหน้าที่สองคน รอเจ้าหน้าที่อีกคนเห็นชอบ")

    def decide_appeal(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Decide the appeal."""
        more = {
            "is_upheld": request.POST.get("outcome") == "grant",
            "words": request.POST.get("words", "")[:LONGEST_FIELD],
            "revision": small_number(request.POST.get("revision", "")),
        }
        attempt(request, lambda: case_decisions.decide_appeal(**more, **how), "บันทึกคำวินิจฉัยอุทธรณ์แล้ว")

    @admin.action(description="อนุมัติตามหลักเกณฑ์")
    def grant_many(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        """Grant the chosen cases; tell what came of each that was refused."""
        cases = [(str(row.public_id), row.revision) for row in queryset[: case_decisions.MOST_AT_ONCE]]
        found = case_decisions.decide_many(
            viewer=viewer(request), cases=cases, is_granted=True, reason="", words="", now=timezone.now()
        )
        self._tell(request, queryset, found, "อนุมัติหรือเสนอแล้ว {count} เรื่อง")

    @admin.action(description="รับเรื่อง")
    def take_many(self, request: HttpRequest, queryset: QuerySet[Application]) -> None:
        """Take the chosen cases."""
        found = []
        for row in queryset[: case_decisions.MOST_AT_ONCE]:
            refusal = None
            try:
                casework.take(viewer=viewer(request), application_id=str(row.public_id), now=timezone.now())
            except Refusal as one:
                refusal = one
            found.append(case_decisions.Outcome(str(row.public_id), refusal))
        self._tell(request, queryset, found, "รับเรื่องแล้ว {count} เรื่อง")

    def _tell(self, request: HttpRequest, queryset: Any, found: list[case_decisions.Outcome], done: str) -> None:
        numbers = {str(public_id): number for public_id, number in queryset.values_list("public_id", "number")}
        went_well = [one for one in found if one.refusal is None]
        if went_well:
            messages.success(request, done.format(count=len(went_well)))
        for one in found:
            if one.refusal is not None:
                messages.error(request, f"{numbers.get(one.application_id, '')}: {one.refusal.message('th')}")

    def get_urls(self) -> list[URLPattern]:
        """Return the addresses of the queue, of one case, and of the steps on it."""
        wrap, stem = self.admin_site.admin_view, "welfare_application"
        steps = {
            "take": self.take,
            "hand-over": self.hand_over,
            "give-back": self.give_back,
            "recuse": self.recuse,
            "ask": self.ask,
            "decide": self.decide,
            "decide-appeal": self.decide_appeal,
        }
        pages = [
            path(f"<int:pk>/{name}/", wrap(self._posted(step)), name=f"{stem}_{name}") for name, step in steps.items()
        ]
        return pages + super().get_urls()

    def _posted(self, step: Callable[..., None]) -> Callable[..., HttpResponse]:
        def page(request: HttpRequest, pk: int) -> HttpResponse:
            row: Application = self.row(request, str(pk))
            if request.method == "POST":
                step(request, {"viewer": viewer(request), "application_id": str(row.public_id), "now": timezone.now()})
            at_desk = viewer(request)
            if case_rights.conflict_with(at_desk, row) is not None:
                return go("welfare_application_changelist")
            return go(PAGE, row.pk)

        return page

    # --- columns ------------------------------------------------------------------------------------------------

    @admin.display(description="เลขที่", ordering="number")
    def shown_number(self, row: Application) -> SafeString:
        """Return the reference and the day it came."""
        came = date_text(timezone.localdate(row.submitted_at), "th") if row.submitted_at else ""
        return format_html('<span class="name">{}</span><span class="sub">ยื่น {}</span>', row.number, came)

    @admin.display(description="เรื่อง", ordering="matter")
    def shown_matter(self, row: Application) -> str:
        """Return the programme's or the service's name."""
        return titles(row)[0]

    @admin.display(description="สถานะ", ordering="state")
    def shown_state(self, row: Application) -> SafeString:
        """Return where it stands, and whether a second officer is awaited."""
        found = tags.case_badge(row.state)
        return found if row.proposed_by_id is None else format_html("{} {}", found, tags.second_badge(row))

    @admin.display(description="กำหนดเสร็จ", ordering="due_on")
    def shown_due(self, row: Application) -> SafeString:
        """Return the promised day and how many days are left."""
        return tags.due_badge(row)

    @admin.display(description="ผู้รับผิดชอบ", ordering="assigned_to__name_th")
    def shown_officer(self, row: Application) -> str:
        """Return whose case it is."""
        return row.assigned_to.name_th if row.assigned_to else "–"
