"""KeyCheck: by what a process that starts knows whether its keys are those this database was sealed with."""

from django.db import models
from django.utils import timezone


class KeyCheck(models.Model):
    """One key of personal data: its number, and a value made with it that says nothing about it.

    `retired_at` is set when nothing is sealed by it any more: from then on it may be missing from the settings.
    """

    class Purpose(models.TextChoices):
        """What the key does."""

        PII = "pii", "ปิดผนึกข้อมูลส่วนบุคคล"
        PID_INDEX = "pid_index", "ดัชนีเลขประจำตัว"

    purpose = models.CharField("หน้าที่", max_length=10, choices=Purpose.choices)
    key_id = models.PositiveSmallIntegerField("หมายเลขกุญแจ")
    value = models.CharField("ค่าตรวจ", max_length=64)
    first_seen_at = models.DateTimeField("พบครั้งแรกเมื่อ", default=timezone.now)
    retired_at = models.DateTimeField("เลิกใช้เมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "ค่าตรวจกุญแจ"
        verbose_name_plural = "ค่าตรวจกุญแจ"
        constraints = [models.UniqueConstraint(name="key_check_once", fields=["purpose", "key_id"])]

    def __str__(self) -> str:
        return f"key-{self.purpose}-{self.key_id}"
