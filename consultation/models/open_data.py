"""OpenDataSet: a public hearing's comments, stances, answers and votes as files, counted before they appear."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models.rights import agencies_of

from .hearing import Hearing

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class OpenDataSetQuerySet(models.QuerySet["OpenDataSet"]):
    """Which data sets."""

    def visible_to(self, viewer: "Viewer") -> "OpenDataSetQuerySet":
        """Return the ready ones of public hearings, and all of the agencies the viewer works for."""
        is_public = Q(state=OpenDataSet.State.READY, hearing__in=Hearing.objects.public())
        return self.filter(is_public | Q(hearing__agency__in=agencies_of(viewer)))


class OpenDataSet(models.Model):
    """One making of a hearing's data. `manifest` names snapshot time, predicate, and of each file rows, bytes, SHA-256.

    It is READY only when every file was read again and counted against the counters; else FAILED, with a code and no
    file. `folder` is where its files lie, "" when there are none.
    """

    class State(models.TextChoices):
        """Where it stands."""

        BEING_MADE = "being_made", "กำลังจัดทำ"
        READY = "ready", "พร้อมใช้"
        FAILED = "failed", "ไม่สำเร็จ"

    public_id = models.UUIDField("รหัสชุดข้อมูล", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="data_sets")
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.BEING_MADE)
    manifest = models.JSONField("รายการไฟล์", default=dict)
    error = models.CharField("เหตุที่ไม่สำเร็จ", max_length=60, blank=True)
    folder = models.CharField("ที่เก็บ", max_length=120, blank=True, editable=False)
    asked_at = models.DateTimeField("ขอเมื่อ")
    ended_at = models.DateTimeField("เสร็จเมื่อ", null=True, blank=True)

    objects = OpenDataSetQuerySet.as_manager()

    class Meta:
        verbose_name = "ชุดข้อมูลเปิด"
        verbose_name_plural = "ชุดข้อมูลเปิด"
        indexes = [models.Index(name="open_data_newest", fields=["hearing", "-id"])]
        constraints = [
            models.CheckConstraint(
                name="open_data_ready_is_whole",
                condition=~Q(state="ready") | (~Q(folder="") & Q(ended_at__isnull=False, error="")),
            ),
            models.CheckConstraint(
                name="open_data_failed_has_no_file", condition=~Q(state="failed") | (Q(folder="") & ~Q(error=""))
            ),
        ]

    def __str__(self) -> str:
        return f"data-{self.public_id}"
