"""Entitlement: a right that was granted and pays until it ends. OverpaymentProposal: what was paid too much.

What a right pays for a month is a Disbursement; whether it still pays is asked of the rules on every payday.
"""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from services.models.rights import agencies_of
from superapp.accounts import cipher
from superapp.accounts.models import Citizen, Mandate, Officer

from .application import Application
from .payment_state import ENTITLEMENT_RUNNING, EntitlementState
from .programme import Programme
from .rule_version import RuleVersion

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer


def owned_by(viewer: "Viewer") -> Q:
    """Return the condition for rows with `citizen` and `programme` of whom the viewer, no officer, stands here for."""
    mandate = viewer.mandate
    if mandate is None:
        return Q(pk__in=[]) if viewer.citizen is None else Q(citizen=viewer.citizen)
    if Mandate.Verb.VIEW not in mandate.scope_verbs or mandate.principal_citizen_id is None:
        return Q(pk__in=[])
    theirs = Q(citizen=mandate.principal_citizen_id)
    return theirs if mandate.scope_codes is None else theirs & Q(programme__code__in=mandate.scope_codes)


class EntitlementQuerySet(models.QuerySet["Entitlement"]):
    """Which entitlements."""

    def visible_to(self, viewer: "Viewer") -> "EntitlementQuerySet":
        """Return what the viewer may see: as an officer those of their agencies, as a citizen their own."""
        if viewer.officer is not None:
            return self.filter(programme__agency__in=agencies_of(viewer))
        return self.filter(owned_by(viewer))

    def running(self) -> "EntitlementQuerySet":
        """Return those a payday looks at: active ones, and those the rules suspended and may find entitled again."""
        return self.filter(Q(state=EntitlementState.ACTIVE) | Q(state=EntitlementState.SUSPENDED, is_held=False))


class Entitlement(models.Model):
    """One granted right of one citizen. Opened by an approved application, once.

    `starts_on` and `ends_on` bound the days it pays for; `ends_on` None while no end is known. `reason` says in a code
    why it is suspended or ended: a requirement of the rules, "payee_died", or an officer's. `is_held` is True when an
    officer suspended it: then only an officer lets it go on. `payout_sealed` is JSON of kind, number, bank_code and
    name, sealed for ("entitlement", public_id, "payout"); None means PromptPay under the citizen's own number.
    `is_payout_broken` is True from a rejection until the payee names another account. `amount_satang` is what was
    granted for a period, where the rules leave it to the decision; None where they compute it anew. `episode` is None
    where somebody has a right once at a time; a benefit for each illness or birth has the application's public id.
    """

    State = EntitlementState

    public_id = models.UUIDField("รหัสสิทธิ", default=uuid.uuid4, unique=True, editable=False)
    application = models.OneToOneField(
        Application, verbose_name="คำขอ", on_delete=models.PROTECT, related_name="entitlement"
    )
    citizen = models.ForeignKey(Citizen, verbose_name="ผู้มีสิทธิ", on_delete=models.PROTECT, related_name="entitlements")
    programme = models.ForeignKey(
        Programme, verbose_name="โครงการ", on_delete=models.PROTECT, related_name="entitlements"
    )
    rules = models.ForeignKey(
        RuleVersion, verbose_name="หลักเกณฑ์", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_on = models.DateField("เริ่มมีสิทธิ")
    ends_on = models.DateField("สิทธิสิ้นสุด", null=True, blank=True)
    state = models.CharField("สถานะ", max_length=9, choices=EntitlementState.choices, default=EntitlementState.ACTIVE)
    reason = models.CharField("เหตุ", max_length=60, blank=True)
    is_held = models.BooleanField("เจ้าหน้าที่ระงับ", default=False)
    payout_sealed = models.BinaryField("บัญชีรับเงิน", null=True, editable=False)
    is_payout_broken = models.BooleanField("บัญชีใช้ไม่ได้", default=False)
    payout_changed_at = models.DateTimeField("เปลี่ยนบัญชีเมื่อ", null=True, blank=True)
    amount_satang = models.BigIntegerField("จำนวนเงินต่องวด (สตางค์)", null=True, blank=True)
    opened_at = models.DateTimeField("เปิดสิทธิเมื่อ")
    episode = models.UUIDField("เหตุครั้งที่", null=True, blank=True, editable=False)
    # After a time without the right, the first day that may be paid for again; None: since `starts_on`.
    resumed_on = models.DateField("กลับมามีสิทธิ", null=True, blank=True)

    objects = EntitlementQuerySet.as_manager()

    class Meta:
        verbose_name = "สิทธิที่ได้รับ"
        verbose_name_plural = "สิทธิที่ได้รับ"
        indexes = [
            models.Index(name="entitlement_of_citizen", fields=["citizen", "-id"]),
            models.Index(name="entitlement_of_programme", fields=["programme", "state", "id"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="entitlement_known_state", condition=Q(state__in=[value for value, _ in EntitlementState.choices])
            ),
            # Two running at once would be paid twice a month, whatever let them both be granted.
            models.UniqueConstraint(
                name="entitlement_one_running",
                fields=["citizen", "programme"],
                condition=Q(state__in=[str(state) for state in ENTITLEMENT_RUNNING], episode=None),
            ),
            models.CheckConstraint(
                name="entitlement_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="entitlement_amount_is_positive", condition=Q(amount_satang=None) | Q(amount_satang__gt=0)
            ),
            models.CheckConstraint(
                name="entitlement_held_only_suspended", condition=Q(is_held=False) | ~Q(state="active")
            ),
        ]

    def __str__(self) -> str:
        return f"entitlement-{self.public_id}"

    @property
    def about(self) -> cipher.About:
        """The place its payout account is sealed for."""
        return ("entitlement", str(self.public_id), "payout")

    @property
    def pays_from(self) -> date:
        """The first day that may be paid for."""
        return self.starts_on if self.resumed_on is None else max(self.starts_on, self.resumed_on)


class OverpaymentProposal(models.Model):
    """Money that was paid although the rules now say otherwise. Nothing is claimed back before an officer says so."""

    class State(models.TextChoices):
        """What became of the proposal."""

        PROPOSED = "proposed", "รอเจ้าหน้าที่"
        CLAIMED = "claimed", "เรียกคืน"
        WAIVED = "waived", "ไม่เรียกคืน"

    public_id = models.UUIDField("รหัสรายการ", default=uuid.uuid4, unique=True, editable=False)
    entitlement = models.ForeignKey(
        Entitlement, verbose_name="สิทธิ", on_delete=models.PROTECT, related_name="overpayments"
    )
    # The first period paid too much, and the last.
    from_period = models.CharField("ตั้งแต่งวด", max_length=20)
    to_period = models.CharField("ถึงงวด", max_length=20)
    satang = models.BigIntegerField("จำนวน (สตางค์)")
    reason = models.CharField("เหตุ", max_length=60)
    state = models.CharField("สถานะ", max_length=8, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField("เสนอเมื่อ")
    decided_by = models.ForeignKey(
        Officer, verbose_name="ผู้ตัดสิน", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField("ตัดสินเมื่อ", null=True, blank=True)

    class Meta:
        verbose_name = "เงินจ่ายเกิน"
        verbose_name_plural = "เงินจ่ายเกิน"
        constraints = [
            models.UniqueConstraint(
                name="overpayment_proposed_once", fields=["entitlement", "from_period", "to_period", "reason"]
            ),
            models.CheckConstraint(name="overpayment_is_positive", condition=Q(satang__gt=0)),
            models.CheckConstraint(
                name="overpayment_decided_by_somebody",
                condition=Q(state="proposed", decided_by=None) | (~Q(state="proposed") & Q(decided_by__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"overpayment-{self.public_id}"
