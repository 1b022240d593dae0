"""Policies of hearings: how long they last, when the report is due, and what is published before one opens.

All are dated rows with the text they rest on. None of the days is in the Act: they come from a Cabinet resolution, from
guidelines and from rules of this house, and the page says which (docs/hearings.md).
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from .hearing import Hearing


class DatedQuerySet(models.QuerySet["PeriodPolicy | RequiredDocument"]):
    """Which rows, by day."""

    def in_force_on(self, day: date) -> "DatedQuerySet":
        """Return those that count for a hearing announced on `day`; `valid_to` is the first day they do not."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


class PeriodPolicy(models.Model):
    """How many days a kind of hearing lasts at least and as recommended, and within how many days it is reported.

    Days are inclusive calendar days in Bangkok. `report_days` count from the last day of the hearing.
    """

    class Rank(models.TextChoices):
        """What kind of text it rests on."""

        LAW = "law", "กฎหมาย"
        RESOLUTION = "resolution", "มติคณะรัฐมนตรี"
        GUIDELINE = "guideline", "แนวทางปฏิบัติ"
        HOUSE = "house", "เกณฑ์ของระบบ"

    kind = models.CharField("ชนิดการรับฟัง", max_length=12, choices=Hearing.Kind.choices)
    minimum_days = models.PositiveSmallIntegerField("อย่างน้อย (วัน)")
    recommended_days = models.PositiveSmallIntegerField("ที่แนะนำ (วัน)")
    report_days = models.PositiveSmallIntegerField("รายงานภายใน (วัน)")
    rank = models.CharField("ลำดับของที่มา", max_length=10, choices=Rank.choices)
    basis_th = models.TextField("ที่มา (ไทย)")
    basis_en = models.TextField("ที่มา (อังกฤษ)")
    valid_from = models.DateField("ใช้ตั้งแต่")
    valid_to = models.DateField("เลิกใช้เมื่อ", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "เกณฑ์ระยะเวลารับฟัง"
        verbose_name_plural = "เกณฑ์ระยะเวลารับฟัง"
        constraints = [
            models.UniqueConstraint(name="period_policy_once", fields=["kind", "valid_from"]),
            models.CheckConstraint(
                name="period_policy_recommends_no_less",
                condition=Q(minimum_days__gte=1, recommended_days__gte=F("minimum_days")),
            ),
            models.CheckConstraint(
                name="period_policy_ends_after_it_begins", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}@{self.valid_from}"


class DossierKind(models.TextChoices):
    """What a document of the dossier is about."""

    PROBLEM = "problem", "สภาพปัญหาและสาเหตุ"
    NEED = "need", "ความจำเป็นที่ต้องตรากฎหมาย"
    PRINCIPLES = "principles", "หลักการและสาระสำคัญ"
    DRAFT_TEXT = "draft_text", "ตัวบทหรือเค้าโครง"
    AFFECTED = "affected", "ผู้ที่เกี่ยวข้องและผลกระทบต่อแต่ละกลุ่ม"
    IMPACT = "impact", "รายงานวิเคราะห์ผลกระทบ"
    POINTS = "points", "ประเด็นที่ขอรับฟัง"
    PLAIN = "plain", "สรุปภาษาชาวบ้าน"
    PERMITS = "permits", "เหตุผลของระบบอนุญาต"
    COMMITTEES = "committees", "เหตุผลของระบบคณะกรรมการ"
    DISCRETION = "discretion", "หลักเกณฑ์การใช้ดุลพินิจ"
    PENALTIES = "penalties", "เหตุผลของโทษอาญา"
    EVALUATION_DATA = "evaluation_data", "ข้อมูลประกอบการประเมินผลสัมฤทธิ์"


class RequiredDocument(models.Model):
    """A document a kind of hearing needs before it opens. `is_conditional`: only where the draft has such a matter."""

    hearing_kind = models.CharField("ชนิดการรับฟัง", max_length=12, choices=Hearing.Kind.choices)
    document_kind = models.CharField("ชนิดเอกสาร", max_length=16, choices=DossierKind.choices)
    position = models.PositiveSmallIntegerField("ลำดับ")
    is_conditional = models.BooleanField("เฉพาะเมื่อร่างมีเรื่องนี้", default=False)
    valid_from = models.DateField("ใช้ตั้งแต่")
    valid_to = models.DateField("เลิกใช้เมื่อ", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "เอกสารที่ต้องมี"
        verbose_name_plural = "เอกสารที่ต้องมี"
        constraints = [
            models.UniqueConstraint(
                name="required_document_once", fields=["hearing_kind", "document_kind", "valid_from"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hearing_kind}:{self.document_kind}"
