"""AgencyClient: an agency's own service that citizens enter with this login; and the name it knows each of them by."""

import hmac
import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from superapp.accounts.models import Citizen, Organisation


class AgencyClientQuerySet(models.QuerySet["AgencyClient"]):
    """Which clients."""

    def open(self) -> "AgencyClientQuerySet":
        """Return those that people can be signed in to."""
        return self.filter(is_active=True)


class AgencyClient(models.Model):
    """What this login knows of an agency's service: one confidential OpenID Connect client, and what it may learn.

    `client` holds the client's id, name, redirect addresses and scopes, as the OpenID Connect server reads them. Its
    secret is kept here, as a digest: it is 256 random bits, which need no slow hash.
    """

    class Entry(models.TextChoices):
        """How somebody in the app enters the agency's service."""

        NONE = "none", "เปิดจากแอปไม่ได้"
        OIDC = "oidc", "เว็บของหน่วยงานเริ่มลงชื่อเข้าใช้เอง"
        TOKEN = "token", "รับรหัสใช้ครั้งเดียว (มินิแอป)"

    client = models.OneToOneField(
        "allauth_idp_oidc.Client", verbose_name="ระบบ", on_delete=models.PROTECT, related_name="agency_client"
    )
    # The code of a services.Agency, a plain string: this storey does not know the catalogue.
    agency_code = models.CharField("หน่วยงาน", max_length=40, unique=True)
    name_th = models.CharField("ชื่อระบบ (ไทย)", max_length=100)
    name_en = models.CharField("ชื่อระบบ (อังกฤษ)", max_length=100)
    purpose_th = models.CharField("วัตถุประสงค์ (ไทย)", max_length=300)
    purpose_en = models.CharField("วัตถุประสงค์ (อังกฤษ)", max_length=300)
    # Names of claims it may ever be given: ["birth_date", "name_th"]; superapp/people/actions/claims.py.
    facts = models.JSONField("ข้อมูลที่ขอได้", default=list)
    ial = models.CharField("ระดับความน่าเชื่อถือขั้นต่ำ", max_length=4, default="2.1")
    entry = models.CharField("วิธีเปิดจากแอป", max_length=5, choices=Entry.choices, default=Entry.NONE)
    entry_uri = models.CharField("ที่อยู่เปิดจากแอป", max_length=300, blank=True)
    accepts_mandates = models.BooleanField("รับผู้ทำแทน", default=False)
    is_active = models.BooleanField("เปิดใช้", default=True)
    secret_digest = models.CharField("ลายนิ้วมือรหัสลับ", max_length=64, editable=False)
    previous_secret_digest = models.CharField("ลายนิ้วมือรหัสลับก่อนหน้า", max_length=64, blank=True, editable=False)
    previous_secret_until = models.DateTimeField("รหัสลับก่อนหน้าใช้ได้ถึง", null=True, editable=False)
    created_at = models.DateTimeField("ลงทะเบียนเมื่อ", default=timezone.now, editable=False)

    objects = AgencyClientQuerySet.as_manager()

    class Meta:
        verbose_name = "ระบบของหน่วยงาน"
        verbose_name_plural = "ระบบของหน่วยงาน"
        constraints = [
            models.CheckConstraint(
                name="agency_client_entry_has_address",
                condition=Q(entry="none", entry_uri="") | (Q(entry__in=["oidc", "token"]) & ~Q(entry_uri="")),
            )
        ]

    def __str__(self) -> str:
        return f"agency-client-{self.client_id}"

    def name(self, language: str) -> str:
        """Return its name in "en" or Thai."""
        return self.name_en if language == "en" else self.name_th

    def accepts(self, digest: str, now: datetime) -> bool:
        """Tell whether `digest` is that of a secret in force: the newest, or the one before until it runs out."""
        if hmac.compare_digest(digest, self.secret_digest):
            return True
        until = self.previous_secret_until
        return until is not None and now < until and hmac.compare_digest(digest, self.previous_secret_digest)


class PairwiseSubject(models.Model):
    """The name one agency's service knows one person or organisation by; no other service knows it.

    Kept, not only computed: it must stay the same when the key it was made with is changed.
    """

    public_id = models.UUIDField("รหัส", default=uuid.uuid4, unique=True, editable=False)
    client = models.ForeignKey(AgencyClient, verbose_name="ระบบ", on_delete=models.PROTECT, related_name="subjects")
    citizen = models.ForeignKey(
        Citizen, verbose_name="ประชาชน", on_delete=models.PROTECT, related_name="subjects", null=True
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="องค์กร", on_delete=models.PROTECT, related_name="subjects", null=True
    )
    sub = models.CharField("ชื่อแฝง", max_length=64, editable=False)
    created_at = models.DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)

    class Meta:
        verbose_name = "ชื่อแฝงต่อระบบ"
        verbose_name_plural = "ชื่อแฝงต่อระบบ"
        constraints = [
            models.UniqueConstraint(name="pairwise_one_name_per_citizen", fields=["client", "citizen"]),
            models.UniqueConstraint(name="pairwise_one_name_per_organisation", fields=["client", "organisation"]),
            models.UniqueConstraint(name="pairwise_one_bearer_per_name", fields=["client", "sub"]),
            models.CheckConstraint(
                name="pairwise_one_bearer",
                condition=Q(citizen__isnull=False, organisation__isnull=True)
                | Q(citizen__isnull=True, organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"subject-{self.public_id}"
