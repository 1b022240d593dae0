"""Upload: a file that somebody sends us, from the wish to send it until a domain keeps it."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from superapp.accounts import cipher
from superapp.accounts.models import Account, Citizen


class UploadQuerySet(models.QuerySet["Upload"]):
    """Which uploads."""

    def of_matter(self, matter: str) -> "UploadQuerySet":
        """Return those attached to a matter ("application:<id>")."""
        return self.filter(matter=matter, state=Upload.State.ATTACHED)

    def unused_at(self, now: datetime) -> "UploadQuerySet":
        """Return those never sent, or sent and never attached, whose time is over at `now`."""
        return self.filter(state__in=[Upload.State.EXPECTED, Upload.State.RECEIVED], expires_at__lte=now)


class Upload(models.Model):
    """A file somebody sends: expected, received, attached to a matter, removed.

    `owner` is the account that sends it. `citizen` is whose it is, and by whose key it is sealed; None for officers'.
    What officers bring in for others (purpose `input`) is sealed by a key of its own, `data_key`; what they bring in to
    be published lies open. Refer to an upload by its `public_id`, not by a foreign key: an erasure deletes the row.
    """

    class State(models.TextChoices):
        """How far it has come."""

        EXPECTED = "expected", "รอรับแฟ้ม"
        RECEIVED = "received", "ได้รับแล้ว"
        ATTACHED = "attached", "แนบแล้ว"
        REMOVED = "removed", "ลบแล้ว"

    class Purpose(models.TextChoices):
        """What it is sent for; superapp/files/purposes.py says what that allows."""

        EVIDENCE = "evidence", "หลักฐานประกอบคำขอ"
        DOSSIER = "dossier", "เอกสารเผยแพร่ของหน่วยงาน"
        INPUT = "input", "ความเห็นที่ได้รับทางอื่น"

    public_id = models.UUIDField("รหัสแฟ้ม", default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Account, verbose_name="ผู้ส่ง", on_delete=models.PROTECT, related_name="uploads")
    citizen = models.ForeignKey(
        Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="uploads", null=True, blank=True
    )
    purpose = models.CharField("วัตถุประสงค์", max_length=10, choices=Purpose.choices)
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.EXPECTED.value)
    media_type = models.CharField("ชนิดแฟ้ม", max_length=100)
    size_bytes = models.PositiveBigIntegerField("ขนาด (ไบต์)")
    sha256 = models.CharField("ค่าแฮช SHA-256", max_length=64, blank=True)
    name_sealed = models.BinaryField("ชื่อแฟ้ม", null=True, editable=False)
    data_key = models.BinaryField("กุญแจของแฟ้ม", null=True, editable=False)
    stored_as = models.CharField("ที่เก็บ", max_length=120, blank=True, editable=False)
    matter = models.CharField("เรื่องที่แนบ", max_length=120, blank=True)
    created_at = models.DateTimeField("แจ้งส่งเมื่อ", default=timezone.now, editable=False)
    received_at = models.DateTimeField("ได้รับเมื่อ", null=True, blank=True)
    expires_at = models.DateTimeField("ลบเมื่อไม่ได้ใช้ภายใน", null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "แฟ้มที่ส่งมา"
        verbose_name_plural = "แฟ้มที่ส่งมา"
        indexes = [
            models.Index(fields=["matter"], name="upload_of_matter", condition=Q(state="attached")),
            models.Index(fields=["expires_at"], name="upload_unused", condition=Q(state__in=["expected", "received"])),
        ]
        constraints = [
            models.CheckConstraint(
                name="upload_states_are_whole",
                condition=Q(state="expected", stored_as="", sha256="", matter="", expires_at__isnull=False)
                | Q(state="received", matter="", received_at__isnull=False, expires_at__isnull=False)
                & ~Q(stored_as="")
                & ~Q(sha256="")
                | Q(state="attached", received_at__isnull=False, expires_at__isnull=True)
                & ~Q(stored_as="")
                & ~Q(sha256="")
                & ~Q(matter="")
                | Q(state="removed", stored_as="", name_sealed__isnull=True, data_key__isnull=True),
            ),
            models.CheckConstraint(
                name="upload_evidence_is_sealed_by_its_citizen",
                condition=Q(purpose="evidence", citizen__isnull=False)
                | ~Q(purpose="evidence") & Q(citizen__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"upload-{self.public_id}"

    @property
    def about_key(self) -> cipher.About:
        """The place of its own data key."""
        return ("upload", str(self.public_id), "data_key")

    @property
    def is_sealed(self) -> bool:
        """Whether its bytes lie sealed."""
        return self.purpose != self.Purpose.DOSSIER

    def sealing_key(self) -> bytes | None:
        """Return the key its bytes are sealed by; None when they lie open.

        :raises cipher.Unreadable: when the key was destroyed, with the citizen's data or with the file.
        """
        if self.citizen is not None:
            return self.citizen.own_key()
        if not self.is_sealed:
            return None
        if self.data_key is None:
            raise cipher.Unreadable("the upload's key was destroyed")
        return cipher.unwrapped(bytes(self.data_key), self.about_key)
