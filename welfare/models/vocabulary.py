"""Vocabulary: the facts as they were typed and worded when a decision was made, so that it can be replayed."""

from django.db import models


class Vocabulary(models.Model):
    """One state of the facts' vocabulary and of the values that belong to no single programme, by its hash."""

    digest = models.CharField("ลายพิมพ์", max_length=64, unique=True, editable=False)
    facts_text = models.TextField("ข้อเท็จจริง (YAML)", editable=False)
    shared_text = models.TextField("ค่าร่วม (YAML)", editable=False)
    loaded_at = models.DateTimeField("นำเข้าเมื่อ")

    class Meta:
        verbose_name = "คลังคำข้อเท็จจริง"
        verbose_name_plural = "คลังคำข้อเท็จจริง"

    def __str__(self) -> str:
        return self.digest[:12]
