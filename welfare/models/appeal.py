"""Appeal: the applicant says why a refusal is wrong; an officer who had no part in it decides.

Administrative Procedure Act B.E. 2539, sections 44 and 45.
"""

import uuid

from django.db import models
from django.db.models import Q

from superapp.accounts import cipher
from superapp.accounts.models import Officer

from .application import Application


class Appeal(models.Model):
    """One appeal against one refusal: there is no second one. Grounds and the answer are sealed by the key of the case.

    `due_on` is the promised day, in working days from `filed_at`. `is_upheld` None means it is not decided yet; True
    means the person gets what was refused.
    """

    public_id = models.UUIDField("รหัสอุทธรณ์", default=uuid.uuid4, unique=True, editable=False)
    application = models.OneToOneField(
        Application, verbose_name="คำขอ", on_delete=models.PROTECT, related_name="appeal"
    )
    filed_at = models.DateTimeField("ยื่นเมื่อ")
    due_on = models.DateField("กำหนดเสร็จ")
    grounds_sealed = models.BinaryField("เหตุผลที่อุทธรณ์", editable=False)
    decided_by = models.ForeignKey(
        Officer, verbose_name="ผู้ตัดสินอุทธรณ์", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("ตัดสินเมื่อ", null=True, blank=True)
    is_upheld = models.BooleanField("อุทธรณ์ฟังขึ้น", null=True, blank=True)
    words_sealed = models.BinaryField("คำวินิจฉัยอุทธรณ์", null=True, editable=False)

    class Meta:
        verbose_name = "อุทธรณ์"
        verbose_name_plural = "อุทธรณ์"
        constraints = [
            models.CheckConstraint(
                name="appeal_decided_by_somebody",
                condition=Q(decided_at=None, decided_by=None, is_upheld=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, is_upheld__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"appeal-{self.public_id}"

    def about(self, column: str) -> cipher.About:
        """Return the place a column ("grounds", "words") is sealed for."""
        return ("appeal", str(self.public_id), column)

    def sealed(self, column: str, text: str) -> bytes:
        """Return `text` sealed for a column by the key of the case."""
        return cipher.seal_with(self.application.key(), text, self.about(column))

    def read(self, column: str) -> str | None:
        """Return what is sealed in a column ("grounds", "words"); None when nothing is kept.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        value = getattr(self, f"{column}_sealed")
        return None if value is None else cipher.opened_with(self.application.key(), bytes(value), self.about(column))
