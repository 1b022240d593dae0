"""What a bank's word does to payments: accepted, paid, rejected, returned; each with its posting at once.

The caller holds the disbursements' rows locked. Many payments are changed by a handful of statements.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from welfare.gateways.iso20022 import reasons
from welfare.gateways.iso20022.reasons import Mender
from welfare.models import Disbursement, DisbursementState, Entitlement, PaymentAttempt, Transfer

from . import disbursements, ledger, ledger_accounts, paydays_rules

D, Outcome = DisbursementState, PaymentAttempt.Outcome
LONGEST_REASON = 20

Told = tuple[PaymentAttempt, str]
"""An attempt and the bank's reason code."""


def accept(attempts: Collection[PaymentAttempt], *, now: datetime) -> None:
    """Note that the bank has these; that is not paid yet."""
    disbursements.move(_of(attempts), (D.SENT,), D.ACCEPTED, now=now)
    for one in attempts:
        if one.disbursement.state == D.SENT:
            one.disbursement.state = D.ACCEPTED


def pay(attempts: Mapping[PaymentAttempt, date], *, now: datetime) -> None:
    """Note that these were paid, each on its day, and post what was promised."""
    if not attempts:
        return
    _settle(attempts, (Outcome.OPEN,), Outcome.PAID, now)
    for day, some in _grouped(attempts.items(), lambda pair: pair[1]).items():
        rows = _of([one for one, _ in some])
        _all(disbursements.move(rows, (D.SENT, D.ACCEPTED), D.PAID, now=now, paid_on=day, reason=""), some)
    ledger.post_all(_promised(attempts), now=now)
    for one in attempts:
        one.disbursement.state = D.PAID


def reject(told: Sequence[Told], *, failed_on: date, now: datetime) -> None:
    """Note that these will not be paid, give the money back to the budget, and let the payee mend what they can."""
    if not told:
        return
    attempts = [one for one, _ in told]
    for code, some in _grouped(told, lambda pair: pair[1]).items():
        _settle([one for one, _ in some], (Outcome.OPEN,), Outcome.REJECTED, now, reason=code[:LONGEST_REASON])
        rows = _of([one for one, _ in some])
        reason = code[:LONGEST_REASON]
        _all(disbursements.move(rows, (D.SENT, D.ACCEPTED), D.REJECTED, now=now, reason=reason), some)
    ledger.void_all(_promised(attempts), now=now)
    _give_back(attempts, "rejected", now)
    _let_mend(told, D.REJECTED, failed_on, now)


def take_back(told: Sequence[Told], *, failed_on: date, now: datetime) -> None:
    """Note that these were paid and came back: reverse the posting, and let the payee mend what they can."""
    if not told:
        return
    attempts = [one for one, _ in told]
    for code, some in _grouped(told, lambda pair: pair[1]).items():
        _settle([one for one, _ in some], (Outcome.PAID,), Outcome.RETURNED, now, reason=code[:LONGEST_REASON])
        rows = _of([one for one, _ in some])
        reason = code[:LONGEST_REASON]
        _all(disbursements.move(rows, (D.PAID,), D.RETURNED, now=now, reason=reason, paid_on=None), some)
    refs = [f"{ledger_accounts.payout_ref(one.end_to_end_id)}:{Transfer.Phase.POST}" for one in attempts]
    posted = list(Transfer.objects.filter(ref__in=refs))
    _all(len(posted), attempts)
    ledger.reverse_all(posted, kind=Transfer.Kind.RETURN, now=now)
    _give_back(attempts, "returned", now)
    _let_mend(told, D.RETURNED, failed_on, now)


def _let_mend(told: Sequence[Told], state: str, failed_on: date, now: datetime) -> None:
    """Send to mending what the payee can mend; the rest waits for an officer where it is."""
    ways: defaultdict[tuple[str, date | None], list[PaymentAttempt]] = defaultdict(list)
    for one, code in told:
        one.disbursement.state = state
        if reasons.reason(code).mender is not Mender.PAYEE:
            continue
        rules = paydays_rules.of_programme(one.disbursement.programme.code)
        way = disbursements.after_failure(rules, round=one.disbursement.round, failed_on=failed_on)
        ways[way].append(one)
    broken: set[int] = set()
    for (to, until), some in ways.items():
        disbursements.move(_of(some), (state,), to, now=now, mend_until=until)
        for one in some:
            one.disbursement.state = to
        broken |= {one.disbursement.entitlement_id for one in some}
    Entitlement.objects.filter(pk__in=broken).update(is_payout_broken=True)


def _give_back(attempts: Sequence[PaymentAttempt], what: str, now: datetime) -> None:
    """Move from clearing to the budget what was set aside for these: trying again sets it aside anew."""
    rows = []
    for _, some in sorted(_grouped(attempts, lambda one: one.disbursement.programme_id).items()):
        programme = some[0].disbursement.programme
        rows.append(
            Transfer(
                # An attempt is rejected once and returned once, so its first one names the group.
                ref=f"UNFUND:{what}:{some[0].end_to_end_id}",
                kind=Transfer.Kind.UNFUNDING,
                debit=ledger_accounts.clearing_of(programme),
                credit=ledger_accounts.budget_of(programme),
                satang=sum(one.satang for one in some),
                made_at=now,
            )
        )
    ledger.promise_all(rows)


def _settle(
    attempts: Iterable[PaymentAttempt], from_outcomes: Collection[str], to: str, now: datetime, **changes: Any
) -> None:
    some = list(attempts)
    rows = PaymentAttempt.objects.filter(pk__in=[one.pk for one in some], outcome__in=list(from_outcomes))
    _all(rows.update(outcome=to, settled_at=now, **changes), some)
    for one in some:
        one.outcome = to


def _promised(attempts: Iterable[PaymentAttempt]) -> list[Transfer]:
    wanted = [ledger_accounts.payout_ref(one.end_to_end_id) for one in attempts]
    found = list(Transfer.objects.filter(ref__in=wanted))
    _all(len(found), wanted)
    return found


def _of(attempts: Iterable[PaymentAttempt]) -> QuerySet[Disbursement]:
    return Disbursement.objects.filter(pk__in=[one.disbursement_id for one in attempts])


def _all(changed: int, wanted: Collection[Any]) -> None:
    # The rows are locked and their states were read under the lock: anything else is a slip, and must undo everything.
    if changed != len(wanted):
        raise RuntimeError(f"{changed} of {len(wanted)} payments could be changed")


def _grouped(items: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, list[Any]]:
    found: defaultdict[Any, list[Any]] = defaultdict(list)
    for item in items:
        found[key(item)].append(item)
    return found
