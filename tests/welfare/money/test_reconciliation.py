"""Our ledger against the bank's book: nothing differs after an honest day, and every planted difference is found."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection

from superapp.accounts.viewer import Viewer
from tests.factories import money
from tests.factories.services import BANGKOK, NOW
from tests.triggers import switched_off
from welfare.actions import reconciliation
from welfare.models import BankEntry, BankMessage, Finding, PaymentAttempt, Programme, Transfer

DAY = date(2026, 12, 9)
# T+1 is Friday 11 December: the tenth is a holiday.
NEXT = date(2026, 12, 11)


def reconcile(day: date = NEXT) -> list[tuple[str, int]]:
    at = datetime.combine(day + timedelta(days=1), datetime.min.time(), BANGKOK)
    reconciliation.reconcile(day=day, now=at)
    return sorted(Finding.objects.open().values_list("kind", "satang"))


@pytest.fixture
def paid(programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer) -> money.Bank:
    """Return the bank after it paid three payees, and told so by a notification and the day's statement."""
    for number in (1, 2, 3):
        money.right(number)
    money.give_budget()
    money.draw()
    money.released(author, approver, value_date=DAY, now=NOW)
    money.run_jobs("welfare.actions.batches_sending")
    money.settle_and_hear(bank, money.PAYDAY)
    PaymentAttempt.objects.update(settled_at=money.PAYDAY)
    bank.close_day(DAY)
    money.hear(bank, money.PAYDAY)
    return bank


def plant(**changes: object) -> BankEntry:
    """Let a line be in the bank's book that it never told."""
    told = {
        "bank_message": BankMessage.objects.filter(kind="camt.054").earliest("pk"),
        "sender": "SANDBOX",
        "message_id": "PLANTED",
        "entry": str(BankEntry.objects.count()),
        "kind": "payout",
        "direction": "DBIT",
        "satang": 777,
        "bank_reference": "PLANTED",
        "booked_on": DAY,
        "state": "quarantined",
        "fault": "UNKNOWN_PAYMENT",
        "came_at": NOW,
    }
    return BankEntry.objects.create(**(told | changes))


def test_an_honest_day_has_no_difference(paid: money.Bank) -> None:
    assert reconcile(DAY) == []
    day = reconciliation.Reconciliation.objects.get()
    assert (day.booked_out_satang, day.booked_in_satang, day.found, day.cleared) == (90_000, 0, 0, 0)
    assert reconcile() == []


def test_every_planted_difference_is_found(paid: money.Bank) -> None:
    first, second, third = PaymentAttempt.objects.order_by("pk")
    with switched_off(connection):
        # The bank's line of the first is lost; our posting of the second; the third's amount is one satang off.
        BankEntry.objects.filter(end_to_end_id=first.end_to_end_id, kind="payout").update(end_to_end_id="LOST")
        Transfer.objects.filter(ref=f"PAYOUT:{second.end_to_end_id}:post").delete()
        lines = BankEntry.objects.filter(end_to_end_id=third.end_to_end_id, kind="payout")
        lines.update(satang=30_001)
        lines.filter(bank_message__kind="camt.053").update(satang=30_000)
    plant(bank_reference="STRAY")
    plant(end_to_end_id=third.end_to_end_id, bank_reference="AGAIN", satang=30_000, fault="BOOKED_TWICE")
    plant(kind="return", direction="CRDT", end_to_end_id=second.end_to_end_id, bank_reference="BACK", satang=30_000)
    plant(kind="bill_payment", direction="CRDT", bank_reference="BILL", satang=555)
    before = BankMessage.objects.get(kind="camt.053")
    BankMessage.objects.create(
        sender="SANDBOX",
        cursor="NEXT",
        kind="camt.053",
        message_id="NEXT",
        account_number=before.account_number,
        digest="",
        content_sealed=b"",
        received_at=NOW,
        state="read",
        day=NEXT,
        opening_satang=-90_005,
        closing_satang=-90_005,
    )

    found = reconcile()

    assert found == [
        ("amount_differs", 1),
        ("bill_not_posted", 555),
        ("booked_twice", 30_000),
        ("not_booked", 30_000),
        ("not_posted", 30_000),
        ("return_not_posted", 30_000),
        ("statement_differs", 1),
        ("statement_gap", -5),
        ("unknown_payment", 777),
        ("unknown_payment", 30_000),
    ]


def test_a_payment_without_an_answer_and_a_status_without_a_booking(
    programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer
) -> None:
    money.right(1)
    money.give_budget()
    money.draw()
    money.released(author, approver, value_date=DAY, now=NOW)
    money.run_jobs("welfare.actions.batches_sending")
    money.hear(bank, NOW)

    # On the day itself nothing is late yet; a working day later it is.
    assert reconcile(DAY) == []
    assert reconcile() == [("no_answer", 30_000)]
    money.settle_and_hear(bank, money.PAYDAY)
    assert reconcile(NEXT + timedelta(days=3)) == []
    finding = Finding.objects.get()
    assert (finding.first_seen_on, finding.cleared_on) == (NEXT, NEXT + timedelta(days=3))


def test_a_difference_grows_older_and_is_explained_once(
    paid: money.Bank, approver: Viewer, author: Viewer, officer_elsewhere: Viewer, citizen: Viewer
) -> None:
    plant()
    reconcile(DAY)
    reconcile()
    finding = Finding.objects.get()
    assert (finding.age_days(NEXT), finding.last_seen_on) == (2, NEXT)
    say = {"finding_id": str(finding.public_id), "explanation": "bank-fee", "now": NOW}

    for who in (citizen, author):
        with pytest.raises(reconciliation.NotFound):
            reconciliation.explain(viewer=who, **say)
    reconciliation.explain(viewer=approver, **say)

    with pytest.raises(reconciliation.AlreadyExplained):
        reconciliation.explain(viewer=approver, **say)
    assert reconcile() == []
