"""Payments at the desk: a list without names, one of them, and what an officer may do with those that failed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from superapp.accounts.desk import DeskAdmin, attempt, viewer
from superapp.accounts.templatetags.desk import badge, thai_date
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from superapp.thai import money
from welfare import permissions
from welfare.actions import disbursements, disbursements_opening
from welfare.models import Disbursement, DisbursementState

from .payday_charts import STATIONS, reason_text, states_of
from .scope import title_of

D = DisbursementState
TONES = {"due": "idea", "sent": "fair", "paid": "good", "failed": "bad", "closed": "none"}


class StationFilter(admin.SimpleListFilter):
    """Which payments, by where they stand."""

    title, parameter_name = "สถานะ", "station"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the stations."""
        return [(code, label) for code, label, _ in STATIONS]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Return the payments at the chosen station, all when none is."""
        return queryset.filter(state__in=states_of(self.value())) if self.value() else queryset


@admin.register(Disbursement)
class DisbursementAdmin(DeskAdmin):
    """The payments of an officer's agencies. The list names nobody; a page does once a case was named."""

    list_display = ("shown_id", "shown_programme", "period", "shown_amount", "shown_due", "shown_state", "shown_reason")
    list_filter = (StationFilter, "programme__code", "period", "reason")
    search_fields = ("public_id",)
    ordering = ("-pk",)
    actions = ("retry_many", "cancel_many", "lapse_many")

    def rows(self, viewer: Viewer) -> QuerySet[Disbursement]:
        """Return the payments of the viewer's agencies."""
        return Disbursement.objects.visible_to(viewer).select_related("programme")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list."""
        more = {"title": "รายการจ่าย", "crumbs": [("วันจ่าย", "../paydayrun/")]}
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one payment and its attempts; whom it goes to, once a case was named, which the payee can read."""
        row: Disbursement = self.row(request, object_id)
        payee, refusal = None, ""
        if request.method == "POST":
            try:
                payee = disbursements_opening.open_payee(
                    viewer=viewer(request),
                    disbursement_id=str(row.public_id),
                    case=request.POST.get("case", "").strip(),
                    now=timezone.now(),
                )
            except Refusal as found:
                refusal = found.message("th")
        context = self.page(
            request,
            str(row.public_id)[:8],
            [("รายการจ่าย", "../../")],
            row=row,
            name=title_of(row.programme),
            amount=money.text(row.satang),
            state=shown_state(row),
            why=reason_text(row.reason) if row.reason else "",
            attempts=list(row.attempts.select_related("batch").order_by("-pk")),
            payee=payee,
            refusal=refusal,
        )
        answer = TemplateResponse(request, "welfare/desk/disbursement_page.html", context)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def has_release_permission(self, request: HttpRequest) -> bool:
        """Tell whether whoever is at the desk decides on payments anywhere; the action asks for each again."""
        return permissions.may_release_any(viewer(request))

    @admin.action(description="จ่ายซ้ำ", permissions=["release"])
    def retry_many(self, request: HttpRequest, queryset: QuerySet[Disbursement]) -> None:
        """Let failed payments go out again."""
        self._do(request, queryset, disbursements.retry, "ส่งเข้ารอบจ่ายซ้ำแล้ว")

    @admin.action(description="ยกเลิกรายการที่ยังไม่ส่ง", permissions=["release"])
    def cancel_many(self, request: HttpRequest, queryset: QuerySet[Disbursement]) -> None:
        """Cancel payments that have not left."""
        self._do(request, queryset, disbursements.cancel, "ยกเลิกแล้ว")

    @admin.action(description="ปิดรายการที่จ่ายไม่ได้", permissions=["release"])
    def lapse_many(self, request: HttpRequest, queryset: QuerySet[Disbursement]) -> None:
        """Close payments that cannot be made any more."""
        self._do(request, queryset, disbursements.let_lapse, "ปิดรายการแล้ว")

    def _do(self, request: HttpRequest, queryset: QuerySet[Disbursement], act: Any, done: str) -> None:
        public_ids = [str(one) for one in queryset.values_list("public_id", flat=True)]
        attempt(request, lambda: act(viewer=viewer(request), public_ids=public_ids, now=timezone.now()), done)

    @admin.display(description="รายการ")
    def shown_id(self, row: Disbursement) -> str:
        """Return the beginning of its id."""
        return str(row.public_id)[:8]

    @admin.display(description="โครงการ", ordering="programme__code")
    def shown_programme(self, row: Disbursement) -> str:
        """Return the programme's name."""
        return title_of(row.programme)

    @admin.display(description="จำนวน", ordering="satang")
    def shown_amount(self, row: Disbursement) -> str:
        """Return the amount."""
        return money.text(row.satang)

    @admin.display(description="กำหนดจ่าย", ordering="due_on")
    def shown_due(self, row: Disbursement) -> str:
        """Return the payday, and whether it makes up for a missed month."""
        return thai_date(row.due_on) + (" (ย้อนหลัง)" if row.is_arrears else "")

    @admin.display(description="สถานะ")
    def shown_state(self, row: Disbursement) -> SafeString:
        """Return where it stands."""
        return shown_state(row)

    @admin.display(description="เหตุ")
    def shown_reason(self, row: Disbursement) -> str:
        """Return why it failed."""
        return reason_text(row.reason) if row.reason else ""


def shown_state(row: Disbursement) -> SafeString:
    """Return where a payment stands, as a badge."""
    station = next(code for code, _, states in STATIONS if row.state in states)
    return badge(D(row.state).label, TONES[station])
