"""Overpayments: what was paid too much is claimed back, or not, by an officer; never by itself."""

from datetime import datetime

from django.db import transaction

from superapp.accounts import assurance
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import OverpaymentProposal

S = OverpaymentProposal.State


class OverpaymentDecided(Refusal):
    """Somebody decided on this before."""

    code = "OVERPAYMENT_DECIDED"
    th = "เรื่องเงินจ่ายเกินนี้มีผู้ตัดสินแล้ว"
    en = "This overpayment has been decided on already."


@transaction.atomic
def decide(*, viewer: Viewer, proposal_id: str, is_claimed: bool, now: datetime) -> OverpaymentProposal:
    """Say whether what was paid too much is claimed back. Claiming is done outside; this says that it is to be done.

    :raises NotFound: :raises assurance.FactorNotFresh: :raises OverpaymentDecided:
    """
    rows = OverpaymentProposal.objects.select_for_update(of=("self",)).select_related("entitlement__programme")
    found = rows.filter(public_id=proposal_id).first() if viewer.officer is not None else None
    if found is None or not permissions.may_release(viewer, found.entitlement.programme.agency_id):
        raise NotFound(path=("proposal_id",))
    assurance.require_factor(viewer, now=now)
    if found.state != S.PROPOSED:
        raise OverpaymentDecided(path=("proposal_id",))
    found.state = S.CLAIMED if is_claimed else S.WAIVED
    found.decided_by, found.decided_at = viewer.officer, now
    found.save(update_fields=["state", "decided_by", "decided_at"])
    recording.record(
        stream="money",
        action=f"overpayment.{found.state}",
        object=f"overpayment:{found.public_id}",
        actor=viewer.actor,
        details={"satang": found.satang},
        now=now,
    )
    return found
