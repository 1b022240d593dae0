"""The long way by shipped operations: a service with a fee, an officer's question, a refusal, an appeal, the money.

The phone asks what every app can ask. Officers decide at their desk's actions, the bank tells what moved, jobs write
letters and receipts; and anybody can verify what was issued.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from services.models import Agency, snapshot
from superapp.accounts.viewer import Viewer
from superapp.api.ids import global_id
from superapp.audit import verification
from tests.factories import money
from tests.factories import services as make
from tests.factories.applications import a_key
from tests.files.sending import body_of, path_of
from tests.journeys.paying import AMOUNT, CODE, know, left_the_state, messages, nodes, pay, settle
from tests.journeys.test_phone import App
from welfare.actions import batches_file, case_decisions, casework
from welfare.gateways import promptpay
from welfare.models import Application, Entitlement, PaymentBatch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("registries")]

FEE = 10_000
REASON, WORDS = "not_in_state_home", "พบว่าท่านพักอยู่ในสถานสงเคราะห์ของรัฐ"


@pytest.fixture
def service(registries: None) -> str:
    """Return the id of a published service that costs a hundred baht."""
    snapshot.forget()
    make.make_vocabulary()
    dopa = make.make_agency("DOPA")
    both = [make.make_officer(name, (dopa, role)) for name, role in (("kanya", "author"), ("anan", "approver"))]
    made = make.make_published(*(make.viewer_of_officer(one) for one in both))
    return global_id("svc", made.code)


@pytest.fixture
def head(officers: tuple[Viewer, Viewer]) -> Viewer:
    """Return a third officer of the agency that pays, who had no part in anything yet."""
    return make.viewer_of_officer(make.make_officer("wanida", (Agency.objects.get(code="DLA"), "head")))


def apply_for_service(phone: App, service: str) -> str:
    """Apply for the service; return the application's id."""
    begun = phone.act("StartApplication", serviceId=service)["application"]
    phone.act("FillApplication", applicationId=begun["id"], phone="0812345678", purpose="บัตรหาย")
    sent = phone.act("SubmitApplication", applicationId=begun["id"], idempotencyKey=a_key())["application"]
    assert sent["state"] == "SUBMITTED"
    return str(sent["id"])


def pay_the_fee(phone: App, bank: money.Bank, application: str) -> str:
    """Scan the bill's code in the bank's app; return the receipt's number."""
    billed = phone.act("IssueInvoice", applicationId=application)["invoice"]
    code = promptpay.parse(billed["code"]["payload"])
    assert isinstance(code, promptpay.BillPayment)
    assert (code.ref1, code.amount_satang, billed["state"]) == (billed["number"], FEE, "ISSUED")

    # Scanned, and the bank has not said so yet: whatever the app shows meanwhile, nothing is paid.
    bank.at = timezone.now()
    bank.scan(billed["code"]["payload"], None, bank.at)
    page = phone.do("InvoicePage", id=billed["id"])["invoice"]
    assert (page["state"], page["isSettled"], page["due"]["satang"], page["receipt"]) == ("ISSUED", False, FEE, None)

    money.hear(bank, bank.at)
    assert money.run_jobs("welfare.actions.fees_receipts") == ["issue_receipt:done"]
    page = phone.do("InvoicePage", id=billed["id"])["invoice"]
    assert (page["state"], page["due"]["satang"], page["code"]) == ("PAID", 0, None)
    assert [(one["verdict"], one["amount"]["satang"]) for one in page["payments"]] == [("EXACT", FEE)]
    return str(page["receipt"]["number"])


def apply_saying_otherwise(phone: App, programme: str) -> str:
    """Apply for the allowance with another day than the register's, so that an officer looks; return the id."""
    begun = phone.act("StartApplication", programmeId=programme)["application"]
    told = {"name": "oaa_registration_date", "date": "2560-05-02", "era": "BE"}
    phone.act("FillApplication", applicationId=begun["id"], revision=begun["revision"], facts=[told])
    phone.act("SubmitApplication", applicationId=begun["id"], idempotencyKey=a_key())
    # The service's case was looked at as well: the rules alone decide on neither.
    assert money.run_jobs("welfare.actions.deciding") == ["decide_submitted:done"] * 2
    return str(begun["id"])


def case() -> Application:
    return Application.objects.get(matter=CODE)


def named() -> dict[str, Any]:
    """Return what an officer's step names: the case as it was read, and the moment."""
    row = case()
    return {"application_id": str(row.public_id), "revision": row.revision, "now": timezone.now()}


def refused(phone: App, id_: str, officers: tuple[Viewer, Viewer]) -> None:
    """Let an officer ask, and two refuse against the rules' advice; the phone sees why, and by which law."""
    clerk, chief = officers
    casework.ask(viewer=clerk, question="ท่านพักอยู่ที่ใด", **named())
    page = phone.do("ApplicationPage", id=id_)["application"]
    assert (page["state"], page["task"], page["informationRequests"][0]["question"]) == (
        "NEEDS_INFORMATION", "ANSWER", "ท่านพักอยู่ที่ใด",
    )  # fmt: skip
    phone.act("AnswerInformationRequest", applicationId=id_, text="บ้านบางแค")
    case_decisions.decide(viewer=clerk, is_granted=False, reason=REASON, words=WORDS, **named())
    assert case().state == "under_review"
    case_decisions.decide(viewer=chief, is_granted=False, **named())

    page = phone.do("ApplicationPage", id=id_)["application"]
    outcome = page["outcome"]
    assert (page["state"], outcome["isGranted"], outcome["isByRules"]) == ("REFUSED", False, False)
    assert (outcome["reason"]["code"], outcome["words"]) == (REASON, WORDS)
    (law,) = outcome["reason"]["citations"]
    assert (law["clause"], "พ.ศ. 2552" in law["reference"]) == ("ข้อ 6", True)


def verified(phone: App) -> dict[str, str]:
    """Fetch each document on the phone and let a stranger verify file and code; return kinds by number."""
    anybody, found = Client(), {}
    for document in nodes(phone, "MyDocuments"):
        answer = phone.client.get(path_of(document["downloadUrl"]), headers=phone.bearer)
        content = body_of(answer)
        assert (answer.status_code, len(content)) == (200, document["sizeBytes"])
        kept = phone.client.get(path_of(document["downloadUrl"]))
        assert kept.status_code == 404
        for altered in (False, True):
            sent = content[:-40] + (b"\x01" if altered else content[-40:-39]) + content[-39:]
            shown = anybody.post(
                "/verify", {"file": SimpleUploadedFile("letter.pdf", sent, "application/pdf")}
            ).content.decode()
            assert ("เป็นเอกสารจริง" in shown) is not altered
        query = document["verifyUrl"].partition("/verify")[2]
        assert "เป็นเอกสารจริง" in anybody.get("/verify" + query).content.decode()
        assert "เป็นเอกสารจริง" not in anybody.get("/verify" + query[:-1]).content.decode()
        found[document["number"]] = document["kind"]
    return found


def test_a_fee_a_question_a_refusal_an_appeal_and_the_money(
    service: str, bank: money.Bank, officers: tuple[Viewer, Viewer], head: Viewer
) -> None:
    phone = App()
    programme = know(phone)
    receipt = pay_the_fee(phone, bank, apply_for_service(phone, service))
    id_ = apply_saying_otherwise(phone, programme)
    assert phone.do("ApplicationPage", id=id_)["application"]["state"] == "SUBMITTED"
    refused(phone, id_, officers)
    assert nodes(phone, "MyRights") == []

    appealed = phone.act("AppealDecision", applicationId=id_, grounds="ย้ายออกตั้งแต่ปีที่แล้ว")["application"]
    assert appealed["state"] == "APPEALED"
    for had_a_part in officers:
        with pytest.raises(case_decisions.SecondOfficerNeeded):
            case_decisions.decide_appeal(viewer=had_a_part, is_upheld=True, words="ย้ายออกจริง", **named())
    case_decisions.decide_appeal(viewer=head, is_upheld=True, words="ย้ายออกจริง", **named())
    assert money.run_jobs("welfare.actions.letters") == ["issue_letter:done"] * 2
    page = phone.do("ApplicationPage", id=id_)["application"]
    assert (page["state"], page["appeal"]["isUpheld"], page["appeal"]["words"]) == (
        "DECIDED_ON_APPEAL",
        True,
        "ย้ายออกจริง",
    )

    (right,) = nodes(phone, "MyRights")
    assert (right["state"], right["programmeCode"], Entitlement.objects.count()) == ("ACTIVE", CODE, 1)
    pays_on = pay(officers, bank)
    file = batches_file.written(PaymentBatch.objects.get())
    assert b"urn:iso:std:iso:20022:tech:xsd:pain.001.001.03" in file.content
    settle(bank, pays_on)

    (paid,) = nodes(phone, "MyPayments")
    assert (paid["state"], paid["amount"]["satang"], paid["paidOn"]) == ("PAID", AMOUNT, pays_on.isoformat())
    assert messages() == ["camt.054", "pain.002", "camt.054"]
    assert left_the_state() == AMOUNT == -bank.balance_satang("1234567890")
    assert sorted(verified(phone).values()) == ["decision_letter", "decision_letter", "receipt"]
    assert receipt in verified(phone)
    assert verification.verify(verification.streams()) == []
