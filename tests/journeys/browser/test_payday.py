"""A payday at the desk: a batch put together by one officer and released by another, and the dashboard afterwards."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.utils import timezone

from services.models import Agency
from superapp.accounts.models import Account as Login
from superapp.accounts.viewer import Viewer, viewer_for
from tests.factories import money
from tests.journeys.browser.conftest import PHONE
from welfare.actions import batches_bank, paydays
from welfare.gateways.payments import Account, AccountKind
from welfare.models import Disbursement, PaymentBatch


def officer(username: str) -> Viewer:
    """Return one of the two officers of the window's agency."""
    return viewer_for(Login.objects.select_related("officer").get(username=username))


@pytest.fixture
def bank(catalogue_loaded: None, tmp_path: Path) -> Iterator[money.Bank]:
    """Return the bank, after five payments were drawn: one paid, two refused, and two that wait for a batch."""
    now = timezone.now()
    bank = money.bank(tmp_path, now)
    account = Account(AccountKind.BANK_ACCOUNT, "1234567890", "006")
    with (
        patch.object(batches_bank, "channel", lambda: bank),
        patch.object(batches_bank, "debit_account", lambda: account),
    ):
        preparer, releaser = officer("piyada"), officer("thanakorn")
        money.publish(preparer, releaser, Agency.objects.get(code="DOPA"))
        rights = [money.right(number, submitted_at=now) for number in (1, 2, 3)]
        for right in rights:
            money.register_of_life(right.citizen, until=now + timedelta(days=90))
        money.give_budget(now=now)
        pays_on = draw(now)
        refused = {rights[1].citizen.read("pid"): "AC04", rights[2].citizen.read("pid"): "NOPROXY"}
        object.__setattr__(bank.misbehaviour, "bad_accounts", refused)
        money.released(preparer, releaser, value_date=pays_on, now=now)
        money.run_jobs("welfare.actions.batches_sending")
        money.settle_and_hear(bank, timezone.make_aware(datetime.combine(pays_on, time(12))))
        for number in (4, 5):
            right = money.right(number, submitted_at=now)
            money.register_of_life(right.citizen, until=now + timedelta(days=90))
        draw(now + timedelta(days=1))
        yield bank


def draw(now: datetime) -> Any:
    """Draw the next payday and return its day."""
    today = timezone.localdate(now)
    following = (today.replace(day=1) + timedelta(days=31)).strftime("%Y-%m")
    for period in (f"{today:%Y-%m}", following):
        try:
            return paydays.draw(programme=money.CODE, period=period, as_of=today, now=now).pays_on
        except paydays.PaydayAlreadyOver:
            continue
    raise AssertionError("no payday ahead")


def test_two_officers_release_a_payday(window, bank: money.Bank) -> None:
    pays_on = Disbursement.objects.latest("pk").due_on

    # One officer puts a batch together, and is told that somebody else has to release it.
    preparer = window()
    preparer.sign_in("piyada")
    page = preparer.page
    page.get_by_role("link", name="วันจ่าย", exact=True).click()
    page.locator("#charts svg").first.wait_for()
    preparer.picture("payday-01-dashboard")
    page.goto(f"{preparer.address}/admin/welfare/paymentbatch/")
    page.get_by_label("อาหารกลางวันผู้สูงอายุ").check()
    page.get_by_label("วันที่เงินเข้า").fill(pays_on.isoformat())
    preparer.picture("payday-02-prepare")
    page.get_by_role("button", name="จัดทำชุดจ่าย").click()
    page.get_by_text("ท่านเป็นผู้จัดทำ จึงปล่อยจ่ายเองไม่ได้").wait_for()
    preparer.picture("payday-03-prepared")

    # The other has just shown a second factor, sees what it pays, and lets it go.
    releaser = window()
    releaser.sign_in("thanakorn")
    page = releaser.page
    page.get_by_role("link", name="ชุดจ่าย").first.click()
    batch = PaymentBatch.objects.latest("pk")
    page.get_by_role("link", name=batch.message_id).click()
    releaser.picture("payday-04-release")
    page.get_by_role("button", name="ปล่อยจ่าย 600 บาท").click()
    page.get_by_text("ปล่อยจ่ายแล้ว ระบบกำลังส่งไฟล์ให้ธนาคาร").wait_for()
    money.run_jobs("welfare.actions.batches_sending")
    money.settle_and_hear(bank, timezone.make_aware(datetime.combine(pays_on, time(13))))
    page.reload()
    page.get_by_text("ธนาคารรับไฟล์แล้ว").first.wait_for()
    releaser.picture("payday-05-sent")

    # Behind the number of failures stand payments, not people.
    page.goto(f"{releaser.address}/admin/welfare/paydayrun/")
    assert page.locator("#stations b").all_inner_texts() == ["0", "0", "3", "2", "0"]
    releaser.picture("payday-06-afterwards")
    page.get_by_role("link", name="จ่ายไม่ได้").click()
    page.locator("#result_list, table").get_by_text("ไม่ได้ผูกพร้อมเพย์ (NOPROXY)").first.wait_for()
    assert "ทดสอบ คนที่" not in page.inner_text("body")
    releaser.picture("payday-07-failed")
    failed = Disbursement.objects.get(reason="NOPROXY")
    page.goto(f"{releaser.address}/admin/welfare/disbursement/{failed.pk}/change/")
    page.get_by_label("เลขที่เรื่อง").fill("C-12/2569")
    page.get_by_role("button", name="เปิดดูผู้รับ").click()
    page.get_by_text("ทดสอบ คนที่3").wait_for()
    releaser.picture("payday-08-opened")
    page.goto(f"{releaser.address}/admin/welfare/finding/")
    releaser.picture("payday-09-troubles")
    assert preparer.complaints == []
    assert releaser.complaints == []

    # The dashboard fits a phone.
    small = window(PHONE)
    small.sign_in("piyada")
    small.page.goto(f"{small.address}/admin/welfare/paydayrun/")
    small.picture("payday-10-phone")
