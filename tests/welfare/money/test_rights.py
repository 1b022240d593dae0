"""Rights as they are opened: whose name the account bears, what is paid here at all, and closing what waits."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from superapp.accounts import cipher
from superapp.accounts.models import Organisation
from superapp.accounts.viewer import Viewer
from tests.factories import money, people
from tests.factories.services import NOW
from welfare.actions import application_payout, disbursements, entitlements, entitlements_payout
from welfare.actions.application_payout import Payout
from welfare.migrations import __name__ as migrations
from welfare.models import Application, Disbursement, Entitlement, Programme, RuleVersion, Vocabulary


def paid_to(case: Application, **chosen: Any) -> Application:
    payout = Payout(bank="014", number="9876543210", **chosen)
    case.payout_sealed = application_payout.sealed(case, payout)
    case.save(update_fields=["payout_sealed"])
    return case


def name_of(right: Entitlement | None) -> str:
    assert right is not None
    plain = cipher.opened_with(right.citizen.own_key(), bytes(right.payout_sealed), right.about)
    return entitlements_payout.read(plain).name


def test_an_account_bears_the_name_of_whose_it_is(programme: Programme) -> None:
    child, guardian = people.make_person(1), people.make_person(2)
    for person, name in ((child, "ด.ช.ก้อง ใจดี"), (guardian, "นางแก้ว ใจดี")):
        person.seal("name_th", name)
        person.save()
    to_guardian = paid_to(money.approved(child, 1), method="bank_account", payee="guardian", holder=guardian.public_id)
    to_self = paid_to(money.approved(guardian, 2), method="bank_account", payee="applicant", holder=guardian.public_id)

    opened = [entitlements.open_for(case, now=NOW) for case in (to_guardian, to_self)]

    assert [name_of(one) for one in opened] == ["นางแก้ว ใจดี", "นางแก้ว ใจดี"]
    assert [one.citizen for one in opened if one] == [child, guardian]


def test_what_the_agency_gives_itself_opens_nothing_and_says_so(programme: Programme) -> None:
    here = money.approved(people.make_person(1), 1)
    cash = paid_to(money.approved(people.make_person(2), 2), method="cash", payee="applicant", holder="")
    firm = Organisation.objects.create(juristic_id="0105556000011", name_th="บริษัท ตัวอย่าง จำกัด")
    granted = Application(programme=programme, organisation=firm, state="approved", agency=programme.agency)

    assert [entitlements.is_paid_here(case) for case in (here, cash, granted)] == [True, False, False]
    assert [entitlements.open_for(case, now=NOW) for case in (cash, granted)] == [None, None]
    assert Entitlement.objects.count() == 0


def test_what_waits_to_be_tried_again_may_be_closed_while_it_is_in_no_batch(
    programme: Programme, bank: money.Bank, author: Viewer, approver: Viewer
) -> None:
    money.right(1)
    money.give_budget()
    money.draw()
    object.__setattr__(bank.misbehaviour, "reject", {"AM05": 1000})
    money.released(author, approver, value_date=money.PAYDAY.date(), now=money.FROZEN)
    money.run_jobs("welfare.actions.batches_sending")
    money.hear(bank, money.FROZEN)
    named = {"viewer": approver, "public_ids": [str(Disbursement.objects.get().public_id)], "now": money.PAYDAY}
    disbursements.retry(**named)
    batch = prepared(author)

    with pytest.raises(disbursements.DisbursementNotInState):
        disbursements.let_lapse(**named)
    money.batches.withdraw(viewer=author, batch_id=str(batch.public_id), now=money.PAYDAY)
    disbursements.let_lapse(**named)

    assert Disbursement.objects.get().state == "lapsed"


def prepared(author: Viewer) -> Any:
    return money.batches.prepare(
        viewer=author, programmes=[money.CODE], value_date=money.PAYDAY.date(), now=money.PAYDAY
    )


def test_rights_for_each_illness_that_ran_side_by_side_stay_when_the_index_comes(programme: Programme) -> None:
    text = RuleVersion.objects.get(programme=programme).text
    ill = Programme.objects.create(code="sickness", agency=programme.agency)
    for number, state, period in ((1, "superseded", "month"), (2, "published", "episode"), (3, "draft", "month")):
        RuleVersion.objects.create(
            programme=ill, number=number, state=state, text=text.replace("period: month\n", f"period: {period}\n"),
            vocabulary=Vocabulary.objects.latest("pk"), created_at=NOW,
        )  # fmt: skip
    person, other = people.make_person(1), people.make_person(2)
    index = next(one for one in Entitlement._meta.constraints if one.name == "entitlement_one_running")
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX entitlement_one_running")
    opened = [
        Entitlement.objects.create(
            application=money.approved(citizen, number), citizen=citizen, programme=to, starts_on=NOW, opened_at=NOW
        )
        for number, (citizen, to) in enumerate(
            ((person, ill), (person, ill), (person, programme), (other, programme)), start=1
        )
    ]
    # PostgreSQL makes no index while a row of this same transaction waits to be checked.
    connection.check_constraints()
    again = str(index.create_sql(Entitlement, connection.schema_editor()))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(again)

    import_module(f"{migrations}.0013_one_running_right").name_episodes(apps, None)

    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute(again)
    own = [one.application.public_id for one in opened]
    assert list(Entitlement.objects.order_by("pk").values_list("episode", flat=True)) == [*own[:2], None, None]
