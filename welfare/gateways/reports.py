"""What a bank tells us, as plain values: the status of what we sent, and what moved on our account.

`iso20022.reading` makes these from the bank's messages; actions decide what they mean for a case. Whatever cannot be
used is a value too, `Quarantined`: no message of a bank ends in an exception. Amounts are whole satang.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Standing(StrEnum):
    """What a bank's status code means for us. Only PAID is money; WAITING may still end either way."""

    WAITING = "waiting"
    PAID = "paid"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


STANDINGS = {
    "RCVD": Standing.WAITING,
    "ACTC": Standing.WAITING,
    "ACCP": Standing.WAITING,
    "ACSP": Standing.WAITING,
    "ACWC": Standing.WAITING,
    "PDNG": Standing.WAITING,
    "PART": Standing.WAITING,
    "ACSC": Standing.PAID,
    "RJCT": Standing.REJECTED,
}
"""A code that is not listed is UNKNOWN: it is kept as it came and an officer looks."""


class Scope(StrEnum):
    """What a line of a status report speaks of: a whole file, a group in it, or one payment."""

    FILE = "file"
    GROUP = "group"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class MessageKey:
    """Names one line of one message of one bank. The same key twice is the same line delivered twice.

    `entry` is the place in the message, counted from 1: "2" or "1/3/1".
    """

    sender: str
    message_id: str
    entry: str


@dataclass(frozen=True, slots=True)
class StatusLine:
    """What the bank says of a file, a group or a payment; `reference` is our own id of it.

    `status` is the code as it came, `reasons` too (empty when none was given; see `iso20022.reasons`).
    """

    key: MessageKey
    scope: Scope
    reference: str
    status: str
    reasons: tuple[str, ...] = ()

    @property
    def standing(self) -> Standing:
        """What the code means for us."""
        return STANDINGS.get(self.status, Standing.UNKNOWN)


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A pain.002: the lines about one file we sent, `original_message_id`."""

    sender: str
    message_id: str
    created_at: datetime
    original_message_id: str
    lines: tuple[StatusLine, ...]


class Direction(StrEnum):
    """Whether our account gained (CREDIT) or paid out (DEBIT)."""

    CREDIT = "CRDT"
    DEBIT = "DBIT"


class BookingKind(StrEnum):
    """PAYOUT left for a payee; RETURN is a payout that came back; BILL_PAYMENT is a fee somebody paid; OTHER is any
    other movement, which goes to an officer."""

    PAYOUT = "payout"
    RETURN = "return"
    BILL_PAYMENT = "bill_payment"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Booking:
    """One movement on our account, from a notification (camt.054) or a statement (camt.053).

    `is_final` is False for an entry the bank marks as pending: nothing may be posted from it. `bank_reference`
    (AcctSvcrRef) names the movement at the bank, the same in notification and statement; with `end_to_end_id` it tells
    a movement reported twice under two messages. `end_to_end_id` is None when the bank gave none. `reasons` are those
    of a return. `biller`, `ref1`, `ref2` and `paid_at` are None unless this is a bill payment that names them.
    """

    key: MessageKey
    kind: BookingKind
    direction: Direction
    is_final: bool
    amount_satang: int
    account_number: str = field(repr=False)
    bank_reference: str
    booked_on: date
    end_to_end_id: str | None = None
    reasons: tuple[str, ...] = ()
    biller: str | None = None
    ref1: str | None = None
    ref2: str | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Notification:
    """A camt.054: movements told as they happen."""

    sender: str
    message_id: str
    created_at: datetime
    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One account of a camt.053: a day's balances and all movements between them; they add up, or it is quarantined."""

    sender: str
    message_id: str
    created_at: datetime
    account_number: str = field(repr=False)
    day: date
    opening_satang: int
    closing_satang: int
    bookings: tuple[Booking, ...]


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message nothing may be posted from; an officer looks at the raw bytes.

    `code` is stable (docs/payments.md lists them); `where` is an element's path or a line, never a value.
    `message_id` is None when it could not be read.
    """

    sender: str
    code: str
    where: str
    message_id: str | None = None


Reading = StatusReport | Notification | Statement | Quarantined
