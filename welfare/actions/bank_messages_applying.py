"""Applying a bank's lines to payments: some thousand at once, each as far as its payment's state allows."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from welfare.gateways.reports import STANDINGS, Standing
from welfare.models import BankEntry, Disbursement, DisbursementState, PaymentAttempt, PaymentBatch

from . import batches_file, batches_sending, disbursements, disbursements_outcomes
from .bank_messages_verdicts import Verdict, Word, on_payment

Kind, State, Outcome = BankEntry.Kind, BankEntry.State, PaymentAttempt.Outcome
ABOUT_PAYMENTS = (Kind.PAYMENT_STATUS, Kind.PAYOUT, Kind.RETURN)
STATES = {
    Verdict.ACCEPT: State.APPLIED,
    Verdict.PAY: State.APPLIED,
    Verdict.BOOK: State.APPLIED,
    Verdict.REJECT: State.APPLIED,
    Verdict.TAKE_BACK: State.APPLIED,
    Verdict.NOTE: State.NOTED,
    Verdict.REPEAT: State.REPEATED,
    Verdict.WAIT: State.WAITING,
    Verdict.QUARANTINE: State.QUARANTINED,
}


def to_payments(entries: Sequence[BankEntry], *, now: datetime) -> None:
    """Apply lines about payments, in the caller's transaction, and then those that had waited for them."""
    todo = list(entries)
    while todo:
        attempts = _attempts(todo)
        paid: set[str] = set()
        for wave in _waves(todo):
            paid |= _apply(wave, attempts, now)
        _keep(todo)
        # A return that had come before its payment, perhaps in another message.
        waiting = BankEntry.objects.filter(state=State.WAITING, end_to_end_id__in=paid) if paid else []
        todo = list(waiting)


def to_files(entries: Sequence[BankEntry], *, now: datetime) -> None:
    """Apply lines about whole files and groups: accepted, or refused altogether.

    That a file is settled is only noted: what was paid is told payment by payment.
    """
    for entry in entries:
        batch = PaymentBatch.objects.filter(bank=entry.sender, message_id=entry.original_message_id).first()
        standing = STANDINGS.get(entry.status, Standing.UNKNOWN)
        word = Word(Verdict.ACCEPT)
        if batch is None:
            word = Word(Verdict.QUARANTINE, "UNKNOWN_FILE")
        elif standing is Standing.UNKNOWN:
            word = Word(Verdict.QUARANTINE, "UNKNOWN_STATUS")
        elif standing is Standing.PAID:
            word = Word(Verdict.NOTE)
        elif standing is Standing.REJECTED:
            attempts = batch.attempts.all()
            if entry.kind == Kind.GROUP_STATUS:
                keys = _group(batch, entry.reference)
                attempts = attempts.filter(disbursement__programme__code=keys[0], disbursement__period=keys[1])
            batches_sending.reject_rest(attempts, reason=_first(entry.reason) or "FILE", now=now)
        elif entry.kind == Kind.FILE_STATUS and entry.status != "PART":
            rows = Disbursement.objects.filter(attempts__batch=batch, attempts__outcome=Outcome.OPEN)
            disbursements.move(rows, (DisbursementState.SENT,), DisbursementState.ACCEPTED, now=now)
        entry.state, entry.fault = STATES[word.verdict], word.fault
    _keep(entries)


def _keep(entries: Sequence[BankEntry]) -> None:
    """Write down what became of lines: one statement for all that ended alike, which thousands of them do."""
    alike: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in entries:
        alike[entry.state, entry.fault].append(entry.pk)
    for (state, fault), keys in alike.items():
        BankEntry.objects.filter(pk__in=keys).update(state=state, fault=fault)


def _attempts(entries: Iterable[BankEntry]) -> dict[str, PaymentAttempt]:
    wanted = {entry.end_to_end_id for entry in entries} - {""}
    found = batches_sending.locked(PaymentAttempt.objects.filter(end_to_end_id__in=wanted))
    return {one.end_to_end_id: one for one in found}


def _waves(entries: Sequence[BankEntry]) -> Iterable[list[BankEntry]]:
    """Split lines so that each wave speaks of a payment once at most: the later line meets what the earlier one did."""
    wave: list[BankEntry] = []
    seen: set[str] = set()
    for entry in entries:
        if entry.end_to_end_id in seen:
            yield wave
            wave, seen = [], set()
        wave.append(entry)
        seen.add(entry.end_to_end_id)
    yield wave


def _apply(wave: Sequence[BankEntry], attempts: dict[str, PaymentAttempt], now: datetime) -> set[str]:
    """Apply one wave; return the ids of what was paid by it."""
    accepted: list[PaymentAttempt] = []
    paid: dict[PaymentAttempt, date] = {}
    rejected: list[tuple[PaymentAttempt, str]] = []
    returned: list[tuple[PaymentAttempt, str]] = []
    booked: list[BankEntry] = []
    today = timezone.localdate(now)
    for entry in wave:
        attempt = attempts.get(entry.end_to_end_id)
        word = on_payment(entry, attempt)
        entry.state, entry.fault = STATES[word.verdict], word.fault
        if attempt is None:
            continue
        if word.verdict is Verdict.ACCEPT:
            accepted.append(attempt)
        elif word.verdict is Verdict.REJECT:
            rejected.append((attempt, _first(entry.reason)))
        elif word.verdict is Verdict.TAKE_BACK:
            returned.append((attempt, _first(entry.reason)))
        elif word.verdict is Verdict.PAY:
            paid[attempt] = entry.booked_on or today
        if word.verdict in (Verdict.PAY, Verdict.BOOK) and entry.kind == Kind.PAYOUT:
            attempt.bank_reference, attempt.booked_on = entry.bank_reference, entry.booked_on
            booked.append(entry)
    disbursements_outcomes.accept(accepted, now=now)
    disbursements_outcomes.pay(paid, now=now)
    disbursements_outcomes.reject(rejected, failed_on=today, now=now)
    disbursements_outcomes.take_back(returned, failed_on=today, now=now)
    _note_bookings(booked)
    return {one.end_to_end_id for one in paid}


def _note_bookings(booked: Sequence[BankEntry]) -> None:
    """Write the bank's own reference and day down with the payments booked; one statement, however many."""
    if not booked:
        return
    told = BankEntry.objects.filter(pk__in=[one.pk for one in booked], end_to_end_id=OuterRef("end_to_end_id"))
    attempts = PaymentAttempt.objects.filter(end_to_end_id__in=[one.end_to_end_id for one in booked])
    attempts.update(
        bank_reference=Subquery(told.values("bank_reference")[:1]), booked_on=Subquery(told.values("booked_on")[:1])
    )


def _group(batch: PaymentBatch, reference: str) -> tuple[str, str]:
    for group in batches_file.value_of(batch).groups:
        if group.payment_information_id == reference:
            return group.programme, group.period
    return "", ""


def _first(reasons: str) -> str:
    # A bank may give several; the first is what it puts first to the payee too.
    return reasons.partition(",")[0]
