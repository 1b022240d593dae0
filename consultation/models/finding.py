"""CommentFinding: what the machine found in one comment, and how; CommentWord: the words it can be found by.

Findings order, group and propose; they hide, remove and weigh nothing. They are made from the comment's present wording
and replaced with it; they stand beside the comment and say nothing about who may see it: whoever shows anything of them
starts from the comments that viewer may see.
"""

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Officer

from .comment import Comment
from .draft_law import Section
from .hearing import Hearing


class CommentFinding(models.Model):
    """What was found in the wording `revision` of a comment. Offsets count code points of the text that is shown.

    `stance` is what rules read in the words, never the stance its author took. `personal_data` holds kind, start, end
    and validity, `flags` kind, start and end: never the words themselves. `failed` tells why there is nothing: "time",
    "memory" or "error". `hearing` and `section` are the comment's own, so that lists need no other table.
    """

    class Stance(models.TextChoices):
        """What the words say about where somebody stands."""

        SUPPORT = "support", "เห็นด้วย"
        SUPPORT_WITH_CHANGES = "support_with_changes", "เห็นด้วยหากแก้ไข"
        OPPOSE = "oppose", "ไม่เห็นด้วย"
        MIXED = "mixed", "มีทั้งสองทาง"
        UNSTATED = "unstated", "ไม่ได้บอก"

    comment = models.OneToOneField(
        Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="finding", primary_key=True
    )
    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    section = models.ForeignKey(
        Section, verbose_name="มาตรา", null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    revision = models.PositiveIntegerField("ฉบับแก้ไข")
    method = models.CharField("วิธี", max_length=40)
    version = models.CharField("รุ่น", max_length=60)
    tone_version = models.CharField("รุ่นของแบบจำลองน้ำเสียง", max_length=60, blank=True)
    stance = models.CharField("จุดยืนตามถ้อยคำ", max_length=20, choices=Stance.choices, default=Stance.UNSTATED)
    tone = models.CharField("น้ำเสียง", max_length=8, default="unsure")
    tone_confidence = models.FloatField("ความมั่นใจเรื่องน้ำเสียง", null=True, blank=True)
    language = models.CharField("ภาษา", max_length=10, default="und")
    keywords = models.JSONField("คำสำคัญ", default=list)
    section_refs = models.JSONField("มาตราที่กล่าวถึง", default=list)
    flags = models.JSONField("คำที่ควรตรวจ", default=list)
    personal_data = models.JSONField("ข้อมูลส่วนบุคคลที่พบ", default=list)
    awaits_masking = models.BooleanField("รอพิจารณาปิดข้อมูล", default=False)
    failed = models.CharField("เหตุที่วิเคราะห์ไม่ได้", max_length=8, blank=True)
    made_at = models.DateTimeField("วิเคราะห์เมื่อ")

    class Meta:
        verbose_name = "ผลวิเคราะห์ความเห็น"
        verbose_name_plural = "ผลวิเคราะห์ความเห็น"
        indexes = [
            models.Index(name="finding_of_hearing", fields=["hearing", "-comment"]),
            models.Index(name="finding_of_section", fields=["hearing", "section", "-comment"]),
            models.Index(name="finding_by_stance", fields=["hearing", "stance", "-comment"]),
            models.Index(name="finding_to_mask", fields=["hearing", "comment"], condition=Q(awaits_masking=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="finding_known_stance",
                condition=Q(stance__in=["support", "support_with_changes", "oppose", "mixed", "unstated"]),
            ),
        ]

    def __str__(self) -> str:
        return f"finding-{self.comment_id}"


class CommentWord(models.Model):
    """A word a comment can be found by, as 63 bits of its hash. Personal data and the commonest words are left out."""

    pk = models.CompositePrimaryKey("hearing", "word", "comment")
    hearing = models.ForeignKey(
        Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    word = models.BigIntegerField("คำ")
    comment = models.ForeignKey(Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="words")

    class Meta:
        verbose_name = "คำในความเห็น"
        verbose_name_plural = "คำในความเห็น"

    def __str__(self) -> str:
        return f"word-{self.comment_id}"


class Masking(models.Model):
    """What an officer decided about personal data in a wording: masked, or left as it stands.

    A masked comment holds the masked text, so that every path shows it; `original` is kept for undoing and for nobody
    else to read. `digest` is a keyed hash of the wording that was decided about.
    """

    class Decision(models.TextChoices):
        """What became of the proposal."""

        MASKED = "masked", "ปิดข้อมูลแล้ว"
        LEFT = "left", "ให้คงไว้"
        UNDONE = "undone", "ยกเลิกการปิด"

    comment = models.ForeignKey(Comment, verbose_name="ความเห็น", on_delete=models.PROTECT, related_name="maskings")
    revision = models.PositiveIntegerField("ฉบับแก้ไข")
    decision = models.CharField("ผลพิจารณา", max_length=6, choices=Decision.choices)
    kinds = models.JSONField("ชนิดข้อมูล", default=list)
    original = models.TextField("ข้อความเดิม", blank=True)
    digest = models.CharField("ลายพิมพ์ข้อความ", max_length=64)
    officer = models.ForeignKey(Officer, verbose_name="ผู้พิจารณา", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("เมื่อ")
    undone_by = models.ForeignKey(
        Officer, verbose_name="ผู้ยกเลิก", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField("ยกเลิกเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "การปิดข้อมูลส่วนบุคคล"
        verbose_name_plural = "การปิดข้อมูลส่วนบุคคล"
        constraints = [
            models.UniqueConstraint(name="masking_in_force_once", fields=["comment"], condition=Q(decision="masked")),
            models.CheckConstraint(
                name="masking_known_decision", condition=Q(decision__in=["masked", "left", "undone"])
            ),
            # The words are kept only as long as they are needed for undoing.
            models.CheckConstraint(
                name="masking_keeps_only_what_it_needs", condition=Q(decision="masked") | Q(original="")
            ),
        ]

    def __str__(self) -> str:
        return f"masking-{self.pk}"
