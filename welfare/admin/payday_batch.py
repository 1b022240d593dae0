"""Batches at the desk: put together by one officer, released by another just after their second factor."""

from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from services.models.rights import DRAFT, agencies_with
from superapp.accounts.desk import DeskAdmin, attempt, go, viewer
from superapp.accounts.templatetags.desk import badge, thai_date, thai_moment
from superapp.accounts.viewer import Viewer
from superapp.thai import money
from welfare import permissions
from welfare.actions import batches
from welfare.models import BatchState, PaymentAttempt, PaymentBatch, Programme

from .payday_charts import reason_text
from .scope import titles

B = BatchState
PAGE, LIST = "welfare_paymentbatch_change", "welfare_paymentbatch_changelist"
BADGES = {
    B.PREPARED: ("warn", "group"),
    B.RELEASED: ("fair", "schedule_send"),
    B.SENDING: ("fair", "upload"),
    B.SENT: ("good", "check_circle"),
    B.REFUSED: ("bad", "error"),
    B.WITHDRAWN: ("none", "undo"),
}


def waiting_badge(request: HttpRequest) -> str:
    """Return how many batches of the officer's agencies wait for somebody to release them; blank for none."""
    at_desk = viewer(request)
    if at_desk.officer is None:
        return ""
    waiting = PaymentBatch.objects.visible_to(at_desk).filter(state=B.PREPARED).exclude(prepared_by=at_desk.officer)
    return str(waiting.count() or "")


@admin.register(PaymentBatch)
class PaymentBatchAdmin(DeskAdmin):
    """The batches of an officer's agencies, the newest first."""

    change_list_template = "welfare/desk/batch_list.html"
    list_display = ("shown_id", "shown_value_date", "count", "shown_total", "shown_state", "shown_preparer")
    list_filter = ("state",)
    search_fields = ("message_id",)
    ordering = ("-pk",)

    def rows(self, viewer: Viewer) -> QuerySet[PaymentBatch]:
        """Return the batches of the viewer's agencies."""
        return PaymentBatch.objects.visible_to(viewer).select_related("prepared_by", "released_by", "agency")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, and the form for a new batch to whoever may put one together."""
        writing = agencies_with(viewer(request), DRAFT)
        paying = list(Programme.objects.filter(agency__in=writing, paydays__isnull=False).distinct().order_by("code"))
        names = titles(paying)
        more = {
            "title": "ชุดจ่าย",
            "crumbs": [("วันจ่าย", "../paydayrun/")],
            "programmes": [(one.code, names[one.pk]) for one in paying],
            "today": timezone.localdate().isoformat(),
        }
        return super().changelist_view(request, (extra_context or {}) | more)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show one batch: what it pays in sums, what became of it, and who may let it go."""
        row: PaymentBatch = self.row(request, object_id)
        at_desk = viewer(request)
        context = self.page(
            request,
            row.message_id,
            [("ชุดจ่าย", "../../")],
            row=row,
            total=money.text(row.satang),
            state=shown_state(row),
            parts=_parts(row),
            ends=_ends(row),
            waits=row.state == B.PREPARED,
            is_mine=at_desk.officer is not None and row.prepared_by_id == at_desk.officer.pk,
            may_release=permissions.may_release(at_desk, row.agency_id),
            may_withdraw=permissions.may_release(at_desk, row.agency_id)
            or permissions.may_prepare_payment(at_desk, row.agency_id),
        )
        return TemplateResponse(request, "welfare/desk/batch_page.html", context)

    def prepare_view(self, request: HttpRequest) -> HttpResponse:
        """Put a batch together."""
        made = None
        if request.method == "POST" and self.opens_to(request):
            try:
                value_date = date.fromisoformat(request.POST.get("value_date", ""))
            except ValueError:
                messages.error(request, "โปรดระบุวันที่เงินเข้า")
                return go(LIST)
            made = attempt(
                request,
                lambda: batches.prepare(
                    viewer=viewer(request),
                    programmes=request.POST.getlist("programmes")[:100],
                    value_date=value_date,
                    now=timezone.now(),
                ),
                "จัดทำชุดจ่ายแล้ว ต้องให้เจ้าหน้าที่อีกคนปล่อยจ่าย",
            )
        return go(PAGE, made.pk) if made else go(LIST)

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let a batch go."""
        return self._step(request, pk, batches.release, "ปล่อยจ่ายแล้ว ระบบกำลังส่งไฟล์ให้ธนาคาร")

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a batch apart."""
        return self._step(request, pk, batches.withdraw, "ถอนชุดจ่ายแล้ว รายการรอชุดต่อไป")

    def _step(self, request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
        row: PaymentBatch = self.row(request, str(pk))
        if request.method == "POST":
            given = {"viewer": viewer(request), "batch_id": str(row.public_id), "now": timezone.now()}
            attempt(request, lambda: act(**given), done)
        return go(PAGE, row.pk)

    def get_urls(self) -> list[URLPattern]:
        """Add the steps."""
        wrap = self.admin_site.admin_view
        return [
            path("prepare/", wrap(self.prepare_view), name="welfare_paymentbatch_prepare"),
            path("<int:pk>/release/", wrap(self.release_view), name="welfare_paymentbatch_release"),
            path("<int:pk>/withdraw/", wrap(self.withdraw_view), name="welfare_paymentbatch_withdraw"),
            *super().get_urls(),
        ]

    @admin.display(description="ชุดจ่าย", ordering="message_id")
    def shown_id(self, row: PaymentBatch) -> SafeString:
        """Return its id and when it was made."""
        return format_html('{}<br><span class="hint">{}</span>', row.message_id, thai_moment(row.prepared_at))

    @admin.display(description="เงินเข้าวันที่", ordering="value_date")
    def shown_value_date(self, row: PaymentBatch) -> str:
        """Return the day of value."""
        return thai_date(row.value_date)

    @admin.display(description="รวม", ordering="satang")
    def shown_total(self, row: PaymentBatch) -> str:
        """Return its sum."""
        return money.text(row.satang)

    @admin.display(description="สถานะ")
    def shown_state(self, row: PaymentBatch) -> SafeString:
        """Return where it stands."""
        return shown_state(row)

    @admin.display(description="ผู้จัดทำ")
    def shown_preparer(self, row: PaymentBatch) -> str:
        """Return who put it together."""
        return row.prepared_by.name_th


def shown_state(row: PaymentBatch) -> SafeString:
    """Return where a batch stands, as a badge."""
    return badge(B(row.state).label, *BADGES[B(row.state)])


def _parts(row: PaymentBatch) -> list[tuple[str, str, int, str]]:
    """Return programme, period, count and sum of what is in a batch."""
    found = (
        row.attempts.values("disbursement__programme", "disbursement__period")
        .annotate(count=Count("pk"), satang=Sum("satang"))
        .order_by("disbursement__programme", "disbursement__period")
    )
    rows = list(found)
    names = titles(Programme.objects.filter(pk__in={one["disbursement__programme"] for one in rows}))
    return [
        (names[one["disbursement__programme"]], one["disbursement__period"], one["count"], money.text(one["satang"]))
        for one in rows
    ]


def _ends(row: PaymentBatch) -> list[tuple[str, str, int]]:
    """Return what became of a batch's payments: outcome, why, and how many."""
    found = row.attempts.values("outcome", "reason").annotate(count=Count("pk")).order_by("outcome", "reason")
    return [
        (
            PaymentAttempt.Outcome(one["outcome"]).label,
            reason_text(one["reason"]) if one["reason"] else "",
            one["count"],
        )
        for one in found
    ]
