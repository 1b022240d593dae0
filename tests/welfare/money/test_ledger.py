"""The ledger: one row is one transfer, pending then once posted or voided, reversed once, and never changed."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.services import NOW
from welfare.actions import ledger
from welfare.migrations import __name__ as migrations
from welfare.models import LedgerAccount, Transfer
from welfare.models import fee_state as fees
from welfare.models import payment_state as states

pytestmark = pytest.mark.django_db
Kind, Phase = Transfer.Kind, Transfer.Phase


@pytest.fixture
def budget() -> LedgerAccount:
    """Return a budget of 1,000 satang."""
    made = ledger.account("budget:p", LedgerAccount.Kind.BUDGET)
    source = ledger.account("treasury", LedgerAccount.Kind.TREASURY)
    ledger.transfer(ref="W", kind=Kind.APPROPRIATION, debit=source, credit=made, satang=1_000, now=NOW)
    return made


@pytest.fixture
def clearing() -> LedgerAccount:
    """Return an empty clearing account."""
    return ledger.account("clearing:p", LedgerAccount.Kind.CLEARING)


def move(debit: LedgerAccount, credit: LedgerAccount, satang: int, ref: str, phase: str = Phase.SINGLE) -> Transfer:
    return ledger.transfer(ref=ref, kind=Kind.FUNDING, debit=debit, credit=credit, satang=satang, phase=phase, now=NOW)


def refused(**fields: object) -> bool:
    try:
        with transaction.atomic():
            Transfer.objects.create(kind=Kind.FUNDING, made_at=NOW, **fields)
    except IntegrityError:
        return True
    return False


def test_a_limited_account_never_holds_less_than_nothing(budget: LedgerAccount, clearing: LedgerAccount) -> None:
    move(budget, clearing, 700, "A", Phase.PENDING)

    with pytest.raises(ledger.NotEnoughMoney) as refusal:
        move(budget, clearing, 301, "B")

    assert refusal.value.details == {"account": "budget:p", "missing_satang": 1}
    assert ledger.balance(budget) == ledger.Balance(1_000, 700, 0)
    assert ledger.balance(clearing) == ledger.Balance(0, 0, 700)


def test_pending_is_posted_or_voided_once(budget: LedgerAccount, clearing: LedgerAccount) -> None:
    first, second = (move(budget, clearing, 100, ref, Phase.PENDING) for ref in "AB")

    ledger.post(first, now=NOW)
    ledger.void(second, now=NOW)

    for resolve in (ledger.post, ledger.void):
        for pending in (first, second):
            with pytest.raises(ledger.AlreadyPosted):
                resolve(pending, now=NOW)
    assert ledger.balance(budget) == ledger.Balance(900, 0, 0)
    assert ledger.balance(clearing) == ledger.Balance(100, 0, 0)


def test_a_mistake_is_reversed_once_and_a_name_is_taken_once(budget: LedgerAccount, clearing: LedgerAccount) -> None:
    done = move(budget, clearing, 250, "A")

    ledger.reverse(done, now=NOW)

    with pytest.raises(ledger.AlreadyPosted):
        ledger.reverse(done, now=NOW)
    with pytest.raises(ledger.AlreadyPosted):
        move(budget, clearing, 250, "A")
    lines = [(line.transfer.ref, line.change_satang, line.held_satang) for line in ledger.statement(budget)]
    assert lines == [("W", 1_000, 1_000), ("A", -250, 750), ("A:reversed", 250, 1_000)]


def test_the_database_refuses_what_does_not_balance(budget: LedgerAccount, clearing: LedgerAccount) -> None:
    pending = move(budget, clearing, 100, "A", Phase.PENDING)
    done = move(budget, clearing, 100, "B")
    there = {"debit": budget, "credit": clearing, "satang": 100}
    back = {"debit": clearing, "credit": budget, "satang": 100}

    assert refused(ref="x", **there | {"satang": 0})
    assert refused(ref="x", **there | {"satang": -5})
    assert refused(ref="x", **there | {"credit": budget})
    assert refused(ref="x", phase="post", **there)
    assert refused(ref="x", phase="single", resolves=pending, **there)
    assert refused(ref="x", phase="post", resolves=done, **there)
    assert refused(ref="x", phase="post", resolves=pending, **there | {"satang": 99})
    assert refused(ref="x", phase="post", resolves=pending, **back)
    assert refused(ref="x", reverses=done, **there)
    assert refused(ref="x", reverses=pending, **back)
    assert refused(ref="B", **there)
    assert not refused(ref="x", reverses=done, **back)
    assert refused(ref="y", reverses=done, **back)


def test_rows_are_only_ever_added(budget: LedgerAccount, clearing: LedgerAccount) -> None:
    move(budget, clearing, 100, "A")
    before = list(Transfer.objects.order_by("pk").values())

    for act in (
        lambda: Transfer.objects.update(satang=1),
        lambda: Transfer.objects.filter(ref="A").update(made_at=NOW),
        lambda: Transfer.objects.filter(ref="A")._raw_delete("default"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()

    assert list(Transfer.objects.order_by("pk").values()) == before


def test_the_triggers_are_there_and_their_ways_are_the_models() -> None:
    from importlib import import_module

    ground = import_module(f"{migrations}.0008_money_goes_its_way")
    sql = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal",
    }[connection.vendor]
    for table, names in ground.TRIGGERS[connection.vendor].items():
        with connection.cursor() as cursor:
            cursor.execute(sql, [table])
            assert {name for (name,) in cursor.fetchall()} == {f"{table}_{name}" for name in names}

    assert {
        "welfare_disbursement": _plain(states.DISBURSEMENT_BEGINS, states.DISBURSEMENT_WAYS),
        "welfare_paymentbatch": _plain(states.BATCH_BEGINS, states.BATCH_WAYS),
        "welfare_entitlement": _plain(states.ENTITLEMENT_BEGINS, states.ENTITLEMENT_WAYS),
        "welfare_invoice": _plain(fees.INVOICE_BEGINS, fees.INVOICE_WAYS),
        "welfare_refund": _plain(fees.REFUND_BEGINS, fees.REFUND_WAYS),
    } == ground.WAYS


def _plain(begins: tuple[str, ...], ways: dict[str, tuple[str, ...]]) -> tuple[tuple[str, ...], dict]:
    return tuple(str(state) for state in begins), {
        str(state): tuple(str(way) for way in further) for state, further in ways.items()
    }
