"""From a granted right to money in the account: drawn, prepared, released, sent, accepted, booked, and every satang
accounted for; and the same with a bank that refuses, and a payee who mends."""

from datetime import timedelta

from superapp.accounts.viewer import Viewer
from tests.factories import money, people
from welfare.actions import disbursements_mending, ledger, ledger_accounts
from welfare.models import Disbursement, LedgerAccount, PaymentAttempt, PaymentBatch, Programme, Transfer

DAY = timedelta(days=1)


def held(code: str) -> int:
    return ledger.balance(LedgerAccount.objects.get(code=code)).posted_satang


def test_money_reaches_its_payees(
    programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer, head: Viewer
) -> None:
    for number in (1, 2, 3):
        money.right(number)
    money.give_budget(100_000)
    drawn = money.draw()

    assert [(one.period, one.satang, one.state, str(one.due_on)) for one in drawn] == [
        ("2026-12", 30_000, "draft", "2026-12-09")
    ] * 3
    assert len(money.draw()) == 3

    batch = money.released(author, approver, value_date=money.PAYDAY.date(), now=money.FROZEN)
    assert (batch.count, batch.satang, batch.state) == (3, 90_000, "released")
    assert set(Disbursement.objects.values_list("state", flat=True)) == {"batched"}
    assert ledger.balance(ledger_accounts.clearing_of(programme)) == ledger.Balance(90_000, 90_000, 0)
    assert held(f"budget:{programme.code}") == 10_000

    assert money.run_jobs("welfare.actions.batches_sending") == ["write:done", "deliver:done"]
    batch.refresh_from_db()
    assert (batch.state, len(batch.digest)) == ("sent", 64)
    assert set(Disbursement.objects.values_list("state", flat=True)) == {"sent"}

    money.hear(bank, money.FROZEN)
    assert set(Disbursement.objects.values_list("state", flat=True)) == {"accepted"}
    assert held(f"clearing:{programme.code}") == 90_000

    money.settle_and_hear(bank, money.PAYDAY)
    assert set(Disbursement.objects.values_list("state", "paid_on")) == {("paid", money.PAYDAY.date())}
    assert ledger.balance(ledger_accounts.clearing_of(programme)) == ledger.Balance(0, 0, 0)
    assert held("bank:SANDBOX:out") == 90_000 == -bank.balance_satang("1234567890")
    assert all(PaymentAttempt.objects.values_list("bank_reference", flat=True))
    assert set(PaymentAttempt.objects.values_list("end_to_end_id", flat=True)) == set(bank.states())


def test_a_bank_that_dies_is_asked_again_and_pays_once(
    programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer
) -> None:
    money.right(1)
    money.give_budget()
    money.draw()
    object.__setattr__(bank.misbehaviour, "deaths", frozenset({"before_answering"}))

    money.released(author, approver, value_date=money.PAYDAY.date(), now=money.FROZEN)
    # The bank has the file and did not say so: the same bytes again are taken once.
    assert money.run_jobs("welfare.actions.batches_sending") == ["write:done", "deliver:retry", "deliver:done"]
    assert PaymentBatch.objects.get().state == "sent"
    money.settle_and_hear(bank, money.PAYDAY)
    assert Disbursement.objects.get().state == "paid"
    assert [one.satang for one in bank.book()] == [30_000]


def test_a_rejected_payee_mends_and_is_paid(
    programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer
) -> None:
    right = money.right(1)
    money.give_budget(30_000)
    money.draw()
    object.__setattr__(bank.misbehaviour, "reject", {"AC04": 1000})
    money.released(author, approver, value_date=money.PAYDAY.date(), now=money.FROZEN)
    money.run_jobs("welfare.actions.batches_sending")
    money.hear(bank, money.FROZEN)
    one = Disbursement.objects.get()
    right.refresh_from_db()

    assert (one.state, one.reason, one.round, right.is_payout_broken) == ("awaiting_fix", "AC04", 0, True)
    assert held(f"budget:{programme.code}") == 30_000

    object.__setattr__(bank.misbehaviour, "reject", {})
    later = money.PAYDAY + DAY
    disbursements_mending.mend(
        viewer=people.viewer_of_person(right.citizen, at=later),
        entitlement_id=str(right.public_id),
        account={"kind": "BANK", "bank_code": "014", "number": "9876543210"},
        now=later,
    )
    one.refresh_from_db()
    assert (one.state, one.reason, one.round) == ("retry", "", 1)

    money.released(author, approver, value_date=later.date(), now=later)
    money.run_jobs("welfare.actions.batches_sending")
    money.settle_and_hear(bank, later + DAY)

    one.refresh_from_db()
    assert one.state == "paid"
    assert list(PaymentAttempt.objects.order_by("pk").values_list("outcome", "reason")) == [
        ("rejected", "AC04"),
        ("paid", ""),
    ]
    assert held("bank:SANDBOX:out") == 30_000
    assert held(f"budget:{programme.code}") == 0
    assert sorted(Transfer.objects.values_list("kind", "phase")) == [
        ("appropriation", "single"),
        ("funding", "single"),
        ("funding", "single"),
        ("payout", "pending"),
        ("payout", "pending"),
        ("payout", "post"),
        ("payout", "void"),
        ("unfunding", "single"),
    ]


def test_money_that_comes_back_is_reversed_and_due_again(
    programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer
) -> None:
    money.right(1)
    money.give_budget(30_000)
    money.draw()
    object.__setattr__(bank.misbehaviour, "give_back", {"AC06": 1000})
    money.released(author, approver, value_date=money.PAYDAY.date(), now=money.FROZEN)
    money.run_jobs("welfare.actions.batches_sending")
    money.settle_and_hear(bank, money.PAYDAY)
    assert Disbursement.objects.get().state == "paid"

    money.settle_and_hear(bank, money.PAYDAY + DAY)

    one = Disbursement.objects.get()
    assert (one.state, one.reason, one.paid_on) == ("awaiting_fix", "AC06", None)
    assert held("bank:SANDBOX:out") == 0 == bank.balance_satang("1234567890")
    assert held(f"budget:{programme.code}") == 30_000
