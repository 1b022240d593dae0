"""Reading camt.054 and camt.053: what moved on our account, each movement once, and whether it all adds up."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from welfare.gateways.reports import Booking, Direction, MessageKey, Notification, Statement

from .amounts import balance_satang, day_of, moment_of, place, satang_of
from .entry import Entry, EntryNames
from .quarantine import Unusable
from .walking import Walk


@dataclass(frozen=True, slots=True)
class MovementNames:
    """What one version of the message calls the parts we read; another version is another table."""

    body: str
    account: str
    entry: EntryNames


CAMT_054_08 = MovementNames("BkToCstmrDbtCdtNtfctn", "Ntfctn", EntryNames())
CAMT_053_08 = MovementNames("BkToCstmrStmt", "Stmt", EntryNames())


def notification(root: etree._Element, sender: str, message_id: str, names: MovementNames) -> Notification:
    """Return the movements of a notification that obeys its schema.

    :raises Unusable: when amounts, directions, totals or references contradict each other or are missing.
    """
    walk, body = _body(root, names)
    bookings: list[Booking] = []
    for number, account in enumerate(walk.all(body, names.account), 1):
        bookings.extend(_bookings(walk, account, sender, message_id, f"{number}", names))
    _require_distinct(bookings, body)
    return Notification(sender, message_id, _created(walk, body), tuple(bookings))


def statement(root: etree._Element, sender: str, message_id: str, names: MovementNames) -> Statement:
    """Return the statement of the one account in a message that obeys its schema.

    :raises Unusable: as `notification`, and when balances are missing or the movements do not lead from one to the
        other, or when there is more than one account.
    """
    walk, body = _body(root, names)
    accounts = list(walk.all(body, names.account))
    if len(accounts) > 1:
        raise Unusable("SEVERAL_STATEMENTS", place(accounts[1]))
    account = accounts[0]
    bookings = tuple(_bookings(walk, account, sender, message_id, "1", names))
    _require_distinct(bookings, body)
    opening = _balance(walk, account, "OPBD")
    closing = _balance(walk, account, "CLBD")
    moved = sum(
        one.amount_satang if one.direction is Direction.CREDIT else -one.amount_satang
        for one in bookings
        if one.is_final
    )
    opening_satang, closing_satang = _signed(walk, opening), _signed(walk, closing)
    if opening_satang + moved != closing_satang:
        raise Unusable("BALANCE_DIFFERS", place(closing))
    day = walk.one(closing, "Dt")
    assert day is not None
    return Statement(
        sender,
        message_id,
        _created(walk, body),
        _account_number(walk, account),
        day_of(day[0]),
        opening_satang,
        closing_satang,
        bookings,
    )


def _body(root: etree._Element, names: MovementNames) -> tuple[Walk, etree._Element]:
    walk = Walk(root)
    body = walk.one(root, names.body)
    assert body is not None
    return walk, body


def _created(walk: Walk, body: etree._Element) -> datetime:
    created = walk.one(body, "GrpHdr/CreDtTm")
    assert created is not None
    return moment_of(created)


def _account_number(walk: Walk, account: etree._Element) -> str:
    currency = walk.text(account, "Acct/Ccy")
    if currency not in (None, "THB"):
        raise Unusable("OTHER_CURRENCY", place(account))
    return walk.text(account, "Acct/Id/Othr/Id") or walk.required(account, "Acct/Id/IBAN", "REFERENCE_MISSING")


def _bookings(
    walk: Walk, account: etree._Element, sender: str, message_id: str, prefix: str, names: MovementNames
) -> Iterator[Booking]:
    number = _account_number(walk, account)
    entries = [Entry(walk, element, names.entry) for element in walk.all(account, "Ntry")]
    _require_totals(walk, account, entries)
    for place_in_account, entry in enumerate(entries, 1):
        yield from entry.bookings(MessageKey(sender, message_id, f"{prefix}/{place_in_account}"), number)


def _require_totals(walk: Walk, account: etree._Element, entries: list[Entry]) -> None:
    wanted = {
        "TxsSummry/TtlNtries": entries,
        "TxsSummry/TtlCdtNtries": [one for one in entries if one.direction is Direction.CREDIT],
        "TxsSummry/TtlDbtNtries": [one for one in entries if one.direction is Direction.DEBIT],
    }
    for path, counted in wanted.items():
        total = walk.one(account, path)
        if total is None:
            continue
        count, text = walk.text(total, "NbOfNtries"), walk.text(total, "Sum")
        if count is not None and int(count) != len(counted):
            raise Unusable("TOTALS_DIFFER", place(total))
        if text is not None and satang_of(text) != sum(one.satang for one in counted):
            raise Unusable("TOTALS_DIFFER", place(total))


def _require_distinct(bookings: tuple[Booking, ...] | list[Booking], body: etree._Element) -> None:
    seen: set[tuple[str, str]] = set()
    for one in bookings:
        name = (one.account_number, one.bank_reference)
        if name in seen:
            raise Unusable("DUPLICATE_LINE", f"{one.key.entry} of {place(body)}")
        seen.add(name)


def _balance(walk: Walk, account: etree._Element, code: str) -> etree._Element:
    found = [one for one in walk.all(account, "Bal") if walk.text(one, "Tp/CdOrPrtry/Cd") == code]
    if len(found) != 1:
        raise Unusable("BALANCE_MISSING", place(account))
    return found[0]


def _signed(walk: Walk, balance: etree._Element) -> int:
    amount = walk.one(balance, "Amt")
    assert amount is not None
    satang = balance_satang(amount)
    return satang if walk.text(balance, "CdtDbtInd") == Direction.CREDIT else -satang
