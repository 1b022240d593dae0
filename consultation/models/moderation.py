"""ModerationDecision: what a moderator, or a rule, did with a comment or a statement, and why. ModerationAppeal.

A decision is never changed: another one follows it. The public log shows reason, day, by rule or by hand, and what came
of an appeal; never text, author or officer.
"""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Officer

from .comment import Comment
from .hearing import Hearing
from .statement import Statement


class ModerationDecisionQuerySet(models.QuerySet["ModerationDecision"]):
    """Which decisions."""

    def public(self) -> "ModerationDecisionQuerySet":
        """Return those of hearings that everybody may see: the public log."""
        return self.filter(hearing__in=Hearing.objects.public())

    def of_comment(self, comment: Comment) -> "ModerationDecisionQuerySet":
        """Return those about one comment, the newest first."""
        return self.filter(comment=comment).order_by("-pk")

    def before(self, at: datetime) -> "ModerationDecisionQuerySet":
        """Return those taken before an instant."""
        return self.filter(at__lt=at)


class ModerationDecision(models.Model):
    """One decision about one comment or one statement, as it read then (`revision`).

    `rule` is the code of the rule that decided, "" for an officer's decision; `law` what was broken where the reason is
    "unlawful". `sentence_th` tells the author why. `awaits_second`: a second officer, of another agency, had to agree;
    one waits for that as long as no other decision follows it. `text_key`, of a hidden text, is a keyed hash by which
    a copy is known.
    """

    class Act(models.TextChoices):
        """What is done."""

        SHOW = "show", "เผยแพร่"
        HIDE = "hide", "ซ่อน"
        HOLD = "hold", "รอตรวจ"

    class Reason(models.TextChoices):
        """Why, by the published code of conduct. That somebody disagrees is none."""

        FINE = "fine", "ไม่ผิดแนวปฏิบัติ"
        UNLAWFUL = "unlawful", "ผิดกฎหมาย"
        PERSONAL_DATA = "personal_data", "มีข้อมูลส่วนบุคคล"
        THREAT = "threat", "ข่มขู่"
        INSULT = "insult", "ดูหมิ่นหรือหยาบคายต่อบุคคล"
        IMPERSONATION = "impersonation", "แอบอ้างเป็นผู้อื่น"
        SPAM = "spam", "โฆษณาหรือก่อกวน"
        OFF_TOPIC = "off_topic", "ไม่เกี่ยวกับเรื่องที่รับฟัง"
        OTHER = "other", "เหตุอื่น"

    # For these an officer of the agency whose draft it is needs one of another agency to agree.
    NEEDS_OUTSIDER = (Reason.OFF_TOPIC, Reason.OTHER)

    public_id = models.UUIDField("รหัสการตัดสิน", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="moderation_log"
    )
    comment = models.ForeignKey(
        Comment, verbose_name="ความเห็น", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    statement = models.ForeignKey(
        Statement, verbose_name="ข้อความ", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    revision = models.PositiveIntegerField("ฉบับแก้ไข", default=1)
    act = models.CharField("การตัดสิน", max_length=4, choices=Act.choices)
    reason = models.CharField("เหตุ", max_length=14, choices=Reason.choices)
    rule = models.CharField("กฎอัตโนมัติ", max_length=40, blank=True)
    law = models.CharField("กฎหมายที่ผิด", max_length=200, blank=True)
    sentence_th = models.CharField("คำชี้แจงถึงผู้เขียน", max_length=500, blank=True)
    officer = models.ForeignKey(
        Officer, verbose_name="ผู้ตัดสิน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    agrees_with = models.OneToOneField(
        "self", verbose_name="เห็นพ้องกับ", null=True, blank=True, on_delete=models.PROTECT, related_name="agreed_by"
    )
    text_key = models.CharField("ลายพิมพ์ข้อความที่ซ่อน", max_length=64, blank=True)
    awaits_second = models.BooleanField("รอเจ้าหน้าที่หน่วยงานอื่นเห็นพ้อง", default=False)
    at = models.DateTimeField("เมื่อ")

    objects = ModerationDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "การตัดสินความเห็น"
        verbose_name_plural = "การตัดสินความเห็น"
        indexes = [
            models.Index(name="moderation_log_order", fields=["hearing", "-id"]),
            models.Index(name="moderation_of_comment", fields=["comment", "-id"]),
            models.Index(name="moderation_hidden_text", fields=["hearing", "text_key"], condition=~Q(text_key="")),
            models.Index(name="moderation_awaits", fields=["id"], condition=Q(awaits_second=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="moderation_of_one_thing",
                condition=Q(comment__isnull=False, statement__isnull=True)
                | Q(comment__isnull=True, statement__isnull=False),
            ),
            models.CheckConstraint(
                name="moderation_by_rule_or_officer",
                condition=Q(officer__isnull=True) & ~Q(rule="") | Q(officer__isnull=False, rule=""),
            ),
            # A rule never hides for good: it only sends to a person.
            models.CheckConstraint(name="moderation_rules_only_hold", condition=Q(rule="") | Q(act="hold")),
            models.CheckConstraint(
                name="moderation_unlawful_names_the_law", condition=~Q(reason="unlawful") | ~Q(law="")
            ),
            models.CheckConstraint(
                name="moderation_hiding_says_why", condition=~Q(act="hide") | (~Q(reason="fine") & ~Q(sentence_th=""))
            ),
        ]

    def __str__(self) -> str:
        return f"moderation-{self.public_id}"


class ModerationAppeal(models.Model):
    """The author says why hiding was wrong; another officer decides. One for each decision."""

    class Outcome(models.TextChoices):
        """What came of it."""

        UPHELD = "upheld", "ยืนตามเดิม"
        OVERTURNED = "overturned", "กลับคำตัดสิน"
        PARTLY = "partly", "กลับบางส่วน"

    public_id = models.UUIDField("รหัสอุทธรณ์", default=uuid.uuid4, unique=True, editable=False)
    decision = models.OneToOneField(
        ModerationDecision, verbose_name="การตัดสิน", on_delete=models.PROTECT, related_name="appeal"
    )
    grounds = models.CharField("เหตุผลที่อุทธรณ์", max_length=2000, blank=True)
    filed_at = models.DateTimeField("ยื่นเมื่อ")
    taken_by = models.ForeignKey(
        Officer, verbose_name="ผู้รับเรื่อง", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField("ผล", max_length=10, choices=Outcome.choices, blank=True)
    sentence_th = models.CharField("คำชี้แจง", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        Officer, verbose_name="ผู้ตัดสิน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("ตัดสินเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "อุทธรณ์การตัดสินความเห็น"
        verbose_name_plural = "อุทธรณ์การตัดสินความเห็น"
        constraints = [
            models.CheckConstraint(
                name="moderation_appeal_decided_by_somebody",
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | ~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"moderation-appeal-{self.public_id}"

    @property
    def state(self) -> str:
        """Where it stands: filed, in_review, or what came of it."""
        return self.outcome or ("in_review" if self.taken_by_id else "filed")
