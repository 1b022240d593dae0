"""Consent: a citizen's permission to use some of their data for one purpose; a receipt that can be taken back."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from superapp.accounts.models import Citizen


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Which consents."""

    def in_force(self, now: datetime) -> "ConsentQuerySet":
        """Return those that are neither withdrawn nor past their end."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), withdrawn_at__isnull=True)


class Consent(models.Model):
    """What a citizen agreed to: who may use which facts, for what, until when. Its text is known by its version."""

    class Kind(models.TextChoices):
        """For whom."""

        RELEASE = "release", "ส่งข้อมูลให้เว็บหน่วยงาน"
        REGISTRY = "registry", "ขอข้อมูลจากทะเบียน"

    public_id = models.UUIDField("รหัสความยินยอม", default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField("ประเภท", max_length=10, choices=Kind.choices)
    # Who uses the facts: an agency client's id, or a registry's code ("DOPA", "SSO").
    audience = models.CharField("ให้ใคร", max_length=60)
    # Names of facts or claims, sorted: ["birth_date", "name_th"].
    facts = models.JSONField("ข้อมูลใด", default=list)
    purpose = models.CharField("เพื่ออะไร", max_length=60)
    text_version = models.CharField("ฉบับของข้อความ", max_length=40)
    given_at = models.DateTimeField("ให้เมื่อ", default=timezone.now)
    ends_at = models.DateTimeField("สิ้นสุดเมื่อ", null=True, blank=True)
    withdrawn_at = models.DateTimeField("ถอนเมื่อ", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = "ความยินยอม"
        verbose_name_plural = "ความยินยอม"
        indexes = [models.Index(fields=["citizen", "kind", "audience"], name="consent_of_citizen")]
        constraints = [
            models.UniqueConstraint(
                name="consent_one_live",
                fields=["citizen", "kind", "audience", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"consent-{self.public_id}"
