"""Stance: where somebody stands on a draft as a whole, or on one of its sections. The latest counts, no history."""

from django.db import models
from django.db.models import Q

from .draft_law import DraftVersion, Section
from .participant import Participant


class Stance(models.Model):
    """One person's stance; `section` None for the draft as a whole. `version` is the wording it was taken on."""

    class Value(models.TextChoices):
        """Where they stand."""

        SUPPORT = "support", "เห็นด้วย"
        SUPPORT_WITH_CHANGES = "support_with_changes", "เห็นด้วยหากแก้ไข"
        OPPOSE = "oppose", "ไม่เห็นด้วย"
        NEUTRAL = "neutral", "เป็นกลาง"

    participant = models.ForeignKey(
        Participant, verbose_name="ผู้ร่วมแสดงความเห็น", on_delete=models.PROTECT, related_name="stances", db_index=False
    )
    section = models.ForeignKey(
        Section, verbose_name="มาตรา", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.ForeignKey(
        DraftVersion, verbose_name="ต่อร่างฉบับ", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    value = models.CharField("จุดยืน", max_length=20, choices=Value.choices)
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "จุดยืน"
        verbose_name_plural = "จุดยืน"
        constraints = [
            # Two, because empty values are distinct from one another in both databases.
            models.UniqueConstraint(
                name="stance_on_draft_once", fields=["participant"], condition=Q(section__isnull=True)
            ),
            models.UniqueConstraint(
                name="stance_on_section_once", fields=["participant", "section"], condition=Q(section__isnull=False)
            ),
            models.CheckConstraint(
                name="stance_known_value",
                condition=Q(value__in=["support", "support_with_changes", "oppose", "neutral"]),
            ),
        ]

    def __str__(self) -> str:
        return f"stance-{self.pk}"
