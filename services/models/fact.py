"""Fact: how sure one statement about a service is, where it comes from, and when an officer last confirmed it.

HSDS keeps one `assured_date` for a whole record; citizens need it for each statement, since a name may be certain
while a fee is disputed. Every service has one Fact for each FactName.
"""

from django.db import models

from superapp.accounts.models import Officer


class FactName(models.TextChoices):
    """The statements about a service whose certainty is kept."""

    DESCRIPTION = "description", "คำอธิบาย"
    FEE = "fee", "ค่าธรรมเนียม"
    PROCESSING = "processing", "ระยะเวลา"
    CHANNEL = "channel", "ช่องทาง"
    EVIDENCE = "evidence", "เอกสารที่ต้องใช้"
    LEGAL = "legal", "กฎหมาย"
    IDENTITY = "identity", "ระดับการยืนยันตัวตน"
    DIGITAL_LEVEL = "digital_level", "ระดับดิจิทัล"
    OUTPUT = "output", "สิ่งที่ได้รับ"


class Certainty(models.TextChoices):
    """How sure a statement is, surest first."""

    AGENCY_CONFIRMED = "agency_confirmed", "หน่วยงานยืนยันแล้ว"
    PUBLISHED_SOURCE = "published_source", "มีแหล่งอ้างอิงของทางการ"
    SECONDARY_SOURCE = "secondary_source", "มีแหล่งอ้างอิงอื่น"
    CONFLICTING = "conflicting", "ข้อมูลไม่ตรงกัน"
    GENERAL_KNOWLEDGE = "general_knowledge", "ความรู้ทั่วไป"
    PROPOSED = "proposed", "ข้อเสนอ"
    UNKNOWN = "unknown", "ยังไม่ทราบ"


class FactQuerySet(models.QuerySet["Fact"]):
    """Which facts."""

    def due(self, as_of: object) -> "FactQuerySet":
        """Return the facts to be confirmed by `as_of`: never confirmed, or confirmed too long ago."""
        return self.filter(models.Q(confirm_by=None) | models.Q(confirm_by__lte=as_of))


class Fact(models.Model):
    """The standing of one statement about a service."""

    service = models.ForeignKey(
        "services.Service", verbose_name="บริการ", on_delete=models.CASCADE, related_name="facts"
    )
    name = models.CharField("ข้อเท็จจริง", max_length=20, choices=FactName.choices)
    certainty = models.CharField("ความแน่นอน", max_length=20, choices=Certainty.choices)
    source = models.TextField("แหล่งที่มา", blank=True)
    confirmed_at = models.DateTimeField("ยืนยันเมื่อ", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Officer, verbose_name="ผู้ยืนยัน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirm_by = models.DateField("ต้องยืนยันใหม่ก่อน", null=True, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        verbose_name = "ข้อเท็จจริง"
        verbose_name_plural = "ข้อเท็จจริง"
        constraints = [
            models.UniqueConstraint(name="fact_once_per_service", fields=["service", "name"]),
            models.CheckConstraint(
                name="fact_confirmed_by_somebody",
                condition=models.Q(confirmed_at=None) | models.Q(confirmed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["confirm_by"], name="fact_by_confirm_by")]

    def __str__(self) -> str:
        return f"{self.service_id}:{self.name}"
