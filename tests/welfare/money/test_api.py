"""Rights, payments and bills in the API: seen by whose they are and who acts for them, and by nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import ANONYMOUS, SignIn, Viewer, viewer_for
from superapp.api import ids
from superapp.files.models import IssuedDocument
from tests.asking import Asker
from tests.factories import money, people
from tests.factories import services as make
from tests.factories.services import NOW
from welfare.actions import fees, fees_receipts
from welfare.models import Application, Disbursement, Entitlement, Invoice, Programme

NODES = "query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"


@pytest.fixture
def right(programme: Programme) -> Entitlement:
    """Return a right whose payment failed since the account was closed."""
    made = money.right(1)
    money.draw()
    for state in ("approved", "batched", "sent", "rejected", "awaiting_fix"):
        Disbursement.objects.update(state=state, reason="AC04")
    Entitlement.objects.update(is_payout_broken=True)
    made.refresh_from_db()
    return made


@pytest.fixture
def bill(author: Viewer, approver: Viewer, right: Entitlement) -> Invoice:
    """Return a bill of 100 baht of the same person."""
    service = make.make_published(author, approver)
    case = Application.objects.create(
        citizen=right.citizen, agency=service.agency, service=service, matter=service.code, opened_at=NOW
    )
    Application.objects.filter(pk=case.pk).update(
        state="submitted", number="SA-2569-000007", submitted_at=NOW, due_on=NOW.date()
    )
    viewer = people.viewer_of_person(right.citizen)
    made = fees.issue(viewer=viewer, application_id=str(case.public_id), now=timezone.now())
    return Invoice.objects.get(pk=made.pk)


def fresh(citizen: Citizen) -> Viewer:
    return viewer_for(citizen.account, SignIn("thaid", "2.3", timezone.now(), "test-session"))


def long(agent: Citizen, principal: Citizen, **fields: Any) -> str:
    ends = timezone.now() + timedelta(days=30)
    mandate = people.make_mandate(agent, principal, ends_at=ends, **fields)
    return ids.global_id("mdt", str(mandate.public_id))


def counts(ask: Asker, viewer: Viewer, mandate: str | None = None) -> list[int]:
    """Return how many rights, payments and bills a viewer sees."""
    found = []
    for name in ("MyRights", "MyPayments", "MyInvoices"):
        answer = ask(name, {"onBehalfOf": mandate}, viewer=viewer)
        found.append(len(answer.data[name[0].lower() + name[1:]]["edges"]))
    return found


def test_four_viewers_and_mandates(
    ask: Asker, right: Entitlement, bill: Invoice, head: Viewer, officer_elsewhere: Viewer
) -> None:
    stranger, carer = (people.make_person(number) for number in (8, 9))
    payment = Disbursement.objects.get()
    wanted = [
        ids.global_id("ent", str(right.public_id)),
        ids.global_id("dsb", str(payment.public_id)),
        ids.global_id("ivc", str(bill.public_id)),
    ]

    seen = {}
    everybody = {
        "owner": people.viewer_of_person(right.citizen),
        "anonymous": ANONYMOUS,
        "stranger": people.viewer_of_person(stranger),
        "carer": people.viewer_of_person(carer),
        "officer here": head,
        "officer elsewhere": officer_elsewhere,
    }
    for name, viewer in everybody.items():
        nodes = ask(NODES, {"ids": wanted}, viewer=viewer).data["nodes"]
        seen[name] = (counts(ask, viewer), [node and node["__typename"] for node in nodes])

    nothing = ([0, 0, 0], [None] * 3)
    assert seen.pop("owner") == ([1, 1, 1], ["Entitlement", "Disbursement", "Invoice"])
    assert seen == dict.fromkeys(seen, nothing)
    everything = long(carer, right.citizen)
    assert counts(ask, people.viewer_of_person(carer), everything) == [1, 1, 1]
    assert counts(ask, people.viewer_of_person(stranger), everything) == [0, 0, 0]
    people.Mandate.objects.update(scope_codes=["another_matter"])
    assert counts(ask, people.viewer_of_person(carer), everything) == [0, 0, 0]
    people.Mandate.objects.update(scope_codes=[money.CODE])
    assert counts(ask, people.viewer_of_person(carer), everything) == [1, 1, 0]
    people.Mandate.objects.update(scope_codes=None, scope_verbs=["pay"])
    assert counts(ask, people.viewer_of_person(carer), everything) == [0, 0, 1]


def test_a_failed_payment_says_why_and_what_to_do(ask: Asker, right: Entitlement) -> None:
    viewer = people.viewer_of_person(right.citizen)

    shown = ask("MyPayments", viewer=viewer, language="en").data["myPayments"]["edges"][0]["node"]

    assert (shown["state"], shown["task"], shown["amount"]["text"]) == ("AWAITING_FIX", "MEND_ACCOUNT", "300 baht")
    assert shown["failure"] == {
        "code": "AC04",
        "text": "The account has been closed. Please name another, or link PromptPay to your citizen id.",
    }


def mend(ask: Asker, viewer: Viewer, right: Entitlement, **changes: Any) -> Any:
    usual = {"kind": "BANK_ACCOUNT", "bankCode": "014", "accountNumber": "987-6-54321-0"}
    named = {"entitlementId": ids.global_id("ent", str(right.public_id))}
    return ask("MendPayout", {"input": usual | named | changes}, viewer=viewer)


def test_an_account_is_changed_by_its_owner_alone_just_signed_in(
    ask: Asker, right: Entitlement, head: Viewer, programme: Programme
) -> None:
    carer = people.make_person(9)
    mandate = long(carer, right.citizen)
    before = list(Entitlement.objects.values()) + list(Disbursement.objects.values())

    codes = [
        [code for code, _ in mend(ask, viewer, right, **more).problems("mendPayout")]
        for viewer, more in (
            (fresh(carer), {}),
            (fresh(carer), {"onBehalfOf": mandate}),
            (people.viewer_of_person(right.citizen, at=NOW - timedelta(days=1)), {}),
            (fresh(right.citizen), {"accountNumber": "12"}),
            (fresh(right.citizen), {"bankCode": None}),
            (head, {}),
        )
    ]

    assert codes == [
        ["NOT_FOUND"],
        ["MANDATE_OUT_OF_SCOPE"],
        ["STEP_UP_REQUIRED"],
        ["PAYOUT_ACCOUNT_INVALID"],
        ["PAYOUT_ACCOUNT_INVALID"],
        ["NOT_FOUND"],
    ]
    assert list(Entitlement.objects.values()) + list(Disbursement.objects.values()) == before

    answer = mend(ask, fresh(right.citizen), right)

    assert answer.data["mendPayout"]["entitlement"]["payout"] == {
        "kind": "BANK_ACCOUNT",
        "bankCode": "014",
        "numberEnd": "3210",
    }
    assert list(Disbursement.objects.values_list("state", "round", "reason")) == [("retry", 1, "")]


def test_a_bill_is_paid_by_the_banks_word_and_gives_a_receipt(ask: Asker, bill: Invoice, bank: money.Bank) -> None:
    viewer = people.viewer_of_person(bill.citizen)
    asked = {"id": ids.global_id("ivc", str(bill.public_id))}
    shown = ask("InvoicePage", asked, viewer=viewer).data["invoice"]
    assert (shown["state"], shown["due"]["satang"], shown["isSettled"]) == ("ISSUED", 10_000, False)
    assert shown["code"]["svg"].startswith("<svg")

    bank.at = timezone.now()
    bank.scan(shown["code"]["payload"], None, bank.at)
    money.hear(bank, bank.at)
    assert money.run_jobs("welfare.actions.fees_receipts") == ["issue_receipt:done"]
    assert money.run_jobs("welfare.actions.fees_receipts") == []

    shown = ask("InvoicePage", asked, viewer=viewer).data["invoice"]
    assert (shown["state"], shown["due"]["satang"], shown["isSettled"], shown["code"]) == ("PAID", 0, True, None)
    assert [one["verdict"] for one in shown["payments"]] == ["EXACT"]
    receipt = IssuedDocument.objects.get()
    assert shown["receipt"]["number"] == receipt.number
    assert receipt.once_key == fees_receipts.once_key(bill)
    assert receipt.amount_satang == 10_000
