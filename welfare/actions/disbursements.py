"""Disbursements along their states: compare and change in one statement, and what an officer may do with one."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import Disbursement, DisbursementState

from .paydays_rules import PaymentRules

D = DisbursementState
# What the payee is told of; each of these has a sentence in disbursements_telling.py.
TOLD = (D.PAID, D.REJECTED, D.AWAITING_FIX, D.LAPSED, D.RETURNED)
MOST_AT_ONCE = 500
# What an officer may close: what failed, and what waits to be tried again.
CLOSABLE = (D.REJECTED, D.RETURNED, D.AWAITING_FIX, D.RETRY)


class DisbursementNotInState(Refusal):
    """The payment stands elsewhere than this needs. `details`: `state`, where it stands."""

    code = "DISBURSEMENT_NOT_IN_STATE"
    th = "ทำรายการนี้กับรายการจ่ายที่อยู่ในสถานะ {state} ไม่ได้"
    en = "This cannot be done with a payment that is {state}."


class TooManyDisbursements(Refusal):
    """More payments named at once than are changed in one go."""

    code = "TOO_MANY_DISBURSEMENTS"
    th = "ทำรายการได้ครั้งละไม่เกิน {most} รายการ"
    en = "At most {most} payments can be changed at once."


def move(rows: QuerySet[Disbursement], from_states: Collection[str], to: str, *, now: datetime, **changes: Any) -> int:
    """Move those of `rows` that stand in one of `from_states`; return how many. Others are left as they are.

    Compare and change are one statement, and the database refuses ways that are not in the table. Going to RETRY
    counts a round and forgets the last reason.
    """
    changes |= {"state": to, "changed_at": now}
    if to == D.RETRY:
        changes |= {"round": F("round") + 1, "reason": "", "mend_until": None}
    if to in TOLD:
        changes["is_untold"] = True
    return rows.filter(state__in=[str(state) for state in from_states]).update(**changes)


def after_failure(rules: PaymentRules | None, *, round: int, failed_on: date) -> tuple[str, date | None]:
    """Return where a failed payment goes that the payee can mend, and until when: to mending, or lapsed.

    It lapses when it was tried again as often as the programme allows, or when the scheme has closed.

    >>> once = PaymentRules("p", ("promptpay_cid",), False, 31, False, 3, 90, None)
    >>> after_failure(once, round=0, failed_on=date(2026, 12, 9))
    ('awaiting_fix', datetime.date(2027, 3, 9))
    >>> after_failure(once, round=3, failed_on=date(2026, 12, 9))
    ('lapsed', None)
    """
    if rules is None:
        return D.AWAITING_FIX.value, None
    is_closed = rules.closes_on is not None and failed_on > rules.closes_on
    if round >= rules.rounds or is_closed:
        return D.LAPSED.value, None
    until = None if rules.mend_days is None else failed_on + timedelta(days=rules.mend_days)
    if rules.closes_on is not None:
        until = rules.closes_on if until is None else min(until, rules.closes_on)
    return D.AWAITING_FIX.value, until


@transaction.atomic
def retry(*, viewer: Viewer, public_ids: Collection[str], now: datetime) -> int:
    """Let payments go out again without the payee's help: the fault was ours or the bank's. Returns how many.

    :raises NotFound: when one is not the viewer's to decide. :raises DisbursementNotInState: when one has not failed.
    :raises TooManyDisbursements:
    """
    rows = _theirs(viewer, public_ids)
    for row in rows:
        if row.state not in (D.REJECTED, D.RETURNED, D.AWAITING_FIX):
            raise DisbursementNotInState(state=row.state)
    count = move(_same(rows), (D.REJECTED, D.RETURNED, D.AWAITING_FIX), D.RETRY, now=now)
    _record(viewer, rows, "disbursement.retry", now)
    return count


@transaction.atomic
def cancel(*, viewer: Viewer, public_ids: Collection[str], now: datetime) -> int:
    """Cancel payments that have not left: drafts and approved ones in no batch. Returns how many.

    :raises NotFound: :raises DisbursementNotInState: :raises TooManyDisbursements:
    """
    rows = _theirs(viewer, public_ids)
    for row in rows:
        if row.state not in (D.DRAFT, D.APPROVED) or row.attempts.filter(outcome="open").exists():
            raise DisbursementNotInState(state=row.state)
    count = move(_same(rows), (D.DRAFT, D.APPROVED), D.CANCELLED, now=now)
    _record(viewer, rows, "disbursement.cancel", now)
    return count


@transaction.atomic
def let_lapse(*, viewer: Viewer, public_ids: Collection[str], now: datetime) -> int:
    """Close payments that cannot be made any more, such as to a payee who died. Returns how many.

    :raises NotFound: :raises DisbursementNotInState: :raises TooManyDisbursements:
    """
    rows = _theirs(viewer, public_ids)
    for row in rows:
        is_in_batch = row.state == D.RETRY and row.attempts.filter(outcome="open").exists()
        if row.state not in CLOSABLE or is_in_batch:
            raise DisbursementNotInState(state=row.state)
    count = move(_same(rows), CLOSABLE, D.LAPSED, now=now, mend_until=None)
    _record(viewer, rows, "disbursement.let_lapse", now)
    return count


def _theirs(viewer: Viewer, public_ids: Collection[str]) -> list[Disbursement]:
    if len(public_ids) > MOST_AT_ONCE:
        raise TooManyDisbursements(path=("disbursement_ids",), most=MOST_AT_ONCE)
    if viewer.officer is None:
        raise NotFound(path=("disbursement_ids",))
    wanted = set(public_ids)
    rows = list(
        Disbursement.objects.visible_to(viewer)
        .filter(public_id__in=wanted)
        .select_related("programme")
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    if len(rows) != len(wanted):
        raise NotFound(path=("disbursement_ids",))
    if not all(permissions.may_release(viewer, row.programme.agency_id) for row in rows):
        raise NotFound(path=("disbursement_ids",))
    return rows


def _same(rows: Collection[Disbursement]) -> QuerySet[Disbursement]:
    return Disbursement.objects.filter(pk__in=[row.pk for row in rows])


def _record(viewer: Viewer, rows: Collection[Disbursement], action: str, now: datetime) -> None:
    recording.record_all(
        [
            recording.Act(stream="money", action=action, object=f"disbursement:{row.public_id}", actor=viewer.actor)
            for row in rows
        ],
        now=now,
    )
