"""DataExport: a citizen's wish for a copy of everything kept about them, and the sealed file that answers it."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from superapp.accounts.models import Citizen

KEPT_FOR = timedelta(hours=24)


class DataExportQuerySet(models.QuerySet["DataExport"]):
    """Which exports."""

    def of(self, citizen: Citizen) -> "DataExportQuerySet":
        """Return those one citizen asked for."""
        return self.filter(citizen=citizen)

    def past_their_time(self, now: datetime) -> "DataExportQuerySet":
        """Return those whose file may no longer be fetched at `now`."""
        return self.filter(state=DataExport.State.READY, ends_at__lte=now)


class DataExport(models.Model):
    """One copy asked for: waiting until a job has made it, ready for a day, then over. The row stays as proof.

    `size_bytes` is that of the file as the citizen receives it; None until it is ready.
    """

    class State(models.TextChoices):
        """How far it has come."""

        WAITING = "waiting", "กำลังเตรียม"
        READY = "ready", "พร้อมดาวน์โหลด"
        OVER = "over", "หมดอายุ"

    public_id = models.UUIDField("รหัสสำเนาข้อมูล", default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="data_exports")
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.WAITING.value)
    requested_at = models.DateTimeField("ขอเมื่อ", default=timezone.now)
    ready_at = models.DateTimeField("พร้อมเมื่อ", null=True, blank=True)
    ends_at = models.DateTimeField("หมดอายุเมื่อ", null=True, blank=True)
    size_bytes = models.PositiveBigIntegerField("ขนาด (ไบต์)", null=True, blank=True)
    fetched_at = models.DateTimeField("ดาวน์โหลดครั้งแรกเมื่อ", null=True, blank=True)

    objects = DataExportQuerySet.as_manager()

    class Meta:
        verbose_name = "สำเนาข้อมูล"
        verbose_name_plural = "สำเนาข้อมูล"
        indexes = [models.Index(fields=["citizen", "-requested_at", "-id"], name="data_export_of_citizen")]
        constraints = [
            models.UniqueConstraint(
                name="data_export_one_at_a_time", fields=["citizen"], condition=Q(state__in=["waiting", "ready"])
            ),
            models.CheckConstraint(
                name="data_export_ready_says_until_when",
                condition=~Q(state="ready")
                | Q(ready_at__isnull=False, ends_at__isnull=False, size_bytes__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"data-export-{self.public_id}"

    def is_open(self, now: datetime) -> bool:
        """Tell whether its file may be fetched at `now`."""
        return self.state == self.State.READY and self.ends_at is not None and now < self.ends_at
