"""The sandbox bank: takes a file once, tells the truth in real messages unless told otherwise, and forgets nothing."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.welfare.gateways.inventing import NOW, PAYDAY, TREASURY, batch, citizen, instruction, payment_id
from welfare.gateways import promptpay
from welfare.gateways.channel import Acknowledged, Channel, NoAnswer, Refused
from welfare.gateways.iso20022 import initiation
from welfare.gateways.iso20022.reading import read
from welfare.gateways.payments import Account, AccountKind, PaymentGroup
from welfare.gateways.reports import (
    BookingKind,
    Direction,
    Notification,
    Quarantined,
    Reading,
    Standing,
    Statement,
    StatusReport,
)
from welfare.gateways.sandbox.bank import FEE_ACCOUNT, Died, SandboxBank
from welfare.gateways.sandbox.misbehaviour import Death, Misbehaviour

FILE = initiation.build(batch(20)).content
BILL = promptpay.build(promptpay.BillPayment("099400016550100", promptpay.with_check("690900012"), "20260910", 4_000))
Open = Callable[..., SandboxBank]


class Clock:
    """The bank's clock, put forward by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_bank(tmp_path: Path, clock: Clock) -> Open:
    def opened(**plan: object) -> SandboxBank:
        return SandboxBank(tmp_path / "bank.sqlite3", clock=clock, misbehaviour=Misbehaviour(**plan))

    return opened


def readings(bank: SandboxBank) -> list[Reading]:
    return [read(one.content, bank.name) for one in bank.collect(limit=1_000)]


def told(bank: SandboxBank) -> set[tuple]:
    """Each movement the bank told of in a notification, as its book has it."""
    return {
        (one.bank_reference, one.kind, one.direction, one.amount_satang, one.end_to_end_id, one.ref1)
        for reading in readings(bank)
        if isinstance(reading, Notification)
        for one in reading.bookings
    }


def booked(bank: SandboxBank) -> set[tuple]:
    return {(one.reference, one.kind, one.direction, one.satang, one.end_to_end_id, one.ref1) for one in bank.book()}


def test_a_good_bank_takes_pays_tells_and_states(open_bank: Open, clock: Clock):
    bank: Channel = open_bank()

    assert bank.send(FILE) == Acknowledged("B25691209-OAA-0001")
    assert (bank.settle(), bank.book()) == (0, [])
    clock.now += timedelta(days=1)
    assert bank.settle() == 20
    assert bank.settle() == 0
    bank.close_day(PAYDAY)

    report, notification, statement = readings(bank)
    assert isinstance(report, StatusReport)
    assert Counter(line.status for line in report.lines) == {"ACCP": 21}
    assert isinstance(notification, Notification)
    assert {(one.end_to_end_id, one.amount_satang) for one in notification.bookings} == {
        (payment_id(number), 60_000 + number) for number in range(20)
    }
    assert isinstance(statement, Statement)
    assert (statement.opening_satang, statement.closing_satang) == (0, -1_200_190)
    assert {one.bank_reference for one in statement.bookings} == {one.bank_reference for one in notification.bookings}
    assert bank.balance_satang(TREASURY.number) == -1_200_190
    assert set(bank.states().values()) == {"booked"}


def test_some_banks_report_settlement_too(tmp_path: Path, clock: Clock):
    plan = Misbehaviour(reject_later={"AC06": 300})
    bank = SandboxBank(tmp_path / "b.sqlite3", clock=clock, misbehaviour=plan, reports_settlement=True)
    bank.send(FILE)
    clock.now += timedelta(days=1)
    bank.settle()

    _accepted, rejected, settled = [one for one in readings(bank) if isinstance(one, StatusReport)]

    paid = {line.reference for line in settled.lines if line.standing is Standing.PAID}
    refused = {line.reference for line in rejected.lines if line.standing is Standing.REJECTED}
    assert paid == {one.end_to_end_id for one in bank.book()}
    assert refused & paid == set()
    assert len(paid) + len(refused) == 20
    # Each speaks of a part of the file, so neither says anything of the file as a whole.
    assert [one.lines[0].status for one in (rejected, settled)] == ["PART", "PART"]


def test_one_file_is_taken_once_and_its_id_stands_for_one_content(open_bank: Open, clock: Clock):
    bank = open_bank()
    other = initiation.build(batch(20, first=1)).content

    answers = [bank.send(FILE), bank.send(FILE), bank.send(other), bank.send(FILE[:-20]), bank.send(b"")]

    assert answers == [
        Acknowledged("B25691209-OAA-0001"),
        Acknowledged("B25691209-OAA-0001", was_known=True),
        Refused("DUPLICATE_MESSAGE_ID"),
        Refused("MALFORMED"),
        Refused("EMPTY"),
    ]
    clock.now += timedelta(days=1)
    assert bank.settle() == 20
    assert len(readings(bank)) == 2


def test_a_payment_asked_for_in_two_files_is_paid_once(open_bank: Open, clock: Clock):
    bank = open_bank()
    bank.send(FILE)
    bank.send(initiation.build(batch(20, "B25691209-OAA-0002", first=10)).content)
    clock.now += timedelta(days=1)

    bank.settle()

    assert len(bank.book()) == 30
    second = [one for one in readings(bank) if isinstance(one, StatusReport)][1]
    rejected = {line.reference: line.reasons for line in second.lines if line.standing is Standing.REJECTED}
    assert rejected == {payment_id(number): ("AM05",) for number in range(10, 20)}


def test_a_bad_account_is_refused_until_the_payee_names_another(open_bank: Open, clock: Clock):
    bank = open_bank(bad_accounts={citizen(3).number: "NOPROXY"})
    again = Account(AccountKind.BANK_ACCOUNT, "0000000002", "030")
    mended = PaymentGroup("G1", "OAA", "2569-12", [instruction(99, account=again)])

    bank.send(FILE)
    bank.send(initiation.build(batch(message_id="RETRY-1", groups=(mended,))).content)
    clock.now += timedelta(days=1)
    bank.settle()

    refused = [name for name, state in bank.states().items() if state == "rejected"]
    assert refused == [payment_id(3)]
    assert bank.states()[payment_id(99)] == "booked"


def test_rejecting_now_later_and_giving_back(open_bank: Open, clock: Clock):
    file = initiation.build(batch(400)).content
    bank = open_bank(reject={"AC04": 50, "NOPROXY": 50}, reject_later={"AC06": 50}, give_back={"MD07": 50})
    bank.send(file)
    clock.now += timedelta(days=1)
    bank.settle()
    bank.settle()

    states = Counter(bank.states().values())
    reasons = Counter(
        reason
        for one in readings(bank)
        if isinstance(one, StatusReport)
        for line in one.lines
        for reason in line.reasons
    )
    returned = [one for one in bank.book() if one.kind is BookingKind.RETURN]
    assert set(states) == {"booked", "rejected", "returned"}
    assert states["rejected"] == reasons["AC04"] + reasons["NOPROXY"] + reasons["AC06"]
    assert min(reasons["AC04"], reasons["NOPROXY"], reasons["AC06"], states["returned"]) > 5
    assert {(one.direction, one.reason) for one in returned} == {(Direction.CREDIT, "MD07")}
    assert len(returned) == states["returned"]
    assert told(bank) == booked(bank)


@pytest.mark.parametrize(
    "plan",
    [
        {"twice": 1000},
        {"out_of_order": True, "twice": 500},
        {"truncated": 1000},
        {"hostile": 1000},
        {"truncated": 600, "hostile": 600, "twice": 600, "out_of_order": True},
    ],
    ids=str,
)
def test_bad_delivery_hides_nothing(open_bank: Open, clock: Clock, plan: dict):
    bank = open_bank(give_back={"AC06": 300}, **plan)
    bank.send(FILE)
    clock.now += timedelta(days=1)
    bank.settle()
    bank.settle()

    found = readings(bank)

    assert told(bank) == booked(bank)
    assert len(found) > 3
    assert any(isinstance(one, Quarantined) for one in found) is bool({"truncated", "hostile"} & set(plan))


def test_a_wrong_amount_and_a_stray_payment_stand_in_the_book_as_they_were_paid(open_bank: Open, clock: Clock):
    bank = open_bank(wrong_amount=200, stray=200)
    bank.send(initiation.build(batch(100)).content)
    clock.now += timedelta(days=1)
    bank.settle()

    asked = {payment_id(number): 60_000 + number for number in range(100)}
    differences = Counter(one.satang - asked[one.end_to_end_id] for one in bank.book() if not one.is_stray)
    strays = [one for one in bank.book() if one.is_stray]
    assert set(differences) == {0, 1}
    assert differences.total() == 100
    assert strays
    assert {one.end_to_end_id for one in strays} & set(asked) == set()
    assert told(bank) == booked(bank)


def test_late_messages_come_once_their_time_has_come(open_bank: Open, clock: Clock):
    bank = open_bank(delay_s=3_600)
    bank.send(FILE)

    early = bank.collect()
    clock.now += timedelta(hours=1)
    (late,) = bank.collect()

    assert early == []
    assert bank.collect(after=late.cursor) == []


@pytest.mark.parametrize("how", ["deaf", "mute", "die"])
def test_whoever_sends_again_after_silence_is_heard_and_pays_once(open_bank: Open, clock: Clock, how: str):
    bank = open_bank(**({"deaths": frozenset(Death)} if how == "die" else {how: 900}))
    answers = []
    while not answers or isinstance(answers[-1], NoAnswer):
        answers.append(bank.send(FILE))
        assert len(answers) < 100
    clock.now += timedelta(days=1)
    if how == "die":
        with pytest.raises(Died):
            bank.settle()
    bank.settle()

    assert isinstance(answers[-1], Acknowledged)
    assert len(answers) > 1
    assert len(bank.book()) == 20
    assert told(bank) == booked(bank)


def test_a_mute_bank_has_booked_although_nobody_heard(open_bank: Open, clock: Clock):
    bank = open_bank(mute=1000)

    assert bank.send(FILE) == NoAnswer("TIMEOUT")
    clock.now += timedelta(days=1)
    bank.settle()

    assert len(bank.book()) == 20


def test_scanning_a_code_pays_a_bill_in_any_amount(open_bank: Open, clock: Clock):
    bank = open_bank()

    references = [bank.scan(BILL, None, NOW), bank.scan(BILL, 3_999, NOW), bank.scan(BILL, None, NOW)]

    found = [one for reading in readings(bank) for one in reading.bookings]
    assert [(one.bank_reference, one.amount_satang) for one in found] == list(
        zip(references, (4_000, 3_999, 4_000), strict=True)
    )
    assert {(one.kind, one.biller, one.ref1, one.ref2, one.paid_at, one.account_number) for one in found} == {
        (BookingKind.BILL_PAYMENT, "099400016550100", "690900012Y", "20260910", NOW, FEE_ACCOUNT)
    }
    assert bank.balance_satang(FEE_ACCOUNT) == 11_999
    for payload, error in ((BILL[:-1] + "0", promptpay.Unscannable), ("", promptpay.Unscannable)):
        with pytest.raises(error):
            bank.scan(payload, 1, NOW)
    transfer = promptpay.build(promptpay.CreditTransfer("mobile", "0066812345678", 100))
    with pytest.raises(ValueError, match="a bill"):
        bank.scan(transfer, None, NOW)


def test_the_same_seed_errs_the_same_way(tmp_path: Path, clock: Clock):
    plan = Misbehaviour(reject={"AC04": 300})

    def rejected(seed: int) -> set[str]:
        bank = SandboxBank(tmp_path / f"{seed}-{clock.now}.sqlite3", clock=clock, seed=seed, misbehaviour=plan)
        bank.send(FILE)
        clock.now += timedelta(seconds=1)
        return {name for name, state in bank.states().items() if state == "rejected"}

    assert rejected(1) == rejected(1)
    assert rejected(1) != rejected(2)


def test_days_chain_from_balance_to_balance(open_bank: Open, clock: Clock, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("welfare.gateways.sandbox.bank.MOST_LINES", 7)
    bank = open_bank(give_back={"AC06": 500})
    bank.send(FILE)
    for _day in range(2):
        clock.now += timedelta(days=1)
        bank.settle()
        bank.close_day(clock.now.date())

    statements = [one for one in readings(bank) if isinstance(one, Statement)]

    assert len(statements) >= 4
    assert statements[0].opening_satang == 0
    assert [one.closing_satang for one in statements[:-1]] == [one.opening_satang for one in statements[1:]]
    assert statements[-1].closing_satang == bank.balance_satang(TREASURY.number)
