"""What one line of a bank's message means for the payment it speaks of: plain values in, one verdict out.

Lines come late, twice and out of order. What fits is applied, what was known is a repetition, what came too early
waits, and what contradicts what happened goes to an officer: nothing is ever guessed.
"""

from dataclasses import dataclass
from enum import StrEnum

from welfare.gateways.reports import STANDINGS, Direction, Standing
from welfare.models import BankEntry, PaymentAttempt

Kind, Outcome = BankEntry.Kind, PaymentAttempt.Outcome


class Verdict(StrEnum):
    """What to do with a line. BOOK writes the bank's reference beside a payment that was known to be paid."""

    ACCEPT = "accept"
    PAY = "pay"
    BOOK = "book"
    REJECT = "reject"
    TAKE_BACK = "take_back"
    NOTE = "note"
    REPEAT = "repeat"
    WAIT = "wait"
    QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict; `fault` says in a code why it goes to an officer, "" for every other."""

    verdict: Verdict
    fault: str = ""


def on_payment(entry: BankEntry, attempt: PaymentAttempt | None) -> Word:
    """Return what a line about a payment means; `attempt` None when we never sent one of that id."""
    if attempt is None:
        return _fault("UNKNOWN_PAYMENT")
    if attempt.batch.bank != entry.sender:
        return _fault("OTHER_BANK")
    if attempt.outcome == Outcome.WITHDRAWN:
        return _fault("NEVER_SENT")
    if entry.kind == Kind.PAYMENT_STATUS:
        return _on_status(entry, attempt)
    if not entry.is_final:
        return Word(Verdict.NOTE)
    if entry.satang != attempt.satang:
        return _fault("AMOUNT_DIFFERS")
    return _on_payout(entry, attempt) if entry.kind == Kind.PAYOUT else _on_return(entry, attempt)


def _on_status(entry: BankEntry, attempt: PaymentAttempt) -> Word:
    if entry.original_message_id != attempt.batch.message_id:
        return _fault("OTHER_FILE")
    standing = STANDINGS.get(entry.status, Standing.UNKNOWN)
    if standing is Standing.UNKNOWN:
        return _fault("UNKNOWN_STATUS")
    if standing is Standing.WAITING:
        is_news = attempt.outcome == Outcome.OPEN and attempt.disbursement.state == attempt.disbursement.State.SENT
        return Word(Verdict.ACCEPT if is_news else Verdict.NOTE)
    if standing is Standing.PAID:
        if attempt.outcome == Outcome.OPEN:
            return Word(Verdict.PAY)
        return _fault("PAID_AFTER_REJECTION") if attempt.outcome == Outcome.REJECTED else Word(Verdict.NOTE)
    if attempt.outcome == Outcome.OPEN:
        return Word(Verdict.REJECT)
    return _fault("REJECTED_AFTER_PAYMENT") if attempt.outcome == Outcome.PAID else Word(Verdict.REPEAT)


def _on_payout(entry: BankEntry, attempt: PaymentAttempt) -> Word:
    if entry.direction != Direction.DEBIT:
        return _fault("WRONG_DIRECTION")
    if attempt.outcome == Outcome.OPEN:
        return Word(Verdict.PAY)
    if attempt.outcome == Outcome.REJECTED:
        return _fault("PAID_AFTER_REJECTION")
    if not attempt.bank_reference:
        return Word(Verdict.BOOK)
    return Word(Verdict.REPEAT) if attempt.bank_reference == entry.bank_reference else _fault("BOOKED_TWICE")


def _on_return(entry: BankEntry, attempt: PaymentAttempt) -> Word:
    if entry.direction != Direction.CREDIT:
        return _fault("WRONG_DIRECTION")
    if attempt.outcome == Outcome.OPEN:
        # The booking it takes back has not come yet.
        return Word(Verdict.WAIT)
    if attempt.outcome == Outcome.PAID:
        return Word(Verdict.TAKE_BACK)
    return Word(Verdict.REPEAT) if attempt.outcome == Outcome.RETURNED else _fault("RETURNED_AFTER_REJECTION")


def _fault(code: str) -> Word:
    return Word(Verdict.QUARANTINE, code)
