"""Reconciliation: a day's comparison of our ledger with the bank's book. Finding: one difference, and since when."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Officer

from .bank_message import BankEntry
from .disbursement import PaymentAttempt


class Reconciliation(models.Model):
    """One day's comparison, in both directions. Satang are totals of that day's postings and bookings."""

    day = models.DateField("วันที่กระทบยอด", unique=True)
    posted_out_satang = models.BigIntegerField("จ่ายตามบัญชีเรา (สตางค์)")
    booked_out_satang = models.BigIntegerField("จ่ายตามธนาคาร (สตางค์)")
    posted_in_satang = models.BigIntegerField("รับตามบัญชีเรา (สตางค์)")
    booked_in_satang = models.BigIntegerField("รับตามธนาคาร (สตางค์)")
    found = models.PositiveIntegerField("ผลต่างใหม่", default=0)
    cleared = models.PositiveIntegerField("ผลต่างที่หมดไป", default=0)
    made_at = models.DateTimeField("ทำเมื่อ")

    class Meta:
        verbose_name = "การกระทบยอด"
        verbose_name_plural = "การกระทบยอด"

    def __str__(self) -> str:
        return f"reconciliation-{self.day}"


class FindingQuerySet(models.QuerySet["Finding"]):
    """Which findings."""

    def open(self) -> "FindingQuerySet":
        """Return the differences that stand."""
        return self.filter(cleared_on=None, explained_by=None)


class Finding(models.Model):
    """One difference. (kind, key) is unique: found again it grows older, gone it is cleared.

    `key` names what differs: our EndToEndId, the bank's reference, an account. `satang` is by how much.
    """

    class Kind(models.TextChoices):
        """What differs."""

        NOT_BOOKED = "not_booked", "เราลงว่าจ่ายแล้ว ธนาคารไม่มี"
        NOT_POSTED = "not_posted", "ธนาคารจ่ายแล้ว เราไม่ได้ลง"
        AMOUNT_DIFFERS = "amount_differs", "จำนวนไม่ตรง"
        BOOKED_TWICE = "booked_twice", "ธนาคารจ่ายสองครั้ง"
        UNKNOWN_PAYMENT = "unknown_payment", "ไม่ใช่รายการของเรา"
        RETURN_NOT_POSTED = "return_not_posted", "เงินคืนที่ยังไม่ลง"
        BILL_NOT_POSTED = "bill_not_posted", "เงินรับชำระที่ยังไม่ลง"
        NO_ANSWER = "no_answer", "ส่งแล้วไม่ทราบผล"
        UNMATCHED_MONEY = "unmatched_money", "เงินรับไม่ทราบที่มา"
        STATEMENT_GAP = "statement_gap", "ยอดรายการเดินบัญชีไม่ต่อกัน"
        STATEMENT_DIFFERS = "statement_differs", "รายการเดินบัญชีไม่ตรงกับที่แจ้ง"

    public_id = models.UUIDField("รหัสผลต่าง", default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("ชนิด", max_length=18, choices=Kind.choices)
    key = models.CharField("สิ่งที่ต่าง", max_length=120)
    satang = models.BigIntegerField("จำนวน (สตางค์)")
    entry = models.ForeignKey(
        BankEntry, verbose_name="บรรทัดจากธนาคาร", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    attempt = models.ForeignKey(
        PaymentAttempt, verbose_name="คำสั่งจ่าย", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    first_seen_on = models.DateField("พบครั้งแรก")
    last_seen_on = models.DateField("พบล่าสุด")
    cleared_on = models.DateField("หมดไปเมื่อ", null=True, blank=True)
    explained_by = models.ForeignKey(
        Officer, verbose_name="ผู้ชี้แจง", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    explanation = models.CharField("รหัสคำชี้แจง", max_length=40, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "ผลต่างการกระทบยอด"
        verbose_name_plural = "ผลต่างการกระทบยอด"
        indexes = [models.Index(name="finding_open", fields=["first_seen_on"], condition=Q(cleared_on=None))]
        constraints = [models.UniqueConstraint(name="finding_once", fields=["kind", "key"])]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    def age_days(self, as_of: date) -> int:
        """Return for how many days it has stood."""
        return (as_of - self.first_seen_on).days
