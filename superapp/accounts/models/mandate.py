"""Mandate: one person may act for another person or for an organisation - for some things, for a time, revocably.

Here are the facts and the questions about one mandate. Whether a viewer may do a thing under it is asked in
superapp/accounts/acting.py, the only place with such predicates; making and ending mandates is
superapp/people/actions/mandates.py.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .citizen import Citizen
from .organisation import Organisation

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


LIVE = ("proposed", "active", "suspended")


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Which mandates."""

    def in_force(self, now: datetime) -> "MandateQuerySet":
        """Return those under which somebody may act at `now`."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), state=Mandate.State.ACTIVE, starts_at__lte=now)

    def concerning(self, citizen: Citizen) -> "MandateQuerySet":
        """Return those that a person has from others, or has given."""
        return self.filter(Q(agent=citizen) | Q(principal_citizen=citizen))

    def live(self) -> "MandateQuerySet":
        """Return those that have not ended: proposed, active or suspended."""
        return self.filter(state__in=LIVE)

    def directors_of(self, organisation: Organisation) -> "MandateQuerySet":
        """Return the mandates of an organisation's directors."""
        return self.filter(kind=Mandate.Kind.DIRECTOR, principal_organisation=organisation)

    def visible_to(self, viewer: "Viewer") -> "MandateQuerySet":
        """Return those the viewer may see: what they hold and have given.

        Acting as a director: what the organisation has given. Acting otherwise: only the mandate they act under, since
        whom a person lets act for them is not their carer's to know.
        """
        if viewer.citizen is None:
            return self.none()
        if viewer.mandate is None:
            return self.concerning(viewer.citizen)
        if viewer.mandate.kind == Mandate.Kind.DIRECTOR:
            return self.filter(principal_organisation=viewer.mandate.principal_organisation_id)
        return self.filter(pk=viewer.mandate.pk)


class Mandate(models.Model):
    """The right of `agent` to act for a principal: a person or an organisation, exactly one of the two."""

    class Kind(models.TextChoices):
        """What the right rests on."""

        PARENT = "parent", "บิดามารดาทำแทนบุตร"
        CARER = "carer", "ผู้ดูแล"
        DIRECTOR = "director", "กรรมการของนิติบุคคล"
        DELEGATE = "delegate", "ผู้รับมอบอำนาจจากนิติบุคคล"

    class State(models.TextChoices):
        """Where it stands. Only an active one lets anybody act."""

        PROPOSED = "proposed", "รอตอบรับ"
        ACTIVE = "active", "ใช้ได้"
        SUSPENDED = "suspended", "ระงับชั่วคราว"
        REFUSED = "refused", "ไม่ตอบรับ"
        REVOKED = "revoked", "เพิกถอนแล้ว"
        EXPIRED = "expired", "หมดอายุ"

    class Verb(models.TextChoices):
        """What may be done under a mandate; `scope_verbs` lists some of these."""

        VIEW = "view", "ดูข้อมูล"
        APPLY = "apply", "ยื่นคำขอ"
        PAY = "pay", "ชำระค่าธรรมเนียม"
        NOTICES = "notices", "รับข่าวแจ้ง"

    public_id = models.UUIDField("รหัสการทำแทน", default=uuid.uuid4, unique=True, editable=False)
    agent = models.ForeignKey(Citizen, verbose_name="ผู้ทำแทน", on_delete=models.PROTECT, related_name="mandates_held")
    principal_citizen = models.ForeignKey(
        Citizen, verbose_name="ทำแทนใคร", on_delete=models.PROTECT, related_name="mandates_given", null=True, blank=True
    )
    principal_organisation = models.ForeignKey(
        Organisation,
        verbose_name="ทำแทนองค์กร",
        on_delete=models.PROTECT,
        related_name="mandates_given",
        null=True,
        blank=True,
    )
    kind = models.CharField("ประเภท", max_length=10, choices=Kind.choices)
    state = models.CharField("สถานะ", max_length=10, choices=State.choices)
    scope_verbs = models.JSONField("ทำอะไรได้", default=list)
    # Codes of services or programmes, plain strings: this storey knows neither. None means all of them.
    scope_codes = models.JSONField("เรื่องใดได้", null=True, blank=True)
    starts_at = models.DateTimeField("เริ่มเมื่อ", default=timezone.now)
    ends_at = models.DateTimeField("สิ้นสุดเมื่อ", null=True, blank=True)
    # The registry's answer a parent's or director's right rests on, and when it was last asked.
    basis = models.CharField("ฐานสิทธิ", max_length=60, blank=True)
    basis_asked_at = models.DateTimeField("ตรวจทะเบียนเมื่อ", null=True, blank=True)
    created_at = models.DateTimeField("สร้างเมื่อ", default=timezone.now, editable=False)
    decided_at = models.DateTimeField("ตอบเมื่อ", null=True, blank=True)
    ended_at = models.DateTimeField("ยุติเมื่อ", null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "การทำแทน"
        verbose_name_plural = "การทำแทน"
        indexes = [models.Index(fields=["agent", "state"], name="mandate_of_agent")]
        constraints = [
            models.CheckConstraint(
                name="mandate_one_principal",
                condition=Q(principal_citizen__isnull=False, principal_organisation__isnull=True)
                | Q(principal_citizen__isnull=True, principal_organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_never_to_oneself",
                condition=Q(principal_citizen__isnull=True) | ~Q(principal_citizen=models.F("agent")),
            ),
            models.CheckConstraint(
                name="mandate_kind_fits_principal",
                condition=Q(kind__in=["parent", "carer"], principal_citizen__isnull=False)
                | Q(kind__in=["director", "delegate"], principal_organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="mandate_starts_before_it_ends",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=models.F("starts_at")),
            ),
            models.UniqueConstraint(
                name="mandate_one_live_per_person",
                fields=["agent", "principal_citizen", "kind"],
                condition=Q(state__in=["proposed", "active", "suspended"], principal_citizen__isnull=False),
            ),
            models.UniqueConstraint(
                name="mandate_one_live_per_organisation",
                fields=["agent", "principal_organisation", "kind"],
                condition=Q(state__in=["proposed", "active", "suspended"], principal_organisation__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"mandate-{self.public_id}"

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether somebody may act under it at `now`."""
        return (
            self.state == self.State.ACTIVE and self.starts_at <= now and (self.ends_at is None or now < self.ends_at)
        )

    def covers(self, verb: str, code: str | None) -> bool:
        """Tell whether it is for doing `verb` in the matter `code`; None means no matter in particular.

        A mandate for some matters only does not cover what belongs to none.
        """
        if verb not in self.scope_verbs:
            return False
        return self.scope_codes is None or (code is not None and code in self.scope_codes)

    @property
    def principal_id(self) -> str:
        """The public id of who is acted for."""
        if self.principal_citizen is not None:
            return self.principal_citizen.public_id
        assert self.principal_organisation is not None
        return str(self.principal_organisation.public_id)
