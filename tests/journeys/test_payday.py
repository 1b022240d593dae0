"""From knowing to the money in the account, by shipped operations: know, apply, approved, payday, files, "paid".

The phone asks what every app can ask; officers, jobs and the sandbox bank do their part in between.
"""

from typing import Any

import pytest
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from tests.factories import money
from tests.journeys.paying import AMOUNT, CODE, know_and_apply, left_the_state, messages, nodes, pay, settle
from tests.journeys.test_phone import App
from welfare.actions import batches
from welfare.models import PaymentBatch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registries")]

NOTHING_WRONG: list[Any] = []


def test_from_knowing_to_money_in_the_account(bank: money.Bank, officers: tuple[Viewer, Viewer]) -> None:
    phone = App()
    number = know_and_apply(phone)
    assert number.startswith("WA-")

    pays_on = pay(officers, bank)
    (waiting,) = nodes(phone, "MyPayments")
    assert (waiting["state"], waiting["amount"]["satang"], waiting["dueOn"], waiting["task"]) == (
        "ACCEPTED", AMOUNT, pays_on.isoformat(), "WAIT",
    )  # fmt: skip
    settle(bank, pays_on)

    (paid,) = nodes(phone, "MyPayments")
    assert (paid["state"], paid["paidOn"], paid["failure"]) == ("PAID", pays_on.isoformat(), None)
    assert messages() == ["pain.002", "camt.054"]
    assert PaymentBatch.objects.get().state == "sent"
    (right,) = nodes(phone, "MyRights")
    assert (right["state"], right["payout"]["kind"], right["isPayoutBroken"]) == ("ACTIVE", "PROMPTPAY", False)
    assert -bank.balance_satang("1234567890") == AMOUNT == left_the_state()
    assert verification.verify(verification.streams()) == NOTHING_WRONG


def test_a_refused_account_is_mended_on_the_phone_and_paid(bank: money.Bank, officers: tuple[Viewer, Viewer]) -> None:
    phone = App()
    know_and_apply(phone)
    number = Citizen.objects.get().read("pid")
    object.__setattr__(bank.misbehaviour, "bad_accounts", {number: "NOPROXY"})

    pays_on = pay(officers, bank)
    (failed,) = nodes(phone, "MyPayments")
    assert (failed["state"], failed["failure"]["code"], failed["task"]) == ("AWAITING_FIX", "NOPROXY", "MEND_ACCOUNT")
    mended = phone.act(
        "MendPayout",
        entitlementId=failed["entitlement"]["id"],
        kind="BANK_ACCOUNT",
        bankCode="014",
        accountNumber="9876543210",
    )["entitlement"]
    assert (mended["isPayoutBroken"], mended["payout"]["numberEnd"]) == (False, "3210")
    now = timezone.now()
    again = batches.prepare(viewer=officers[0], programmes=[CODE], value_date=pays_on, now=now)
    batches.release(viewer=money.with_factor(officers[1], now), batch_id=str(again.public_id), now=now)
    money.run_jobs("welfare.actions.batches_sending")
    settle(bank, pays_on)

    (paid,) = nodes(phone, "MyPayments")
    assert (paid["state"], paid["round"], paid["failure"]) == ("PAID", 1, None)
    assert messages() == ["pain.002", "pain.002", "camt.054"]
    assert list(bank.states().values()).count("booked") == 1
    assert -bank.balance_satang("1234567890") == AMOUNT == left_the_state()
    assert verification.verify(verification.streams()) == NOTHING_WRONG
