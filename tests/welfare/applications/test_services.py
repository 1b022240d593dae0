"""Applying for a service of the catalogue: a telephone number, a purpose, and the documents it lists."""

from datetime import date
from typing import Any

import pytest

from services.models import Service
from superapp.accounts.viewer import SignIn, Viewer
from superapp.refusal import Refusal
from tests.factories import people
from tests.factories import services as make_services
from tests.factories.applications import begin_service, send
from tests.factories.services import NOW
from welfare.actions import applications
from welfare.actions.application_form import documents_of
from welfare.models import Application, book


@pytest.fixture
def me(db: None) -> Viewer:
    return people.viewer_of_person(people.make_person(1))


def fill(viewer: Viewer, row: Application, **told: Any) -> Application:
    return applications.fill(viewer=viewer, application_id=str(row.public_id), book=book.current(), now=NOW, **told)


def code_of(act: Any, *args: Any, **named: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act(*args, **named)
    return caught.value.code


def test_a_service_wants_to_know_whom_to_call_and_what_for(service: Service, me: Viewer):
    row = begin_service(me)
    assert [one["th"] for one in documents_of(row, None)] == ["ทะเบียนบ้าน"]
    assert code_of(send, me, row) == "APPLICATION_INCOMPLETE"
    fill(me, row, phone="081-234-5678")
    assert code_of(send, me, row) == "APPLICATION_INCOMPLETE"
    fill(me, row, purpose=" ทำบัตรใหม่ ")

    sent = send(me, row)

    kept = Application.objects.get(pk=sent.pk)
    assert (kept.number, kept.state, kept.decision_id) == ("WA-2569-000001", "submitted", None)
    # The catalogue promises one working day; Saturday's application is decided on Monday.
    assert kept.due_on == date(2026, 11, 23)
    assert (kept.agency.code, kept.payout_sealed) == ("DOPA", None)
    assert begin_service(me).pk != row.pk
    assert begin_service(me).pk == begin_service(me).pk


def test_facts_and_accounts_are_no_matter_of_a_service(service: Service, me: Viewer):
    row = begin_service(me)

    assert code_of(fill, me, row, facts={"sex": "female"}) == "FACT_NOT_ASKED"
    assert code_of(fill, me, row, not_known=["sex"]) == "FACT_NOT_ASKED"


def test_only_what_is_published_and_applied_for_can_be_begun(author: Viewer, approver: Viewer, me: Viewer):
    make_services.make_published(author, approver, "about-cards", kind="information")
    make_services.make_draft(author, "secret")

    assert code_of(begin_service, me, "about-cards") == "NOT_OPEN_FOR_APPLICATIONS"
    assert code_of(begin_service, me, "secret") == "NOT_FOUND"
    assert code_of(begin_service, author, "about-cards") == "NOT_FOUND"
    assert Application.objects.count() == 0


def test_a_service_may_ask_for_a_surer_sign_in(author: Viewer, approver: Viewer, me: Viewer):
    make_services.make_published(author, approver, "sure", login="verified", minimum_assurance="2.3")
    unsure = people.viewer_of_person(me.citizen, ial="2.1", provider="morprom") if me.citizen else me
    assert unsure.sign_in == SignIn("morprom", "2.1", NOW, "test-session")

    assert code_of(begin_service, unsure, "sure") == "STEP_UP_REQUIRED"
    row = begin_service(me, "sure")
    fill(me, row, phone="021234567", purpose="ก")
    assert code_of(send, unsure, row) == "STEP_UP_REQUIRED"
    assert send(me, row).state == "submitted"
