"""Alert: a banner an agency puts on a service at once, without review (HSDS `alert`)."""

from typing import TYPE_CHECKING

from django.db import models

from superapp.accounts.models import Officer

from .service import Service

if TYPE_CHECKING:
    from datetime import datetime


class AlertQuerySet(models.QuerySet["Alert"]):
    """Which alerts."""

    def showing(self, now: "datetime") -> "AlertQuerySet":
        """Return the alerts that are up at `now`."""
        return self.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=now), cleared_at=None, starts_at__lte=now)


class Alert(models.Model):
    """A short message on a service: closed today, system down. `ends_at` None means until it is cleared."""

    class Severity(models.TextChoices):
        """How much it changes for the citizen."""

        NOTICE = "notice", "แจ้งเพื่อทราบ"
        DISRUPTION = "disruption", "บริการขัดข้อง"

    service = models.ForeignKey(Service, verbose_name="บริการ", on_delete=models.CASCADE, related_name="alerts")
    severity = models.CharField("ระดับ", max_length=12, choices=Severity.choices)
    message_th = models.CharField("ข้อความ (ไทย)", max_length=300)
    message_en = models.CharField("ข้อความ (อังกฤษ)", max_length=300)
    starts_at = models.DateTimeField("เริ่ม")
    ends_at = models.DateTimeField("สิ้นสุด", null=True, blank=True)
    cleared_at = models.DateTimeField("ยกเลิกเมื่อ", null=True, blank=True)
    raised_by = models.ForeignKey(Officer, verbose_name="ผู้ประกาศ", on_delete=models.PROTECT, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "ประกาศแจ้งเตือน"
        verbose_name_plural = "ประกาศแจ้งเตือน"
        constraints = [
            models.UniqueConstraint(name="alert_one_standing", fields=["service"], condition=models.Q(cleared_at=None)),
            models.CheckConstraint(
                name="alert_ends_after_it_starts",
                condition=models.Q(ends_at=None) | models.Q(ends_at__gt=models.F("starts_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}:{self.pk}"
