"""OpinionMap: who votes alike in a hearing and what all agree on, as groups and shares. No person is in it.

Where a person stands is computed for the answer to that person, from `parameters`, and kept nowhere (PDPA s.26).
"""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from .hearing import Hearing

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class OpinionMapQuerySet(models.QuerySet["OpinionMap"]):
    """Which maps."""

    def public(self) -> "OpinionMapQuerySet":
        """Return those of hearings that are public."""
        return self.filter(hearing__in=Hearing.objects.public())

    def visible_to(self, viewer: "Viewer") -> "OpinionMapQuerySet":
        """Return those of hearings the viewer may see."""
        return self.filter(hearing__in=Hearing.objects.visible_to(viewer))


class OpinionMap(models.Model):
    """One making of the map of one hearing; at most one a day.

    `people_voted` and `people_placed` are exact, and public only in fives. `parameters` place a person: how many
    statements have votes, how many of those are no longer shown, and for each shown one its mean and two weights; only
    the newest row has them. `content` is what may be public. `withheld` are codes of why groups are not told.
    """

    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="opinion_maps", db_index=False
    )
    made_on = models.DateField("วันที่จัดทำ")
    made_at = models.DateTimeField("จัดทำเมื่อ")
    people_voted = models.PositiveIntegerField("จำนวนผู้ลงคะแนน")
    people_placed = models.PositiveIntegerField("จำนวนผู้ที่จัดกลุ่มได้")
    parameters = models.JSONField("ค่าสำหรับหาตำแหน่ง", default=dict)
    content = models.JSONField("เนื้อหา", default=dict)
    withheld = models.JSONField("เหตุที่ไม่เผยแพร่กลุ่ม", default=list)
    input_hash = models.CharField("ลายพิมพ์ของคะแนน", max_length=64)
    algorithm = models.CharField("วิธีคำนวณ", max_length=20)

    objects = OpinionMapQuerySet.as_manager()

    class Meta:
        verbose_name = "แผนที่ความคิดเห็น"
        verbose_name_plural = "แผนที่ความคิดเห็น"
        constraints = [
            # Daily at most: two makings next to each other tell how the few between them voted.
            models.UniqueConstraint(name="opinion_map_once_a_day", fields=["hearing", "made_on"]),
            models.CheckConstraint(
                name="opinion_map_places_voters", condition=Q(people_placed__lte=models.F("people_voted"))
            ),
        ]

    def __str__(self) -> str:
        return f"opinion-map-{self.hearing_id}-{self.made_on}"
