"""What nobody could settle by itself: differences with the bank, messages in quarantine, overpayments, refunds."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from services.models.rights import agencies_of
from superapp.accounts.desk import DeskAdmin, attempt, go, viewer
from superapp.accounts.viewer import Viewer
from superapp.thai import money
from welfare import permissions
from welfare.actions import bank_messages, overpayments, reconciliation, refunds
from welfare.models import (
    BankEntry,
    BankMessage,
    FeePayment,
    Finding,
    OverpaymentProposal,
    PaymentAttempt,
    Reconciliation,
    Refund,
)

from .scope import small_number, title_of

LIST = "welfare_finding_changelist"
SHOWN = 50
EXPLANATIONS = (
    ("bank_corrects", "ธนาคารจะแก้ไข"),
    ("posted_by_hand", "ลงบัญชีด้วยรายการแก้แล้ว"),
    ("not_ours", "ไม่ใช่รายการของเรา"),
    ("asked_bank", "สอบถามธนาคารแล้ว"),
)
CODES = {code for code, _ in EXPLANATIONS}


def open_badge(request: HttpRequest) -> str:
    """Return how many differences stand that the officer may explain; blank for none."""
    count = findings_of(viewer(request)).count()
    return str(count or "")


def findings_of(at_desk: Viewer) -> QuerySet[Finding]:
    """Return the differences that stand: those of the viewer's agencies, and those that belong to no agency's batch.

    None for whoever releases no money.
    """
    if not permissions.may_release_any(at_desk):
        return Finding.objects.none()
    theirs = Q(attempt=None) | Q(attempt__batch__agency__in=agencies_of(at_desk))
    return Finding.objects.open().filter(theirs)


def entries_of(at_desk: Viewer) -> QuerySet[BankEntry]:
    """Return the quarantined lines the viewer may settle, in the same way."""
    if not permissions.may_release_any(at_desk):
        return BankEntry.objects.none()
    elsewhere = PaymentAttempt.objects.exclude(batch__agency__in=agencies_of(at_desk)).values("end_to_end_id")
    return BankEntry.objects.for_officers().exclude(end_to_end_id__in=elsewhere)


@admin.register(Finding)
class FindingAdmin(DeskAdmin):
    """One page of all that waits for an officer who may release money."""

    def rows(self, viewer: Viewer) -> QuerySet[Finding]:
        """Return the differences that stand."""
        return findings_of(viewer)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show everything that waits."""
        if not self.opens_to(request):
            raise Http404
        at_desk, today = viewer(request), timezone.localdate()
        refunding = Refund.objects.visible_to(at_desk).waiting().select_related("payment__invoice", "approved_by")
        over = OverpaymentProposal.objects.filter(
            entitlement__programme__agency__in=agencies_of(at_desk), state=OverpaymentProposal.State.PROPOSED
        ).select_related("entitlement__programme")
        may_release = permissions.may_release_any(at_desk)
        context = self.page(
            request,
            "เรื่องที่ต้องดู",
            [("วันจ่าย", "../paydayrun/")],
            may_release=may_release,
            explanations=EXPLANATIONS,
            days=list(Reconciliation.objects.order_by("-day")[:7]) if may_release else [],
            findings=[
                (one, money.text(one.satang), one.age_days(today))
                for one in findings_of(at_desk).order_by("first_seen_on", "pk")[:SHOWN]
            ],
            entries=[
                (one, money.text(one.satang) if one.satang else "")
                for one in entries_of(at_desk).order_by("pk")[:SHOWN]
            ],
            unreadable=_unreadable() if may_release else [],
            overpaid=[
                (one, title_of(one.entitlement.programme), money.text(one.satang))
                for one in over.order_by("pk")[:SHOWN]
            ],
            refunds=[
                (one, money.text(one.satang), FeePayment.Verdict(one.payment.verdict).label)
                for one in refunding.order_by("pk")[:SHOWN]
            ],
            officer=at_desk.officer,
        )
        return TemplateResponse(request, "welfare/desk/payday_troubles.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Answer 404: everything is on the one page."""
        raise Http404

    def explain(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Say why a difference stands."""
        more = {"finding_id": _id(request), "explanation": _code(request)}
        attempt(request, lambda: reconciliation.explain(**more, **how), "บันทึกคำชี้แจงแล้ว")

    def settle(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Say that a quarantined line was looked into."""
        more = {"entry_id": small_number(request.POST.get("id", "")), "explanation": _code(request)}
        attempt(request, lambda: bank_messages.settle_entry(**more, **how), "บันทึกว่าตรวจแล้ว")

    def overpayment(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Claim an overpayment back, or not."""
        more = {"proposal_id": _id(request), "is_claimed": request.POST.get("outcome") == "claim"}
        attempt(request, lambda: overpayments.decide(**more, **how), "บันทึกการตัดสินแล้ว")

    def refund_approve(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Let money be given back."""
        attempt(request, lambda: refunds.approve(refund_id=_id(request), **how), "อนุมัติคืนเงินแล้ว รอเจ้าหน้าที่อีกคนยืนยัน")

    def refund_pay(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Say that it was given back."""
        more = {"refund_id": _id(request), "bank_reference": request.POST.get("reference", "")[:60]}
        attempt(request, lambda: refunds.pay_back(**more, **how), "บันทึกการคืนเงินแล้ว")

    def refund_keep(self, request: HttpRequest, how: dict[str, Any]) -> None:
        """Accept what came late as the fee."""
        attempt(request, lambda: refunds.accept_late(refund_id=_id(request), **how), "รับเป็นค่าธรรมเนียมแล้ว")

    def get_urls(self) -> list[URLPattern]:
        """Add the steps, each an address that is only posted to."""
        steps = {
            "explain": self.explain,
            "settle": self.settle,
            "overpayment": self.overpayment,
            "refund-approve": self.refund_approve,
            "refund-pay": self.refund_pay,
            "refund-keep": self.refund_keep,
        }
        wrap = self.admin_site.admin_view
        added = [
            path(f"{name}/", wrap(self._view(step)), name=f"welfare_finding_{name}") for name, step in steps.items()
        ]
        return [*added, *super().get_urls()]

    def _view(self, step: Callable[[HttpRequest, dict[str, Any]], None]) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest) -> HttpResponse:
            if not self.opens_to(request):
                raise Http404
            if request.method == "POST":
                step(request, {"viewer": viewer(request), "now": timezone.now()})
            return go(LIST)

        return view


def _unreadable() -> list[BankMessage]:
    """Return the messages that could not be read whole, without what is in them."""
    rows = BankMessage.objects.filter(state=BankMessage.State.QUARANTINED).defer("content_sealed")
    return list(rows.order_by("-pk")[:SHOWN])


def _id(request: HttpRequest) -> str:
    """Return the public id that was posted; one of nothing when it is none."""
    text = request.POST.get("id", "")
    is_uuid = len(text) == 36 and all(one in "0123456789abcdef-" for one in text) and text.count("-") == 4
    return text if is_uuid else "00000000-0000-0000-0000-000000000000"


def _code(request: HttpRequest) -> str:
    """Return the explanation that was chosen; the most careful one for anything else."""
    code = request.POST.get("explanation", "")
    return code if code in CODES else "asked_bank"
