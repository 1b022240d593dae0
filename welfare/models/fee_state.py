"""The states of an invoice and of a refund, and the ways between them: one table for actions and database."""

from django.db import models


class InvoiceState(models.TextChoices):
    """Where a bill stands."""

    ISSUED = "issued", "รอชำระ"
    PAID = "paid", "ชำระแล้ว"
    UNDERPAID = "underpaid", "ชำระไม่ครบ"
    OVERPAID = "overpaid", "ชำระเกิน"
    PAID_LATE = "paid_late", "ชำระเลยกำหนด"
    EXPIRED = "expired", "หมดอายุ"


class RefundState(models.TextChoices):
    """Where money to give back stands."""

    DUE = "due", "รอคืน"
    APPROVED = "approved", "อนุมัติคืน"
    REFUNDED = "refunded", "คืนแล้ว"
    KEPT = "kept", "รับไว้"


BILL = InvoiceState
INVOICE_WAYS: dict[str, tuple[str, ...]] = {
    BILL.ISSUED: (BILL.PAID, BILL.UNDERPAID, BILL.OVERPAID, BILL.PAID_LATE, BILL.EXPIRED),
    BILL.UNDERPAID: (BILL.PAID, BILL.OVERPAID, BILL.PAID_LATE),
    BILL.EXPIRED: (BILL.PAID_LATE,),
    BILL.PAID: (),
    BILL.OVERPAID: (),
    BILL.PAID_LATE: (),
}
INVOICE_BEGINS = (BILL.ISSUED,)
# While one of these stands, no second bill is made out for the same fee of the same case.
INVOICE_OPEN = (BILL.ISSUED, BILL.UNDERPAID, BILL.PAID, BILL.OVERPAID)

R = RefundState
REFUND_WAYS: dict[str, tuple[str, ...]] = {
    R.DUE: (R.APPROVED, R.KEPT),
    R.APPROVED: (R.REFUNDED,),
    R.REFUNDED: (),
    R.KEPT: (),
}
REFUND_BEGINS = (R.DUE,)
