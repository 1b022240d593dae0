"""Money that came for bills, as the bank's bookings tell: enough, too little, too much, too late, or twice.

What settles a bill is revenue; everything else is owed back until an officer says otherwise. Money for no bill of ours
lies in suspense. Nothing a client says makes a payment.
"""

from collections.abc import Sequence
from datetime import datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from superapp.audit import recording
from welfare.gateways import promptpay
from welfare.gateways.reports import Direction
from welfare.models import BankEntry, FeePayment, Invoice, InvoiceState, LedgerAccount, Refund, RefundState, Transfer

from . import fees_receipts, fees_telling, ledger, ledger_accounts

State, V, Bill = BankEntry.State, FeePayment.Verdict, InvoiceState
SETTLED = (Bill.PAID, Bill.OVERPAID, Bill.PAID_LATE)


def apply(entries: Sequence[BankEntry], *, now: datetime) -> None:
    """Apply bookings of bill payments, in the caller's transaction."""
    for entry in entries:
        entry.state, entry.fault = _applied(entry, now)
        entry.save(update_fields=["state", "fault"])


def _applied(entry: BankEntry, now: datetime) -> tuple[str, str]:
    if not entry.is_final:
        return State.NOTED, ""
    if entry.direction != Direction.CREDIT or not entry.satang:
        return State.QUARANTINED, "WRONG_DIRECTION"
    # The same movement in another message: a notification and then the statement.
    same = BankEntry.objects.filter(
        sender=entry.sender,
        kind=entry.kind,
        bank_reference=entry.bank_reference,
        end_to_end_id=entry.end_to_end_id,
        state=State.APPLIED,
    )
    if same.exists():
        return State.REPEATED, ""
    invoice = _invoice_of(entry)
    payment = FeePayment(
        invoice=invoice, entry=entry, satang=entry.satang, paid_at=_paid_at(entry), received_at=now, verdict=V.UNMATCHED
    )
    if invoice is None:
        payment.save(force_insert=True)
        _post(entry, ledger_accounts.suspense(entry.sender), entry.satang, f"SUSPENSE:{entry.pk}", now)
        return State.APPLIED, ""
    _judge(invoice, payment, entry, now)
    recording.record(
        stream="money",
        action="fee.receive",
        object=f"invoice:{invoice.public_id}",
        actor="system",
        details={"satang": payment.satang, "verdict": str(payment.verdict)},
        now=now,
    )
    return State.APPLIED, ""


def _invoice_of(entry: BankEntry) -> Invoice | None:
    if not promptpay.is_checked(entry.ref1):
        return None
    rows = Invoice.objects.select_for_update(of=("self",)).filter(number=entry.ref1, biller=entry.biller)
    found = rows.select_related("agency", "citizen__account").first()
    # A teller may leave the second reference out; another one is for something else.
    return found if found is not None and entry.ref2 in ("", found.ref2) else None


def _judge(invoice: Invoice, payment: FeePayment, entry: BankEntry, now: datetime) -> None:
    """Say what the money is for its bill, post it, and let the rest be given back."""
    partial = list(partly_paid(invoice).select_for_update(of=("self",)))
    held = sum(one.satang for one in partial)
    total = held + payment.satang
    settles = 0
    if invoice.state in SETTLED:
        payment.verdict, state = V.DUPLICATE, invoice.state
    elif invoice.state == Bill.EXPIRED or (invoice.state == Bill.ISSUED and payment.paid_at > invoice.expires_at):
        payment.verdict, state = V.LATE, Bill.PAID_LATE
    elif total < invoice.satang:
        payment.verdict, state = V.PARTIAL, Bill.UNDERPAID
    else:
        payment.verdict, state = (V.EXACT, Bill.PAID) if total == invoice.satang else (V.OVER, Bill.OVERPAID)
        settles = invoice.satang - held
    payment.save(force_insert=True)
    if settles:
        # The unique name is the second guard: a bill is settled once, whatever happens above.
        _post(entry, ledger_accounts.fees_of(invoice.agency), settles, f"FEE:{invoice.number}", now)
        for one in partial:
            keep(one, invoice, now=now)
        invoice.settled_at = payment.paid_at
    if (rest := payment.satang - settles) > 0:
        refunds = ledger_accounts.refunds_of(invoice.agency)
        _post(entry, refunds, rest, f"FEE:{invoice.number}:{entry.pk}", now)
        Refund.objects.create(payment=payment, satang=rest, due_at=now)
    invoice.state, invoice.paid_satang = state, invoice.paid_satang + payment.satang
    invoice.save(update_fields=["state", "paid_satang", "settled_at"])
    fees_telling.tell(invoice, payment, now=now)
    if settles:
        fees_receipts.issue_receipt.using(dedupe=fees_receipts.once_key(invoice)).enqueue(invoice_id=invoice.pk)


def partly_paid(invoice: Invoice) -> QuerySet[Refund]:
    """Return what came for a bill and was too little: owed back, unless the rest comes first."""
    return Refund.objects.filter(payment__invoice=invoice, payment__verdict=V.PARTIAL, state=RefundState.DUE)


def keep(refund: Refund, invoice: Invoice, *, now: datetime) -> None:
    """Make what was owed back part of the fee, in the caller's transaction, which holds the refund's row."""
    ledger.transfer(
        ref=f"KEEP:{refund.public_id}",
        kind=Transfer.Kind.KEEP,
        debit=ledger_accounts.refunds_of(invoice.agency),
        credit=ledger_accounts.fees_of(invoice.agency),
        satang=refund.satang,
        now=now,
    )
    refund.state, refund.settled_at = RefundState.KEPT, now
    refund.save(update_fields=["state", "settled_at"])


def _post(entry: BankEntry, credit: LedgerAccount, satang: int, ref: str, now: datetime) -> None:
    kinds = {
        LedgerAccount.Kind.REVENUE: Transfer.Kind.FEE,
        LedgerAccount.Kind.REFUND_DUE: Transfer.Kind.REFUND_DUE,
        LedgerAccount.Kind.SUSPENSE: Transfer.Kind.UNMATCHED,
    }
    debit = ledger_accounts.bank_in(entry.sender)
    ledger.transfer(ref=ref, kind=kinds[credit.kind], debit=debit, credit=credit, satang=satang, now=now)  # type: ignore[index]


def _paid_at(entry: BankEntry) -> datetime:
    if entry.paid_at is not None:
        return entry.paid_at
    assert entry.booked_on is not None
    # Only the day is known: the payer has the benefit of the doubt.
    return timezone.make_aware(datetime.combine(entry.booked_on, time.min))
