"""Comment: what somebody says about a draft, about one section or passage of it, or in reply to another.

Built for a million in one hearing (docs/taking-part.md): lists continue from a row, never by counting rows to skip;
scores and counts are stored; replies of a page come in one statement. Whoever lists or counts comments starts from
`visible_to` or `listed_to`.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from . import comment_visibility
from .bytewise import BytewiseField
from .draft_law import DraftVersion, Section
from .hearing import Hearing
from .participant import Participant

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

LEVELS = 8
STEP = 8
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
SHOWN = Q(status="visible", is_private=False)
ROOT_LISTED = Q(parent__isnull=True, is_listed=True)


class CommentQuerySet(models.QuerySet["Comment"]):
    """Which comments."""

    def public(self) -> "CommentQuerySet":
        """Return those everybody may read."""
        return self.filter(comment_visibility.public())

    def visible_to(self, viewer: "Viewer") -> "CommentQuerySet":
        """Return those the viewer may read: the one predicate (comment_visibility)."""
        return self.filter(comment_visibility.visible_to(viewer))

    def listed_to(self, viewer: "Viewer") -> "CommentQuerySet":
        """Return those that stand in lists: what everybody may read, and tombstones with such replies below them."""
        # A bare column, not a parameter: partial indexes are used only when their condition stands in the SQL itself.
        return self.filter(comment_visibility.in_visible_hearing(viewer), is_listed=True)

    def roots(self) -> "CommentQuerySet":
        """Return those that reply to nothing."""
        return self.filter(parent__isnull=True)


class Comment(models.Model):
    """One comment. `is_listed`: it stands in lists, as a text or as a tombstone with listed replies.

    `path` is the path of the parent and the own key in base 36, eight characters a level: reading order of a thread.
    `reply_count` counts listed direct replies, `descendant_count` what is shown below a root. `score` is Wilson's
    lower bound. `lot` is drawn once: an order in which first comers have no advantage. `held_for` says why it waits
    for a moderator, as codes. `erased_digest` is a keyed hash of an erased text, the only trace of it. `analysed_at` is
    None while the present wording has not been read by the machine.
    """

    class Status(models.TextChoices):
        """Where it stands; docs/taking-part.md shows the ways between them."""

        PENDING = "pending", "รอตรวจ"
        VISIBLE = "visible", "เผยแพร่"
        HIDDEN = "hidden", "ซ่อนโดยผู้ดูแล"
        REMOVED = "removed", "ลบโดยผู้เขียน"
        ERASED = "erased", "ลบตามคำขอ"

    public_id = models.UUIDField("รหัสความเห็น", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="comments", db_index=False
    )
    section = models.ForeignKey(
        Section, verbose_name="มาตรา", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    version = models.ForeignKey(
        DraftVersion, verbose_name="เขียนต่อร่างฉบับ", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # No index of its own: SQLite would prefer it to the partial ones for `parent IS NULL`, at 3,000 times the cost.
    parent = models.ForeignKey(
        "self", verbose_name="ตอบ", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    root = models.ForeignKey(
        "self", verbose_name="กระทู้", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    depth = models.PositiveSmallIntegerField("ชั้น", default=0)
    path = BytewiseField("ลำดับอ่าน", max_length=LEVELS * STEP, blank=True)
    author = models.ForeignKey(
        Participant,
        verbose_name="ผู้เขียน",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="comments",
        db_index=False,
    )
    up = models.PositiveIntegerField("เห็นด้วย", default=0)
    down = models.PositiveIntegerField("ไม่เห็นด้วย", default=0)
    score = models.FloatField("คะแนน", default=0.0)
    reply_count = models.PositiveIntegerField("จำนวนคำตอบ", default=0)
    descendant_count = models.PositiveIntegerField("จำนวนข้อความในกระทู้", default=0)
    flag_count = models.PositiveIntegerField("จำนวนรายงาน", default=0)
    status = models.CharField("สถานะ", max_length=8, choices=Status.choices, default=Status.VISIBLE)
    held_for = models.JSONField("เหตุที่รอตรวจ", default=list)
    is_private = models.BooleanField("ให้หน่วยงานอ่านเท่านั้น", default=False)
    is_listed = models.BooleanField("อยู่ในรายการ", default=False)
    lot = models.PositiveIntegerField("เลขจับสลาก", default=0)
    revision = models.PositiveIntegerField("ฉบับแก้ไข", default=1)
    body = models.TextField("ข้อความ", blank=True)
    quote = models.TextField("ข้อความที่อ้างถึง", blank=True)
    quote_before = models.CharField("ข้อความก่อนหน้า", max_length=32, blank=True)
    quote_after = models.CharField("ข้อความถัดไป", max_length=32, blank=True)
    quote_offset = models.PositiveIntegerField("ตำแหน่ง", default=0)
    client_key = models.CharField("กุญแจกันซ้ำ", max_length=64, blank=True)
    request_hash = models.CharField("ลายพิมพ์คำขอ", max_length=64, blank=True)
    erased_digest = models.CharField("ลายพิมพ์ของข้อความที่ลบ", max_length=64, blank=True)
    created_at = models.DateTimeField("เขียนเมื่อ")
    edited_at = models.DateTimeField("แก้ไขเมื่อ", null=True, blank=True)
    status_at = models.DateTimeField("เปลี่ยนสถานะเมื่อ", null=True, blank=True)
    analysed_at = models.DateTimeField("วิเคราะห์เมื่อ", null=True, blank=True, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "ความเห็น"
        verbose_name_plural = "ความเห็น"
        indexes = [
            models.Index(name="comment_best", fields=["hearing", "-score", "-id"], condition=ROOT_LISTED),
            models.Index(
                name="comment_best_here", fields=["hearing", "section", "-score", "-id"], condition=ROOT_LISTED
            ),
            models.Index(name="comment_new", fields=["hearing", "-id"], condition=ROOT_LISTED),
            models.Index(name="comment_new_here", fields=["hearing", "section", "-id"], condition=ROOT_LISTED),
            models.Index(name="comment_talk", fields=["hearing", "-descendant_count", "-id"], condition=ROOT_LISTED),
            models.Index(
                name="comment_talk_in",
                fields=["hearing", "section", "-descendant_count", "-id"],
                condition=ROOT_LISTED,
            ),
            models.Index(name="comment_lot", fields=["hearing", "lot", "id"], condition=ROOT_LISTED),
            models.Index(
                name="comment_replies", fields=["parent", "id"], condition=Q(parent__isnull=False, is_listed=True)
            ),
            models.Index(name="comment_of_root", fields=["root", "id"]),
            models.Index(name="comment_path", fields=["hearing", "path"]),
            # By path, so that no list of roots, which are in other orders, is ever read through it.
            models.Index(name="comment_path_here", fields=["hearing", "section", "path"], condition=Q(is_listed=True)),
            models.Index(name="comment_by_time", fields=["hearing", "created_at", "id"]),
            models.Index(name="comment_waiting", fields=["hearing", "id"], condition=Q(status="pending")),
            models.Index(name="comment_of_author", fields=["author", "id"]),
            models.Index(name="comment_to_analyse", fields=["hearing", "id"], condition=Q(analysed_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                name="comment_key_once", fields=["author", "client_key"], condition=~Q(client_key="")
            ),
            models.CheckConstraint(
                name="comment_known_status",
                condition=Q(status__in=["pending", "visible", "hidden", "removed", "erased"]),
            ),
            models.CheckConstraint(
                name="comment_root_or_reply",
                condition=Q(parent__isnull=True, root__isnull=True, depth=0)
                | Q(parent__isnull=False, root__isnull=False, depth__gte=1, depth__lt=LEVELS),
            ),
            # What stands in lists follows from the rest, so it can never be wrong.
            models.CheckConstraint(
                name="comment_listed_is_so",
                condition=(Q(is_listed=True) & (SHOWN | Q(reply_count__gt=0)))
                | (Q(is_listed=False, reply_count=0) & (~Q(status="visible") | Q(is_private=True))),
            ),
            models.CheckConstraint(
                name="comment_erased_is_empty",
                condition=~Q(status="erased") | Q(body="", quote="", author__isnull=True),
            ),
            models.CheckConstraint(name="comment_score_in_bounds", condition=Q(score__gte=0, score__lte=1)),
        ]

    def __str__(self) -> str:
        return f"comment-{self.public_id}"

    @property
    def is_shown(self) -> bool:
        """Tell whether its text is public, in a hearing that is."""
        return self.status == self.Status.VISIBLE and not self.is_private

    @property
    def thread_id(self) -> int:
        """Return the key of the root it hangs below; its own for a root."""
        return self.root_id or self.pk


class CommentRevision(models.Model):
    """What a comment said before an edit. `number` is the revision it was; the present one stands in the comment."""

    comment = models.ForeignKey(
        Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="revisions", db_index=False
    )
    number = models.PositiveIntegerField("ฉบับแก้ไข")
    body = models.TextField("ข้อความ", blank=True)
    at = models.DateTimeField("ใช้ถึงเมื่อ")
    erased_digest = models.CharField("ลายพิมพ์ของข้อความที่ลบ", max_length=64, blank=True)

    class Meta:
        verbose_name = "ฉบับก่อนของความเห็น"
        verbose_name_plural = "ฉบับก่อนของความเห็น"
        constraints = [models.UniqueConstraint(name="comment_revision_once", fields=["comment", "number"])]

    def __str__(self) -> str:
        return f"{self.comment_id}r{self.number}"


def path_step(key: int) -> str:
    """Return a key as eight characters of base 36, which sort as the numbers do.

    >>> path_step(36), path_step(7)
    ('00000010', '00000007')
    """
    digits = ""
    while key:
        key, rest = divmod(key, 36)
        digits = DIGITS[rest] + digits
    return digits.rjust(STEP, "0")
