"""Files, accounts, answers and appeals: what goes with an application, and what is refused."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import SignIn, Viewer
from superapp.files.models import Upload
from superapp.people.models import Notice
from superapp.refusal import Refusal
from tests.factories import people
from tests.factories import services as make_services
from tests.factories.applications import begin, make_application, make_upload, send
from tests.factories.services import NOW
from welfare.actions import (
    application_answering,
    application_appeals,
    application_evidence,
    application_payout,
    applications,
)
from welfare.gateways.payments import AccountKind
from welfare.models import Appeal, Application, ApplicationEvent, Entitlement, EvidenceFile, InformationRequest, book


def code_of(act: Any, **named: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act(**named)
    return caught.value.code


def attach(viewer: Viewer, row: Application, upload: Upload, **to: Any) -> EvidenceFile:
    asked = {"document": None, "facts": [], **to}
    return application_evidence.attach(
        viewer=viewer,
        application_id=str(row.public_id),
        upload_id=str(upload.public_id),
        book=book.current(),
        now=NOW,
        **asked,
    )


def choose(viewer: Viewer, row: Application, method: str = "bank_account", **to: Any) -> Application:
    asked = {"bank": "006", "number": "123-4-56789-0", **to} if method == "bank_account" else to
    return application_payout.choose(
        viewer=viewer, application_id=str(row.public_id), method=method, book=book.current(), now=NOW, **asked
    )


@pytest.fixture
def asked(pensioner: Citizen, draft: Application) -> Application:
    """Return another application of the pensioner's, about which an officer asks."""
    row = make_application(pensioner, draft.agency, code="disability_allowance", state="needs_info")
    officer = make_services.make_officer("waree")
    request = InformationRequest(application=row, asked_by=officer, asked_at=NOW, due_on=NOW.date())
    request.question_sealed = request.sealed("question", "โปรดแนบบัตร")
    request.save()
    return row


def test_a_file_is_attached_once_and_belongs_to_the_case(applicant: Viewer, draft: Application):
    upload = make_upload(applicant)

    first = attach(applicant, draft, upload, document=1)
    again = attach(applicant, draft, upload, document=1)

    upload.refresh_from_db()
    assert (first.pk, first.document) == (again.pk, 1)
    assert (upload.state, upload.matter) == ("attached", f"application:{draft.public_id}")
    assert EvidenceFile.objects.count() == 1
    assert ApplicationEvent.objects.filter(kind="evidence_attached").count() == 1


def test_a_file_shows_something_that_is_asked_for(applicant: Viewer, draft: Application):
    upload = make_upload(applicant)

    assert code_of(attach, viewer=applicant, row=draft, upload=upload, document=99) == "EVIDENCE_SHOWS_NOTHING"
    assert code_of(attach, viewer=applicant, row=draft, upload=upload, facts=["sex"]) == "EVIDENCE_SHOWS_NOTHING"
    Upload.objects.filter(pk=upload.pk).update(state="expected", stored_as="", sha256="", received_at=None, matter="")
    assert code_of(attach, viewer=applicant, row=draft, upload=upload) == "UPLOAD_NOT_USABLE"

    assert (EvidenceFile.objects.count(), Application.objects.get(pk=draft.pk).revision) == (0, 1)


def test_ten_files_and_no_more(applicant: Viewer, draft: Application):
    for _ in range(10):
        attach(applicant, draft, make_upload(applicant))
    eleventh = make_upload(applicant)

    assert code_of(attach, viewer=applicant, row=draft, upload=eleventh) == "TOO_MANY_FILES"

    eleventh.refresh_from_db()
    assert (eleventh.state, EvidenceFile.objects.standing().count()) == ("received", 10)
    first = EvidenceFile.objects.order_by("pk")[0]
    application_evidence.remove(viewer=applicant, evidence_id=str(first.public_id), now=NOW)
    attach(applicant, draft, eleventh)
    assert Upload.objects.get(public_id=first.upload).state == "removed"
    assert EvidenceFile.objects.standing().count() == 10


def test_after_sending_nothing_is_filled_in_or_attached(applicant: Viewer, sent: Application):
    assert code_of(attach, viewer=applicant, row=sent, upload=make_upload(applicant)) == "APPLICATION_STATE_FORBIDS"
    fill = applications.fill
    told = {"application_id": str(sent.public_id), "phone": "0812345678", "book": book.current(), "now": NOW}
    assert code_of(fill, viewer=applicant, **told) == "APPLICATION_STATE_FORBIDS"


def test_files_of_a_draft_that_is_put_away_are_deleted(applicant: Viewer, draft: Application):
    evidence = attach(applicant, draft, make_upload(applicant))

    applications.withdraw(viewer=applicant, application_id=str(draft.public_id), now=NOW)

    assert Upload.objects.get(public_id=evidence.upload).state == "removed"


def test_a_bank_account_is_kept_sealed_and_shown_by_its_end(applicant: Viewer, draft: Application):
    row = choose(applicant, draft)

    payout = application_payout.read(Application.objects.get(pk=row.pk))
    assert payout is not None
    assert (payout.bank, payout.number, payout.masked) == ("006", "1234567890", "xxxxxx7890")
    account = payout.account()
    assert account is not None
    assert (account.kind, account.number, account.bank_code) == (AccountKind.BANK_ACCOUNT, "1234567890", "006")
    assert b"1234567890" not in bytes(row.payout_sealed or b"")
    assert "1234567890" not in repr(payout)
    assert Notice.objects.get().texts["title_th"] == "เปลี่ยนวิธีรับเงิน: เบี้ยยังชีพผู้สูงอายุ"


def test_promptpay_pays_the_applicants_own_number(applicant: Viewer, draft: Application, pensioner: Citizen):
    payout = application_payout.read(choose(applicant, draft, "promptpay_cid"))

    assert payout is not None
    account = payout.account()
    assert account is not None
    assert (account.kind, account.number) == (AccountKind.CITIZEN_ID, pensioner.read("pid"))
    cash = application_payout.read(choose(applicant, draft, "cash_at_lao"))
    assert cash is not None
    assert cash.account() is None


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ({"bank": "999"}, "BANK_ACCOUNT_UNREADABLE"),
        ({"number": "12345"}, "BANK_ACCOUNT_UNREADABLE"),
        ({"number": "1111111111"}, "BANK_ACCOUNT_UNREADABLE"),
        ({"number": "๑๒๓๔๕๖๗๘๙๐"}, "BANK_ACCOUNT_UNREADABLE"),
        ({"payee": "guardian"}, "PAYOUT_WAY_NOT_OFFERED"),
    ],
)
def test_what_is_no_account_is_refused(applicant: Viewer, draft: Application, to: dict[str, str], code: str):
    before = bytes(draft.payout_sealed or b"")

    assert code_of(choose, viewer=applicant, row=draft, **to) == code

    draft.refresh_from_db()
    assert bytes(draft.payout_sealed or b"") == before


def test_an_account_is_chosen_by_whoever_has_just_signed_in(applicant: Viewer, draft: Application):
    late = replace(applicant, sign_in=SignIn("thaid", "2.3", NOW - timedelta(seconds=301), "s"))
    unsure = replace(applicant, sign_in=SignIn("morprom", "2.1", NOW, "s"))

    for viewer in (late, unsure, replace(applicant, sign_in=None)):
        assert code_of(choose, viewer=viewer, row=draft) == "STEP_UP_REQUIRED"
    assert code_of(choose, viewer=applicant, row=draft, method="welfare_card") == "PAYOUT_WAY_NOT_OFFERED"
    assert Application.objects.get(pk=draft.pk).revision == 1


def test_a_mandate_never_moves_money_to_the_agent(pensioner: Citizen, draft: Application, applicant: Viewer):
    agent = people.make_person(7)
    acting = replace(people.viewer_of_person(agent), mandate=people.make_mandate(agent, pensioner))

    assert code_of(choose, viewer=acting, row=draft) == "PAYOUT_NOT_YOURS"
    row = choose(acting, draft, "promptpay_cid")

    payout = application_payout.read(row)
    assert payout is not None
    account = payout.account()
    assert account is not None
    assert (payout.holder, account.number) == (pensioner.public_id, pensioner.read("pid"))


def test_an_answer_lets_the_case_go_on(applicant: Viewer, asked: Application):
    answer = application_answering.answer
    named = {"application_id": str(asked.public_id), "now": NOW}
    assert code_of(answer, viewer=applicant, text=" ", **named) == "ANSWER_UNREADABLE"
    attach(applicant, asked, make_upload(applicant))

    row = answer(viewer=applicant, text=" แนบบัตรแล้ว ", **named)

    request = InformationRequest.objects.get()
    assert (row.state, request.read("answer"), request.answered_at) == ("under_review", "แนบบัตรแล้ว", NOW)
    assert b"\xe0" not in bytes(request.answer_sealed or b"")[:3]
    assert code_of(answer, viewer=applicant, text="อีกครั้ง", **named) == "APPLICATION_STATE_FORBIDS"


def test_a_refusal_is_appealed_once_and_in_time(applicant: Viewer, pensioner: Citizen, draft: Application):
    row = make_application(pensioner, draft.agency, code="x", state="refused")
    appeal = application_appeals.appeal
    named = {"viewer": applicant, "application_id": str(row.public_id)}
    last = NOW + timedelta(days=30)
    assert code_of(appeal, grounds="สาย", now=last + timedelta(seconds=1), **named) == "APPEAL_TOO_LATE"
    assert code_of(appeal, grounds=" ", now=last, **named) == "GROUNDS_UNREADABLE"

    filed = appeal(grounds="วันลงทะเบียนผิด", now=last, **named)

    assert (filed.application.state, filed.read("grounds")) == ("appealed", "วันลงทะเบียนผิด")
    assert (filed.filed_at, filed.due_on > last.date()) == (last, True)
    assert code_of(appeal, grounds="อีก", now=last, **named) == "APPLICATION_STATE_FORBIDS"
    other = {"viewer": applicant, "application_id": str(draft.public_id)}
    assert code_of(appeal, grounds="ร่าง", now=last, **other) == "APPLICATION_STATE_FORBIDS"
    assert Appeal.objects.count() == 1


def test_what_may_be_done_again_after_withdrawing_a_draft(applicant: Viewer, draft: Application):
    applications.withdraw(viewer=applicant, application_id=str(draft.public_id), now=NOW)

    fresh = begin(applicant)

    assert (fresh.pk != draft.pk, fresh.state) == (True, "draft")


def test_nobody_gets_the_same_benefit_twice(applicant: Viewer, pensioner: Citizen, draft: Application):
    waiting = make_application(pensioner, draft.agency, code="disability_allowance", state="appealed")
    assert code_of(begin, viewer=applicant, code="disability_allowance") == "ALREADY_UNDER_WAY"
    Application.objects.filter(pk=waiting.pk).update(state="appeal_decided", is_granted=False)
    begin(applicant, "disability_allowance")
    granted = make_application(pensioner, draft.agency, code="poor", state="approved")
    right = Entitlement.objects.create(
        application=granted, citizen=pensioner, programme=draft.programme, starts_on=NOW.date(), opened_at=NOW
    )

    assert code_of(send, viewer=applicant, row=draft) == "ALREADY_GRANTED"
    applications.withdraw(viewer=applicant, application_id=str(draft.public_id), now=NOW)
    assert code_of(begin, viewer=applicant) == "ALREADY_GRANTED"
    Entitlement.objects.filter(pk=right.pk).update(state="ended", ends_on=NOW.date())
    assert begin(applicant).pk != draft.pk


def test_whoever_applied_anew_appeals_no_more(applicant: Viewer, pensioner: Citizen, draft: Application):
    appeal = application_appeals.appeal
    fresh = begin(applicant, "disability_allowance")
    applications.withdraw(viewer=applicant, application_id=str(fresh.public_id), now=NOW)
    refused = make_application(pensioner, draft.agency, code="disability_allowance", state="refused")
    make_application(pensioner, draft.agency, code="disability_allowance", state="submitted")

    named = {"application_id": str(refused.public_id), "grounds": "ผิด", "now": NOW}
    assert code_of(appeal, viewer=applicant, **named) == "ALREADY_UNDER_WAY"
    assert Application.objects.get(pk=refused.pk).state == "refused"
