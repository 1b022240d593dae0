"""How officers come to the desk and stay at it: invitations and sessions."""

import hashlib
import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from superapp.accounts.models import Account


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations."""

    def open_at(self, now: datetime) -> "InvitationQuerySet":
        """Return those that can still be used."""
        return self.filter(used_at__isnull=True, expires_at__gt=now)

    def with_token(self, token: str) -> "InvitationQuerySet":
        """Return the one whose link holds `token`, or none."""
        return self.filter(token_hash=hashlib.sha256(token.encode()).hexdigest())


class Invitation(models.Model):
    """A link that works once: whoever opens it chooses a password and a second factor for the account.

    Only the hash of what stands in the link is kept.
    """

    public_id = models.UUIDField("รหัสคำเชิญ", default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, verbose_name="บัญชี", on_delete=models.PROTECT, related_name="invitations")
    token_hash = models.CharField("ดัชนีลิงก์", max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("สร้างเมื่อ", default=timezone.now)
    expires_at = models.DateTimeField("หมดอายุเมื่อ")
    # Also set when the link is taken back by making a newer one.
    used_at = models.DateTimeField("ใช้เมื่อ", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "คำเชิญเข้าโต๊ะทำงาน"
        verbose_name_plural = "คำเชิญเข้าโต๊ะทำงาน"

    def __str__(self) -> str:
        return f"invitation-{self.public_id}"


class DeskSessionQuerySet(models.QuerySet["DeskSession"]):
    """Which sessions."""

    def open_at(self, now: datetime, *, idle: timedelta, longest: timedelta) -> "DeskSessionQuerySet":
        """Return those that still let somebody in."""
        return self.filter(ended_at__isnull=True, seen_at__gt=now - idle, started_at__gt=now - longest)


class DeskSession(models.Model):
    """One stay at the desk, from the second factor to the end. Where the officer sat is not kept."""

    class Ending(models.TextChoices):
        """Why it ended."""

        SIGNED_OUT = "signed_out", "ออกจากระบบ"
        EXPIRED = "expired", "หมดเวลา"
        TOO_MANY = "too_many", "เข้าสู่ระบบจากที่อื่นเกินจำนวน"
        ENDED_BY_OPERATOR = "operator", "ผู้ดูแลระบบสั่งออก"
        SWITCHED_OFF = "switched_off", "บัญชีถูกระงับ"
        FACTOR_RESET = "factor_reset", "ล้างการยืนยันสองขั้น"
        PASSWORD_CHANGED = "password_changed", "เปลี่ยนรหัสผ่าน"

    public_id = models.UUIDField("รหัสการเข้าใช้", default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, verbose_name="บัญชี", on_delete=models.PROTECT, related_name="desk_sessions")
    session_key = models.CharField("กุญแจเซสชัน", max_length=40, unique=True, editable=False)
    # Browser and system in words ("Chrome, Windows"), "" when it does not say.
    device = models.CharField("เครื่อง", max_length=60, blank=True)
    started_at = models.DateTimeField("เริ่มเมื่อ")
    # Written at most once a minute.
    seen_at = models.DateTimeField("ใช้ล่าสุดเมื่อ")
    ended_at = models.DateTimeField("สิ้นสุดเมื่อ", null=True, blank=True)
    ending = models.CharField("สิ้นสุดเพราะ", max_length=20, choices=Ending.choices, blank=True)

    objects = DeskSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "การเข้าใช้โต๊ะทำงาน"
        verbose_name_plural = "การเข้าใช้โต๊ะทำงาน"
        indexes = [models.Index(fields=["account", "started_at"], name="desk_session_of_account")]
        constraints = [
            models.CheckConstraint(
                name="desk_session_ended_says_why",
                condition=models.Q(ended_at__isnull=True, ending="")
                | (models.Q(ended_at__isnull=False) & ~models.Q(ending="")),
            )
        ]

    def __str__(self) -> str:
        return f"desk-session-{self.public_id}"
