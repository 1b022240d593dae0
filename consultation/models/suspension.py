"""Suspension: somebody may write nothing in one hearing for a time, why, and what came of their appeal."""

import uuid

from django.db import models
from django.db.models import F, Q

from superapp.accounts.models import Officer

from .moderation import ModerationDecision
from .participant import Participant


class Suspension(models.Model):
    """One suspension, and the one appeal there may be against it, in the same row: a second has no place.

    `lifted_at`: it ended before `until`, by an officer or by the appeal. `filed_at` is None without an appeal;
    `outcome` is "" until another officer than the one who suspended decides it.
    """

    class Outcome(models.TextChoices):
        """What came of the appeal."""

        UPHELD = "upheld", "ยืนตามเดิม"
        OVERTURNED = "overturned", "กลับคำตัดสิน"

    public_id = models.UUIDField("รหัสการระงับ", default=uuid.uuid4, unique=True, editable=False)
    participant = models.ForeignKey(
        Participant, verbose_name="ผู้ถูกระงับ", on_delete=models.PROTECT, related_name="suspensions"
    )
    reason = models.CharField("เหตุ", max_length=14, choices=ModerationDecision.Reason.choices)
    sentence_th = models.CharField("คำชี้แจงถึงผู้ถูกระงับ", max_length=500)
    officer = models.ForeignKey(Officer, verbose_name="ผู้ระงับ", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("เมื่อ")
    until = models.DateTimeField("ถึง")
    lifted_at = models.DateTimeField("ยกเลิกเมื่อ", null=True, blank=True)
    grounds = models.CharField("เหตุผลที่อุทธรณ์", max_length=2000, blank=True)
    filed_at = models.DateTimeField("ยื่นอุทธรณ์เมื่อ", null=True, blank=True)
    outcome = models.CharField("ผลอุทธรณ์", max_length=10, choices=Outcome.choices, blank=True)
    outcome_th = models.CharField("คำชี้แจงผลอุทธรณ์", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Officer, verbose_name="ผู้ตัดสินอุทธรณ์", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("ตัดสินเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "การระงับการแสดงความเห็น"
        verbose_name_plural = "การระงับการแสดงความเห็น"
        constraints = [
            models.CheckConstraint(name="suspension_ends_later", condition=Q(until__gt=F("at"))),
            models.CheckConstraint(
                name="suspension_appeal_decided_by_somebody",
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False, filed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="suspension_appeal_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("officer")),
            ),
        ]

    def __str__(self) -> str:
        return f"suspension-{self.public_id}"

    @property
    def appeal_state(self) -> str:
        """Where the appeal stands: "" without one, filed, or what came of it."""
        return self.outcome or ("filed" if self.filed_at else "")
