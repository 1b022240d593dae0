"""The dossier of a hearing: its documents, what it does without and why, and why it is shorter than the policy says."""

import uuid

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Officer

from .hearing import Hearing
from .period_policy import DossierKind


class DossierDocumentQuerySet(models.QuerySet["DossierDocument"]):
    """Which documents."""

    def current(self) -> "DossierDocumentQuerySet":
        """Return those that no other has replaced."""
        return self.filter(replaced_by__isnull=True)

    def published(self) -> "DossierDocumentQuerySet":
        """Return those everybody may read, replaced ones included."""
        return self.filter(published_at__isnull=False)


class DossierDocument(models.Model):
    """One document: text, or a file sent as an upload, or both. Once published it is replaced, never overwritten.

    `digest` is the SHA-256 of kind, language, title, text and the file's own hash. `upload` is the public id of an
    upload for dossiers, None for a text. `note` says why it replaced another.
    """

    class Language(models.TextChoices):
        """In which language it is."""

        TH = "th", "ไทย"
        EN = "en", "อังกฤษ"

    public_id = models.UUIDField("รหัสเอกสาร", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.CASCADE, related_name="documents")
    kind = models.CharField("ชนิดเอกสาร", max_length=16, choices=DossierKind.choices)
    language = models.CharField("ภาษา", max_length=2, choices=Language.choices, default=Language.TH)
    title = models.CharField("ชื่อเอกสาร", max_length=300)
    text = models.TextField("ข้อความ", blank=True)
    upload = models.UUIDField("แฟ้ม", null=True, blank=True)
    digest = models.CharField("ลายพิมพ์", max_length=64)
    note = models.CharField("เหตุที่เปลี่ยน", max_length=500, blank=True)
    author = models.ForeignKey(
        Officer, verbose_name="ผู้จัดทำ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("สร้างเมื่อ")
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True)
    # The newer one names the older, so that what was published stays as it was. One chain for each kind and language.
    replaces = models.OneToOneField(
        "self", verbose_name="ใช้แทน", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects = DossierDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "เอกสารประกอบ"
        verbose_name_plural = "เอกสารประกอบ"
        constraints = [
            models.UniqueConstraint(
                name="dossier_document_one_chain",
                fields=["hearing", "kind", "language"],
                condition=Q(replaces__isnull=True),
            ),
            models.CheckConstraint(
                name="dossier_document_says_something", condition=~Q(text="") | Q(upload__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"document-{self.public_id}"


class DossierWaiver(models.Model):
    """A required document a hearing does without, and why; public with the hearing."""

    class Ground(models.TextChoices):
        """Why it is not there."""

        NOT_IN_DRAFT = "not_in_draft", "ร่างไม่มีเรื่องนี้"
        OTHER = "other", "เหตุอื่น"

    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.CASCADE, related_name="waivers")
    kind = models.CharField("ชนิดเอกสาร", max_length=16, choices=DossierKind.choices)
    ground = models.CharField("เหตุ", max_length=12, choices=Ground.choices)
    text_th = models.TextField("คำชี้แจง (ไทย)")
    text_en = models.TextField("คำชี้แจง (อังกฤษ)", blank=True)
    author = models.ForeignKey(
        Officer, verbose_name="ผู้บันทึก", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("บันทึกเมื่อ")
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "การยกเว้นเอกสาร"
        verbose_name_plural = "การยกเว้นเอกสาร"
        constraints = [
            models.UniqueConstraint(name="dossier_waiver_once", fields=["hearing", "kind"]),
            models.CheckConstraint(name="dossier_waiver_says_why", condition=~Q(text_th="")),
        ]

    def __str__(self) -> str:
        return f"{self.hearing_id}:{self.kind}"


class Justification(models.Model):
    """Why a hearing is shorter than the policy's minimum. Approved by an officer with the right; public with it."""

    class Reason(models.TextChoices):
        """The reasons there are."""

        URGENT = "urgent", "มีความจำเป็นเร่งด่วน"
        LAPSE = "lapse", "กฎหมายแม่บทอาจสิ้นผล"
        EMERGENCY = "emergency", "เหตุฉุกเฉินหรือภัยพิบัติ"
        OTHER = "other", "เหตุอื่น"

    hearing = models.OneToOneField(
        Hearing, verbose_name="การรับฟัง", on_delete=models.CASCADE, related_name="justification"
    )
    reason = models.CharField("เหตุ", max_length=10, choices=Reason.choices)
    text_th = models.TextField("คำชี้แจง (ไทย)")
    text_en = models.TextField("คำชี้แจง (อังกฤษ)", blank=True)
    # For how few days it was approved: fewer need another one.
    days = models.PositiveSmallIntegerField("จำนวนวันที่อนุมัติ")
    approver = models.ForeignKey(
        Officer, verbose_name="ผู้อนุมัติ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField("อนุมัติเมื่อ")
    published_at = models.DateTimeField("เผยแพร่เมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "เหตุที่รับฟังสั้นกว่าเกณฑ์"
        verbose_name_plural = "เหตุที่รับฟังสั้นกว่าเกณฑ์"
        constraints = [models.CheckConstraint(name="justification_says_why", condition=~Q(text_th=""))]

    def __str__(self) -> str:
        return f"{self.hearing_id}:{self.reason}"
