"""What a bank tells, late, twice, out of order or wrong: applied once, kept waiting, or put before an officer."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from superapp.accounts.viewer import Viewer
from tests.factories import money
from tests.factories.services import NOW
from welfare.actions import bank_messages, disbursements_telling, ledger, ledger_accounts
from welfare.gateways.reports import Booking, BookingKind, Direction, MessageKey, Notification, Scope, StatusLine
from welfare.gateways.reports import StatusReport as Report
from welfare.models import (
    BankEntry,
    BankMessage,
    Disbursement,
    PaymentAttempt,
    PaymentBatch,
    Programme,
    Transfer,
)

DAY = date(2026, 12, 9)


@dataclass
class Sent:
    """A batch with the bank, and what the bank may say of it. `number` makes each message's id its own."""

    batch: PaymentBatch
    number: int = 0

    @property
    def ids(self) -> list[str]:
        return list(PaymentAttempt.objects.order_by("pk").values_list("end_to_end_id", flat=True))

    def says(self, *lines: tuple[str, str, str], file: str | None = None) -> list[tuple[str, str]]:
        """Let the bank give statuses: (EndToEndId, status, reason); return what became of each line."""
        self.number += 1
        name = f"R{self.number}"
        said = [
            StatusLine(
                MessageKey("SANDBOX", name, f"1/{place}"), Scope.PAYMENT, *rest[:2], (rest[2],) if rest[2] else ()
            )
            for place, rest in enumerate(lines, 1)
        ]
        report = Report("SANDBOX", name, NOW, self.batch.message_id if file is None else file, tuple(said))
        return hear(name, report)

    def books(self, *lines: dict[str, Any]) -> list[tuple[str, str]]:
        """Let the bank tell movements; return what became of each line."""
        self.number += 1
        name = f"N{self.number}"
        usual = {
            "kind": BookingKind.PAYOUT,
            "direction": Direction.DEBIT,
            "is_final": True,
            "amount_satang": 30_000,
            "account_number": "1234567890",
            "bank_reference": f"REF{self.number}",
            "booked_on": DAY,
        }
        made = [
            Booking(key=MessageKey("SANDBOX", name, str(place)), **(usual | line))
            for place, line in enumerate(lines, 1)
        ]
        return hear(name, Notification("SANDBOX", name, NOW, tuple(made)))


def hear(name: str, found: Any) -> list[tuple[str, str]]:
    message = BankMessage.objects.create(
        sender="SANDBOX", cursor=name, digest=name, content_sealed=b"", received_at=money.PAYDAY
    )
    bank_messages.keep_reading(found, message_id=message.pk)
    after: int | None = 0
    while after is not None:
        after = bank_messages.apply_chunk(message.pk, after=after, now=money.PAYDAY)
    return list(message.entries.order_by("pk").values_list("state", "fault"))


def returned(payment: str, **changes: Any) -> dict[str, Any]:
    back = {"kind": BookingKind.RETURN, "direction": Direction.CREDIT, "end_to_end_id": payment, "reasons": ("AC06",)}
    return back | changes


def states() -> list[str]:
    return list(Disbursement.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def sent(programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer) -> Sent:
    """Return a batch of two payments of 300 baht, handed to the bank."""
    for number in (1, 2):
        money.right(number)
    money.give_budget()
    money.draw()
    batch = money.released(author, approver, value_date=DAY, now=NOW)
    money.run_jobs("welfare.actions.batches_sending")
    batch.refresh_from_db()
    return Sent(batch)


def out() -> int:
    return ledger.balance(ledger_accounts.bank_out("SANDBOX")).posted_satang


def test_accepted_is_not_paid_and_what_is_pending_is_not_either(sent: Sent) -> None:
    first, second = sent.ids

    said = sent.says((first, "ACCP", ""), (second, "ACSP", ""))
    booked = sent.books({"end_to_end_id": first, "is_final": False})

    assert (said, booked) == ([("applied", "")] * 2, [("noted", "")])
    assert (states(), out()) == (["accepted"] * 2, 0)


def test_a_settled_status_pays_and_its_booking_only_adds_the_reference(sent: Sent) -> None:
    first, _ = sent.ids

    assert sent.says((first, "ACSC", "")) == [("applied", "")]
    assert sent.books({"end_to_end_id": first}) == [("applied", "")]
    assert sent.says((first, "ACCP", "")) == [("noted", "")]

    assert (states(), out()) == (["paid", "sent"], 30_000)
    assert PaymentAttempt.objects.get(end_to_end_id=first).bank_reference == "REF2"


def test_told_twice_is_posted_once(sent: Sent) -> None:
    first, _ = sent.ids
    line = {"end_to_end_id": first, "bank_reference": "SAME"}

    assert sent.books(line) == [("applied", "")]
    assert sent.books(line, line) == [("repeated", ""), ("repeated", "")]
    # Another booking of the same payment is no repetition: the bank paid twice.
    assert sent.books(line | {"bank_reference": "OTHER"}) == [("quarantined", "BOOKED_TWICE")]

    assert (out(), Transfer.objects.filter(phase="post").count()) == (30_000, 1)


def test_money_that_comes_back_before_it_is_told_to_have_left_waits(sent: Sent) -> None:
    first, _ = sent.ids

    assert sent.books(returned(first)) == [("waiting", "")]
    assert (states(), out()) == (["sent", "sent"], 0)
    assert sent.books({"end_to_end_id": first}) == [("applied", "")]

    # Paid, and in the same breath returned: nothing has moved in the end, and both postings are there.
    assert (states(), out()) == (["awaiting_fix", "sent"], 0)
    assert BankEntry.objects.filter(state="waiting").count() == 0
    assert sorted(Transfer.objects.values_list("kind", "phase")) == [
        ("appropriation", "single"),
        ("funding", "single"),
        ("payout", "pending"),
        ("payout", "pending"),
        ("payout", "post"),
        ("return", "single"),
        ("unfunding", "single"),
    ]


def test_what_contradicts_what_happened_goes_to_an_officer_and_changes_nothing(sent: Sent) -> None:
    first, second = sent.ids
    sent.says((first, "RJCT", "AC04"))
    sent.books({"end_to_end_id": second})
    before = (states(), list(Transfer.objects.order_by("pk").values()))

    found = [
        *sent.books({"end_to_end_id": first}),
        *sent.books(returned(first)),
        *sent.books(returned(second, amount_satang=29_999)),
        *sent.books({"end_to_end_id": "P" + "0" * 26}),
        *sent.books({"end_to_end_id": second, "direction": Direction.CREDIT, "bank_reference": "REF2"}),
        *sent.books({"kind": BookingKind.OTHER, "bank_reference": "CHARGE"}),
        *sent.says((first, "ACSC", ""), (second, "RJCT", "AC01"), (second, "WHAT", ""), ("P1", "ACCP", "")),
        *sent.says((second, "ACSC", ""), file="B-ANOTHER-FILE"),
    ]

    assert found == [
        ("quarantined", code)
        for code in (
            "PAID_AFTER_REJECTION",
            "RETURNED_AFTER_REJECTION",
            "AMOUNT_DIFFERS",
            "UNKNOWN_PAYMENT",
            "WRONG_DIRECTION",
            "UNKNOWN_MOVEMENT",
            "PAID_AFTER_REJECTION",
            "REJECTED_AFTER_PAYMENT",
            "UNKNOWN_STATUS",
            "UNKNOWN_PAYMENT",
            "OTHER_FILE",
        )
    ]
    assert (states(), list(Transfer.objects.order_by("pk").values())) == before
    assert BankEntry.objects.for_officers().count() == len(found)


def test_one_satang_too_many_is_not_paid(sent: Sent) -> None:
    first, _ = sent.ids

    assert sent.books({"end_to_end_id": first, "amount_satang": 30_001}) == [("quarantined", "AMOUNT_DIFFERS")]

    assert (states(), out()) == (["sent", "sent"], 0)


def test_each_reason_goes_its_way(sent: Sent) -> None:
    first, second = sent.ids

    sent.says((first, "RJCT", "MD07"), (second, "RJCT", "AC04"))

    rows = list(Disbursement.objects.order_by("pk").values_list("state", "reason", "mend_until", "entitlement__state"))
    assert rows == [("rejected", "MD07", None, "active"), ("awaiting_fix", "AC04", None, "active")]
    assert list(Disbursement.objects.order_by("pk").values_list("entitlement__is_payout_broken", flat=True)) == [
        False,
        True,
    ]
    assert Disbursement.objects.totals("state", "reason") == [
        {"state": "awaiting_fix", "reason": "AC04", "count": 1, "satang": 30_000},
        {"state": "rejected", "reason": "MD07", "count": 1, "satang": 30_000},
    ]
    assert disbursements_telling.tell(now=NOW) == 2
    assert disbursements_telling.tell(now=NOW) == 0
    telling = Disbursement.objects.get(reason="AC04")
    notice = telling.citizen.notices.get()
    assert notice.link == disbursements_telling.link_to(telling)
    assert notice.texts["title_th"] == "จ่ายเงินไม่สำเร็จ: อาหารกลางวันผู้สูงอายุ"
    assert notice.texts["body_en"] == (
        "The account has been closed. Please name another, or link PromptPay to your citizen id. 300 baht of Meals for "
        "the elderly for 2026-12 will be paid again once this is mended."
    )


def test_a_failure_after_the_last_round_lapses(sent: Sent) -> None:
    first, _ = sent.ids
    Disbursement.objects.filter(attempts__end_to_end_id=first).update(round=3)

    sent.says((first, "RJCT", "AC01"))

    assert states() == ["lapsed", "sent"]


def test_what_nobody_mends_in_time_lapses(sent: Sent) -> None:
    first, _ = sent.ids
    sent.says((first, "RJCT", "AC01"))
    Disbursement.objects.filter(state="awaiting_fix").update(mend_until=DAY)

    assert disbursements_telling.lapse(as_of=money.PAYDAY) == 0
    assert disbursements_telling.lapse(as_of=money.PAYDAY + timedelta(days=1)) == 1

    assert states() == ["lapsed", "sent"]


def test_raw_messages_are_kept_once_and_the_same_id_with_other_content_is_quarantined(
    sent: Sent, bank: money.Bank
) -> None:
    money.hear(bank, NOW)
    messages = bank.collect()
    kept = BankMessage.objects.get()
    assert bank_messages.content_of(kept) == messages[0].content
    assert b"Test" not in bytes(kept.content_sealed)

    again = [type(one)(f"9{one.cursor}", one.content) for one in messages]
    other = [type(one)(f"8{one.cursor}", one.content.replace(b"ACCP", b"ACSC")) for one in messages]
    broken = [type(one)(f"7{one.cursor}", one.content[:200]) for one in messages]
    assert bank_messages.take(messages, sender=bank.name, now=NOW) == 0
    assert bank_messages.take([*again, *other, *broken], sender=bank.name, now=NOW) == 3
    money.run_jobs("welfare.actions.bank_messages")

    found = list(BankMessage.objects.order_by("pk").values_list("state", "fault"))
    assert found == [("read", ""), ("repeated", ""), ("quarantined", "MESSAGE_ID_REUSED"), ("quarantined", "MALFORMED")]
    assert states() == ["accepted", "accepted"]


def test_an_officer_says_that_a_quarantined_line_was_looked_into(
    sent: Sent, approver: Viewer, author: Viewer, officer_elsewhere: Viewer, citizen: Viewer
) -> None:
    sent.books({"end_to_end_id": sent.ids[0], "amount_satang": 1})
    entry = BankEntry.objects.for_officers().get()
    say = {"entry_id": entry.pk, "explanation": "bank-confirmed-error", "now": NOW}

    for who in (citizen, author, officer_elsewhere):
        with pytest.raises(bank_messages.NotFound):
            bank_messages.settle_entry(viewer=who, **say)
    assert bank_messages.settle_entry(viewer=approver, **say).state == "settled"
    with pytest.raises(bank_messages.EntryNotQuarantined):
        bank_messages.settle_entry(viewer=approver, **say)
