"""What may be asked of a bank: refused at the door, without saying whose it was."""

from datetime import datetime

import pytest

from tests.welfare.gateways.inventing import NOW, TREASURY, batch, citizen, instruction
from welfare.gateways.payments import (
    LARGEST_SATANG,
    Account,
    AccountKind,
    PaymentGroup,
    Unpayable,
    new_payment_id,
)
from welfare.gateways.reports import MessageKey, Scope, Standing, StatusLine


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_satang": 0},
        {"amount_satang": -1},
        {"amount_satang": 600.0},
        {"amount_satang": True},
        {"amount_satang": LARGEST_SATANG + 1},
        {"end_to_end_id": ""},
        {"end_to_end_id": "P" * 36},
        {"end_to_end_id": "P 1"},
        {"end_to_end_id": "ภ1"},
        {"payee_name": "  "},
        {"payee_name": "ก" * 141},
        {"payee_name": "สมชาย\x00"},
        {"purpose": "a\nb"},
    ],
)
def test_what_no_bank_could_pay_is_refused_naming_only_the_field(changes: dict):
    with pytest.raises(Unpayable) as refused:
        instruction(1, **changes)

    assert refused.value.field == next(iter(changes))
    assert str(next(iter(changes.values()))) not in str(refused.value) or changes == {"end_to_end_id": ""}


@pytest.mark.parametrize(
    ("kind", "number", "bank"),
    [
        (AccountKind.CITIZEN_ID, "9000000000000", None),
        (AccountKind.CITIZEN_ID, citizen(1).number, "006"),
        (AccountKind.BANK_ACCOUNT, "12345", "006"),
        (AccountKind.BANK_ACCOUNT, "๑๒๓๔๕๖๗", "006"),
        (AccountKind.BANK_ACCOUNT, "0000000001", None),
        (AccountKind.BANK_ACCOUNT, "0000000001", "6"),
    ],
)
def test_an_account_is_a_citizen_id_or_a_number_at_a_bank(kind: AccountKind, number: str, bank: str | None):
    with pytest.raises(Unpayable):
        Account(kind, number, bank)


def test_names_and_numbers_stay_out_of_what_is_printed():
    one = instruction(7)

    printed = repr(batch(groups=(PaymentGroup("G", "OAA", "2569-12", (one,)),)))

    assert one.end_to_end_id in printed
    assert one.payee_name not in printed
    assert one.account.number not in printed


def test_groups_are_read_twice_and_named_once():
    group = PaymentGroup("G1", "OAA", "2569-12", [instruction(1)])

    for groups in ((), (group, group), (group, PaymentGroup("G2", "OAA", "2569-12", [instruction(2)]))):
        with pytest.raises(Unpayable):
            batch(groups=groups)
    with pytest.raises(Unpayable):
        PaymentGroup("G1", "OAA", "2569-12", (instruction(number) for number in range(2)))
    with pytest.raises(Unpayable):
        batch(created_at=datetime(2026, 12, 8))
    with pytest.raises(Unpayable):
        batch(debit_account=citizen(1))
    assert batch(debit_account=TREASURY).groups[0].programme == "OAA"


def test_payment_ids_are_fresh_and_sort_by_time():
    ids = {new_payment_id(NOW) for _ in range(200)}

    assert len(ids) == 200
    assert {(len(one), one[0]) for one in ids} == {(27, "P")}
    assert new_payment_id(NOW) < new_payment_id(NOW.replace(year=2027))


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("ACCP", Standing.WAITING),
        ("ACSP", Standing.WAITING),
        ("PDNG", Standing.WAITING),
        ("ACSC", Standing.PAID),
        ("RJCT", Standing.REJECTED),
        ("ACCC", Standing.UNKNOWN),
        ("acsc", Standing.UNKNOWN),
    ],
)
def test_only_settled_is_paid(status: str, standing: Standing):
    line = StatusLine(MessageKey("KTB", "R1", "1/1"), Scope.PAYMENT, "P1", status)

    assert line.standing is standing
