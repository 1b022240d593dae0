"""What journeys to a payment have in common: knowing, applying, a payday from its list to the bank's word."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from superapp.accounts.viewer import Viewer
from tests.factories import applications as make_applications
from tests.factories import money
from tests.journeys.test_phone import App
from welfare.actions import batches, ledger, ledger_accounts, paydays
from welfare.models import BankMessage, LedgerAccount

CODE, AMOUNT = make_applications.PROGRAMME, 70_000
KEY = "5f0c9c1e-6a57-4c2a-9a36-1f8b7d0c4e21"


def know(phone: App) -> str:
    """Sign in, let registries be asked, and learn of the allowance; return the programme's id."""
    assert phone.sign_in("thaid", "pensioner").status_code == 200
    asked = phone.do("MyEntitlements")["entitlements"]["couldAsk"]
    wanted = [one for one in asked if one["registry"] in ("DOPA", "LAO", "CGD", "MSDHS")]
    given = [{"registry": one["registry"], "textVersion": one["textVersion"]} for one in wanted]
    phone.act("ConsentToRegistries", registries=given)
    (known,) = phone.do("MyEntitlements")["entitlements"]["decisions"]
    assert (known["programme"]["code"], known["verdict"]) == (CODE, "ELIGIBLE")
    return str(known["programme"]["id"])


def know_and_apply(phone: App) -> str:
    """Learn of the allowance, apply with what the state knows, and be approved; return the number."""
    begun = phone.act("StartApplication", programmeId=know(phone))["application"]
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


def left_the_state() -> int:
    """Return what left through the bank, as the ledger says."""
    return ledger.balance(LedgerAccount.objects.get(code=ledger_accounts.bank_out(money.BANK).code)).posted_satang
