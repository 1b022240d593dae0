"""HearingReport: the results of a hearing as published: canonical JSON with its hash, never changed.

A correction is the next revision, shown beside the one before.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models.rights import agencies_of
from superapp.accounts.models import Officer
from superapp.files.models import IssuedDocument

from .hearing import Hearing

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class HearingReportQuerySet(models.QuerySet["HearingReport"]):
    """Which reports."""

    def published(self) -> "HearingReportQuerySet":
        """Return those everybody may read, of hearings that are public."""
        return self.filter(published_at__isnull=False, hearing__in=Hearing.objects.public())

    def visible_to(self, viewer: "Viewer") -> "HearingReportQuerySet":
        """Return the published ones, and all of the agencies the viewer works for."""
        is_public = Q(published_at__isnull=False, hearing__in=Hearing.objects.public())
        return self.filter(is_public | Q(hearing__agency__in=agencies_of(viewer)))


class HearingReport(models.Model):
    """One revision of one hearing's report. `content` is its canonical JSON text, `digest` the SHA-256 of it.

    `publisher` is another officer than `author`.
    """

    public_id = models.UUIDField("รหัสรายงาน", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="reports")
    revision = models.PositiveIntegerField("ฉบับที่", default=1)
    content = models.TextField("เนื้อหา", blank=True)
    digest = models.CharField("ลายพิมพ์", max_length=64, blank=True)
    foreword_th = models.TextField("บทสรุป (ไทย)", blank=True)
    foreword_en = models.TextField("บทสรุป (อังกฤษ)", blank=True)
    correction_th = models.TextField("สิ่งที่แก้ไขจากฉบับก่อน", blank=True)
    author = models.ForeignKey(Officer, verbose_name="ผู้จัดทำ", on_delete=models.PROTECT, related_name="+")
    publisher = models.ForeignKey(
        Officer, verbose_name="ผู้เผยแพร่", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drawn_up_at = models.DateTimeField("จัดทำเมื่อ")
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True)

    objects = HearingReportQuerySet.as_manager()

    class Meta:
        verbose_name = "รายงานผลการรับฟัง"
        verbose_name_plural = "รายงานผลการรับฟัง"
        constraints = [
            models.UniqueConstraint(name="hearing_report_revision_once", fields=["hearing", "revision"]),
            models.UniqueConstraint(
                name="hearing_report_one_worked_on", fields=["hearing"], condition=Q(published_at__isnull=True)
            ),
            models.CheckConstraint(
                name="hearing_report_four_eyes",
                condition=Q(publisher=None) | ~Q(publisher=models.F("author")),
            ),
            models.CheckConstraint(
                name="hearing_report_published_whole",
                condition=Q(published_at__isnull=True) | Q(publisher__isnull=False) & ~Q(content="") & ~Q(digest=""),
            ),
        ]

    def __str__(self) -> str:
        return f"report-{self.hearing_id}r{self.revision}"


class ReportFile(models.Model):
    """A published report as PDF, one in each language: drawn by a job after publishing, and issued as a document."""

    class Language(models.TextChoices):
        """In which language it is."""

        TH = "th", "ไทย"
        EN = "en", "อังกฤษ"

    report = models.ForeignKey(HearingReport, verbose_name="รายงาน", on_delete=models.PROTECT, related_name="files")
    language = models.CharField("ภาษา", max_length=2, choices=Language.choices, default=Language.TH)
    document = models.ForeignKey(IssuedDocument, verbose_name="เอกสาร", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "ไฟล์ของรายงาน"
        verbose_name_plural = "ไฟล์ของรายงาน"
        constraints = [models.UniqueConstraint(name="report_file_once", fields=["report", "language"])]

    def __str__(self) -> str:
        return f"report-file-{self.report_id}{self.language}"
