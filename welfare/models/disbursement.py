"""Disbursement: what one right pays for one period. PaymentAttempt: one credit that a bank was asked for to pay it.

Grants are never merged: two months, or two rights, are two disbursements and two credits.
"""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q, Sum

from services.models.rights import agencies_of
from superapp.accounts import cipher
from superapp.accounts.models import Citizen

from .entitlement import Entitlement, owned_by
from .payday_run import PaydayRun
from .payment_batch import PaymentBatch
from .payment_state import TO_SEND, DisbursementState
from .programme import Programme
from .rule_version import RuleVersion

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class DisbursementQuerySet(models.QuerySet["Disbursement"]):
    """Which disbursements."""

    def visible_to(self, viewer: "Viewer") -> "DisbursementQuerySet":
        """Return what the viewer may see: as an officer those of their agencies, as a citizen their own."""
        if viewer.officer is not None:
            return self.filter(programme__agency__in=agencies_of(viewer))
        return self.filter(owned_by(viewer))

    def to_send(self, value_date: date) -> "DisbursementQuerySet":
        """Return those that a batch for `value_date` takes: due by then, to an account not known to be broken."""
        return self.filter(
            state__in=[str(state) for state in TO_SEND], due_on__lte=value_date, entitlement__is_payout_broken=False
        )

    def totals(self, *by: str) -> list[dict[str, Any]]:
        """Return count and satang by these columns ("state", "reason", "period" ...), in one query, for charts."""
        groups: Sequence[str] = by or ("state",)
        return list(self.values(*groups).annotate(count=Count("pk"), satang=Sum("satang")).order_by(*groups))


class Disbursement(models.Model):
    """One payment that is due. (entitlement, period, seq) is unique: nobody is paid twice for a month.

    `period` is "2026-12" for monthly rights and "once" for others; `seq` 0 is the period's own payment, 1 and more a
    supplement. `due_on` is the payday. `is_arrears` marks a month that was missed and is made up for. `round` counts
    how often it was tried again. `reason` is the bank's code of the last failure, "" for none. `mend_until` is the day
    after which it lapses, None where nothing ends the waiting. `is_untold` is True until the payee was told of its
    state.
    """

    State = DisbursementState

    public_id = models.UUIDField("รหัสรายการจ่าย", default=uuid.uuid4, unique=True, editable=False)
    entitlement = models.ForeignKey(
        Entitlement, verbose_name="สิทธิ", on_delete=models.PROTECT, related_name="disbursements"
    )
    citizen = models.ForeignKey(Citizen, verbose_name="ผู้รับ", on_delete=models.PROTECT, related_name="disbursements")
    programme = models.ForeignKey(
        Programme, verbose_name="โครงการ", on_delete=models.PROTECT, related_name="disbursements"
    )
    run = models.ForeignKey(
        PaydayRun, verbose_name="รอบจ่าย", null=True, blank=True, on_delete=models.PROTECT, related_name="disbursements"
    )
    rules = models.ForeignKey(
        RuleVersion, verbose_name="หลักเกณฑ์", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField("งวด", max_length=20)
    seq = models.PositiveSmallIntegerField("ลำดับในงวด", default=0)
    satang = models.BigIntegerField("จำนวน (สตางค์)")
    due_on = models.DateField("กำหนดจ่าย")
    is_arrears = models.BooleanField("จ่ายย้อนหลัง", default=False)
    state = models.CharField("สถานะ", max_length=12, choices=DisbursementState.choices, default=DisbursementState.DRAFT)
    round = models.PositiveSmallIntegerField("จ่ายซ้ำครั้งที่", default=0)
    reason = models.CharField("เหตุที่จ่ายไม่ได้", max_length=20, blank=True)
    mend_until = models.DateField("แก้ไขภายใน", null=True, blank=True)
    paid_on = models.DateField("เงินเข้าเมื่อ", null=True, blank=True)
    made_at = models.DateTimeField("ตั้งจ่ายเมื่อ")
    changed_at = models.DateTimeField("เปลี่ยนสถานะเมื่อ")
    is_untold = models.BooleanField("ยังไม่แจ้งผู้รับ", default=False)

    objects = DisbursementQuerySet.as_manager()

    class Meta:
        verbose_name = "รายการจ่าย"
        verbose_name_plural = "รายการจ่าย"
        indexes = [
            models.Index(name="disbursement_of_citizen", fields=["citizen", "-id"]),
            models.Index(name="disbursement_of_programme", fields=["programme", "state", "id"]),
            models.Index(name="disbursement_untold", fields=["id"], condition=Q(is_untold=True)),
        ]
        constraints = [
            models.UniqueConstraint(name="disbursement_once", fields=["entitlement", "period", "seq"]),
            models.CheckConstraint(name="disbursement_is_positive", condition=Q(satang__gt=0)),
            models.CheckConstraint(
                name="disbursement_known_state",
                condition=Q(state__in=[value for value, _ in DisbursementState.choices]),
            ),
        ]

    def __str__(self) -> str:
        return f"disbursement-{self.public_id}"


class PaymentAttempt(models.Model):
    """One credit in one file. `end_to_end_id` is ours, comes back in every message about it and is never used again.

    `payout_sealed` is where the money was sent, frozen when the batch was prepared so that the same file can be
    written again; sealed for ("payment_attempt", end_to_end_id, "payout") with the citizen's key. At most one attempt
    of a disbursement is live - open or paid - at any time: the database's own guard against paying twice.
    """

    class Outcome(models.TextChoices):
        """What became of it."""

        OPEN = "open", "รอผล"
        PAID = "paid", "จ่ายแล้ว"
        REJECTED = "rejected", "ถูกปฏิเสธ"
        RETURNED = "returned", "ถูกส่งคืน"
        WITHDRAWN = "withdrawn", "ไม่ได้ส่ง"

    disbursement = models.ForeignKey(
        Disbursement, verbose_name="รายการจ่าย", on_delete=models.PROTECT, related_name="attempts"
    )
    batch = models.ForeignKey(PaymentBatch, verbose_name="ชุดจ่าย", on_delete=models.PROTECT, related_name="attempts")
    end_to_end_id = models.CharField("รหัสถึงปลายทาง", max_length=35, unique=True)
    satang = models.BigIntegerField("จำนวน (สตางค์)")
    payout_sealed = models.BinaryField("บัญชีที่ส่ง", editable=False)
    outcome = models.CharField("ผล", max_length=9, choices=Outcome.choices, default=Outcome.OPEN)
    reason = models.CharField("เหตุ", max_length=20, blank=True)
    # The bank's own name of the booking and its day; blank until a booking came, even if a status said paid before.
    bank_reference = models.CharField("อ้างอิงธนาคาร", max_length=60, blank=True)
    booked_on = models.DateField("ลงบัญชีเมื่อ", null=True, blank=True)
    settled_at = models.DateTimeField("รู้ผลเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "คำสั่งจ่าย"
        verbose_name_plural = "คำสั่งจ่าย"
        indexes = [models.Index(name="attempt_of_batch", fields=["batch", "id"])]
        constraints = [
            models.UniqueConstraint(
                name="attempt_one_live", fields=["disbursement"], condition=Q(outcome__in=["open", "paid"])
            ),
            models.CheckConstraint(name="attempt_is_positive", condition=Q(satang__gt=0)),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id

    @property
    def about(self) -> cipher.About:
        """The place the account is sealed for."""
        return ("payment_attempt", self.end_to_end_id, "payout")
