"""What we ask a bank to pay, as plain values: instructions, their groups, and the batch that becomes one file.

Nothing here knows XML, a database or a clock. `iso20022` writes these values as a message, a `channel` carries the
bytes, `reports` has what comes back. Amounts are whole satang (100 satang are one baht). Names and account numbers stay
out of `repr`, so that a value can be logged by accident without harm.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from superapp.thai import identity

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST_ID = 35
LONGEST_NAME = 140
LARGEST_SATANG = 99_999_999_999_999
"""Just under a trillion baht, more than one credit of anybody: a larger amount is a mistake and is refused."""


class Unpayable(ValueError):
    """This cannot be written into a message to a bank. `field` names what is wrong, never its value."""

    def __init__(self, field: str, expected: str) -> None:
        self.field = field
        super().__init__(f"{field}: expected {expected}")


class AccountKind(StrEnum):
    """How a payee is found: by PromptPay under their citizen id (NIDN), or by an account at a named bank."""

    CITIZEN_ID = "NIDN"
    BANK_ACCOUNT = "BANK"


@dataclass(frozen=True, slots=True)
class Account:
    """Where money goes to or comes from. `bank_code` is the clearing code of three digits, None for a citizen id.

    :raises Unpayable: when the number is no citizen id, or no bank account with its bank.
    """

    kind: AccountKind
    number: str = field(repr=False)
    bank_code: str | None = None

    def __post_init__(self) -> None:
        if self.kind is AccountKind.CITIZEN_ID:
            if not identity.is_citizen_id(self.number):
                raise Unpayable("account.number", "a citizen id with its check digit")
            if self.bank_code is not None:
                raise Unpayable("account.bank_code", "none for a citizen id")
            return
        if not (_are_digits(self.number) and 6 <= len(self.number) <= 20):
            raise Unpayable("account.number", "6 to 20 digits")
        if self.bank_code is None or not (_are_digits(self.bank_code) and len(self.bank_code) == 3):
            raise Unpayable("account.bank_code", "the bank's three digits")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One credit to one payee for one grant. Grants are never merged: two grants are two instructions.

    `end_to_end_id` is ours (`new_payment_id`) and comes back in every message about this credit. `purpose` is what the
    payee may read beside the amount, such as the programme's code and the period.

    :raises Unpayable: when a bank could not be asked to pay this.
    """

    end_to_end_id: str
    payee_name: str = field(repr=False)
    account: Account
    amount_satang: int
    purpose: str

    def __post_init__(self) -> None:
        _require_id("end_to_end_id", self.end_to_end_id)
        _require_text("payee_name", self.payee_name)
        _require_text("purpose", self.purpose)
        require_amount("amount_satang", self.amount_satang)


@dataclass(frozen=True, slots=True)
class PaymentGroup:
    """The credits of one programme for one period (one PmtInf).

    `instructions` is read twice, so a list, a tuple, or an object whose `__iter__` starts afresh; not a generator.

    :raises Unpayable: when the id is unusable or the instructions can be read only once.
    """

    payment_information_id: str
    programme: str
    period: str
    instructions: Iterable[Instruction]

    def __post_init__(self) -> None:
        _require_id("payment_information_id", self.payment_information_id)
        if iter(self.instructions) is self.instructions:
            raise Unpayable("instructions", "something that can be read twice")


@dataclass(frozen=True, slots=True)
class PaymentBatch:
    """One file: one debit account, one day of value, one group per (programme, period).

    `created_at` carries its time zone. `debtor_name` is the office that pays. The value date is the day the payees
    have their money, a working day of banks (`calendar.payday`).

    :raises Unpayable: when an id, the name or the time is unusable, or two groups are alike.
    """

    message_id: str
    created_at: datetime
    debtor_name: str
    debit_account: Account
    value_date: date
    groups: Sequence[PaymentGroup]

    def __post_init__(self) -> None:
        _require_id("message_id", self.message_id)
        _require_text("debtor_name", self.debtor_name)
        if self.created_at.tzinfo is None:
            raise Unpayable("created_at", "a time zone")
        if self.debit_account.kind is not AccountKind.BANK_ACCOUNT:
            raise Unpayable("debit_account", "a bank account")
        if not self.groups:
            raise Unpayable("groups", "at least one")
        if len({group.payment_information_id for group in self.groups}) < len(self.groups):
            raise Unpayable("groups", "a payment_information_id each")
        if len({(group.programme, group.period) for group in self.groups}) < len(self.groups):
            raise Unpayable("groups", "one for each programme and period")


def new_payment_id(at: datetime) -> str:
    """Return a fresh EndToEndId: P and a ULID (milliseconds of `at`, then 80 random bits), 27 characters.

    Not a sequence and not derived from the payee: it tells a reader nothing, and one wrong character hits no other.
    """
    number = (int(at.timestamp() * 1000) & ((1 << 48) - 1)) << 80 | secrets.randbits(80)
    return "P" + "".join(CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def require_amount(name: str, satang: int) -> None:
    """Do nothing for a positive whole number of satang.

    :raises Unpayable: for anything else, a float or zero too.
    """
    if not isinstance(satang, int) or isinstance(satang, bool) or not 0 < satang <= LARGEST_SATANG:
        raise Unpayable(name, "a positive whole number of satang")


def _require_id(name: str, text: str) -> None:
    # The narrowest alphabet any bank takes; a slash or a space is where implementations differ.
    if not (0 < len(text) <= LONGEST_ID and text.isascii() and text.replace("-", "").isalnum()):
        raise Unpayable(name, f"1 to {LONGEST_ID} letters, digits and hyphens")


def _require_text(name: str, text: str) -> None:
    if not text.strip() or len(text) > LONGEST_NAME or not text.isprintable():
        raise Unpayable(name, f"1 to {LONGEST_NAME} printable characters")


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()
