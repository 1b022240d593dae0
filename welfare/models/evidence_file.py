"""EvidenceFile: a file attached to an application, and what it is meant to show. The bytes belong to superapp/files."""

import uuid

from django.db import models
from django.db.models import Q

from .application import Application


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    """Which files."""

    def standing(self) -> "EvidenceFileQuerySet":
        """Return those that were not taken away again."""
        return self.filter(removed_at=None)

    def proving(self, application: Application) -> dict[str, list[str]]:
        """Return by fact the public ids of the files that are attached to an application to show it."""
        found: dict[str, list[str]] = {}
        for row in self.standing().filter(application=application):
            for fact in row.facts:
                found.setdefault(fact, []).append(str(row.public_id))
        return found


class EvidenceFile(models.Model):
    """One attached file. `upload` is the public id of the superapp.files Upload that holds it.

    `document` is its place among the documents that the service or programme lists, from 0; None for something else.
    `facts` are names of declared facts it shows. `removed_at` None means it stands.
    """

    public_id = models.UUIDField("รหัสหลักฐาน", default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, verbose_name="คำขอ", on_delete=models.PROTECT, related_name="evidence_files"
    )
    upload = models.UUIDField("รหัสแฟ้ม", editable=False)
    document = models.PositiveSmallIntegerField("เอกสารลำดับที่", null=True, blank=True)
    facts = models.JSONField("ข้อเท็จจริงที่แสดง", default=list, blank=True)
    attached_at = models.DateTimeField("แนบเมื่อ")
    removed_at = models.DateTimeField("นำออกเมื่อ", null=True, blank=True)

    objects = EvidenceFileQuerySet.as_manager()

    class Meta:
        verbose_name = "หลักฐานที่แนบ"
        verbose_name_plural = "หลักฐานที่แนบ"
        constraints = [
            models.UniqueConstraint(name="evidence_file_once", fields=["upload"], condition=Q(removed_at=None)),
        ]

    def __str__(self) -> str:
        return f"evidence-{self.public_id}"
