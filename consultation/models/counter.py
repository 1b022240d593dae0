"""Counters: how many in a hearing, and in each section of its draft. Changed last in the transaction that changes them.

One row a hearing is enough: measured 1,431 comments a second with it, 1,046 with sixteen shards. Nothing counts rows
to show a number; `python manage.py recount_hearing` compares these rows with the tables.
"""

from django.db import models

from .draft_law import Section
from .hearing import Hearing


class _StanceTotals(models.Model):
    """How many stand where."""

    support = models.PositiveIntegerField("เห็นด้วย", default=0)
    support_with_changes = models.PositiveIntegerField("เห็นด้วยหากแก้ไข", default=0)
    oppose = models.PositiveIntegerField("ไม่เห็นด้วย", default=0)
    neutral = models.PositiveIntegerField("เป็นกลาง", default=0)

    class Meta:
        abstract = True

    @property
    def stances(self) -> int:
        """Return how many have taken a stance."""
        return self.support + self.support_with_changes + self.oppose + self.neutral


class HearingCount(_StanceTotals):
    """What is in one hearing. `shown` comments are public, the five after it are not; all six were received.

    `roots_listed` is the length of the list of comments that reply to nothing, tombstones included. `statements` are
    those shown, `statement_votes` every answer to a statement. The stances are those on the draft as a whole.
    """

    hearing = models.OneToOneField(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="count", primary_key=True
    )
    participants = models.PositiveIntegerField("ผู้ร่วม", default=0)
    shown = models.PositiveIntegerField("ความเห็นที่เผยแพร่", default=0)
    private = models.PositiveIntegerField("ความเห็นถึงหน่วยงานเท่านั้น", default=0)
    pending = models.PositiveIntegerField("ความเห็นที่รอตรวจ", default=0)
    hidden = models.PositiveIntegerField("ความเห็นที่ซ่อน", default=0)
    removed = models.PositiveIntegerField("ความเห็นที่ผู้เขียนลบ", default=0)
    erased = models.PositiveIntegerField("ความเห็นที่ลบตามคำขอ", default=0)
    roots_listed = models.PositiveIntegerField("ความเห็นต้นเรื่องในรายการ", default=0)
    statements = models.PositiveIntegerField("ข้อความให้ลงคะแนน", default=0)
    statement_votes = models.PositiveIntegerField("คะแนนต่อข้อความ", default=0)

    class Meta:
        verbose_name = "ยอดรวมของการรับฟัง"
        verbose_name_plural = "ยอดรวมของการรับฟัง"

    def __str__(self) -> str:
        return f"count-{self.hearing_id}"

    @property
    def received(self) -> int:
        """Return how many comments were received, whatever became of them."""
        return self.shown + self.private + self.pending + self.hidden + self.removed + self.erased


class SectionCount(_StanceTotals):
    """What is said of one section in one hearing: comments shown, the length of its list, and stances on it."""

    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="section_counts", db_index=False
    )
    section = models.ForeignKey(Section, verbose_name="มาตรา", on_delete=models.PROTECT, related_name="+")
    shown = models.PositiveIntegerField("ความเห็นที่เผยแพร่", default=0)
    roots_listed = models.PositiveIntegerField("ความเห็นต้นเรื่องในรายการ", default=0)

    class Meta:
        verbose_name = "ยอดรวมของมาตรา"
        verbose_name_plural = "ยอดรวมของมาตรา"
        constraints = [models.UniqueConstraint(name="section_count_once", fields=["hearing", "section"])]

    def __str__(self) -> str:
        return f"count-{self.hearing_id}:{self.section_id}"
