"""Push: telling a citizen's device that there is a message. What the message says never leaves the inbox."""

import uuid

from django.db import models
from django.utils import timezone

from superapp.accounts import cipher
from superapp.accounts.models import Citizen

from .notice import Notice

TOKEN = "push token"  # noqa: S105  # the purpose of the blind index, no secret


class PushTarget(models.Model):
    """A device that wants to be told. Its token says who somebody is to the sender of pushes, so it lies sealed."""

    class Platform(models.TextChoices):
        """Whose push service reaches it."""

        ANDROID = "android", "Android"
        IOS = "ios", "iOS"

    public_id = models.UUIDField("รหัสอุปกรณ์", default=uuid.uuid4, unique=True, editable=False)
    citizen = models.ForeignKey(Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="push_targets")
    platform = models.CharField("ระบบ", max_length=10, choices=Platform.choices)
    # One device, one owner: a phone that changes hands stops telling the one before.
    token_index = models.CharField("ดัชนีโทเคน", max_length=64, unique=True, editable=False)
    token_sealed = models.BinaryField("โทเคน", editable=False)
    registered_at = models.DateTimeField("ลงทะเบียนเมื่อ", default=timezone.now)

    class Meta:
        verbose_name = "อุปกรณ์รับข่าวแจ้ง"
        verbose_name_plural = "อุปกรณ์รับข่าวแจ้ง"

    def __str__(self) -> str:
        return f"push-target-{self.public_id}"

    @property
    def about(self) -> cipher.About:
        """The place its token is sealed for."""
        return ("push_target", str(self.public_id), "token")

    @property
    def token(self) -> str:
        """What the push service knows the device by; for the channel that sends, and nobody else.

        :raises cipher.Unreadable: when the citizen's key was destroyed.
        """
        return cipher.opened_with(self.citizen.own_key(), bytes(self.token_sealed), self.about)


class Push(models.Model):
    """One message to one device: written before it is sent, and what came of it afterwards.

    `public_id` goes to the push service as the message's own key, so that a second sending shows one message.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "รอส่ง"
        SENT = "sent", "ส่งแล้ว"
        GONE = "gone", "ไม่มีอุปกรณ์นี้แล้ว"

    public_id = models.UUIDField("รหัสการส่ง", default=uuid.uuid4, unique=True, editable=False)
    notice = models.ForeignKey(Notice, verbose_name="ข่าวแจ้ง", on_delete=models.CASCADE, related_name="pushes")
    # None once the device is gone.
    target = models.ForeignKey(
        PushTarget, verbose_name="ถึงอุปกรณ์", on_delete=models.SET_NULL, null=True, related_name="pushes"
    )
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.WAITING)
    created_at = models.DateTimeField("สร้างเมื่อ", default=timezone.now)
    settled_at = models.DateTimeField("ทราบผลเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "การส่งไปยังอุปกรณ์"
        verbose_name_plural = "การส่งไปยังอุปกรณ์"
        constraints = [
            models.UniqueConstraint(name="push_once_per_device", fields=["notice", "target"]),
            models.CheckConstraint(
                name="push_settled_when_not_waiting",
                condition=models.Q(state="waiting", settled_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"push-{self.public_id}"


class NoticePreference(models.Model):
    """Whether a citizen wants their devices to ring for a kind of notices. No row means yes. The inbox keeps all."""

    citizen = models.ForeignKey(
        Citizen, verbose_name="ของใคร", on_delete=models.PROTECT, related_name="notice_preferences"
    )
    # The part of a topic before its full stop: "welfare" of "welfare.entitlement".
    subject = models.CharField("เรื่อง", max_length=60)
    is_pushed = models.BooleanField("เตือนที่อุปกรณ์", default=True)
    changed_at = models.DateTimeField("แก้เมื่อ", default=timezone.now)

    class Meta:
        verbose_name = "การเลือกรับข่าวแจ้ง"
        verbose_name_plural = "การเลือกรับข่าวแจ้ง"
        constraints = [models.UniqueConstraint(name="notice_preference_once", fields=["citizen", "subject"])]

    def __str__(self) -> str:
        return f"notice-preference-{self.pk}"
