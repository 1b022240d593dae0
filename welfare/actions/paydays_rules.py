"""How a programme pays: its day, its ways, whether missed months are made up for, and when a failed payment lapses.

All of it is read from the `payment` part of the rule document in force. What the documents do not say stands here as a
default, named and explained in docs/money.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from welfare.models import book
from welfare.models.book import Entry

# Ways that go through a bank; the rest (card, cash, a bill's discount) are paid elsewhere.
BANK_METHODS = ("promptpay_cid", "bank_account")
# The scheme of 2567 was repeated three times, and accounts could be mended for ten weeks.
ROUNDS = 3
MEND_DAYS = 90
# Social security's child allowance comes at the end of the month; a monthly right without a day of its own does too.
END_OF_MONTH = 31
ONCE = "once"


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """One programme's rules of payment.

    `day` is the day of the month, 31 meaning the last; of no meaning unless `is_monthly`. `rounds` is how often a
    failed payment is tried again. `mend_days` is how long a payee has to mend an account, None for a right that is
    made up for whenever that happens. `closes_on` None means that nothing ends the scheme.
    """

    code: str
    methods: tuple[str, ...]
    is_monthly: bool
    day: int
    has_arrears: bool
    rounds: int
    mend_days: int | None
    closes_on: date | None

    @property
    def bank_methods(self) -> tuple[str, ...]:
        """The ways in which a bank pays it; none when it is paid elsewhere."""
        return tuple(method for method in self.methods if method in BANK_METHODS)


def of_entry(entry: Entry) -> PaymentRules:
    """Return the rules of a programme in force."""
    document = entry.compiled.document
    told: Mapping[str, Any] = document.payment
    has_arrears = bool(told.get("arrears"))
    return PaymentRules(
        code=entry.code,
        methods=tuple(told.get("methods") or ()),
        is_monthly=document.period == "month",
        day=told.get("day") or END_OF_MONTH,
        has_arrears=has_arrears,
        rounds=told.get("rounds", ROUNDS),
        mend_days=None if has_arrears else told.get("mend_days", MEND_DAYS),
        closes_on=told.get("closes_on"),
    )


def of_programme(code: str) -> PaymentRules | None:
    """Return the rules of the programme in force of that code, None when there is none."""
    entry = book.current().entries.get(code)
    return None if entry is None else of_entry(entry)


def paid_by_bank() -> list[PaymentRules]:
    """Return the rules of every programme in force that is paid through a bank, by code."""
    found = [of_entry(entry) for entry in book.current().entries.values()]
    return [one for one in found if one.bank_methods]
