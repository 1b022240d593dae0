"""Invoice: a fee to pay by scanning. FeePayment: money a bank says came for it. Refund: money to give back.

A client never says that something was paid: only a bank's booking makes a FeePayment.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models import Agency
from services.models.rights import agencies_of
from superapp.accounts.models import Citizen, Mandate, Officer, Organisation

from .application import Application
from .bank_message import BankEntry
from .fee_state import INVOICE_OPEN, InvoiceState, RefundState

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Which invoices."""

    def of_person(self, viewer: "Viewer") -> "InvoiceQuerySet":
        """Return those of whom the viewer stands here for, as far as a mandate goes."""
        mandate = viewer.mandate
        if mandate is None:
            return self.none() if viewer.citizen is None else self.filter(citizen=viewer.citizen)
        # Whoever may pay has to see what.
        if not {Mandate.Verb.VIEW, Mandate.Verb.PAY} & set(mandate.scope_verbs):
            return self.none()
        theirs = self.filter(citizen=mandate.principal_citizen_id, organisation=mandate.principal_organisation_id)
        return theirs if mandate.scope_codes is None else theirs.filter(matter__in=mandate.scope_codes)

    def visible_to(self, viewer: "Viewer") -> "InvoiceQuerySet":
        """Return what the viewer may see: as an officer their agencies', as a citizen their own."""
        if viewer.officer is not None:
            return self.filter(agency__in=agencies_of(viewer))
        return self.of_person(viewer)

    def run_out(self, now: datetime) -> "InvoiceQuerySet":
        """Return those nobody paid in time."""
        return self.filter(state=InvoiceState.ISSUED, expires_at__lte=now)


class Invoice(models.Model):
    """One bill. `number` is ref1 of the code to scan: digits, the last two checking the others.

    `matter` is the code of the service or programme, what mandates are scoped by. `biller` is the agency's number at
    the bank. `paid_satang` is all that came for it, whatever was given back since. `settled_at` is when it was paid.
    """

    State = InvoiceState

    public_id = models.UUIDField("รหัสใบแจ้ง", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("เลขที่ใบแจ้งชำระ", max_length=20, unique=True)
    application = models.ForeignKey(
        Application, verbose_name="คำขอ", null=True, blank=True, on_delete=models.PROTECT, related_name="invoices"
    )
    citizen = models.ForeignKey(
        Citizen, verbose_name="ผู้ชำระ", null=True, blank=True, on_delete=models.PROTECT, related_name="invoices"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="องค์กร", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agency = models.ForeignKey(Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="+")
    matter = models.CharField("รหัสโครงการหรือบริการ", max_length=80)
    fee_position = models.PositiveSmallIntegerField("ค่าธรรมเนียมลำดับที่", default=0)
    title_th = models.CharField("รายการ (ไทย)", max_length=200)
    title_en = models.CharField("รายการ (อังกฤษ)", max_length=200)
    biller = models.CharField("รหัสผู้รับชำระ", max_length=15)
    ref2 = models.CharField("อ้างอิง 2", max_length=20, blank=True)
    satang = models.BigIntegerField("จำนวน (สตางค์)")
    paid_satang = models.BigIntegerField("รับแล้ว (สตางค์)", default=0)
    state = models.CharField("สถานะ", max_length=9, choices=InvoiceState.choices, default=InvoiceState.ISSUED)
    issued_at = models.DateTimeField("ออกเมื่อ")
    expires_at = models.DateTimeField("ชำระภายใน")
    settled_at = models.DateTimeField("ชำระเมื่อ", null=True, blank=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = "ใบแจ้งชำระ"
        verbose_name_plural = "ใบแจ้งชำระ"
        indexes = [
            models.Index(name="invoice_of_citizen", fields=["citizen", "-id"]),
            models.Index(name="invoice_of_agency", fields=["agency", "state", "-id"]),
            models.Index(name="invoice_runs_out", fields=["expires_at"], condition=Q(state="issued")),
        ]
        constraints = [
            models.CheckConstraint(name="invoice_is_positive", condition=Q(satang__gt=0, paid_satang__gte=0)),
            models.CheckConstraint(name="invoice_runs_out_later", condition=Q(expires_at__gt=models.F("issued_at"))),
            models.CheckConstraint(
                name="invoice_for_a_person_or_an_organisation",
                condition=Q(citizen__isnull=False, organisation__isnull=True)
                | Q(citizen__isnull=True, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="invoice_known_state", condition=Q(state__in=[value for value, _ in InvoiceState.choices])
            ),
            # One bill at a time for one fee of one case: two would be two payments.
            models.UniqueConstraint(
                name="invoice_one_open_for_a_fee",
                fields=["application", "fee_position"],
                condition=Q(state__in=[str(state) for state in INVOICE_OPEN]),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_settled(self) -> bool:
        """Tell whether the fee counts as paid; money that came too late counts only once an officer keeps it."""
        return self.settled_at is not None


class FeePayment(models.Model):
    """Money that came. `invoice` None when nothing of ours matches: it lies in suspense until an officer knows."""

    class Verdict(models.TextChoices):
        """What it is for its bill."""

        EXACT = "exact", "พอดี"
        PARTIAL = "partial", "ขาด"
        OVER = "over", "เกิน"
        LATE = "late", "เลยกำหนด"
        DUPLICATE = "duplicate", "ซ้ำ"
        UNMATCHED = "unmatched", "ไม่พบใบแจ้ง"

    public_id = models.UUIDField("รหัสรับเงิน", default=uuid.uuid4, unique=True, editable=False)
    invoice = models.ForeignKey(
        Invoice, verbose_name="ใบแจ้งชำระ", null=True, blank=True, on_delete=models.PROTECT, related_name="payments"
    )
    entry = models.OneToOneField(
        BankEntry, verbose_name="บรรทัดจากธนาคาร", on_delete=models.PROTECT, related_name="fee_payment"
    )
    satang = models.BigIntegerField("จำนวน (สตางค์)")
    verdict = models.CharField("ผลการจับคู่", max_length=9, choices=Verdict.choices)
    paid_at = models.DateTimeField("ชำระเมื่อ")
    received_at = models.DateTimeField("รับแจ้งเมื่อ")

    class Meta:
        verbose_name = "เงินรับชำระ"
        verbose_name_plural = "เงินรับชำระ"
        constraints = [models.CheckConstraint(name="fee_payment_is_positive", condition=Q(satang__gt=0))]

    def __str__(self) -> str:
        return f"fee-payment-{self.public_id}"


class RefundQuerySet(models.QuerySet["Refund"]):
    """Which refunds."""

    def visible_to(self, viewer: "Viewer") -> "RefundQuerySet":
        """Return those of the agencies the viewer works for."""
        return self.filter(payment__invoice__agency__in=agencies_of(viewer))

    def waiting(self) -> "RefundQuerySet":
        """Return the queue: what somebody still has to give back, or to keep."""
        return self.filter(state__in=(RefundState.DUE, RefundState.APPROVED))


class Refund(models.Model):
    """Money to give back, of one payment. Two officers: one approves, another one says it was paid back."""

    State = RefundState

    public_id = models.UUIDField("รหัสคืนเงิน", default=uuid.uuid4, unique=True, editable=False)
    payment = models.OneToOneField(
        FeePayment, verbose_name="เงินรับชำระ", on_delete=models.PROTECT, related_name="refund"
    )
    satang = models.BigIntegerField("จำนวน (สตางค์)")
    state = models.CharField("สถานะ", max_length=8, choices=RefundState.choices, default=RefundState.DUE)
    due_at = models.DateTimeField("ตั้งคืนเมื่อ")
    approved_by = models.ForeignKey(
        Officer, verbose_name="ผู้อนุมัติ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_by = models.ForeignKey(
        Officer, verbose_name="ผู้ยืนยันการคืน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField("จบเมื่อ", null=True, blank=True)
    bank_reference = models.CharField("อ้างอิงธนาคาร", max_length=60, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = "รายการคืนเงิน"
        verbose_name_plural = "รายการคืนเงิน"
        indexes = [models.Index(name="refund_queue", fields=["id"], condition=Q(state__in=["due", "approved"]))]
        constraints = [
            models.CheckConstraint(name="refund_is_positive", condition=Q(satang__gt=0)),
            models.CheckConstraint(
                name="refund_settled_by_another",
                condition=Q(settled_by=None) | Q(approved_by=None) | ~Q(settled_by=models.F("approved_by")),
            ),
            models.CheckConstraint(
                name="refund_paid_back_after_approval",
                condition=~Q(state="refunded") | Q(approved_by__isnull=False, settled_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"refund-{self.public_id}"
