"""What may happen to fees: billed, scanned with any amount, twice, late, for nobody; given back by two, or kept."""

from contextlib import suppress
from datetime import datetime

from django.db.models import Sum
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.refusal import Refusal
from tests.factories import money, people
from tests.factories.applications import a_key
from welfare.actions import applications, fees, ledger, refunds
from welfare.actions.application_prefill import Prefill
from welfare.gateways import promptpay
from welfare.models import Application, FeePayment, Invoice, LedgerAccount, Refund, book

SERVICE = "id-lost"
COLLECTING = "0000000009"
PICK = st.integers(0, 9)
HEADS = st.sampled_from(["prasit", "wanida"])
# What is due; a part of it and a satang more or less; what somebody mistypes.
SATANG = st.sampled_from([None, None, 1, 4_000, 9_999, 10_000, 10_001])


class Fees(RuleBasedStateMachine):
    """The rules about fees."""

    now: datetime
    people: list[Citizen]
    bank: money.Bank
    scanned_satang = 0

    def officer(self, name: str) -> Viewer:
        """Return an officer, just after their second factor."""
        raise NotImplementedError

    @precondition(lambda self: self.people)
    @rule(pick=PICK)
    def owe(self, pick: int) -> None:
        """Somebody applies for the service and asks for the bill, or for another when the first has run out."""
        citizen = self.people[pick % len(self.people)]
        viewer = people.viewer_of_person(citizen, at=self.now)
        row = Application.objects.filter(citizen=citizen, matter=SERVICE).first()
        if row is None:
            given = {"viewer": viewer, "book": book.current(), "now": self.now}
            row = applications.start(code=SERVICE, is_service=True, prefill=Prefill(), **given)
            told = {"application_id": str(row.public_id), "phone": "0812345678", "purpose": "บัตรหาย"}
            applications.fill(**told, **given)
            applications.submit(application_id=str(row.public_id), key=a_key(), found=None, **given)
        with suppress(Refusal):
            bills = [fees.issue(viewer=viewer, application_id=str(row.public_id), now=self.now) for _ in range(2)]
            assert bills[0] == bills[1]

    @precondition(lambda self: Invoice.objects.exists())
    @rule(pick=PICK, satang=SATANG, is_wrong=st.sampled_from([False, False, False, True]))
    def scan(self, pick: int, satang: int | None, *, is_wrong: bool) -> None:
        """Somebody pays a bill, whatever its state; or mistypes its number."""
        bills = list(Invoice.objects.select_related("agency").prefetch_related("payments__refund").order_by("pk"))
        bill = bills[pick % len(bills)]
        asked = fees.due_satang(bill)
        payload = fees.payload(bill)
        if is_wrong:
            other = promptpay.with_check(f"69{pick:011}")
            payload = promptpay.build(promptpay.BillPayment(bill.biller, other, amount_satang=asked))
        self.bank.scan(payload, satang, self.now)
        self.scanned_satang += satang or asked

    @rule()
    def let_bills_run_out(self) -> None:
        """Bills whose time is over are closed."""
        fees.expire(now=self.now)

    @precondition(lambda self: Refund.objects.exists())
    @rule(pick=PICK, who=HEADS, verb=st.sampled_from(["approve", "pay", "keep"]))
    def refund(self, pick: int, who: str, verb: str) -> None:
        """An officer approves giving money back, says that it was paid back, or keeps what came late."""
        rows = list(Refund.objects.order_by("pk"))
        given = {"viewer": self.officer(who), "refund_id": str(rows[pick % len(rows)].public_id), "now": self.now}
        with suppress(Refusal):
            if verb == "pay":
                refunds.pay_back(bank_reference="R1", **given)
            else:
                {"approve": refunds.approve, "keep": refunds.accept_late}[verb](**given)

    @precondition(lambda self: FeePayment.objects.filter(invoice=None).exists())
    @rule(pick=PICK, who=HEADS)
    def place(self, pick: int, who: str) -> None:
        """An officer puts money that nobody could place to a bill, when it fits."""
        bills = list(Invoice.objects.order_by("pk"))
        payment = FeePayment.objects.filter(invoice=None).order_by("pk")[0]
        number = bills[pick % len(bills)].number
        with suppress(Refusal):
            refunds.place(
                viewer=self.officer(who), payment_id=str(payment.public_id), invoice_number=number, now=self.now
            )

    @invariant()
    def fees_are_right(self) -> None:
        """What came is revenue, owed back, given back or in suspense, to the satang; each bill is settled once."""
        held = {code: _held(code) for code in ("fees:DOPA", "refunds:DOPA", "suspense:SANDBOX", "bank:SANDBOX:in")}
        settled = Invoice.objects.filter(settled_at__isnull=False)
        came = _sum(FeePayment.objects.all())
        given_back = _sum(Refund.objects.filter(state="refunded"))
        assert held["fees:DOPA"] == _sum(settled)
        assert held["refunds:DOPA"] == _sum(Refund.objects.filter(state__in=("due", "approved")))
        assert held["suspense:SANDBOX"] == _sum(FeePayment.objects.filter(invoice=None))
        assert held["bank:SANDBOX:in"] == given_back - came
        assert settled.values("application", "fee_position").distinct().count() == settled.count()

    def fees_have_come(self) -> None:
        """All that was scanned was told of by the bank, and booked once."""
        assert _sum(FeePayment.objects.all()) == self.scanned_satang == self.bank.balance_satang(COLLECTING)


def _held(code: str) -> int:
    row = LedgerAccount.objects.filter(code=code).first()
    return 0 if row is None else ledger.balance(row).posted_satang


def _sum(rows: object) -> int:
    return rows.aggregate(found=Sum("satang"))["found"] or 0  # type: ignore[attr-defined]
