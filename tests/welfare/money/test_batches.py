"""Two officers let money go: who may, in which state, and that nothing changes when they may not."""

from collections.abc import Callable
from typing import Any

import pytest

from superapp.accounts.assurance import FactorNotFresh
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.audit.models import AuditEvent
from superapp.jobs.models import Job
from superapp.refusal import NotFound, Refusal
from tests.factories import money, people
from tests.factories.services import NOW
from welfare.actions import batches, disbursements, entitlements, ledger
from welfare.gateways.channel import Refused
from welfare.models import Disbursement, Entitlement, PaymentAttempt, PaymentBatch, Programme, Transfer

BY = money.PAYDAY.date()


def everything() -> list[Any]:
    models = (PaymentBatch, Disbursement, PaymentAttempt, Transfer, Entitlement)
    jobs = Job.objects.filter(task__startswith="welfare.actions.batches").count()
    return [list(model.objects.order_by("pk").values()) for model in models] + [jobs, AuditEvent.objects.count()]


def refused(act: Callable[[], Any]) -> str:
    """Return the code with which an act is refused, and see that it changed nothing."""
    before = everything()
    with pytest.raises(Refusal) as refusal:
        act()
    assert everything() == before
    return refusal.value.code


@pytest.fixture
def prepared(programme: Programme, bank: money.Bank, author: Viewer) -> PaymentBatch:
    """Return a batch of two payments that waits to be released."""
    for number in (1, 2):
        money.right(number)
    money.give_budget(60_000)
    money.draw()
    return batches.prepare(viewer=author, programmes=[programme.code], value_date=BY, now=NOW)


def test_four_viewers(
    prepared: PaymentBatch, approver: Viewer, author: Viewer, officer_elsewhere: Viewer, programme: Programme
) -> None:
    citizen = people.viewer_of_person(Disbursement.objects.earliest("pk").citizen)
    one = [str(Disbursement.objects.earliest("pk").public_id)]
    right = str(Entitlement.objects.earliest("pk").public_id)
    batch = str(prepared.public_id)
    acts: list[Callable[[Viewer], Any]] = [
        lambda who: batches.prepare(viewer=who, programmes=[programme.code], value_date=BY, now=NOW),
        lambda who: batches.release(viewer=who, batch_id=batch, now=NOW),
        lambda who: batches.withdraw(viewer=who, batch_id=batch, now=NOW),
        lambda who: disbursements.retry(viewer=who, public_ids=one, now=NOW),
        lambda who: disbursements.cancel(viewer=who, public_ids=one, now=NOW),
        lambda who: disbursements.let_lapse(viewer=who, public_ids=one, now=NOW),
        lambda who: entitlements.hold(viewer=who, entitlement_id=right, reason="inquiry", now=NOW),
        lambda who: entitlements.end(viewer=who, entitlement_id=right, ends_on=BY, reason="moved", now=NOW),
    ]

    for who in (ANONYMOUS, citizen, officer_elsewhere):
        assert [refused(lambda act=act, who=who: act(who)) for act in acts] == ["NOT_FOUND"] * len(acts)
    # Whoever only writes texts here prepares, and neither releases nor stops anybody's right.
    assert refused(lambda: entitlements.hold(viewer=author, entitlement_id=right, reason="x", now=NOW)) == "NOT_FOUND"
    assert batches.release(viewer=approver, batch_id=batch, now=NOW).state == "released"


def test_whoever_prepares_does_not_release(prepared: PaymentBatch, head: Viewer, programme: Programme) -> None:
    batches.withdraw(viewer=head, batch_id=str(prepared.public_id), now=NOW)
    own = batches.prepare(viewer=head, programmes=[programme.code], value_date=BY, now=NOW)

    code = refused(lambda: batches.release(viewer=head, batch_id=str(own.public_id), now=NOW))

    assert code == "RELEASED_BY_PREPARER"


def test_a_release_needs_a_fresh_factor_enough_money_and_happens_once(
    prepared: PaymentBatch, approver: Viewer, programme: Programme
) -> None:
    batch = str(prepared.public_id)
    stale = Viewer(account=approver.account, officer=approver.officer, factor_at=None)
    with pytest.raises(FactorNotFresh):
        batches.release(viewer=stale, batch_id=batch, now=NOW)
    first = Disbursement.objects.earliest("pk")
    assert refused(lambda: disbursements.cancel(viewer=approver, public_ids=[str(first.public_id)], now=NOW)) == (
        "DISBURSEMENT_NOT_IN_STATE"
    )

    batches.release(viewer=approver, batch_id=batch, now=NOW)

    for act in (batches.release, batches.withdraw):
        assert refused(lambda act=act: act(viewer=approver, batch_id=batch, now=NOW)) == "BATCH_NOT_IN_STATE"
    assert Transfer.objects.filter(kind="funding").total() == 60_000


def test_a_budget_that_does_not_suffice_releases_nothing(
    programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer
) -> None:
    money.right(1)
    money.give_budget(29_999)
    money.draw()
    batch = batches.prepare(viewer=author, programmes=[programme.code], value_date=BY, now=NOW)

    with pytest.raises(ledger.NotEnoughMoney) as refusal:
        batches.release(viewer=approver, batch_id=str(batch.public_id), now=NOW)

    assert refusal.value.details == {"account": f"budget:{programme.code}", "missing_satang": 1}


def test_nobody_stands_in_two_batches_and_a_withdrawn_one_frees_them(
    prepared: PaymentBatch, author: Viewer, programme: Programme
) -> None:
    def again() -> PaymentBatch:
        return batches.prepare(viewer=author, programmes=[programme.code], value_date=BY, now=NOW)

    assert refused(again) == "NOTHING_TO_PAY"
    batches.withdraw(viewer=author, batch_id=str(prepared.public_id), now=NOW)

    assert again().count == 2
    assert sorted(PaymentAttempt.objects.values_list("outcome", flat=True)) == [
        "open",
        "open",
        "withdrawn",
        "withdrawn",
    ]


def test_a_file_the_bank_refuses_is_paid_by_nobody(
    prepared: PaymentBatch, approver: Viewer, bank: money.Bank, monkeypatch: pytest.MonkeyPatch, programme: Programme
) -> None:
    monkeypatch.setattr(bank, "send", lambda document: Refused("SCHEMA"))
    batches.release(viewer=approver, batch_id=str(prepared.public_id), now=NOW)

    money.run_jobs("welfare.actions.batches_sending")

    assert PaymentBatch.objects.values_list("state", "answer").get() == ("refused", "SCHEMA")
    assert set(Disbursement.objects.values_list("state", "reason")) == {("rejected", "SCHEMA")}
    assert Transfer.objects.unresolved().count() == 0
    ids = [str(one) for one in Disbursement.objects.values_list("public_id", flat=True)]
    assert disbursements.retry(viewer=approver, public_ids=ids, now=NOW) == 2
    assert set(Disbursement.objects.values_list("state", "round")) == {("retry", 1)}


def test_another_file_under_our_id_rejects_nobody(
    prepared: PaymentBatch, approver: Viewer, bank: money.Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank, "send", lambda document: Refused("DUPLICATE_MESSAGE_ID"))
    batches.release(viewer=approver, batch_id=str(prepared.public_id), now=NOW)

    tasks = money.run_jobs("welfare.actions.batches_sending", most=3)

    # Until the attempts are used up; then an operator looks.
    assert tasks == ["write:done", "deliver:retry", "deliver:retry"]
    assert set(Disbursement.objects.values_list("state", flat=True)) == {"sent"}


def test_a_list_of_strangers_is_not_found(prepared: PaymentBatch, approver: Viewer) -> None:
    mine = str(Disbursement.objects.earliest("pk").public_id)
    with pytest.raises(NotFound):
        disbursements.cancel(viewer=approver, public_ids=[mine, str(prepared.public_id)], now=NOW)
    many = [mine] * 501
    assert refused(lambda: disbursements.cancel(viewer=approver, public_ids=many, now=NOW)) == "TOO_MANY_DISBURSEMENTS"
