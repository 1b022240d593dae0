"""Paydays at the desk: numbers without names, four eyes with a fresh second factor, and what waits for an officer."""

import time
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.people.models import DataUse
from tests.factories import money
from tests.factories.services import NOW
from tests.signing_in import sign_in
from welfare.actions import batches_bank
from welfare.gateways.payments import Account, AccountKind
from welfare.models import Disbursement, Entitlement, Finding, OverpaymentProposal, PaymentBatch, Transfer

PAGES = ("paydayrun", "paymentbatch", "disbursement", "finding")
VALUE_DATE = money.PAYDAY.date().isoformat()


@pytest.fixture
def payday(author: Viewer, approver: Viewer, agency, tmp_path, monkeypatch: pytest.MonkeyPatch) -> money.Bank:
    """Return a bank, after three payments were drawn; two of them were sent, one paid and one refused."""
    bank = money.bank(tmp_path)
    monkeypatch.setattr(batches_bank, "channel", lambda: bank)
    account = Account(AccountKind.BANK_ACCOUNT, "1234567890", "006")
    monkeypatch.setattr(batches_bank, "debit_account", lambda: account)
    money.publish(author, approver, agency)
    rights = [money.right(number) for number in (1, 2)]
    money.give_budget()
    money.draw()
    object.__setattr__(bank.misbehaviour, "bad_accounts", {rights[1].citizen.read("pid"): "AC04"})
    money.released(author, approver, value_date=money.PAYDAY.date(), now=money.FROZEN)
    money.run_jobs("welfare.actions.batches_sending")
    money.settle_and_hear(bank, money.PAYDAY)
    money.right(3)
    money.draw("2026-12", at=money.FROZEN + timedelta(days=1))
    return bank


def states() -> list[str]:
    """Return where the three payments stand."""
    return list(Disbursement.objects.order_by("pk").values_list("state", flat=True))


def test_the_dashboard_counts_and_names_nobody(at_desk, author_officer: Officer, payday: money.Bank) -> None:
    page = at_desk(author_officer).get("/admin/welfare/paydayrun/").content.decode()

    assert states() == ["paid", "awaiting_fix", "draft"]
    for station, count in (("due", 1), ("sent", 0), ("paid", 1), ("failed", 1), ("closed", 0)):
        assert f'<b>{count}</b><a href="/admin/welfare/disbursement/?station={station}">' in page
    assert "บัญชีปิด (AC04)" in page
    assert page.count("<svg") == 3
    assert "ทดสอบ คนที่" not in page
    narrowed = at_desk(author_officer).get("/admin/welfare/paydayrun/?period=2027-01").content.decode()
    assert narrowed.count("<b>0</b>") == 5


def test_pages_cost_the_same_however_many_payments_there_are(
    at_desk, author_officer: Officer, approver_officer: Officer, payday: money.Bank
) -> None:
    client = at_desk(approver_officer)

    def cost() -> list[int]:
        counts = []
        for page in PAGES:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/admin/welfare/{page}/").status_code == 200
            # Now and then the process asks whether the rules in force have changed: that is not the page's doing.
            counts.append(sum("rulebook" not in one["sql"] for one in asked))
        return counts

    cost()
    few = cost()
    for number in range(4, 10):
        money.right(number)
    money.draw("2026-12", at=money.FROZEN + timedelta(days=2))

    assert cost() == few


def test_four_viewers_at_every_page(
    at_desk, author_officer: Officer, officer_elsewhere_officer: Officer, citizen_account, payday: money.Bank
) -> None:
    batch, paid = PaymentBatch.objects.get(), Disbursement.objects.earliest("pk")
    rows = (f"paymentbatch/{batch.pk}/change", f"disbursement/{paid.pk}/change")

    for page in (*PAGES, *rows):
        address = f"/admin/welfare/{page}/"
        assert [at_desk(who).get(address).status_code for who in (None, citizen_account)] == [302, 302], page
        assert at_desk(author_officer).get(address).status_code == 200, page
    elsewhere = at_desk(officer_elsewhere_officer)
    assert [elsewhere.get(f"/admin/welfare/{row}/").status_code for row in rows] == [404, 404]
    for page in PAGES:
        text = elsewhere.get(f"/admin/welfare/{page}/").content.decode()
        assert batch.message_id not in text
        assert str(paid.public_id)[:8] not in text
        assert "อาหารกลางวันผู้สูงอายุ" not in text


def test_two_officers_release_and_the_second_has_just_shown_a_factor(
    at_desk, author_officer: Officer, approver_officer: Officer, payday: money.Bank
) -> None:
    preparer, releaser, late = at_desk(author_officer), at_desk(approver_officer), Client()
    sign_in(late, approver_officer.account, shown_s_ago=time.time() - NOW.timestamp() + settings.OFFICER_FRESH_S + 1)
    sent = {"programmes": [money.CODE], "value_date": VALUE_DATE}

    told = preparer.post("/admin/welfare/paymentbatch/prepare/", sent, follow=True).content.decode()
    batch = PaymentBatch.objects.latest("pk")
    release = f"/admin/welfare/paymentbatch/{batch.pk}/release/"
    alone = preparer.post(release, follow=True).content.decode()
    stale = late.post(release, follow=True).content.decode()
    batch.refresh_from_db()
    state_before = batch.state
    done = releaser.post(release, follow=True).content.decode()

    batch.refresh_from_db()
    assert "จัดทำชุดจ่ายแล้ว" in told
    assert "ผู้จัดทำชุดจ่ายปล่อยจ่ายเองไม่ได้" in alone
    assert "ต้องยืนยันด้วยรหัสขั้นที่สอง" in stale
    assert state_before == "prepared"
    assert "ปล่อยจ่ายแล้ว" in done
    assert (batch.state, batch.count, batch.released_by) == ("released", 1, approver_officer)
    assert states()[2] == "batched"


def test_a_denied_step_changes_nothing(
    at_desk, author_officer: Officer, officer_elsewhere_officer: Officer, citizen_account, payday: money.Bank
) -> None:
    at_desk(author_officer).post(
        "/admin/welfare/paymentbatch/prepare/", {"programmes": [money.CODE], "value_date": VALUE_DATE}
    )
    batch, failed = PaymentBatch.objects.latest("pk"), Disbursement.objects.get(state="awaiting_fix")
    over = OverpaymentProposal.objects.create(
        entitlement=Entitlement.objects.earliest("pk"),
        from_period="2026-11", to_period="2026-12", satang=100, reason="payee_died", proposed_at=NOW,
    )  # fmt: skip
    finding = Finding.objects.create(
        kind="not_booked", key="P1", satang=1, first_seen_on=NOW.date(), last_seen_on=NOW.date(),
        attempt=failed.attempts.get(),
    )  # fmt: skip
    steps = (
        ("paymentbatch/prepare/", {"programmes": [money.CODE], "value_date": VALUE_DATE}),
        (f"paymentbatch/{batch.pk}/release/", {}),
        (f"paymentbatch/{batch.pk}/withdraw/", {}),
        ("disbursement/", {"action": "retry_many", "_selected_action": [failed.pk]}),
        (f"disbursement/{failed.pk}/change/", {"case": "A-1/2569"}),
        ("finding/explain/", {"id": finding.public_id, "explanation": "not_ours"}),
        ("finding/overpayment/", {"id": over.public_id, "outcome": "claim"}),
    )

    def everything() -> list[object]:
        models = (PaymentBatch, Disbursement, Finding, OverpaymentProposal, Transfer, AuditEvent, DataUse)
        return [list(model.objects.order_by("pk").values_list()) for model in models]

    before = everything()
    for who in (None, citizen_account, officer_elsewhere_officer):
        for address, sent in steps:
            at_desk(who).post(f"/admin/welfare/{address}", sent)
    # An author here may look, but neither releases nor decides.
    for address, sent in (steps[1], steps[3], steps[5], steps[6]):
        at_desk(author_officer).post(f"/admin/welfare/{address}", sent)
    assert everything() == before


def test_whom_a_payment_goes_to_is_shown_for_a_case_and_the_payee_reads_of_it(
    at_desk, author_officer: Officer, payday: money.Bank
) -> None:
    failed = Disbursement.objects.get(state="awaiting_fix")
    client, address = at_desk(author_officer), f"/admin/welfare/disbursement/{failed.pk}/change/"

    closed = client.get(address).content.decode()
    refused = client.post(address, {"case": failed.citizen.read("pid")}).content.decode()
    opened = client.post(address, {"case": "C-12/2569"})

    assert "ทดสอบ คนที่2" not in closed + refused
    assert "ระบุเลขที่เรื่องที่ต้องเปิดดู" in refused
    assert "ทดสอบ คนที่2" in opened.content.decode()
    assert "no-store" in opened.headers["Cache-Control"]
    use = DataUse.objects.get()
    assert (use.citizen_id, use.facts, use.purpose, use.agency_code) == (
        failed.citizen_id, ["name_th", "payout"], "welfare", "DOPA",
    )  # fmt: skip
    event = AuditEvent.objects.get(action="disbursement.open")
    assert (event.object, event.details) == (f"disbursement:{failed.public_id}", {"case": "C-12/2569"})


def test_an_approver_tries_again_explains_and_decides(at_desk, approver_officer: Officer, payday: money.Bank) -> None:
    failed = Disbursement.objects.get(state="awaiting_fix")
    finding = Finding.objects.create(
        kind="no_answer", key="P2", satang=30_000, first_seen_on=NOW.date() - timedelta(days=3), last_seen_on=NOW.date()
    )
    over = OverpaymentProposal.objects.create(
        entitlement=failed.entitlement,
        from_period="2026-12", to_period="2026-12", satang=30_000, reason="payee_died", proposed_at=NOW,
    )  # fmt: skip
    client = at_desk(approver_officer)

    page = client.get("/admin/welfare/finding/").content.decode()
    client.post("/admin/welfare/disbursement/", {"action": "retry_many", "_selected_action": [failed.pk]})
    client.post("/admin/welfare/finding/explain/", {"id": finding.public_id, "explanation": "asked_bank"})
    client.post("/admin/welfare/finding/overpayment/", {"id": over.public_id, "outcome": "waive"})
    again = client.post(
        "/admin/welfare/finding/overpayment/", {"id": over.public_id, "outcome": "claim"}, follow=True
    ).content.decode()

    assert "ส่งแล้วไม่ทราบผล" in page
    assert "300 บาท" in page
    assert states()[1] == "retry"
    finding.refresh_from_db()
    over.refresh_from_db()
    assert (finding.explained_by, finding.explanation) == (approver_officer, "asked_bank")
    assert (over.state, over.decided_by) == ("waived", approver_officer)
    assert "มีผู้ตัดสินแล้ว" in again
    acts = AuditEvent.objects.filter(stream="money").values_list("action", flat=True)
    assert {"disbursement.retry", "finding.explain", "overpayment.waived"} <= set(acts)
