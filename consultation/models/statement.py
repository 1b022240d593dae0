"""Statement: one idea in at most 280 characters, for others to agree or disagree with: what the opinion map maps."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from . import comment_visibility
from .comment import Comment
from .draft_law import Section
from .hearing import Hearing
from .participant import Participant

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

LONGEST = 280


class StatementQuerySet(models.QuerySet["Statement"]):
    """Which statements."""

    def public(self) -> "StatementQuerySet":
        """Return those everybody may read."""
        return self.filter(comment_visibility.public(may_be_private=False))

    def visible_to(self, viewer: "Viewer") -> "StatementQuerySet":
        """Return those the viewer may read: the same predicate as for comments."""
        return self.filter(comment_visibility.visible_to(viewer, may_be_private=False))


class Statement(models.Model):
    """One statement. `is_seed`: the agency's own, to begin with; it has no author. Never changed once voted on.

    `votes` counts everybody who agreed, disagreed or passed.
    """

    Status = Comment.Status

    public_id = models.UUIDField("รหัสข้อความ", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="statements", db_index=False
    )
    section = models.ForeignKey(
        Section, verbose_name="มาตรา", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    author = models.ForeignKey(
        Participant, verbose_name="ผู้เขียน", null=True, blank=True, on_delete=models.PROTECT, related_name="statements"
    )
    text = models.CharField("ข้อความ", max_length=LONGEST, blank=True)
    is_seed = models.BooleanField("ของหน่วยงาน", default=False)
    status = models.CharField("สถานะ", max_length=8, choices=Comment.Status.choices, default=Comment.Status.PENDING)
    held_for = models.JSONField("เหตุที่รอตรวจ", default=list)
    agree = models.PositiveIntegerField("เห็นด้วย", default=0)
    disagree = models.PositiveIntegerField("ไม่เห็นด้วย", default=0)
    passes = models.PositiveIntegerField("ข้าม", default=0)
    votes = models.PositiveIntegerField("จำนวนผู้ลงคะแนน", default=0)
    client_key = models.CharField("กุญแจกันซ้ำ", max_length=64, blank=True)
    request_hash = models.CharField("ลายพิมพ์คำขอ", max_length=64, blank=True)
    erased_digest = models.CharField("ลายพิมพ์ของข้อความที่ลบ", max_length=64, blank=True)
    created_at = models.DateTimeField("เขียนเมื่อ")
    status_at = models.DateTimeField("เปลี่ยนสถานะเมื่อ", null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = "ข้อความให้ลงคะแนน"
        verbose_name_plural = "ข้อความให้ลงคะแนน"
        indexes = [
            models.Index(name="statement_new", fields=["hearing", "-id"]),
            models.Index(name="statement_least_voted", fields=["hearing", "status", "votes", "id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="statement_key_once", fields=["author", "client_key"], condition=~Q(client_key="")
            ),
            models.CheckConstraint(
                name="statement_known_status",
                condition=Q(status__in=["pending", "visible", "hidden", "removed", "erased"]),
            ),
            models.CheckConstraint(
                name="statement_erased_is_empty", condition=~Q(status="erased") | Q(text="", author__isnull=True)
            ),
            models.CheckConstraint(name="statement_seed_is_nobodys", condition=Q(is_seed=False) | Q(author=None)),
            models.CheckConstraint(
                name="statement_votes_add_up",
                condition=Q(votes=models.F("agree") + models.F("disagree") + models.F("passes")),
            ),
        ]

    def __str__(self) -> str:
        return f"statement-{self.public_id}"

    @property
    def is_shown(self) -> bool:
        """Tell whether its text is public, in a hearing that is."""
        return self.status == Comment.Status.VISIBLE


class StatementVote(models.Model):
    """One person's answer to one statement; the latest counts."""

    class Value(models.IntegerChoices):
        """Which way. The values are those of Polis files."""

        AGREE = 1, "เห็นด้วย"
        PASS = 0, "ข้าม"
        DISAGREE = -1, "ไม่เห็นด้วย"

    statement = models.ForeignKey(
        Statement, verbose_name="ข้อความ", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    participant = models.ForeignKey(
        Participant, verbose_name="ผู้ลงคะแนน", on_delete=models.PROTECT, related_name="statement_votes"
    )
    value = models.SmallIntegerField("คะแนน", choices=Value.choices)
    at = models.DateTimeField("เมื่อ")

    class Meta:
        verbose_name = "คะแนนต่อข้อความ"
        verbose_name_plural = "คะแนนต่อข้อความ"
        constraints = [
            models.UniqueConstraint(name="statement_vote_once", fields=["statement", "participant"]),
            models.CheckConstraint(name="statement_vote_known_value", condition=Q(value__in=[1, 0, -1])),
        ]

    def __str__(self) -> str:
        return f"statement-vote-{self.pk}"
