"""Vote: whether somebody agrees with a comment. Flag: that they report one to the moderators."""

from django.db import models
from django.db.models import Q

from .comment import Comment
from .participant import Participant


class Vote(models.Model):
    """One person's vote on one comment; `revision` is the wording they voted on. A pass counts on neither side."""

    class Value(models.IntegerChoices):
        """Which way."""

        AGREE = 1, "เห็นด้วย"
        PASS = 0, "ไม่ออกเสียง"
        DISAGREE = -1, "ไม่เห็นด้วย"

    comment = models.ForeignKey(
        Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="votes", db_index=False
    )
    participant = models.ForeignKey(
        Participant, verbose_name="ผู้ลงคะแนน", on_delete=models.PROTECT, related_name="votes"
    )
    value = models.SmallIntegerField("คะแนน", choices=Value.choices)
    revision = models.PositiveIntegerField("ต่อฉบับแก้ไข")
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "คะแนนต่อความเห็น"
        verbose_name_plural = "คะแนนต่อความเห็น"
        constraints = [
            models.UniqueConstraint(name="vote_once", fields=["comment", "participant"]),
            models.CheckConstraint(name="vote_known_value", condition=Q(value__in=[1, 0, -1])),
        ]

    def __str__(self) -> str:
        return f"vote-{self.pk}"


class Flag(models.Model):
    """A participant reports a comment to the moderators, for one of the reasons of the code of conduct."""

    class Reason(models.TextChoices):
        """What is wrong with it. That one disagrees is no reason."""

        UNLAWFUL = "unlawful", "ผิดกฎหมาย"
        PERSONAL_DATA = "personal_data", "มีข้อมูลส่วนบุคคล"
        THREAT = "threat", "ข่มขู่"
        INSULT = "insult", "ดูหมิ่น"
        IMPERSONATION = "impersonation", "แอบอ้าง"
        SPAM = "spam", "สแปม"
        OFF_TOPIC = "off_topic", "ไม่เกี่ยวกับเรื่อง"
        OTHER = "other", "อื่น ๆ"

    comment = models.ForeignKey(
        Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="flags", db_index=False
    )
    participant = models.ForeignKey(Participant, verbose_name="ผู้รายงาน", on_delete=models.PROTECT, related_name="flags")
    reason = models.CharField("เหตุผล", max_length=13, choices=Reason.choices)
    revision = models.PositiveIntegerField("ต่อฉบับแก้ไข")
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "รายงานความเห็น"
        verbose_name_plural = "รายงานความเห็น"
        constraints = [
            models.UniqueConstraint(name="flag_once", fields=["comment", "participant"]),
            models.CheckConstraint(
                name="flag_known_reason",
                condition=Q(
                    reason__in=[
                        "unlawful",
                        "personal_data",
                        "threat",
                        "insult",
                        "impersonation",
                        "spam",
                        "off_topic",
                        "other",
                    ]
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"flag-{self.pk}"
