"""Invented payees, batches and banks for these tests; the numbers begin with 9, which no person's does."""

from datetime import UTC, date, datetime
from pathlib import Path

from superapp.thai.identity import check_digit
from welfare.gateways.payments import Account, AccountKind, Instruction, PaymentBatch, PaymentGroup

SAMPLES = Path(__file__).parent / "samples"
NOW = datetime(2026, 12, 8, 2, 0, tzinfo=UTC)
PAYDAY = date(2026, 12, 9)
TREASURY = Account(AccountKind.BANK_ACCOUNT, "0000000001", "006")


def citizen(number: int) -> Account:
    twelve = f"9{number:011d}"
    return Account(AccountKind.CITIZEN_ID, twelve + check_digit(twelve))


def payment_id(number: int) -> str:
    return f"P01KB{number:022d}"


def instruction(number: int, **changes: object) -> Instruction:
    parts = {
        "end_to_end_id": payment_id(number),
        "payee_name": "สมชาย ตัวอย่าง",
        "account": citizen(number),
        "amount_satang": 60_000 + number,
        "purpose": "OAA 2569-12",
    }
    return Instruction(**parts | changes)


def batch(count: int = 4, message_id: str = "B25691209-OAA-0001", first: int = 0, **changes: object) -> PaymentBatch:
    group = PaymentGroup(
        f"{message_id}-1", "OAA", "2569-12", tuple(instruction(number) for number in range(first, first + count))
    )
    parts = {
        "message_id": message_id,
        "created_at": NOW,
        "debtor_name": "กรมบัญชีกลาง",
        "debit_account": TREASURY,
        "value_date": PAYDAY,
        "groups": (group,),
    }
    return PaymentBatch(**parts | changes)


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.xml").read_bytes()
