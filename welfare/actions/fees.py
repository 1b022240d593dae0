"""Fees: a bill for a case, to be paid by scanning a code; and the bills nobody paid in time."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks import task

from superapp.accounts import acting
from superapp.accounts.models import Mandate
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.jobs.schedules import schedule
from superapp.refusal import NotFound, Refusal
from superapp.thai.dates import BUDDHIST_OFFSET_YEARS
from welfare.gateways import promptpay
from welfare.models import Application, ApplicationState, FeePayment, Invoice, InvoiceState, RefundState
from welfare.models.fee_state import INVOICE_OPEN

DAYS_TO_PAY = 7
CITY = "BANGKOK"
LONGEST_NAME = 25
PARTIAL = FeePayment.Verdict.PARTIAL
CLOSED = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN)


class NoFeeToPay(Refusal):
    """The case has no fee of a fixed amount: it is free, or the office says how much."""

    code = "NO_FEE_TO_PAY"
    th = "คำขอนี้ไม่มีค่าธรรมเนียมที่กำหนดจำนวนไว้ให้ชำระ"
    en = "This application has no fee of a fixed amount to pay."


class FeeAlreadyPaid(Refusal):
    """The fee was paid; a second payment would only come back."""

    code = "FEE_ALREADY_PAID"
    th = "ชำระค่าธรรมเนียมของคำขอนี้แล้ว"
    en = "The fee of this application has been paid."


class ApplicationClosed(Refusal):
    """The case was refused or withdrawn: nothing is paid for it any more."""

    code = "APPLICATION_CLOSED_FOR_FEES"
    th = "คำขอนี้ปิดแล้ว จึงไม่ต้องชำระค่าธรรมเนียม"
    en = "This application is closed, so no fee is due."


@transaction.atomic
def issue(*, viewer: Viewer, application_id: str, position: int = 0, now: datetime) -> Invoice:
    """Make out the bill of a fee of the viewer's own case, or of whom they may pay for; the one that stands if any.

    `position` is the fee's place among those of the service. The amount is the catalogue's today and stays on the bill.

    :raises NotFound: :raises acting.OutOfScope: :raises NoFeeToPay: :raises FeeAlreadyPaid: :raises ApplicationClosed:
    """
    rows = Application.objects.of_person(viewer).filter(public_id=application_id, submitted_at__isnull=False)
    case = rows.select_for_update(of=("self",)).select_related("agency", "service").first()
    if case is None:
        raise NotFound(path=("application_id",))
    acting.require(viewer, Mandate.Verb.PAY, case.matter)
    bills = Invoice.objects.filter(application=case, fee_position=position).select_for_update()
    if bills.filter(settled_at__isnull=False).exists():
        raise FeeAlreadyPaid(path=("application_id",))
    standing = bills.filter(state__in=INVOICE_OPEN).first()
    # Part of it came: whoever is still paying is not sent away with another bill.
    if standing is not None and (standing.expires_at > now or standing.state == InvoiceState.UNDERPAID):
        return standing
    if standing is not None:
        standing.state = InvoiceState.EXPIRED
        standing.save(update_fields=["state"])
    if case.state in CLOSED:
        raise ApplicationClosed(path=("application_id",))
    made = made_out(case, position=position, now=now)
    recording.record(
        stream="money",
        action="invoice.issue",
        object=f"invoice:{made.public_id}",
        actor=viewer.actor,
        principal=viewer.principal,
        mandate=viewer.mandate_id,
        details={"satang": made.satang},
        now=now,
    )
    return made


def made_out(case: Application, *, position: int = 0, now: datetime) -> Invoice:
    """Return the new bill of a case's fee, in the caller's transaction, which holds the case's row locked.

    :raises NoFeeToPay: when the catalogue names no fixed amount there, or nothing.
    """
    fee = None if case.service is None else case.service.fees.filter(position=position).first()
    if fee is None or not fee.amount_satang:
        raise NoFeeToPay(path=("application_id",))
    assert case.service is not None
    made = Invoice(
        application=case,
        citizen=case.citizen,
        organisation=case.organisation,
        agency=case.agency,
        matter=case.matter,
        fee_position=position,
        title_th=case.service.name_th,
        title_en=case.service.name_en,
        biller=settings.BILLER_ID,
        # What the payer's bank shows and prints, beside the bill's number.
        ref2=(case.number or "").replace("-", "")[:20],
        satang=fee.amount_satang,
        issued_at=now,
        expires_at=now + timedelta(days=DAYS_TO_PAY),
    )
    while True:
        made.number = _number(now)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
            return made
        except IntegrityError:
            # One in ten thousand million is taken already; anything else comes again and is told.
            if not Invoice.objects.filter(number=made.number).exists():
                raise


def due_satang(invoice: Invoice) -> int:
    """Return what is still to be paid: all of it, or the rest when part of it came."""
    if invoice.state != InvoiceState.UNDERPAID:
        return invoice.satang
    # Read from what may be loaded already: a list of bills asks once for all of them.
    owed = (getattr(payment, "refund", None) for payment in invoice.payments.all() if payment.verdict == PARTIAL)
    came = sum(refund.satang for refund in owed if refund is not None and refund.state == RefundState.DUE)
    return max(invoice.satang - came, 1)


def payload(invoice: Invoice) -> str:
    """Return the text of the code to scan: PromptPay bill payment, this bill, what is due of it, once."""
    name = "".join(letter for letter in invoice.agency.name_en if " " <= letter <= "~")
    return promptpay.build(
        promptpay.BillPayment(
            biller=invoice.biller,
            ref1=invoice.number,
            ref2=invoice.ref2 or None,
            amount_satang=due_satang(invoice),
            name=name[:LONGEST_NAME].strip() or None,
            city=CITY,
        )
    )


def picture(invoice: Invoice, kind: str = "svg") -> bytes:
    """Return the code as a picture, "svg" or "png"."""
    return promptpay.draw(payload(invoice), kind)


@transaction.atomic
def expire(*, now: datetime, most: int = 1_000) -> int:
    """Close bills whose time is over; return how many. Money that comes later is still known and given back."""
    rows = list(Invoice.objects.run_out(now).order_by("pk").select_for_update()[:most])
    return Invoice.objects.filter(pk__in=[row.pk for row in rows], state=InvoiceState.ISSUED).update(
        state=InvoiceState.EXPIRED
    )


@schedule(name="expire-invoices", every=timedelta(hours=1), at=timedelta(minutes=15), missed="last")
@task()
def expire_invoices(*, slot: str) -> int:
    """Close bills whose time is over. Returns how many."""
    return expire(now=datetime.fromisoformat(slot))


def _number(now: datetime) -> str:
    # Drawn, not counted: a number tells nothing about how many bills there are, and guessing one hits nothing.
    year = (timezone.localdate(now).year + BUDDHIST_OFFSET_YEARS) % 100
    return promptpay.with_check(f"{year:02}{secrets.randbelow(10**11):011}")
