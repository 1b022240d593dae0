"""Participant: one person, or one organisation, in one hearing. Whoever they are stays behind this row.

Stances, comments, votes and answers point here and nowhere else, so one person has one voice, and taking the person
out of this row takes them out of all of it.
"""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from superapp.accounts.models import Citizen, Organisation

from .hearing import Hearing

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


class ParticipantQuerySet(models.QuerySet["Participant"]):
    """Which participants."""

    def of_viewer(self, viewer: "Viewer") -> "ParticipantQuerySet":
        """Return the rows of whom the viewer stands here for: themselves, or whom they act for."""
        if viewer.mandate is not None:
            return self.filter(
                citizen=viewer.mandate.principal_citizen_id, organisation=viewer.mandate.principal_organisation_id
            )
        return self.none() if viewer.citizen is None else self.filter(citizen=viewer.citizen)


class Participant(models.Model):
    """Somebody in one hearing. `pseudonym` is what others see, unlike in any other hearing.

    `citizen` and `organisation` are both None once the person was erased, and for input an officer brought in from
    paper, e-mail or a meeting (`channel`). `name_shown` is the name under which somebody wishes to be seen, kept only
    with their explicit consent (`named_consent_at`, version of the words beside it; PDPA s.26), else "".
    """

    class Display(models.TextChoices):
        """How what they say is shown."""

        PSEUDONYM = "pseudonym", "นามแฝง"
        NAMED = "named", "เปิดเผยชื่อ"
        PRIVATE = "private", "ให้หน่วยงานอ่านเท่านั้น"

    class Channel(models.TextChoices):
        """Where it came from."""

        ONLINE = "online", "ระบบกลาง"
        PAPER = "paper", "กระดาษ"
        EMAIL = "email", "อีเมล"
        MEETING = "meeting", "การประชุม"

    public_id = models.UUIDField("รหัสผู้ร่วมแสดงความเห็น", default=uuid.uuid4, unique=True, editable=False)
    hearing = models.ForeignKey(Hearing, verbose_name="การรับฟัง", on_delete=models.PROTECT, related_name="participants")
    citizen = models.ForeignKey(
        Citizen, verbose_name="ประชาชน", null=True, blank=True, on_delete=models.PROTECT, related_name="participations"
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name="องค์กร", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField("ช่องทาง", max_length=8, choices=Channel.choices, default=Channel.ONLINE)
    display = models.CharField("การแสดงชื่อ", max_length=10, choices=Display.choices, default=Display.PSEUDONYM)
    pseudonym = models.CharField("นามแฝง", max_length=60)
    name_shown = models.CharField("ชื่อที่เปิดเผย", max_length=200, blank=True)
    named_consent_at = models.DateTimeField("ยินยอมเปิดเผยชื่อเมื่อ", null=True, blank=True)
    named_consent_version = models.CharField("ฉบับข้อความยินยอม", max_length=20, blank=True)
    is_verified = models.BooleanField("ยืนยันตัวตนแล้ว", default=False)
    notice_version = models.CharField("ฉบับประกาศความเป็นส่วนตัวที่เห็น", max_length=20)
    joined_at = models.DateTimeField("เข้าร่วมเมื่อ")
    suspended_until = models.DateTimeField("ระงับถึง", null=True, blank=True)
    erased_at = models.DateTimeField("ลบข้อมูลเมื่อ", null=True, blank=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "ผู้ร่วมแสดงความเห็น"
        verbose_name_plural = "ผู้ร่วมแสดงความเห็น"
        constraints = [
            # One person, one voice.
            models.UniqueConstraint(
                name="participant_citizen_once", fields=["hearing", "citizen"], condition=Q(citizen__isnull=False)
            ),
            models.UniqueConstraint(
                name="participant_organisation_once",
                fields=["hearing", "organisation"],
                condition=Q(organisation__isnull=False),
            ),
            models.UniqueConstraint(name="participant_pseudonym_once", fields=["hearing", "pseudonym"]),
            models.CheckConstraint(
                name="participant_not_both", condition=Q(citizen__isnull=True) | Q(organisation__isnull=True)
            ),
            models.CheckConstraint(
                name="participant_named_with_consent",
                condition=Q(name_shown="") | Q(named_consent_at__isnull=False),
            ),
            models.CheckConstraint(
                name="participant_erased_is_nobody",
                condition=Q(erased_at__isnull=True) | Q(citizen__isnull=True, organisation__isnull=True, name_shown=""),
            ),
        ]

    def __str__(self) -> str:
        return f"participant-{self.public_id}"
