"""InformationRequest: an officer asks the applicant for something before deciding; the case waits for the answer."""

import uuid

from django.db import models
from django.db.models import Q

from superapp.accounts import cipher
from superapp.accounts.models import Officer

from .application import Application


class InformationRequest(models.Model):
    """One question and its answer, both sealed by the key of the case.

    `facts` are names of facts that are asked for, empty for a question in words alone. `due_on` is the day by which an
    answer is wanted. `answered_at` None means it is still open; a case has one open question at a time.
    """

    public_id = models.UUIDField("รหัสการขอข้อมูล", default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, verbose_name="คำขอ", on_delete=models.PROTECT, related_name="information_requests"
    )
    asked_by = models.ForeignKey(Officer, verbose_name="ผู้ถาม", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField("ถามเมื่อ")
    question_sealed = models.BinaryField("คำถาม", editable=False)
    facts = models.JSONField("ข้อเท็จจริงที่ขอ", default=list, blank=True)
    due_on = models.DateField("ขอคำตอบภายใน")
    answered_at = models.DateTimeField("ตอบเมื่อ", null=True, blank=True)
    answer_sealed = models.BinaryField("คำตอบ", null=True, editable=False)

    class Meta:
        verbose_name = "การขอข้อมูลเพิ่ม"
        verbose_name_plural = "การขอข้อมูลเพิ่ม"
        constraints = [
            models.UniqueConstraint(
                name="information_request_one_open", fields=["application"], condition=Q(answered_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"information-request-{self.public_id}"

    def about(self, column: str) -> cipher.About:
        """Return the place a column ("question", "answer") is sealed for."""
        return ("information_request", str(self.public_id), column)

    def sealed(self, column: str, text: str) -> bytes:
        """Return `text` sealed for a column by the key of the case."""
        return cipher.seal_with(self.application.key(), text, self.about(column))

    def read(self, column: str) -> str | None:
        """Return what is sealed in a column ("question", "answer"); None when nothing is kept.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        value = getattr(self, f"{column}_sealed")
        return None if value is None else cipher.opened_with(self.application.key(), bytes(value), self.about(column))
