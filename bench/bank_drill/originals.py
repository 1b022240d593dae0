"""The messages that are going to be spoilt, and the truth about them: what a ledger may post, and nothing else."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from welfare.gateways import promptpay
from welfare.gateways.iso20022.reading import read
from welfare.gateways.reports import (
    Booking,
    BookingKind,
    Direction,
    Notification,
    Reading,
    Standing,
    Statement,
    StatusReport,
)
from welfare.gateways.sandbox import messages

AT = datetime(2026, 12, 9, 2, 0, tzinfo=UTC)
DAY = date(2026, 12, 9)
ACCOUNT, FEES, BILLER = "0000000001", "0000000009", "099400016550100"
FILE = "B25691209-OAA-0001"
PAID = {f"P01KB{number:022d}": 60_000 + 10_000 * (number % 5) + number for number in range(12)}
BILLS = {promptpay.with_check(f"6909000{number:02d}"): 4_000 + 100 * number for number in range(6)}

Posting = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class Original:
    """A message as the bank sent it, and what may be posted from it."""

    name: str
    content: bytes
    postings: frozenset[Posting]


def originals() -> list[Original]:
    """Return one message of each kind, each with several lines."""
    said = [
        messages.Said("G1" if number < 8 else "G2", name, "RJCT" if number % 4 == 3 else "ACSP", None)
        for number, name in enumerate(PAID)
    ]
    settled = [messages.Said("G1", name, "ACSC" if number % 2 else "ACSP") for number, name in enumerate(PAID)]
    payouts = [_moved(BookingKind.PAYOUT, number, name) for number, name in enumerate(PAID)]
    returns = [_moved(BookingKind.RETURN, 50 + number, name) for number, name in enumerate(list(PAID)[:4])]
    bills = [_bill(100 + number, ref1, satang) for number, (ref1, satang) in enumerate(BILLS.items())]
    made = {
        "report": messages.report("BANK-R-1", AT, FILE, "pain.001.001.03", "PART", said),
        "settled": messages.report("BANK-R-2", AT, FILE, "pain.001.001.03", "PART", settled),
        "payouts": messages.notification("BANK-N-1", AT, ACCOUNT, payouts),
        "returns": messages.notification("BANK-N-2", AT, ACCOUNT, returns),
        "bills": messages.notification("BANK-N-3", AT, FEES, bills),
        "statement": messages.statement("BANK-S-1", AT, ACCOUNT, DAY, 1, 5_000_000, payouts + returns),
    }
    return [Original(name, content, postings(read(content, "BANK"))) for name, content in made.items()]


def postings(reading: Reading) -> frozenset[Posting]:
    """Return what a careful ledger would post from a reading, knowing its own payments, bills and accounts.

    What names nothing of ours, or another amount than we asked for, is looked at by an officer and not posted.
    """
    if isinstance(reading, StatusReport):
        if reading.original_message_id != FILE:
            return frozenset()
        decided = (Standing.PAID, Standing.REJECTED)
        return frozenset(
            (line.standing, line.reference, 0)
            for line in reading.lines
            if line.standing in decided and line.reference in PAID
        )
    if isinstance(reading, Notification | Statement):
        return frozenset(found for one in reading.bookings if (found := _posting(one)) is not None)
    return frozenset()


def _posting(one: Booking) -> Posting | None:
    if not one.is_final:
        return None
    if one.kind is BookingKind.BILL_PAYMENT:
        ours = one.account_number == FEES and one.biller == BILLER and promptpay.is_checked(one.ref1 or "")
        return (one.kind, one.ref1 or "", one.amount_satang) if ours else None
    ours = one.account_number == ACCOUNT and PAID.get(one.end_to_end_id or "") == one.amount_satang
    is_known_kind = one.kind in (BookingKind.PAYOUT, BookingKind.RETURN)
    return (one.kind, one.end_to_end_id or "", one.amount_satang) if ours and is_known_kind else None


def _moved(kind: BookingKind, number: int, name: str) -> messages.Movement:
    direction = Direction.DEBIT if kind is BookingKind.PAYOUT else Direction.CREDIT
    reason = "AC06" if kind is BookingKind.RETURN else None
    return messages.Movement(
        f"SB{number:010d}", ACCOUNT, kind, direction, PAID[name], AT, DAY, end_to_end_id=name, reason=reason
    )


def _bill(number: int, ref1: str, satang: int) -> messages.Movement:
    return messages.Movement(
        f"SB{number:010d}",
        FEES,
        BookingKind.BILL_PAYMENT,
        Direction.CREDIT,
        satang,
        AT,
        DAY,
        biller=BILLER,
        ref1=ref1,
        ref2="20260910",
    )
