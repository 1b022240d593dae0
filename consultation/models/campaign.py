"""Campaign: comments that say nearly the same in nearly the same words, shown openly and counted both ways."""

import uuid

from django.db import models
from django.db.models import Q

from .comment import Comment
from .hearing import Hearing


class CampaignQuerySet(models.QuerySet["Campaign"]):
    """Which campaigns."""

    def current(self) -> "CampaignQuerySet":
        """Return those that are there as of the last time they were sought."""
        return self.filter(ended_at__isnull=True)


class Campaign(models.Model):
    """Nearly equal comments of one hearing. `public_id` stays while at least half of the comments stay together.

    `size` and `exact` count what the machine grouped, whatever anybody may see of it: figures are counted anew from the
    members a viewer may see. `similarity` is how alike members and representative are, 0 to 1.
    """

    public_id = models.UUIDField("รหัสกลุ่ม", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="campaigns")
    representative = models.ForeignKey(
        Comment, verbose_name="ความเห็นตัวแทน", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    size = models.PositiveIntegerField("จำนวนความเห็น")
    exact = models.PositiveIntegerField("ถ้อยคำเดียวกัน")
    similarity = models.FloatField("ความคล้าย")
    method = models.CharField("วิธี", max_length=40)
    version = models.CharField("รุ่น", max_length=60)
    made_at = models.DateTimeField("จัดกลุ่มเมื่อ")
    ended_at = models.DateTimeField("ไม่พบอีกตั้งแต่", null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "กลุ่มความเห็นที่ใช้ถ้อยคำเดียวกัน"
        verbose_name_plural = "กลุ่มความเห็นที่ใช้ถ้อยคำเดียวกัน"
        indexes = [
            models.Index(name="campaign_largest", fields=["hearing", "-size", "id"], condition=Q(ended_at=None)),
        ]
        constraints = [
            models.CheckConstraint(name="campaign_similarity_in_bounds", condition=Q(similarity__range=(0, 1))),
        ]

    def __str__(self) -> str:
        return f"campaign-{self.public_id}"


class CampaignMember(models.Model):
    """A comment belongs to a campaign; to one at most."""

    comment = models.OneToOneField(
        Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="campaign_link", primary_key=True
    )
    campaign = models.ForeignKey(
        Campaign, verbose_name="กลุ่ม", on_delete=models.PROTECT, related_name="members", db_index=False
    )

    class Meta:
        verbose_name = "ความเห็นในกลุ่มถ้อยคำเดียวกัน"
        verbose_name_plural = "ความเห็นในกลุ่มถ้อยคำเดียวกัน"
        indexes = [models.Index(name="campaign_member_order", fields=["campaign", "-comment"])]

    def __str__(self) -> str:
        return f"campaign-member-{self.comment_id}"
