"""The refund queue: two officers give money back, or one keeps what was paid late; and money nobody could place."""

from datetime import datetime

from django.db import transaction

from superapp.accounts import assurance
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.models import FeePayment, Invoice, InvoiceState, Refund, RefundState, Transfer

from . import fees_payments, fees_receipts, ledger, ledger_accounts

R, V = RefundState, FeePayment.Verdict


class RefundNotInState(Refusal):
    """The refund stands elsewhere than this needs. `details`: `state`, where it stands."""

    code = "REFUND_NOT_IN_STATE"
    th = "ทำรายการนี้กับรายการคืนเงินที่อยู่ในสถานะ {state} ไม่ได้"
    en = "This cannot be done with a refund that is {state}."


class RefundedByApprover(Refusal):
    """Whoever approved a refund may not be the one who says it was paid back."""

    code = "REFUNDED_BY_APPROVER"
    th = "ผู้อนุมัติคืนเงินยืนยันการคืนเองไม่ได้ ต้องเป็นเจ้าหน้าที่อีกคน"
    en = "Whoever approved a refund cannot confirm it. Another officer has to."


class NothingToKeep(Refusal):
    """Only money that was paid late, to the exact amount, can be accepted as the fee."""

    code = "NOTHING_TO_KEEP"
    th = "รับเงินนี้ไว้เป็นค่าธรรมเนียมไม่ได้ รับได้เฉพาะเงินที่ชำระเลยกำหนดและจำนวนพอดี"
    en = "This money cannot be kept as the fee: only what came late and to the exact amount can."


class PaymentDoesNotMatch(Refusal):
    """The money cannot be put to this bill: it is placed already, or the bill is not open for this amount."""

    code = "PAYMENT_DOES_NOT_MATCH"
    th = "จับคู่เงินนี้กับใบแจ้งชำระไม่ได้ จำนวนไม่ตรง หรือใบแจ้งไม่ได้รอชำระ"
    en = "This money does not match the bill: the amount differs, or the bill is not waiting to be paid."


@transaction.atomic
def approve(*, viewer: Viewer, refund_id: str, now: datetime) -> Refund:
    """Let money be given back; another officer does so.

    :raises NotFound: :raises RefundNotInState: :raises assurance.FactorNotFresh:
    """
    refund = _theirs(viewer, refund_id)
    assurance.require_factor(viewer, now=now)
    if refund.state != R.DUE:
        raise RefundNotInState(state=refund.state)
    refund.state, refund.approved_by = R.APPROVED, viewer.officer
    refund.save(update_fields=["state", "approved_by"])
    _record(viewer, refund, "refund.approve", now)
    return refund


@transaction.atomic
def pay_back(*, viewer: Viewer, refund_id: str, bank_reference: str, now: datetime) -> Refund:
    """Say that an approved refund was paid back; `bank_reference` names the transfer at the bank.

    :raises NotFound: :raises RefundNotInState: :raises RefundedByApprover: :raises assurance.FactorNotFresh:
    """
    refund = _theirs(viewer, refund_id)
    assurance.require_factor(viewer, now=now)
    if refund.state != R.APPROVED:
        raise RefundNotInState(state=refund.state)
    if viewer.officer is not None and refund.approved_by_id == viewer.officer.pk:
        raise RefundedByApprover()
    invoice = refund.payment.invoice
    assert invoice is not None
    ledger.transfer(
        ref=f"REFUND:{refund.public_id}",
        kind=Transfer.Kind.REFUND,
        debit=ledger_accounts.refunds_of(invoice.agency),
        credit=ledger_accounts.bank_in(refund.payment.entry.sender),
        satang=refund.satang,
        now=now,
    )
    refund.state, refund.settled_by, refund.settled_at = R.REFUNDED, viewer.officer, now
    refund.bank_reference = bank_reference[:60]
    refund.save(update_fields=["state", "settled_by", "settled_at", "bank_reference"])
    _record(viewer, refund, "refund.pay_back", now)
    return refund


@transaction.atomic
def accept_late(*, viewer: Viewer, refund_id: str, now: datetime) -> Refund:
    """Accept what was paid too late as the fee after all: the bill counts as paid.

    :raises NotFound: :raises RefundNotInState: :raises NothingToKeep:
    """
    refund = _theirs(viewer, refund_id)
    if refund.state != R.DUE:
        raise RefundNotInState(state=refund.state)
    invoice = Invoice.objects.select_for_update(of=("self",)).select_related("agency").get(pk=refund.payment.invoice_id)
    others = Invoice.objects.filter(application=invoice.application_id, fee_position=invoice.fee_position)
    is_paid = invoice.is_settled or (
        invoice.application_id is not None and others.filter(settled_at__isnull=False).exists()
    )
    if refund.payment.verdict != V.LATE or refund.satang != invoice.satang or is_paid:
        raise NothingToKeep()
    fees_payments.keep(refund, invoice, now=now)
    invoice.settled_at = refund.payment.paid_at
    invoice.save(update_fields=["settled_at"])
    fees_receipts.issue_receipt.using(dedupe=fees_receipts.once_key(invoice)).enqueue(invoice_id=invoice.pk)
    _record(viewer, refund, "refund.accept_late", now)
    return refund


@transaction.atomic
def place(*, viewer: Viewer, payment_id: str, invoice_number: str, now: datetime) -> FeePayment:
    """Put money that lies in suspense to the bill it was meant for, when the amount is exact.

    :raises NotFound: :raises PaymentDoesNotMatch: :raises assurance.FactorNotFresh:
    """
    invoices = Invoice.objects.visible_to(viewer).select_for_update(of=("self",)).select_related("agency")
    invoice = invoices.filter(number=invoice_number).first() if viewer.officer is not None else None
    if invoice is None or not permissions.may_release(viewer, invoice.agency_id):
        raise NotFound(path=("invoice_number",))
    assurance.require_factor(viewer, now=now)
    payment = FeePayment.objects.select_for_update(of=("self",)).filter(public_id=payment_id).first()
    if payment is None:
        raise NotFound(path=("payment_id",))
    if payment.invoice_id is not None or invoice.state != InvoiceState.ISSUED or payment.satang != invoice.satang:
        raise PaymentDoesNotMatch()
    ledger.transfer(
        ref=f"FEE:{invoice.number}",
        kind=Transfer.Kind.FEE,
        debit=ledger_accounts.suspense(payment.entry.sender),
        credit=ledger_accounts.fees_of(invoice.agency),
        satang=payment.satang,
        now=now,
    )
    payment.invoice, payment.verdict = invoice, V.EXACT
    payment.save(update_fields=["invoice", "verdict"])
    invoice.state, invoice.settled_at, invoice.paid_satang = InvoiceState.PAID, payment.paid_at, payment.satang
    invoice.save(update_fields=["state", "settled_at", "paid_satang"])
    fees_receipts.issue_receipt.using(dedupe=fees_receipts.once_key(invoice)).enqueue(invoice_id=invoice.pk)
    recording.record(
        stream="money",
        action="fee.place",
        object=f"invoice:{invoice.public_id}",
        actor=viewer.actor,
        details={"satang": payment.satang},
        now=now,
    )
    return payment


def _theirs(viewer: Viewer, refund_id: str) -> Refund:
    rows = Refund.objects.visible_to(viewer).select_for_update(of=("self",))
    found = rows.select_related("payment__invoice__agency", "payment__entry").filter(public_id=refund_id).first()
    if viewer.officer is None or found is None or found.payment.invoice is None:
        raise NotFound(path=("refund_id",))
    if not permissions.may_release(viewer, found.payment.invoice.agency_id):
        raise NotFound(path=("refund_id",))
    return found


def _record(viewer: Viewer, refund: Refund, action: str, now: datetime) -> None:
    recording.record(
        stream="money",
        action=action,
        object=f"refund:{refund.public_id}",
        actor=viewer.actor,
        details={"satang": refund.satang},
        now=now,
    )
