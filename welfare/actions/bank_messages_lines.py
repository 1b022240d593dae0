"""A message's lines as rows: what the bank said, in columns, once for each (sender, message id, line)."""

from collections.abc import Iterator
from datetime import datetime

from welfare.gateways.reports import (
    Booking,
    BookingKind,
    MessageKey,
    Notification,
    Quarantined,
    Reading,
    Scope,
    Statement,
    StatusLine,
    StatusReport,
)
from welfare.models import BankEntry, BankMessage

KINDS = {StatusReport: "pain.002", Notification: "camt.054", Statement: "camt.053"}
STATUS_KINDS = {
    Scope.FILE: BankEntry.Kind.FILE_STATUS,
    Scope.GROUP: BankEntry.Kind.GROUP_STATUS,
    Scope.PAYMENT: BankEntry.Kind.PAYMENT_STATUS,
}
BOOKING_KINDS = {
    BookingKind.PAYOUT: BankEntry.Kind.PAYOUT,
    BookingKind.RETURN: BankEntry.Kind.RETURN,
    BookingKind.BILL_PAYMENT: BankEntry.Kind.BILL_PAYMENT,
    BookingKind.OTHER: BankEntry.Kind.OTHER,
}
CHUNK = 1_000


def keep(message: BankMessage, found: Reading, *, now: datetime) -> int:
    """Keep the lines of a message; return how many there are. Lines that stand already are left as they are."""
    chunk: list[BankEntry] = []
    count = 0
    for row in _rows(message, found, now):
        chunk.append(row)
        count += 1
        if len(chunk) == CHUNK:
            BankEntry.objects.bulk_create(chunk, ignore_conflicts=True)
            chunk = []
    BankEntry.objects.bulk_create(chunk, ignore_conflicts=True)
    return count


def _rows(message: BankMessage, found: Reading, now: datetime) -> Iterator[BankEntry]:
    if isinstance(found, Quarantined):
        return
    if isinstance(found, StatusReport):
        for line in found.lines:
            yield _of_status(message, line, found.original_message_id, now)
        return
    for booking in found.bookings:
        yield _of_booking(message, booking, now)


def _row(message: BankMessage, key: MessageKey, now: datetime) -> BankEntry:
    return BankEntry(
        bank_message=message, sender=key.sender, message_id=key.message_id[:60], entry=key.entry[:40], came_at=now
    )


def _of_status(message: BankMessage, line: StatusLine, original: str, now: datetime) -> BankEntry:
    row = _row(message, line.key, now)
    row.kind = STATUS_KINDS[line.scope]
    row.original_message_id = original[:60]
    row.status, row.reason = line.status[:10], ",".join(line.reasons)[:60]
    if line.scope is Scope.PAYMENT:
        row.end_to_end_id = line.reference[:60]
    else:
        row.reference = line.reference[:60]
    return row


def _of_booking(message: BankMessage, booking: Booking, now: datetime) -> BankEntry:
    row = _row(message, booking.key, now)
    row.kind = BOOKING_KINDS[booking.kind]
    row.direction, row.is_final, row.satang = booking.direction, booking.is_final, booking.amount_satang
    row.bank_reference, row.booked_on = booking.bank_reference[:60], booking.booked_on
    row.end_to_end_id, row.reason = (booking.end_to_end_id or "")[:60], ",".join(booking.reasons)[:60]
    row.biller, row.ref1, row.ref2 = (booking.biller or "")[:20], (booking.ref1 or "")[:40], (booking.ref2 or "")[:40]
    row.paid_at = booking.paid_at
    return row
