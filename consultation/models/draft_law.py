"""DraftLaw, its versions, and its sections: identities that outlive their numbers and their wording.

A Section is identity only; SectionText is what one version says there; SectionChange says what became of it from one
version to the next. A published version never changes, corrections included: triggers see to it.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models import Agency
from services.models.rights import agencies_of
from superapp.accounts.models import Officer

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class DraftLawQuerySet(models.QuerySet["DraftLaw"]):
    """Which laws."""

    def visible_to(self, viewer: "Viewer") -> "DraftLawQuerySet":
        """Return those with a published version, and all of the agencies the viewer works for."""
        published = DraftVersion.objects.filter(law=models.OuterRef("pk"), published_at__isnull=False)
        return self.filter(models.Exists(published) | Q(agency__in=agencies_of(viewer)))


class DraftLaw(models.Model):
    """A law that is being made, or one in force that is being evaluated. Its code is never reused.

    `amends` names the law it changes, None for a new one. `based_on_url` is where the wording comes from.
    """

    class Instrument(models.TextChoices):
        """What kind of law it is to be."""

        ACT = "act", "พระราชบัญญัติ"
        EMERGENCY_DECREE = "emergency_decree", "พระราชกำหนด"
        ROYAL_DECREE = "royal_decree", "พระราชกฤษฎีกา"
        MINISTERIAL_REGULATION = "ministerial_regulation", "กฎกระทรวง"
        NOTIFICATION = "notification", "ประกาศ"
        RULE = "rule", "ระเบียบ"

    code = models.SlugField("รหัสร่างกฎหมาย", max_length=80, unique=True)
    title_th = models.CharField("ชื่อ (ไทย)", max_length=500)
    title_en = models.CharField("ชื่อ (อังกฤษ)", max_length=500, blank=True)
    instrument = models.CharField("ประเภทกฎหมาย", max_length=24, choices=Instrument.choices)
    agency = models.ForeignKey(
        Agency, verbose_name="หน่วยงานเจ้าของ", on_delete=models.PROTECT, related_name="draft_laws"
    )
    # Codes of consultation/subjects.yaml: what people follow.
    subjects = models.JSONField("กลุ่มเรื่อง", default=list)
    amends = models.ForeignKey(
        "self", verbose_name="แก้ไขเพิ่มเติม", null=True, blank=True, on_delete=models.PROTECT, related_name="amended_by"
    )
    in_force_on = models.DateField("ใช้บังคับเมื่อ", null=True, blank=True)
    gazette_reference = models.CharField("ราชกิจจานุเบกษา", max_length=200, blank=True)
    based_on_url = models.URLField("ที่มาของถ้อยคำ", max_length=500, blank=True)
    is_sample = models.BooleanField("ตัวอย่าง", default=False)

    objects = DraftLawQuerySet.as_manager()

    class Meta:
        verbose_name = "ร่างกฎหมาย"
        verbose_name_plural = "ร่างกฎหมาย"

    def __str__(self) -> str:
        return self.code


class DraftVersionQuerySet(models.QuerySet["DraftVersion"]):
    """Which versions."""

    def visible_to(self, viewer: "Viewer") -> "DraftVersionQuerySet":
        """Return the published ones, and all of the agencies the viewer works for."""
        return self.filter(Q(published_at__isnull=False) | Q(law__agency__in=agencies_of(viewer)))


class DraftVersion(models.Model):
    """One text of a law. Immutable once published; a correction is a new version of kind corrigendum.

    `digest` is the SHA-256 of the canonical text, "" while it is worked on. `publisher` is another officer than
    `author`; both None for what came with the software.
    """

    class Kind(models.TextChoices):
        """Why it was made."""

        DRAFT = "draft", "ร่าง"
        CORRIGENDUM = "corrigendum", "แก้คำผิด"
        FINAL = "final", "ฉบับที่เสนอหรือประกาศ"

    law = models.ForeignKey(DraftLaw, verbose_name="ร่างกฎหมาย", on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("ฉบับที่")
    kind = models.CharField("ชนิด", max_length=12, choices=Kind.choices, default=Kind.DRAFT)
    digest = models.CharField("ลายพิมพ์", max_length=64, blank=True)
    note = models.TextField("สรุปการเปลี่ยนแปลง", blank=True)
    author = models.ForeignKey(
        Officer, verbose_name="ผู้จัดทำ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    publisher = models.ForeignKey(
        Officer, verbose_name="ผู้เผยแพร่", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("สร้างเมื่อ")
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True)

    objects = DraftVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "ฉบับของร่างกฎหมาย"
        verbose_name_plural = "ฉบับของร่างกฎหมาย"
        constraints = [
            models.UniqueConstraint(name="draft_version_number_once", fields=["law", "number"]),
            models.UniqueConstraint(
                name="draft_version_one_worked_on", fields=["law"], condition=Q(published_at__isnull=True)
            ),
            models.CheckConstraint(
                name="draft_version_four_eyes",
                condition=Q(publisher=None) | Q(author=None) | ~Q(publisher=models.F("author")),
            ),
            models.CheckConstraint(
                name="draft_version_published_with_digest",
                condition=Q(published_at__isnull=True) | ~Q(digest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.law.code}@{self.number}"


class Section(models.Model):
    """One provision of a law, whatever its number and wording are at present. Never reused, never deleted."""

    public_id = models.UUIDField("รหัสมาตรา", default=uuid.uuid4, unique=True, editable=False)
    law = models.ForeignKey(DraftLaw, verbose_name="ร่างกฎหมาย", on_delete=models.PROTECT, related_name="sections")
    # Explicit key in the text's heading ("s12", "s15/1"): how a file and this row find each other.
    key = models.CharField("กุญแจในตัวบท", max_length=60)

    class Meta:
        verbose_name = "มาตรา"
        verbose_name_plural = "มาตรา"
        constraints = [models.UniqueConstraint(name="section_key_once", fields=["law", "key"])]

    def __str__(self) -> str:
        return f"section-{self.public_id}"


class SectionText(models.Model):
    """What one version says in one section: printed number, heading, words, and a summary in plain language."""

    class Kind(models.TextChoices):
        """What stands there."""

        PREAMBLE = "preamble", "คำปรารภ"
        CHAPTER = "chapter", "หมวด"
        PART = "part", "ส่วน"
        SECTION = "section", "มาตรา"
        TRANSITORY = "transitory", "บทเฉพาะกาล"
        NOTE = "note", "หมายเหตุ"

    version = models.ForeignKey(DraftVersion, verbose_name="ฉบับ", on_delete=models.PROTECT, related_name="texts")
    section = models.ForeignKey(Section, verbose_name="มาตรา", on_delete=models.PROTECT, related_name="texts")
    parent = models.ForeignKey(
        "self", verbose_name="อยู่ภายใต้", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    kind = models.CharField("ชนิด", max_length=10, choices=Kind.choices)
    position = models.PositiveIntegerField("ลำดับ")
    number = models.CharField("เลขที่พิมพ์", max_length=40, blank=True)
    heading = models.CharField("หัวเรื่อง", max_length=500, blank=True)
    text = models.TextField("ถ้อยคำ")
    summary_th = models.TextField("สรุปภาษาชาวบ้าน (ไทย)", blank=True)
    summary_en = models.TextField("สรุปภาษาชาวบ้าน (อังกฤษ)", blank=True)
    digest = models.CharField("ลายพิมพ์ถ้อยคำ", max_length=64)

    class Meta:
        verbose_name = "ถ้อยคำของมาตรา"
        verbose_name_plural = "ถ้อยคำของมาตรา"
        constraints = [
            models.UniqueConstraint(name="section_text_once", fields=["version", "section"]),
            models.UniqueConstraint(name="section_text_position_once", fields=["version", "position"]),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.number or self.kind}"


class SectionChange(models.Model):
    """What became of a section from one version to the next, as proposed and then confirmed by an officer.

    `section` None: nothing stood there before (`added`). `successors` are the sections it became: itself for `same`,
    `edited` and `moved`, several for `split`, another for `merged`, none for `removed`.
    """

    class Kind(models.TextChoices):
        """What happened to it."""

        SAME = "same", "คงเดิม"
        EDITED = "edited", "แก้ไขถ้อยคำ"
        MOVED = "moved", "เปลี่ยนเลขหรือตำแหน่ง"
        SPLIT = "split", "แยก"
        MERGED = "merged", "รวม"
        ADDED = "added", "เพิ่มใหม่"
        REMOVED = "removed", "ตัดออก"

    version = models.ForeignKey(
        DraftVersion, verbose_name="ฉบับใหม่", on_delete=models.PROTECT, related_name="section_changes"
    )
    section = models.ForeignKey(
        Section, verbose_name="มาตราเดิม", null=True, blank=True, on_delete=models.PROTECT, related_name="changes"
    )
    kind = models.CharField("การเปลี่ยนแปลง", max_length=8, choices=Kind.choices)
    successors = models.ManyToManyField(Section, verbose_name="กลายเป็น", related_name="predecessors")
    similarity = models.DecimalField("ความคล้าย", max_digits=4, decimal_places=3, null=True, blank=True)
    is_confirmed = models.BooleanField("ยืนยันแล้ว", default=False)

    class Meta:
        verbose_name = "การเปลี่ยนแปลงของมาตรา"
        verbose_name_plural = "การเปลี่ยนแปลงของมาตรา"
        constraints = [
            models.UniqueConstraint(
                name="section_change_once", fields=["version", "section"], condition=Q(section__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}:{self.kind}"
