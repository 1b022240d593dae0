"""Fees by code: what the bank says came and nothing else; too little, too much, too late, twice, for nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from services.models import Service
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.refusal import Refusal
from tests.factories import money, people
from tests.factories import services as make
from tests.factories.services import NOW
from welfare.actions import fees, ledger, refunds
from welfare.gateways import promptpay
from welfare.models import Application, FeePayment, Invoice, LedgerAccount, Refund, Transfer

DAY = timedelta(days=1)


@pytest.fixture
def case(author: Viewer, approver: Viewer, agency: object) -> Application:
    """Return a sent application for a service that costs 100 baht."""
    service: Service = make.make_published(author, approver)
    payer = people.make_person(7)
    made = Application.objects.create(
        citizen=payer, agency=service.agency, service=service, matter="id-lost", opened_at=NOW
    )
    Application.objects.filter(pk=made.pk).update(
        state="submitted", number="SA-2569-000007", submitted_at=NOW, due_on=NOW.date()
    )
    return Application.objects.select_related("citizen__account").get(pk=made.pk)


@pytest.fixture
def bill(case: Application) -> Invoice:
    """Return its bill of 100 baht."""
    return issue(case)


def issue(case: Application, *, now: datetime = NOW) -> Invoice:
    viewer = people.viewer_of_person(case.citizen)
    return fees.issue(viewer=viewer, application_id=str(case.public_id), now=now)


def scan(bank: money.Bank, bill: Invoice, satang: int | None = None, *, at: datetime = NOW) -> str:
    bank.at = at
    found = bank.scan(fees.payload(bill), satang, at)
    money.hear(bank, at)
    bill.refresh_from_db()
    return found


def held(code: str) -> int:
    row = LedgerAccount.objects.filter(code=code).first()
    return 0 if row is None else ledger.balance(row).posted_satang


def stands(bill: Invoice) -> tuple[Any, ...]:
    """Return the bill's state, the verdicts on what came, what is to be given back, and what the agency earned."""
    verdicts = list(bill.payments.order_by("pk").values_list("verdict", flat=True))
    back = list(Refund.objects.order_by("pk").values_list("state", "satang"))
    assert held("refunds:DOPA") == sum(satang for state, satang in back if state in ("due", "approved"))
    return bill.state, verdicts, back, held("fees:DOPA")


def test_a_bill_is_one_code_and_stays_one(case: Application, bill: Invoice) -> None:
    code = promptpay.parse(fees.payload(bill))

    assert isinstance(code, promptpay.BillPayment)
    assert (code.ref1, code.ref2, code.amount_satang) == (bill.number, "SA2569000007", 10_000)
    assert promptpay.is_checked(bill.number)
    assert bill.number.startswith("69")
    assert fees.picture(bill).startswith(b"<svg")
    assert issue(case, now=NOW + DAY).pk == bill.pk
    # After its time another one is made out.
    other = issue(case, now=NOW + 8 * DAY)
    assert (other.number != bill.number, Invoice.objects.get(pk=bill.pk).state) == (True, "expired")


def test_paid_in_full(bank: money.Bank, bill: Invoice, case: Application) -> None:
    scan(bank, bill)

    assert stands(bill) == ("paid", ["exact"], [], 10_000)
    assert bill.settled_at == NOW
    assert held("bank:SANDBOX:in") == -10_000 == -bank.balance_satang("0000000009")
    with pytest.raises(fees.FeeAlreadyPaid):
        issue(case)
    assert case.citizen.notices.get().texts["title_en"] == "Fee received"


def test_paid_twice_is_given_back_once(bank: money.Bank, bill: Invoice) -> None:
    scan(bank, bill)
    scan(bank, bill)

    assert stands(bill) == ("paid", ["exact", "duplicate"], [("due", 10_000)], 10_000)


def test_paid_in_two_parts(bank: money.Bank, bill: Invoice) -> None:
    scan(bank, bill, 4_000)
    assert stands(bill) == ("underpaid", ["partial"], [("due", 4_000)], 0)
    code = promptpay.parse(fees.payload(bill))
    assert code.amount_satang == 6_000

    scan(bank, bill)

    assert stands(bill) == ("paid", ["partial", "exact"], [("kept", 4_000)], 10_000)


def test_one_satang_too_many_and_too_few(bank: money.Bank, bill: Invoice) -> None:
    scan(bank, bill, 9_999)
    assert stands(bill)[0] == "underpaid"

    scan(bank, bill, 2)

    assert stands(bill) == ("overpaid", ["partial", "over"], [("kept", 9_999), ("due", 1)], 10_000)


def test_paid_too_late_is_accepted_by_an_officer_or_given_back(
    bank: money.Bank, bill: Invoice, approver: Viewer, head: Viewer
) -> None:
    late = NOW + 8 * DAY
    assert fees.expire(now=late) == 1
    scan(bank, bill, at=late)
    assert stands(bill) == ("paid_late", ["late"], [("due", 10_000)], 0)
    assert not bill.is_settled

    refunds.accept_late(viewer=approver, refund_id=str(Refund.objects.get().public_id), now=late)

    bill.refresh_from_db()
    assert (bill.is_settled, held("fees:DOPA"), held("refunds:DOPA")) == (True, 10_000, 0)


def test_a_notification_and_the_statement_tell_of_one_payment(bank: money.Bank, bill: Invoice) -> None:
    scan(bank, bill)
    bank.close_day(NOW.date())
    money.hear(bank, NOW)

    assert stands(bill) == ("paid", ["exact"], [], 10_000)


def test_money_for_no_bill_lies_in_suspense_until_somebody_places_it(
    bank: money.Bank, bill: Invoice, approver: Viewer, officer_elsewhere: Viewer
) -> None:
    wrong = promptpay.build(
        promptpay.BillPayment(bill.biller, promptpay.with_check("690000000001"), amount_satang=10_000)
    )
    bank.scan(wrong, None, NOW)
    money.hear(bank, NOW)
    payment = FeePayment.objects.get()
    assert (payment.invoice, payment.verdict, held("suspense:SANDBOX")) == (None, "unmatched", 10_000)
    place = {"payment_id": str(payment.public_id), "invoice_number": bill.number, "now": NOW}

    with pytest.raises(refunds.NotFound):
        refunds.place(viewer=officer_elsewhere, **place)
    refunds.place(viewer=approver, **place)

    bill.refresh_from_db()
    assert stands(bill) == ("paid", ["exact"], [], 10_000)
    assert held("suspense:SANDBOX") == 0
    with pytest.raises(refunds.PaymentDoesNotMatch):
        refunds.place(viewer=approver, **place)


def test_two_officers_give_money_back(
    bank: money.Bank, bill: Invoice, approver: Viewer, head: Viewer, author: Viewer, officer_elsewhere: Viewer
) -> None:
    scan(bank, bill)
    scan(bank, bill)
    refund = Refund.objects.get()
    one = {"refund_id": str(refund.public_id), "now": NOW}
    acts: list[Callable[[Viewer], Any]] = [
        lambda who: refunds.approve(viewer=who, **one),
        lambda who: refunds.accept_late(viewer=who, **one),
        lambda who: refunds.pay_back(viewer=who, bank_reference="R1", **one),
    ]

    def codes(who: Viewer) -> list[str]:
        found = []
        for act in acts:
            with pytest.raises(Refusal) as refusal:
                act(who)
            found.append(refusal.value.code)
        assert Transfer.objects.filter(kind__in=("refund", "keep")).count() == 0
        return found

    for who in (ANONYMOUS, people.viewer_of_person(bill.citizen), author, officer_elsewhere):
        assert codes(who) == ["NOT_FOUND"] * 3
    assert codes(Viewer(account=head.account, officer=head.officer)) == [
        "SECOND_FACTOR_REQUIRED",
        "NOTHING_TO_KEEP",
        "SECOND_FACTOR_REQUIRED",
    ]
    refunds.approve(viewer=approver, **one)
    assert codes(approver) == ["REFUND_NOT_IN_STATE", "REFUND_NOT_IN_STATE", "REFUNDED_BY_APPROVER"]
    refunds.pay_back(viewer=head, bank_reference="R1", **one)

    assert stands(bill) == ("paid", ["exact", "duplicate"], [("refunded", 10_000)], 10_000)
    assert held("bank:SANDBOX:in") == -10_000


def test_only_whoever_may_pay_gets_a_bill(case: Application, approver: Viewer, officer_elsewhere: Viewer) -> None:
    stranger, carer = (people.make_person(number) for number in (8, 9))
    sees_only = people.make_mandate(carer, case.citizen, scope_verbs=["view"])
    acting = Viewer(account=carer.account, citizen=carer, mandate=sees_only)
    for who in (ANONYMOUS, approver, officer_elsewhere, people.viewer_of_person(stranger)):
        with pytest.raises(fees.NotFound):
            fees.issue(viewer=who, application_id=str(case.public_id), now=NOW)
    with pytest.raises(fees.acting.OutOfScope):
        fees.issue(viewer=acting, application_id=str(case.public_id), now=NOW)
    assert Invoice.objects.count() == 0

    sees_only.scope_verbs = ["view", "pay"]

    assert fees.issue(viewer=acting, application_id=str(case.public_id), now=NOW).citizen == case.citizen


def test_nothing_is_billed_that_costs_nothing_or_is_over(case: Application) -> None:
    case.service.fees.update(amount_satang=0)
    with pytest.raises(fees.NoFeeToPay):
        issue(case)
    Application.objects.filter(pk=case.pk).update(state="withdrawn")
    with pytest.raises(fees.ApplicationClosed):
        issue(case)
