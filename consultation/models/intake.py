"""Intake: what came in on paper, by e-mail or at a meeting, entered by an officer and marked as such."""

import uuid

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Officer

from .hearing import Hearing
from .participant import Participant


class Intake(models.Model):
    """One batch. `digest` is the SHA-256 of what was imported: the same file twice is refused.

    `attendance` is how many were there, of a meeting. `source_note` says where the originals lie, without names.
    """

    public_id = models.UUIDField("รหัสการนำเข้า", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="intakes")
    channel = models.CharField("ช่องทาง", max_length=8, choices=Participant.Channel.choices)
    held_on = models.DateField("วันที่รับหรือประชุม")
    attendance = models.PositiveIntegerField("จำนวนผู้เข้าร่วม", null=True, blank=True)
    source_note = models.CharField("ที่เก็บต้นฉบับ", max_length=300)
    digest = models.CharField("ลายพิมพ์ไฟล์", max_length=64)
    rows = models.PositiveIntegerField("จำนวนความเห็น", default=0)
    officer = models.ForeignKey(Officer, verbose_name="ผู้นำเข้า", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("นำเข้าเมื่อ")

    class Meta:
        verbose_name = "การนำเข้าความเห็น"
        verbose_name_plural = "การนำเข้าความเห็น"
        constraints = [
            models.UniqueConstraint(name="intake_file_once", fields=["hearing", "digest"]),
            models.CheckConstraint(name="intake_is_not_online", condition=~Q(channel="online")),
        ]

    def __str__(self) -> str:
        return f"intake-{self.public_id}"
