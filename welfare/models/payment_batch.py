"""PaymentBatch: one file to one bank for one day of value, prepared by one officer and released by another."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models import Agency
from services.models.rights import agencies_of
from superapp.accounts.models import Officer

from .payment_state import BatchState

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class PaymentBatchQuerySet(models.QuerySet["PaymentBatch"]):
    """Which batches."""

    def visible_to(self, viewer: "Viewer") -> "PaymentBatchQuerySet":
        """Return those of the agencies the viewer works for; none for citizens."""
        return self.filter(agency__in=agencies_of(viewer))


class PaymentBatch(models.Model):
    """One pain.001. `message_id` is the bank's key against taking it twice.

    The row is the intent: in state SENDING a file may be at the bank, and asking again with the same bytes is the only
    way on. `digest` is the SHA-256 of those bytes, "" until they were first written. `count` and `satang` are the
    file's totals. `answer` is the bank's code when it refused the file.
    """

    State = BatchState

    public_id = models.UUIDField("รหัสชุดจ่าย", default=uuid.uuid4, unique=True, editable=False)
    message_id = models.CharField("รหัสไฟล์", max_length=35, unique=True)
    agency = models.ForeignKey(Agency, verbose_name="หน่วยงาน", on_delete=models.PROTECT, related_name="+")
    bank = models.CharField("ธนาคาร", max_length=20)
    debit_bank_code = models.CharField("ธนาคารบัญชีจ่าย", max_length=3)
    debit_number = models.CharField("เลขบัญชีจ่าย", max_length=20)
    debtor_name = models.CharField("ชื่อผู้จ่าย", max_length=140)
    value_date = models.DateField("วันที่เงินเข้า")
    state = models.CharField("สถานะ", max_length=9, choices=BatchState.choices, default=BatchState.PREPARED)
    count = models.PositiveIntegerField("จำนวนรายการ")
    satang = models.BigIntegerField("รวม (สตางค์)")
    digest = models.CharField("ลายพิมพ์ไฟล์", max_length=64, blank=True)
    prepared_by = models.ForeignKey(Officer, verbose_name="ผู้จัดทำ", on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("จัดทำเมื่อ")
    released_by = models.ForeignKey(
        Officer, verbose_name="ผู้ปล่อยจ่าย", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField("ปล่อยจ่ายเมื่อ", null=True, blank=True)
    sent_at = models.DateTimeField("ธนาคารรับเมื่อ", null=True, blank=True)
    answer = models.CharField("คำตอบธนาคาร", max_length=40, blank=True)

    objects = PaymentBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "ชุดจ่าย"
        verbose_name_plural = "ชุดจ่าย"
        indexes = [models.Index(name="batch_of_agency", fields=["agency", "state", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="batch_released_by_another",
                condition=Q(released_by=None) | ~Q(released_by=models.F("prepared_by")),
            ),
            models.CheckConstraint(
                name="batch_released_before_it_leaves",
                condition=Q(state__in=["prepared", "withdrawn"]) | Q(released_by__isnull=False),
            ),
            models.CheckConstraint(name="batch_holds_something", condition=Q(count__gt=0, satang__gt=0)),
        ]

    def __str__(self) -> str:
        return self.message_id
