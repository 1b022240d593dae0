"""Two at once about the same money: the database lets one of them have it."""

import pytest

from tests.factories import money, people
from tests.factories import services as make
from tests.factories.services import NOW
from tests.racing import kinds, together
from welfare.actions import entitlements, ledger
from welfare.models import Entitlement, LedgerAccount, Transfer

KIND, HOLDING = Transfer.Kind, LedgerAccount.Kind


@pytest.mark.django_db(transaction=True)
def test_money_is_had_once() -> None:
    treasury, budget = ledger.account("treasury", HOLDING.TREASURY), ledger.account("budget:p", HOLDING.BUDGET)
    clearing = ledger.account("clearing:p", HOLDING.CLEARING)
    usual = {"kind": KIND.APPROPRIATION, "debit": treasury, "credit": budget, "satang": 1_000, "now": NOW}
    ledger.transfer(ref="W", **usual)
    funding = {"kind": KIND.FUNDING, "debit": budget, "credit": clearing, "satang": 600, "now": NOW}

    def fund(ref: str) -> Transfer:
        with ledger.transaction.atomic():
            return ledger.transfer(ref=ref, **funding)

    # Two batches want 600 of 1,000 each; then one credit is paid and given up at the same instant.
    assert kinds(together(lambda: fund("A"), lambda: fund("B"))) == ["NOT_ENOUGH_MONEY", "Transfer"]
    with ledger.transaction.atomic():
        pending = ledger.transfer(ref="P", **(funding | {"satang": 100}), phase=Transfer.Phase.PENDING)
    outcomes = together(lambda: ledger.post(pending, now=NOW), lambda: ledger.void(pending, now=NOW))
    assert kinds(outcomes) == ["TRANSFER_ALREADY_MADE", "Transfer"]
    done = Transfer.objects.get(kind=KIND.FUNDING, phase="single")
    again = together(*[lambda: ledger.reverse(done, now=NOW)] * 3)

    assert kinds(again) == ["TRANSFER_ALREADY_MADE", "TRANSFER_ALREADY_MADE", "Transfer"]
    paid = 100 if Transfer.objects.filter(phase="post").exists() else 0
    assert ledger.balance(budget).posted_satang == 1_000 - paid
    assert ledger.balance(clearing).posted_satang == paid


@pytest.mark.django_db(transaction=True)
def test_a_person_has_a_right_once() -> None:
    make.make_vocabulary()
    here = make.make_agency("DOPA")
    officers = [make.make_officer(name, (here, role)) for name, role in (("malee", "author"), ("prasit", "approver"))]
    money.publish(*(make.viewer_of_officer(one) for one in officers), here)
    citizen = people.make_person(1, birth_date="1955-03-14")
    cases = [money.approved(citizen, number) for number in (1, 2)]

    def open_one(place: int) -> Entitlement | None:
        with ledger.transaction.atomic():
            return entitlements.open_for(cases[place], now=NOW)

    # Two grants at the same instant, each asked for twice: a refused case upheld on appeal beside a newer one, say.
    outcomes = together(*(lambda place=place: open_one(place) for place in (0, 1, 0, 1)))

    assert kinds(outcomes) == ["Entitlement", "Entitlement", "RIGHT_ALREADY_RUNNING", "RIGHT_ALREADY_RUNNING"]
    first = Entitlement.objects.get()
    # Once it has ended, the other case opens one; and what is told of an illness may stand beside another.
    Entitlement.objects.update(state="ended", ends_on=first.starts_on)
    other = next(place for place, case in enumerate(cases) if case.pk != first.application_id)
    assert open_one(other) is not None
    assert Entitlement.objects.count() == 2
