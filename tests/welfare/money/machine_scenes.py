"""Rarer ways in one breath: what takes five steps in the right order would be reached once in a thousand runs."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from superapp.accounts.models import Citizen
from tests.factories import money
from tests.welfare.money.machine_cases import PICK
from tests.welfare.money.machine_fees import SATANG
from welfare.actions import disbursements
from welfare.gateways.sandbox.misbehaviour import Misbehaviour
from welfare.models import Disbursement, Invoice, Refund

FAILED = ("rejected", "returned", "awaiting_fix", "retry")
# Of a fee of a hundred baht: all of it, a part and the rest, a part and too much, all of it twice, or as it comes.
AMOUNTS = st.one_of(
    st.sampled_from([[None], [4_000, None], [9_999, 1], [4_000, 10_000], [None, None], [10_001], [4_000]]),
    st.lists(SATANG, min_size=1, max_size=3),
)


class Scenes(RuleBasedStateMachine):
    """Rules made of the machine's other rules."""

    now: datetime
    people: list[Citizen]
    bank: money.Bank

    if TYPE_CHECKING:
        # The machine's other rules, whichever class they come from.
        def __getattr__(self, name: str) -> Callable[..., None]: ...

    def somebody_new(self) -> int:
        """Let another person apply, if there is room; return the place of the newest."""
        if len(self.people) < 8:
            self.apply(is_proved=True)
        return len(self.people) - 1

    @rule(is_taken=st.booleans(), then=st.sampled_from(["answer", "withdraw", "refuse", "nothing"]))
    def question(self, then: str, *, is_taken: bool) -> None:
        """An officer asks; the applicant answers, withdraws, or lets the day go by and is refused."""
        whose = self.somebody_new()
        # The newest is the last of them, however many there are.
        if is_taken:
            self.work(who="malee", pick=-1, verb="take")
        self.work(who="malee", pick=-1, verb="ask")
        if then == "answer":
            self.work(who="malee", pick=-1, verb="answer")
            self.work(who="malee", pick=-1, verb="give_back")
        elif then == "withdraw":
            self.withdraw(pick=whose)
        elif then == "refuse":
            for days in (25, 5):
                self.pass_days(days=days)
            self.refuse(pick=-1)

    @rule(is_upheld=st.booleans())
    def appealed(self, *, is_upheld: bool) -> None:
        """Two refuse, the applicant appeals, a third decides."""
        self.somebody_new()
        self.refuse(pick=-1)
        self.appeal(pick=-1, who="wanida", is_upheld=is_upheld, far=2)

    @rule(state=st.sampled_from(["draft", "submitted", "under_review"]))
    def think_better_of_it(self, state: str) -> None:
        """Somebody applies, or nearly, perhaps an officer takes the case; and it is taken back."""
        if len(self.people) < 8:
            self.apply(is_proved=False, is_sent=state != "draft")
            if state == "under_review":
                self.work(who="malee", pick=-1, verb="take")
            self.withdraw(pick=len(self.people) - 1)

    @rule(
        way=st.sampled_from(["reject", "reject_later", "give_back"]),
        code=st.sampled_from(["AC04", "MD07"]),
        verbs=st.lists(st.sampled_from(["mend", "retry", "lapse", "pay"]), min_size=1, max_size=3),
        pick=PICK,
    )
    def fail(self, way: str, code: str, verbs: list[str], pick: int) -> None:
        """A bank refuses or gives back everything, and payees and officers do something about one of them."""
        self.somebody_new()
        self.decide(pick=0)
        before, self.bank.misbehaviour = self.bank.misbehaviour, Misbehaviour(**{way: {code: 1000}})
        self.pay(far=6)
        self.settle()
        self.hear()
        self.bank.misbehaviour = before
        failed = list(Disbursement.objects.filter(state__in=FAILED).order_by("pk"))
        if not failed:
            return
        one = failed[pick % len(failed)]
        places = {row: place for place, row in enumerate(Disbursement.objects.order_by("pk"))}
        for verb in verbs:
            if verb == "mend":
                whose = next(place for place, person in enumerate(self.people) if person.pk == one.citizen_id)
                self.mend(pick=whose, number=9_876_543_210)
            elif verb == "pay":
                self.pay(far=6)
            elif places[one] < 10:
                act = disbursements.retry if verb == "retry" else disbursements.let_lapse
                self.intervene(pick=places[one], verb=act)

    @rule(far=st.integers(1, 3))
    def change_of_mind(self, far: int) -> None:
        """Officers draw a payday up and cancel a payment, or take the batch apart; or the bank refuses the file."""
        self.somebody_new()
        self.decide(pick=0)
        self.pay(far=far)
        if far == 1:
            count = Disbursement.objects.count()
            self.intervene(pick=max(count - 1, 0) % 10, verb=disbursements.cancel)
        elif far == 2:
            self.release(is_withdrawn=True, by_preparer=True)
        else:
            self.send(is_taken=False)

    @rule(pick=PICK, ends=st.booleans())
    def leave(self, pick: int, *, ends: bool) -> None:
        """Somebody no longer meets the rules on one payday; on the next they do again, or have died."""
        if self.people:
            self.become(pick=pick, nationality="LAO")
            # This month's list may be drawn already: the next one stops the right then.
            self.pass_days(days=25)
            self.draw()
            self.pass_days(days=25)
            if ends:
                self.die(pick=pick)
            else:
                self.become(pick=pick, nationality="THA")
            self.draw()

    @rule(pick=PICK, amounts=AMOUNTS, is_late=st.booleans(), runs_out=st.booleans(), keeps=st.booleans())
    def pay_a_bill(self, pick: int, amounts: list[int | None], *, is_late: bool, runs_out: bool, keeps: bool) -> None:
        """Somebody gets a bill and pays it in several goes, in time or not; what is too much goes back or is kept."""
        if not self.people:
            return
        self.owe(pick=pick)
        place = Invoice.objects.count() - 1
        if is_late:
            self.pass_days(days=25)
            if runs_out:
                self.let_bills_run_out()
        for satang in amounts:
            if place >= 0:
                self.scan(pick=place, satang=satang, is_wrong=False)
            self.hear()
        last = max(Refund.objects.count() - 1, 0) % 10
        if Refund.objects.exists():
            for who, verb in (("prasit", "keep"),) if keeps else (("prasit", "approve"), ("wanida", "pay")):
                self.refund(pick=last, who=who, verb=verb)
