"""Everything that may happen to applications, fees and money, in any order, as rules of a hypothesis state machine.

What happens to cases is in machine_cases.py, to fees in machine_fees.py, how steps are counted in machine_ways.py.

After each step the drill's independent checker looks at the books (bench/crash_drill/checker.py), and every payment
must have come its way by the table of states; at the end the bank is heard out and all must agree to the satang.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bench.crash_drill import checker
from superapp.accounts.models import Citizen, Officer
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from superapp.refusal import Refusal
from tests.factories import money, people
from tests.factories.services import viewer_of_officer
from tests.welfare.money import machine_ways
from tests.welfare.money.machine_cases import Cases
from tests.welfare.money.machine_fees import Fees
from tests.welfare.money.machine_scenes import Scenes
from tests.welfare.money.machine_ways import Way
from welfare.actions import (
    batches,
    batches_bank,
    disbursements,
    disbursements_mending,
    disbursements_telling,
    entitlements,
    paydays,
    reconciliation,
)
from welfare.gateways.channel import Refused
from welfare.gateways.payments import Account, AccountKind
from welfare.models import Disbursement, Entitlement, PaymentBatch, RegistryAnswer, Transfer
from welfare.models.payment_state import DISBURSEMENT_WAYS

STRAIGHT = f"application: {{decide: straight_through}}\n{money.MONTHLY}"
PAYDAYS = {"2026-12": date(2026, 12, 9), "2027-01": date(2027, 1, 8), "2027-02": date(2027, 2, 10)}
LAST_DAY = PAYDAYS["2027-02"]
BUDGET_SATANG = 5_000_000
DAY = timedelta(days=1)
PICK = st.integers(0, 9)
PLANS = st.fixed_dictionaries(
    {
        "reject": st.sampled_from([{}, {"AC04": 250}, {"AM05": 250}, {"AC04": 1000}]),
        "reject_later": st.sampled_from([{}, {"BE01": 250}]),
        "give_back": st.sampled_from([{}, {"AC06": 300}, {"MD07": 300}]),
        "twice": st.sampled_from([0, 400]),
        "truncated": st.sampled_from([0, 300]),
        "out_of_order": st.booleans(),
        "mute": st.sampled_from([0, 300]),
        "deaf": st.sampled_from([0, 300]),
    }
)


class Money(Cases, Fees, Scenes, RuleBasedStateMachine):
    """People who apply, pay and are paid, three officers, and a bank that errs by a plan drawn anew each time.

    The ground - agency, officers, the small programme with STRAIGHT - lies already; what a run adds is taken back.
    """

    # How often each way between two states was gone, by table: that nothing is left untried.
    reached: Counter[Way] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.steps = ExitStack()
        self.folder = Path(self.steps.enter_context(TemporaryDirectory()))
        self.steps.enter_context(_taken_back())
        machine_ways.note()
        self.now = money.FROZEN
        self.people: list[Citizen] = []
        self.stood: dict[int, str] = {}
        self.preparer, self.releaser = self.officer("malee"), self.officer("prasit")
        account = Account(AccountKind.BANK_ACCOUNT, "1234567890", "006")
        self.steps.enter_context(patch.object(batches_bank, "channel", lambda: self.bank))
        self.steps.enter_context(patch.object(batches_bank, "debit_account", lambda: account))

    @initialize(plan=PLANS, count=st.integers(1, 3), far=st.integers(0, 6))
    def begin(self, plan: dict[str, object], count: int, far: int) -> None:
        """Open the bank and the budget, and let some people have their right already, perhaps their money too."""
        self.bank = money.bank(self.folder, self.now, **plan)
        money.give_budget(BUDGET_SATANG)
        for _ in range(count):
            self.apply(is_proved=True)
            self.decide(pick=0)
        self.pay(far)

    @precondition(lambda self: self.people)
    @rule(pick=PICK, number=st.integers(10**9, 10**10 - 1))
    def mend(self, pick: int, number: int) -> None:
        """Somebody names another account."""
        citizen = self.people[pick % len(self.people)]
        if (right := Entitlement.objects.filter(citizen=citizen).first()) is not None:
            account = {"kind": "BANK", "bank_code": "014", "number": str(number)}
            viewer = people.viewer_of_person(citizen, at=self.now)
            disbursements_mending.mend(
                viewer=viewer, entitlement_id=str(right.public_id), account=account, now=self.now
            )

    @precondition(lambda self: self.people)
    @rule(pick=PICK, nationality=st.sampled_from(["THA", "LAO"]))
    def become(self, pick: int, nationality: str) -> None:
        """The register says that somebody is no Thai, or is again: the next payday stops their right, or lets it go."""
        row = RegistryAnswer.objects.get(citizen=self.people[pick % len(self.people)], registry="DOPA")
        told = {"kind": "value", "value": nationality, "reason": "", "provenance": {"asked_at": self.now.isoformat()}}
        row.seal(row.read() | {"nationality": told})
        row.save()

    @precondition(lambda self: self.people)
    @rule(pick=PICK)
    def die(self, pick: int) -> None:
        """Somebody dies: the next payday ends their right."""
        money.register_of_life(self.people[pick % len(self.people)], died_on=str(self.now.date()))

    @rule(days=st.sampled_from([1, 1, 2, 5, 25]))
    def pass_days(self, days: int) -> None:
        """Time goes by, as far as paydays are known; what was not mended in time lapses."""
        later = self.now + days * DAY
        self.now = later if later.date() <= LAST_DAY else self.now
        disbursements_telling.lapse(as_of=self.now)

    @rule()
    def draw(self) -> None:
        """Draw the next payday up, twice."""
        today = self.now.date()
        period = next(period for period, day in PAYDAYS.items() if today <= day)
        for _ in range(2):
            paydays.draw(programme=money.CODE, period=period, as_of=today, now=self.now)

    @rule()
    def prepare(self) -> None:
        """Put a batch together."""
        with suppress(Refusal):
            batches.prepare(viewer=self.preparer, programmes=[money.CODE], value_date=LAST_DAY, now=self.now)

    @rule(is_withdrawn=st.sampled_from([False, False, True]), by_preparer=st.booleans())
    def release(self, *, is_withdrawn: bool, by_preparer: bool) -> None:
        """Let the newest batch go or take it apart; whoever put it together may only do the latter."""
        batch = PaymentBatch.objects.order_by("-pk").first()
        if batch is not None:
            who = money.with_factor(self.preparer if by_preparer else self.releaser, self.now)
            verb = batches.withdraw if is_withdrawn else batches.release
            with suppress(Refusal):
                verb(viewer=who, batch_id=str(batch.public_id), now=self.now)

    @rule(is_taken=st.sampled_from([True, True, True, False]))
    def send(self, *, is_taken: bool = True) -> None:
        """Let the jobs send what was released; now and then the bank refuses a whole file."""
        with ExitStack() as meanwhile:
            if not is_taken:
                meanwhile.enter_context(patch.object(self.bank, "send", lambda _content: Refused("FF01")))
            done = money.run_jobs("welfare.actions.batches_sending")
        assert {one.partition(":")[2] for one in done} <= {"done", "retry"}, done

    @rule(far=st.integers(2, 6))
    def pay(self, far: int) -> None:
        """Go some of the way from a payday to its money in one breath, as officers and banks do on most days."""
        ways = (self.draw, self.prepare, lambda: self.release(is_withdrawn=False, by_preparer=False), self.send)
        for step in (*ways, self.settle, self.hear)[:far]:
            step()

    @precondition(lambda self: Disbursement.objects.exists())
    @rule(pick=PICK, verb=st.sampled_from([disbursements.retry, disbursements.cancel, disbursements.let_lapse]))
    def intervene(self, pick: int, verb: object) -> None:
        """An officer tries again, cancels or closes a payment, where its state allows."""
        rows = list(Disbursement.objects.order_by("pk").values_list("public_id", flat=True))
        with suppress(Refusal):
            verb(viewer=self._fresh(), public_ids=[str(rows[pick % len(rows)])], now=self.now)  # type: ignore[operator]

    @precondition(lambda self: Entitlement.objects.exists())
    @rule(pick=PICK, goes_on=st.booleans())
    def hold(self, pick: int, *, goes_on: bool) -> None:
        """An officer stops a right, or lets it go on."""
        rows = list(Entitlement.objects.order_by("pk").values_list("public_id", flat=True))
        given = {"viewer": self._fresh(), "entitlement_id": str(rows[pick % len(rows)]), "now": self.now}
        with suppress(Refusal):
            if goes_on:
                entitlements.let_go_on(pays_from=self.now.date(), **given)
            else:
                entitlements.hold(reason="asked", **given)

    @rule()
    def settle(self) -> None:
        """The bank moves what is due by its own clock, which is ahead of the payday."""
        self.bank.at = max(self.bank.at, datetime.combine(LAST_DAY, self.now.timetz())) + timedelta(minutes=1)
        self.bank.settle()

    @rule()
    def hear(self) -> None:
        """We ask what the bank has to tell."""
        money.hear(self.bank, self.now)

    @invariant()
    def books_are_right(self) -> None:
        """Nothing is paid twice, nothing is missing, everything was written down."""
        if hasattr(self, "bank"):
            assert self._found(is_settled=False) == {kind: [] for kind in checker.KINDS}

    @invariant()
    def payments_go_their_way(self) -> None:
        """Every payment came from where it stood by the table of states."""
        stands = dict(Disbursement.objects.values_list("pk", "state"))
        for pk, state in stands.items():
            assert state in _reachable(self.stood.get(pk, "draft")), (self.stood.get(pk), state)
        assert self.stood.keys() <= stands.keys()
        self.stood = stands

    def teardown(self) -> None:
        """Hear the bank out: then both books agree, and the ledger's totals are what was paid."""
        try:
            if hasattr(self, "bank"):
                self._end()
        finally:
            self.steps.close()

    def _end(self) -> None:
        for _ in range(3):
            self.send()
            self.settle()
            self.hear()
        self.reached.update(machine_ways.noted())
        self.fees_have_come()
        found = self._found(is_settled=True)
        # What waits for a payee or an officer may wait; what the bank knows may not.
        found.pop("stuck")
        assert found == {kind: [] for kind in checker.KINDS if kind != "stuck"}
        assert not Disbursement.objects.filter(state__in=("batched", "sent", "accepted")).exists()
        paid = sum(Disbursement.objects.filter(state="paid").values_list("satang", flat=True))
        done = Transfer.objects.effective()
        left = done.filter(credit__kind="bank_out").total() - done.filter(debit__kind="bank_out").total()
        assert left == paid == -self.bank.balance_satang("1234567890")
        reconciliation.reconcile(day=LAST_DAY + 30 * DAY, now=self.now)
        assert verification.verify(verification.streams()) == []

    def officer(self, name: str) -> Viewer:
        """Return an officer, just after their second factor."""
        return money.with_factor(viewer_of_officer(Officer.objects.get(account__username=name)), self.now)

    def _fresh(self) -> Viewer:
        return self.officer("prasit")

    def _found(self, *, is_settled: bool) -> checker.Findings:
        def run(sql: str) -> list[tuple[object, ...]]:
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall())

        with closing(sqlite3.connect(self.folder / "bank.sqlite3")) as bank:
            return checker.check(run, bank, [], is_settled=is_settled)


def _reachable(state: str) -> set[str]:
    found, todo = {state}, [state]
    while todo:
        for step in DISBURSEMENT_WAYS[todo.pop()]:
            if str(step) not in found:
                found.add(str(step))
                todo.append(str(step))
    return found


@contextmanager
def _taken_back() -> Iterator[None]:
    """Do something in a transaction that is rolled back at its end."""
    whole = transaction.atomic()
    # As Django's own tests mark theirs: jobs insist on a transaction of their own.
    whole._from_testcase = True  # type: ignore[attr-defined]
    with whole:
        yield
        transaction.set_rollback(True)
