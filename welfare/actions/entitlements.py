"""Entitlements: opened by an approved application, stopped and let go on, ended."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from superapp.accounts import cipher
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import Application, ApplicationState, Entitlement, EntitlementState, book
from welfare.models.payment_state import ENTITLEMENT_RUNNING

from . import application_payout, entitlements_payout, paydays_rules
from .application_beside import AGAIN_AND_AGAIN

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


class RightRunning(Refusal):
    """They have this benefit already: one right to it at a time. `details`: `number` of the application it came by."""

    code = "RIGHT_ALREADY_RUNNING"
    is_for_clients = False
    th = "ผู้ยื่นได้รับสิทธินี้อยู่แล้วตามคำขอเลขที่ {number} จึงเปิดสิทธิซ้ำไม่ได้"
    en = "The applicant has this benefit already, by the application {number}. It is not opened twice."


def open_for(application: Application, *, now: datetime) -> Entitlement | None:
    """Open what an application grants, in the caller's transaction; the one that stands when it was opened before.

    None for what is not paid to a citizen through a bank: a service, an organisation's grant, goods or a discount.
    Whoever approves calls this after the state has changed; the payout account is copied from the application.

    :raises ApplicationNotGranted: :raises entitlements_payout.PayoutAccountInvalid:
    :raises RightRunning: when another application opened the same right, and it has not ended.
    """
    is_granted = application.state == ApplicationState.APPROVED or application.is_granted is True
    if not is_granted:
        raise ApplicationNotGranted()
    if not is_paid_here(application):
        return None
    citizen, programme = application.citizen, application.programme
    assert citizen is not None
    assert programme is not None
    made = Entitlement(
        application=application,
        citizen=citizen,
        programme=programme,
        rules=None if application.decision is None else application.decision.rules,
        # Whoever applied in time does not lose a month because deciding took one.
        starts_on=timezone.localdate(application.submitted_at or now),
        amount_satang=application.amount_satang,
        episode=application.public_id if _comes_again(programme.code) else None,
        opened_at=now,
    )
    chosen = application_payout.read(application)
    account = None if chosen is None else chosen.account()
    if chosen is not None and account is not None:
        payout = entitlements_payout.Payout(account, _name_on(chosen, citizen))
        made.payout_sealed = cipher.seal_with(citizen.own_key(), payout.text(), made.about)
    Entitlement.objects.bulk_create([made], ignore_conflicts=True)
    opened = Entitlement.objects.filter(application=application).first()
    if opened is None:
        other = Entitlement.objects.filter(citizen=citizen, programme=programme, state__in=ENTITLEMENT_RUNNING)
        number = other.filter(episode=None).values_list("application__number", flat=True).first()
        raise RightRunning(number=number or "")
    return opened


def is_paid_here(application: Application) -> bool:
    """Tell whether what an application asks for is paid to a citizen through a bank, by this system.

    An organisation's grant, a service, a voucher, cash at a counter, goods and discounts are the agency's to give.
    """
    if application.programme is None or application.citizen is None:
        return False
    rules = paydays_rules.of_programme(application.programme.code)
    if rules is None or not rules.bank_methods:
        return False
    chosen = application_payout.read(application)
    return chosen is None or chosen.is_through_bank


def is_running(application: Application) -> bool:
    """Tell whether another application's right to the same is running already, so that this one would open no other."""
    if application.programme is None or application.citizen is None or _comes_again(application.programme.code):
        return False
    others = Entitlement.objects.filter(citizen=application.citizen, programme=application.programme)
    return others.filter(state__in=ENTITLEMENT_RUNNING).exclude(application=application).exists()


def _comes_again(code: str) -> bool:
    entry = book.current().entries.get(code)
    return entry is not None and entry.compiled.document.period == AGAIN_AND_AGAIN


def _name_on(chosen: application_payout.Payout, citizen: Citizen) -> str:
    """Return whose name the account bears: the guardian's where the programme pays the guardian."""
    holder = citizen
    if chosen.payee == application_payout.GUARDIAN and chosen.holder != citizen.public_id:
        holder = Citizen.objects.select_related("account").get(account__public_id=chosen.holder)
    return holder.read("name_th") or entitlements_payout.UNNAMED


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
