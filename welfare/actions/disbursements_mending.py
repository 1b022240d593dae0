"""Mending: the payee names another account, and what had failed is tried again.

Money is easily led astray, so whoever changes where it goes has just signed in again, and acts for nobody else.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from superapp.accounts import acting, assurance, cipher
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare.gateways.payments import AccountKind
from welfare.models import DisbursementState, Entitlement

from . import disbursements, entitlements_payout, paydays_rules

STEP_UP_IAL = "2.3"
STEP_UP_FRESH = timedelta(seconds=300)


class PayoutMethodNotOffered(Refusal):
    """The programme does not pay in this way. `details`: `methods`, the codes of those it does, by commas."""

    code = "PAYOUT_METHOD_NOT_OFFERED"
    th = "โครงการนี้ไม่จ่ายเงินด้วยวิธีนี้ วิธีที่ใช้ได้: {methods}"
    en = "This programme does not pay in this way. It pays by: {methods}."


@transaction.atomic
def mend(*, viewer: Viewer, entitlement_id: str, account: Mapping[str, Any], now: datetime) -> Entitlement:
    """Let an entitlement's money go to another account of the payee's, and try again what had failed.

    `account` has kind, number and bank_code; for kind NIDN the number is the payee's own, whatever is given. The
    account bears the payee's name. Acting for somebody one never says where their money goes.

    :raises NotFound: when it is not the viewer's. :raises acting.OutOfScope: under a mandate.
    :raises assurance.StepUpRequired: :raises PayoutAccountInvalid: :raises PayoutMethodNotOffered:
    """
    if viewer.mandate is not None:
        raise acting.OutOfScope(path=("on_behalf_of",))
    rows = Entitlement.objects.visible_to(viewer).select_for_update(of=("self",))
    found = rows.select_related("citizen__account", "programme").filter(public_id=entitlement_id).first()
    if viewer.citizen is None or found is None:
        raise NotFound(path=("entitlement_id",))
    assurance.require(viewer, ial=STEP_UP_IAL, fresh=STEP_UP_FRESH, now=now)
    own = entitlements_payout.of_citizen(found.citizen)
    is_own = account.get("kind") == AccountKind.CITIZEN_ID
    payout = own if is_own else entitlements_payout.made(account, name=own.name)
    rules = paydays_rules.of_programme(found.programme.code)
    if rules is not None and payout.method not in rules.methods:
        raise PayoutMethodNotOffered(path=("account", "kind"), methods=", ".join(rules.bank_methods))
    found.payout_sealed = cipher.seal_with(found.citizen.own_key(), payout.text(), found.about)
    found.is_payout_broken, found.payout_changed_at = False, now
    found.save(update_fields=["payout_sealed", "is_payout_broken", "payout_changed_at"])
    waiting = found.disbursements.filter(state=DisbursementState.AWAITING_FIX)
    count = disbursements.move(waiting, (DisbursementState.AWAITING_FIX,), DisbursementState.RETRY, now=now)
    recording.record(
        stream="money",
        action="entitlement.mend_payout",
        object=f"entitlement:{found.public_id}",
        actor=viewer.actor,
        details={"retried": count},
        now=now,
    )
    return found
