"""What happened to a hearing in public, once per fact; and why its report is late."""

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Officer

from .hearing import Hearing


class HearingEvent(models.Model):
    """A public step of a hearing. Whoever inserts the row tells the followers, so each fact is told once."""

    class Kind(models.TextChoices):
        """What happened."""

        ANNOUNCED = "announced", "ประกาศการรับฟัง"
        OPENED = "opened", "เปิดรับฟัง"
        EXTENDED = "extended", "ขยายเวลา"
        CLOSING_SOON = "closing_soon", "ใกล้ปิดรับฟัง"
        CLOSED = "closed", "ปิดรับฟัง"
        DOCUMENT = "document", "เปลี่ยนเอกสารประกอบ"
        VERSION = "version", "เผยแพร่ร่างฉบับใหม่"
        CANCELLED = "cancelled", "ยกเลิก"
        REPORTED = "reported", "เผยแพร่รายงานผล"

    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="events")
    kind = models.CharField("เหตุการณ์", max_length=12, choices=Kind.choices)
    # Names the fact among others of its kind: the new closing day of an extension, "" where there is only one.
    key = models.CharField("กุญแจกันซ้ำ", max_length=60, blank=True)
    note = models.CharField("คำชี้แจง", max_length=1000, blank=True)
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "เหตุการณ์ของการรับฟัง"
        verbose_name_plural = "เหตุการณ์ของการรับฟัง"
        constraints = [models.UniqueConstraint(name="hearing_event_once", fields=["hearing", "kind", "key"])]

    def __str__(self) -> str:
        return f"{self.hearing_id}:{self.kind}:{self.key}"


class DelayReason(models.Model):
    """Why a hearing's report is late, as its agency says in public, and when it is expected. The latest counts."""

    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="delay_reasons")
    text_th = models.CharField("เหตุที่ล่าช้า (ไทย)", max_length=1000)
    text_en = models.CharField("เหตุที่ล่าช้า (อังกฤษ)", max_length=1000, blank=True)
    expected_on = models.DateField("คาดว่าจะเผยแพร่", null=True, blank=True)
    author = models.ForeignKey(
        Officer, verbose_name="ผู้ชี้แจง", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField("ชี้แจงเมื่อ")

    class Meta:
        verbose_name = "เหตุที่รายงานล่าช้า"
        verbose_name_plural = "เหตุที่รายงานล่าช้า"
        constraints = [models.CheckConstraint(name="delay_reason_says_why", condition=~Q(text_th=""))]

    def __str__(self) -> str:
        return f"{self.hearing_id}@{self.given_at:%Y-%m-%d}"
