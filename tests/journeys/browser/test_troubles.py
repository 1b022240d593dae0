"""What nobody settled by itself, at the desk: a fee paid twice given back by two, a line of the bank looked into."""

from datetime import timedelta

import pytest
from django.utils import timezone

from services.actions import postings
from services.models import Service
from superapp.accounts.models import Account as Login
from tests.factories import money, people
from tests.factories import services as make
from tests.journeys.browser.test_payday import bank
from welfare.actions import fees
from welfare.models import Application, BankEntry, BankMessage, Invoice, Refund

__all__ = ["bank"]


@pytest.fixture
def troubles(bank: money.Bank) -> Invoice:
    """Return a bill that was paid twice, and leave a line of the bank in quarantine."""
    now = timezone.now()
    costly = Service.objects.published().filter(agency__code="DOPA", fees__position=0, fees__amount_satang__gt=0)
    service = costly.order_by("code").first()
    assert service is not None
    payer = people.make_person(70)
    case = Application.objects.create(
        citizen=payer, agency=service.agency, service=service, matter=service.code, opened_at=now
    )
    sent = {"state": "submitted", "number": "WA-2569-700001", "submitted_at": now, "due_on": now.date()}
    Application.objects.filter(pk=case.pk).update(**sent)
    bill = fees.issue(viewer=people.viewer_of_person(payer), application_id=str(case.public_id), now=now)
    for _ in range(2):
        bank.scan(fees.payload(bill), None, now)
    money.hear(bank, now + timedelta(minutes=1))
    BankEntry.objects.create(
        bank_message=BankMessage.objects.earliest("pk"),
        sender=money.BANK,
        message_id="N-JOURNEY",
        entry="1",
        kind="other",
        direction="CRDT",
        satang=12_345,
        bank_reference="REF-JOURNEY",
        booked_on=now.date(),
        state="quarantined",
        fault="UNKNOWN_MOVEMENT",
        came_at=now,
    )
    return bill


def test_two_officers_give_a_fee_back_and_one_looks_into_a_line(window, troubles: Invoice) -> None:
    # One officer looks into the line, and approves giving the second payment back.
    first = window()
    first.sign_in("thanakorn")
    page = first.page
    page.goto(f"{first.address}/admin/welfare/finding/")
    page.locator("#quarantine").get_by_text("REF-JOURNEY").wait_for()
    first.picture("troubles-01-before")
    row = page.locator("#quarantine tr", has_text="REF-JOURNEY")
    row.get_by_label("คำชี้แจง").select_option("not_ours")
    row.get_by_role("button", name="บันทึก").click()
    page.get_by_text("บันทึกว่าตรวจแล้ว").wait_for()
    refund = page.locator("#refunds tr", has_text=troubles.number)
    refund.get_by_text("ซ้ำ").wait_for()
    refund.get_by_role("button", name="อนุมัติคืน").click()
    page.get_by_text("รอเจ้าหน้าที่อีกคนยืนยัน").wait_for()
    # The same officer cannot confirm it.
    page.locator("#refunds tr", has_text=troubles.number).get_by_text("รอเจ้าหน้าที่อีกคน").wait_for()
    first.picture("troubles-02-approved")

    # Another one, who releases money too, says that it was paid back.
    login = Login.objects.select_related("officer").get(username="piyada")
    postings.appoint(
        viewer=None, officer=login.officer, agency=troubles.agency, role="approver",
        starts_on=make.NOW.date(), now=timezone.now(),
    )  # fmt: skip
    second = window()
    second.sign_in("piyada")
    page = second.page
    page.goto(f"{second.address}/admin/welfare/finding/")
    row = page.locator("#refunds tr", has_text=troubles.number)
    row.get_by_label("อ้างอิงการโอน").fill("SCB-20261121-1")
    row.get_by_role("button", name="คืนเงินแล้ว").click()
    page.get_by_text("บันทึกการคืนเงินแล้ว").wait_for()
    second.picture("troubles-03-paid-back")

    done = Refund.objects.get()
    assert (done.state, done.satang, done.bank_reference) == ("refunded", troubles.satang, "SCB-20261121-1")
    assert (done.approved_by.account.username, done.settled_by.account.username) == ("thanakorn", "piyada")
    assert not BankEntry.objects.for_officers().exists()
    assert first.complaints == second.complaints == []
