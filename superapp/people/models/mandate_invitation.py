"""MandateInvitation: a right offered to whoever holds a code that works once."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from superapp.accounts.models import Citizen, Mandate, Organisation


class MandateInvitationQuerySet(models.QuerySet["MandateInvitation"]):
    """Which invitations."""

    def open_at(self, now: datetime) -> "MandateInvitationQuerySet":
        """Return those that can still be accepted or refused at `now`."""
        return self.filter(state=MandateInvitation.State.OPEN, lapses_at__gt=now)


class MandateInvitation(models.Model):
    """An offer to act for a person or an organisation. Nobody is named: the code is handed over by who offers.

    So nobody learns by a number who is here. Only the code's hash is kept. `mandate` is what came of it.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", "รอตอบรับ"
        ACCEPTED = "accepted", "ตอบรับแล้ว"
        REFUSED = "refused", "ไม่ตอบรับ"
        WITHDRAWN = "withdrawn", "ถอนแล้ว"
        LAPSED = "lapsed", "หมดอายุ"

    public_id = models.UUIDField("รหัสคำเชิญ", default=uuid.uuid4, unique=True, editable=False)
    code_hash = models.CharField("ค่าแฮชของรหัส", max_length=64, unique=True, editable=False)
    kind = models.CharField("ประเภท", max_length=10, choices=Mandate.Kind.choices)
    inviter = models.ForeignKey(
        Citizen, verbose_name="ผู้เชิญ", on_delete=models.PROTECT, related_name="mandate_invitations"
    )
    # None: the inviter offers for themselves. Else the director's mandate under which they offer for the organisation.
    under = models.ForeignKey(
        Mandate, verbose_name="เชิญโดยอาศัย", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    organisation = models.ForeignKey(
        Organisation,
        verbose_name="ทำแทนองค์กร",
        on_delete=models.PROTECT,
        related_name="mandate_invitations",
        null=True,
        blank=True,
    )
    scope_verbs = models.JSONField("ทำอะไรได้", default=list)
    scope_codes = models.JSONField("เรื่องใดได้", null=True, blank=True)
    valid_days = models.PositiveSmallIntegerField("ใช้ได้กี่วัน")
    state = models.CharField("สถานะ", max_length=10, choices=State.choices, default=State.OPEN)
    created_at = models.DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)
    lapses_at = models.DateTimeField("ตอบได้ถึง")
    decided_at = models.DateTimeField("ตอบเมื่อ", null=True, blank=True)
    mandate = models.OneToOneField(
        Mandate, verbose_name="การทำแทน", on_delete=models.PROTECT, related_name="invitation", null=True, blank=True
    )

    objects = MandateInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "คำเชิญให้ทำแทน"
        verbose_name_plural = "คำเชิญให้ทำแทน"
        indexes = [models.Index(fields=["inviter", "-created_at", "-id"], name="mandate_invitation_of")]
        constraints = [
            models.CheckConstraint(
                name="mandate_invitation_kind_fits",
                condition=Q(kind="carer", organisation__isnull=True, under__isnull=True)
                | Q(kind="delegate", organisation__isnull=False, under__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_invitation_at_most_a_year", condition=Q(valid_days__gte=1, valid_days__lte=365)
            ),
            models.CheckConstraint(
                name="mandate_invitation_accepted_makes_one",
                condition=Q(state="accepted", mandate__isnull=False) | (~Q(state="accepted") & Q(mandate__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"mandate-invitation-{self.public_id}"
