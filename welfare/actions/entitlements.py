"""Entitlements: opened by an approved application, stopped and let go on, ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from superapp.accounts import cipher
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import Application, ApplicationState, Entitlement, EntitlementState

from . import application_payout, entitlements_payout, paydays_rules

S = EntitlementState


class ApplicationNotGranted(Refusal):
    """Only an approved application, or an appeal that was upheld, opens an entitlement."""

    code = "APPLICATION_NOT_GRANTED"
    th = "คำขอนี้ยังไม่ได้รับอนุมัติ จึงเปิดสิทธิไม่ได้"
    en = "This application has not been granted, so it opens no entitlement."


class EntitlementNotInState(Refusal):
    """The entitlement stands elsewhere than this needs. `details`: `state`, where it stands."""

    code = "ENTITLEMENT_NOT_IN_STATE"
    th = "ทำรายการนี้กับสิทธิที่อยู่ในสถานะ {state} ไม่ได้"
    en = "This cannot be done with an entitlement that is {state}."


def open_for(application: Application, *, now: datetime) -> Entitlement | None:
    """Open what an application grants, in the caller's transaction; the one that stands when it was opened before.

    None for what is not paid to a citizen through a bank: a service, an organisation's grant, goods or a discount.
    Whoever approves calls this after the state has changed; the payout account is copied from the application.

    :raises ApplicationNotGranted: :raises entitlements_payout.PayoutAccountInvalid:
    """
    is_granted = application.state == ApplicationState.APPROVED or application.is_granted is True
    if not is_granted:
        raise ApplicationNotGranted()
    if application.programme is None or application.citizen is None:
        return None
    rules = paydays_rules.of_programme(application.programme.code)
    if rules is None or not rules.bank_methods:
        return None
    citizen = application.citizen
    made = Entitlement(
        application=application,
        citizen=citizen,
        programme=application.programme,
        rules=None if application.decision is None else application.decision.rules,
        # Whoever applied in time does not lose a month because deciding took one.
        starts_on=timezone.localdate(application.submitted_at or now),
        amount_satang=application.amount_satang,
        opened_at=now,
    )
    chosen = application_payout.read(application)
    if chosen is not None:
        account = chosen.account()
        if account is None:
            # Vouchers, cash at a counter, goods: the programme's agency hands them out.
            return None
        name = citizen.read("name_th") or entitlements_payout.UNNAMED
        payout = entitlements_payout.Payout(account, name)
        made.payout_sealed = cipher.seal_with(citizen.own_key(), payout.text(), made.about)
    Entitlement.objects.bulk_create([made], ignore_conflicts=True)
    return Entitlement.objects.get(application=application)


@transaction.atomic
def hold(*, viewer: Viewer, entitlement_id: str, reason: str, now: datetime) -> Entitlement:
    """Stop paying until an officer lets it go on; `reason` is a code.

    :raises NotFound: :raises EntitlementNotInState: when it has ended.
    """
    found = _theirs(viewer, entitlement_id)
    if found.state == S.ENDED:
        raise EntitlementNotInState(state=found.state)
    found.state, found.is_held, found.reason = S.SUSPENDED, True, reason[:60]
    found.save(update_fields=["state", "is_held", "reason"])
    _record(viewer, found, "entitlement.hold", now)
    return found


@transaction.atomic
def let_go_on(*, viewer: Viewer, entitlement_id: str, pays_from: date, now: datetime) -> Entitlement:
    """Pay again what an officer had stopped, for days from `pays_from` on; earlier ones are not made up for.

    :raises NotFound: :raises EntitlementNotInState: when no officer had stopped it.
    """
    found = _theirs(viewer, entitlement_id)
    if not found.is_held:
        raise EntitlementNotInState(state=found.state)
    found.state, found.is_held, found.reason = S.ACTIVE, False, ""
    found.resumed_on = max(pays_from, found.starts_on)
    found.save(update_fields=["state", "is_held", "reason", "resumed_on"])
    _record(viewer, found, "entitlement.let_go_on", now)
    return found


@transaction.atomic
def end(*, viewer: Viewer, entitlement_id: str, ends_on: date, reason: str, now: datetime) -> Entitlement:
    """Let a right end: `ends_on` is its last day. What is due until then is still paid; a later payday closes it.

    :raises NotFound: :raises EntitlementNotInState: when it has ended before.
    """
    found = _theirs(viewer, entitlement_id)
    if found.state == S.ENDED:
        raise EntitlementNotInState(state=found.state)
    found.reason, found.ends_on = reason[:60], max(ends_on, found.starts_on)
    found.save(update_fields=["reason", "ends_on"])
    _record(viewer, found, "entitlement.end", now)
    return found


def _theirs(viewer: Viewer, entitlement_id: str) -> Entitlement:
    rows = Entitlement.objects.visible_to(viewer).select_for_update(of=("self",)).select_related("programme")
    found = rows.filter(public_id=entitlement_id).first() if viewer.officer is not None else None
    if found is None or not permissions.may_release(viewer, found.programme.agency_id):
        raise NotFound(path=("entitlement_id",))
    return found


def _record(viewer: Viewer, found: Entitlement, action: str, now: datetime) -> None:
    recording.record(
        stream="money",
        action=action,
        object=f"entitlement:{found.public_id}",
        actor=viewer.actor,
        details={"reason": found.reason} if found.reason else {},
        now=now,
    )
