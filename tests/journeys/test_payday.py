"""From knowing to the money in the account, by shipped operations: know, apply, approved, payday, files, "paid".

The phone asks what every app can ask; officers, jobs and the sandbox bank do their part in between.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.utils import timezone

from services.models import Agency
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from superapp.people.login import wire as providers
from superapp.registries import asking
from superapp.registries.exchange import Credentials, Exchange
from superapp.registries.sandbox.wire import CONSUMER_KEY, CONSUMER_SECRET, URL, SandboxWire
from tests.factories import applications as make_applications
from tests.factories import money
from tests.factories import services as make
from tests.journeys.test_phone import App
from welfare.actions import batches, batches_bank, ledger, ledger_accounts, paydays
from welfare.gateways.payments import Account, AccountKind
from welfare.models import BankMessage, LedgerAccount, PaymentBatch, book

pytestmark = pytest.mark.django_db

CODE, AMOUNT = make_applications.PROGRAMME, 70_000
KEY = "5f0c9c1e-6a57-4c2a-9a36-1f8b7d0c4e21"
NOTHING_WRONG: list[Any] = []


@pytest.fixture(autouse=True)
def registries(db: None) -> Iterator[None]:
    """Connect the sandbox registries and load the old-age allowance."""
    caches["data"].clear()
    caches["default"].clear()
    providers.forget()
    known, before = Credentials(URL, CONSUMER_KEY, CONSUMER_SECRET, "tests"), asking.current()
    asking.connect(lambda: asking.Registries(Exchange(SandboxWire(), known, lambda: 0.0)))
    make_applications.load_programmes(CODE)
    yield
    asking.connect(lambda: before)
    book.forget()


@pytest.fixture
def bank(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> money.Bank:
    """Return the bank this installation talks to; its day begins now."""
    made = money.bank(tmp_path, timezone.now())
    monkeypatch.setattr(batches_bank, "channel", lambda: made)
    account = Account(AccountKind.BANK_ACCOUNT, "1234567890", "006")
    monkeypatch.setattr(batches_bank, "debit_account", lambda: account)
    return made


@pytest.fixture
def officers(registries: None) -> tuple[Viewer, Viewer]:
    """Return the officer who prepares and the one who releases, at the agency that pays; it has been given money."""
    agency = Agency.objects.get(code="DLA")
    batches.appropriate(programme=CODE, satang=10 * AMOUNT, ref="W-2570-1", now=timezone.now())
    both = [make.make_officer(name, (agency, role)) for name, role in (("malee", "author"), ("prasit", "approver"))]
    return make.viewer_of_officer(both[0]), make.viewer_of_officer(both[1])


def know_and_apply(phone: App) -> str:
    """Sign in, learn of the allowance, apply with what the state knows, and be approved; return the number."""
    assert phone.sign_in("thaid", "pensioner").status_code == 200
    asked = phone.do("MyEntitlements")["entitlements"]["couldAsk"]
    wanted = [one for one in asked if one["registry"] in ("DOPA", "LAO", "CGD", "MSDHS")]
    given = [{"registry": one["registry"], "textVersion": one["textVersion"]} for one in wanted]
    phone.act("ConsentToRegistries", registries=given)
    (known,) = phone.do("MyEntitlements")["entitlements"]["decisions"]
    assert (known["programme"]["code"], known["verdict"]) == (CODE, "ELIGIBLE")

    begun = phone.act("StartApplication", programmeId=known["programme"]["id"])["application"]
    assert (begun["state"], begun["form"]["isComplete"], begun["form"]["missing"]) == ("DRAFT", True, [])
    sections = phone.do("ApplicationPage", id=begun["id"])["application"]["form"]["sections"]
    facts = {fact["fact"]["name"]: fact for section in sections for fact in section["facts"]}
    assert (facts["birth_date"]["level"], facts["birth_date"]["source"]) == ("REGISTRY", "DOPA")
    sent = [phone.act("SubmitApplication", applicationId=begun["id"], idempotencyKey=KEY) for _ in range(2)]
    assert sent[0] == sent[1]

    done = money.run_jobs("welfare.actions.deciding") + money.run_jobs("welfare.actions.letters")
    assert done == ["decide_submitted:done", "issue_letter:done"]
    (node,) = nodes(phone, "MyApplications")
    assert (node["state"], node["outcome"]["isGranted"], node["outcome"]["amount"]["satang"]) == (
        "APPROVED", True, AMOUNT,
    )  # fmt: skip
    return str(node["number"])


def pay(officers: tuple[Viewer, Viewer], bank: money.Bank) -> date:
    """Draw the payday, have two officers let it go, and send the file; return the payday."""
    now = timezone.now()
    today = timezone.localdate(now)
    next_month = (today.replace(day=1) + timedelta(days=31)).strftime("%Y-%m")
    due = _payday(f"{today:%Y-%m}", today) or _payday(next_month, today)
    paydays.draw(programme=CODE, period=due.period, as_of=today, now=now)
    batch = batches.prepare(viewer=officers[0], programmes=[CODE], value_date=due.pays_on, now=now)
    releaser = money.with_factor(officers[1], now)
    batches.release(viewer=releaser, batch_id=str(batch.public_id), now=now)
    assert money.run_jobs("welfare.actions.batches_sending") == ["write:done", "deliver:done"]
    money.hear(bank, now)
    return due.pays_on


def _payday(period: str, today: date) -> Any:
    try:
        return paydays.payday_of(CODE, period=period, as_of=today)
    except paydays.PaydayAlreadyOver:
        return None


def settle(bank: money.Bank, pays_on: date) -> None:
    """Let the bank's day be the payday, and hear what it tells."""
    money.settle_and_hear(bank, timezone.make_aware(datetime.combine(pays_on, time(12))))


def nodes(phone: App, operation: str) -> list[Any]:
    """Return the rows of a list."""
    (found,) = phone.do(operation).values()
    return [edge["node"] for edge in found["edges"]]


def messages() -> list[str]:
    """Return the kinds of message that the bank sent, in order."""
    return list(BankMessage.objects.order_by("pk").values_list("kind", flat=True))


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
    assert -bank.balance_satang("1234567890") == AMOUNT == _left_the_state()
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
    assert -bank.balance_satang("1234567890") == AMOUNT == _left_the_state()
    assert verification.verify(verification.streams()) == NOTHING_WRONG


def _left_the_state() -> int:
    return ledger.balance(LedgerAccount.objects.get(code=ledger_accounts.bank_out(money.BANK).code)).posted_satang
