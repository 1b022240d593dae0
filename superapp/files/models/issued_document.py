"""IssuedDocument: a letter, receipt or report as it was issued; and the series that number them."""

import uuid
from typing import Any

import orjson
from django.db import models
from django.db.models import Q
from django.utils import timezone

from superapp.accounts import cipher
from superapp.accounts.models import Citizen


class DocumentSeries(models.Model):
    """How far the numbers of one prefix have come in one year of the Buddhist era."""

    prefix = models.CharField("อักษรนำ", max_length=6)
    year_be = models.PositiveSmallIntegerField("พ.ศ.")
    last_number = models.PositiveIntegerField("เลขล่าสุด", default=0)

    class Meta:
        verbose_name = "ชุดเลขเอกสาร"
        verbose_name_plural = "ชุดเลขเอกสาร"
        constraints = [models.UniqueConstraint(name="document_series_once", fields=["prefix", "year_be"])]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year_be}"


class IssuedDocument(models.Model):
    """A document that was issued. Nothing of it ever changes but being revoked, once; triggers see to that.

    `citizen` is whose it is; None for what is public. A citizen's record and file are sealed by their own key, so an
    erasure leaves number, kind, day and code: enough to tell whether a paper is genuine, not whose it is. `once_key`
    makes issuing safe to repeat; None when the caller does without.
    """

    public_id = models.UUIDField("รหัสเอกสาร", default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("เลขที่", max_length=24, unique=True)
    kind = models.CharField("ประเภท", max_length=40)
    agency_code = models.CharField("หน่วยงาน", max_length=40)
    citizen = models.ForeignKey(
        Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="documents", null=True, blank=True
    )
    matter = models.CharField("เรื่อง", max_length=120, blank=True)
    once_key = models.CharField("กุญแจกันออกซ้ำ", max_length=120, unique=True, null=True, blank=True)
    amount_satang = models.PositiveBigIntegerField("จำนวนเงิน (สตางค์)", null=True, blank=True)
    issued_on = models.DateField("ลงวันที่")
    issued_at = models.DateTimeField("ออกเมื่อ", default=timezone.now)
    record_text = models.TextField("รายการ", blank=True)
    record_sealed = models.BinaryField("รายการ (ปิดผนึก)", null=True, editable=False)
    digest = models.CharField("ค่าแฮชของรายการ", max_length=64)
    code = models.CharField("รหัสตรวจสอบ", max_length=320)
    key_id = models.CharField("กุญแจลงนาม", max_length=8)
    stored_as = models.CharField("ที่เก็บ", max_length=120, editable=False)
    sha256 = models.CharField("ค่าแฮช SHA-256", max_length=64)
    size_bytes = models.PositiveBigIntegerField("ขนาด (ไบต์)")
    revoked_at = models.DateTimeField("เพิกถอนเมื่อ", null=True, blank=True)
    revoked_because = models.CharField("เหตุที่เพิกถอน", max_length=40, blank=True)

    class Meta:
        verbose_name = "เอกสารที่ออก"
        verbose_name_plural = "เอกสารที่ออก"
        indexes = [
            models.Index(fields=["citizen", "-issued_at", "-id"], name="document_of_citizen"),
            models.Index(fields=["matter"], name="document_of_matter"),
        ]
        constraints = [
            models.CheckConstraint(
                name="document_record_lies_in_one_place",
                condition=Q(citizen__isnull=True, record_sealed__isnull=True) & ~Q(record_text="")
                | Q(citizen__isnull=False, record_sealed__isnull=False, record_text=""),
            ),
            models.CheckConstraint(
                name="document_revoked_says_why",
                condition=Q(revoked_at__isnull=True, revoked_because="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_because=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_public(self) -> bool:
        """Whether anybody may have it."""
        return self.citizen_id is None

    @property
    def about_record(self) -> cipher.About:
        """The place of its sealed record."""
        return ("issued_document", str(self.public_id), "record")

    def record(self) -> dict[str, Any]:
        """Return what it says, as it was signed.

        :raises cipher.Unreadable: when its citizen was erased.
        """
        text = self.record_text
        if self.citizen is not None:
            text = cipher.opened_with(self.citizen.own_key(), bytes(self.record_sealed), self.about_record)
        found: dict[str, Any] = orjson.loads(text)
        return found

    def sealing_key(self) -> bytes | None:
        """Return the key its file is sealed by; None when it is public.

        :raises cipher.Unreadable: when its citizen was erased.
        """
        return None if self.citizen is None else self.citizen.own_key()
