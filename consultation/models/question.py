"""Question and Answer: what a hearing asks beside the text, and what each participant answered."""

import uuid

from django.db import models
from django.db.models import Q

from .draft_law import Section
from .hearing import Hearing
from .participant import Participant


class Question(models.Model):
    """One question of a hearing. Fixed once the hearing is announced.

    `options` are {code, th, en} for one, many and rank. A scale runs from 1 to `scale_points`; its two ends have words
    in `options`. `section` is what it is about, None for the whole.
    """

    class Form(models.TextChoices):
        """How it is answered."""

        OPEN = "open", "ตอบเป็นข้อความ"
        ONE = "one", "เลือกหนึ่งข้อ"
        MANY = "many", "เลือกได้หลายข้อ"
        SCALE = "scale", "ให้คะแนน"
        RANK = "rank", "เรียงลำดับ"

    public_id = models.UUIDField("รหัสคำถาม", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField("ลำดับ")
    form = models.CharField("รูปแบบ", max_length=5, choices=Form.choices)
    text_th = models.CharField("คำถาม (ไทย)", max_length=1000)
    text_en = models.CharField("คำถาม (อังกฤษ)", max_length=1000, blank=True)
    options = models.JSONField("ตัวเลือก", default=list)
    scale_points = models.PositiveSmallIntegerField("จำนวนระดับ", null=True, blank=True)
    section = models.ForeignKey(
        Section, verbose_name="เกี่ยวกับมาตรา", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = "คำถาม"
        verbose_name_plural = "คำถาม"
        constraints = [
            models.UniqueConstraint(name="question_position_once", fields=["hearing", "position"]),
            models.CheckConstraint(
                name="question_scale_has_points",
                condition=Q(form="scale", scale_points__gte=2, scale_points__lte=10)
                | ~Q(form="scale") & Q(scale_points__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"question-{self.public_id}"


class Answer(models.Model):
    """What one participant answered to one question; the latest counts until the hearing closes.

    `choices` are codes of options: one, several, or all in the order of rank. `scale` is a point, None for other forms.
    `text` is the answer to an open question, "" otherwise and once the person was erased.
    """

    question = models.ForeignKey(Question, verbose_name="คำถาม", on_delete=models.PROTECT, related_name="answers")
    participant = models.ForeignKey(Participant, verbose_name="ผู้ตอบ", on_delete=models.PROTECT, related_name="answers")
    choices = models.JSONField("ตัวเลือกที่เลือก", default=list)
    scale = models.PositiveSmallIntegerField("คะแนน", null=True, blank=True)
    text = models.TextField("ข้อความ", blank=True)
    answered_at = models.DateTimeField("ตอบเมื่อ")

    class Meta:
        verbose_name = "คำตอบ"
        verbose_name_plural = "คำตอบ"
        constraints = [models.UniqueConstraint(name="answer_once", fields=["question", "participant"])]

    def __str__(self) -> str:
        return f"answer-{self.pk}"
