"""ConsentText: the words somebody agreed to, kept for as long as a consent names their version."""

from django.db import models
from django.utils import timezone


class ConsentText(models.Model):
    """One version of a consent's text in both languages. Never changed: another wording is another version."""

    version = models.CharField("ฉบับ", max_length=40, unique=True)
    text_th = models.TextField("ข้อความ (ไทย)")
    text_en = models.TextField("ข้อความ (อังกฤษ)")
    created_at = models.DateTimeField("ใช้ครั้งแรกเมื่อ", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "ข้อความขอความยินยอม"
        verbose_name_plural = "ข้อความขอความยินยอม"

    def __str__(self) -> str:
        return self.version
