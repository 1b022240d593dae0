"""Taking a case, handing it over, asking the applicant; and who may not come near it."""

from datetime import datetime, timedelta

import pytest

from superapp.accounts.models import Citizen, Mandate
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.audit.models import AuditEvent
from superapp.people.models import Notice
from superapp.refusal import NotFound
from tests.factories import people as make_people
from tests.factories import services as make
from welfare.actions import application_answering, application_steps, case_decisions, casework
from welfare.models import Application, InformationRequest, Recusal

NOW = make.NOW


def key(row: Application) -> str:
    return str(row.public_id)


def unchanged(row: Application) -> bool:
    was = (row.state, row.revision, row.assigned_to_id)
    row.refresh_from_db()
    return (row.state, row.revision, row.assigned_to_id) == was


def test_a_case_is_taken_handed_over_and_given_back(sent: Application, clerk: Viewer, chief: Viewer):
    taken = casework.take(viewer=clerk, application_id=key(sent), now=NOW)
    handed = casework.hand_over(viewer=clerk, application_id=key(sent), to=chief.officer, now=NOW)
    back = casework.give_back(viewer=chief, application_id=key(sent), now=NOW)

    assert (taken.state, taken.assigned_to) == ("under_review", clerk.officer)
    assert (handed.state, handed.assigned_to) == ("under_review", chief.officer)
    assert (back.state, back.assigned_to) == ("submitted", None)
    assert [event.kind for event in sent.events.order_by("pk")][2:] == ["taken", "taken", "given_back"]
    assert (
        AuditEvent.objects.filter(stream="DLA", action__in=("application.take", "application.give_back")).count() == 3
    )


def test_taking_it_again_changes_nothing(sent: Application, clerk: Viewer):
    first = casework.take(viewer=clerk, application_id=key(sent), now=NOW)
    second = casework.take(viewer=clerk, application_id=key(sent), now=NOW)

    assert (first.revision, second.revision) == (sent.revision + 1, sent.revision + 1)


def test_nobody_else_finds_the_case(sent: Application, applicant: Viewer, stranger: Viewer, clerk: Viewer):
    for viewer in (ANONYMOUS, applicant, stranger):
        for act in (
            lambda viewer: casework.take(viewer=viewer, application_id=key(sent), now=NOW),
            lambda viewer: casework.give_back(viewer=viewer, application_id=key(sent), now=NOW),
            lambda viewer: casework.recuse(viewer=viewer, application_id=key(sent), because="family", now=NOW),
            lambda viewer: casework.hand_over(viewer=viewer, application_id=key(sent), to=clerk.officer, now=NOW),
            lambda viewer: casework.ask(
                viewer=viewer, application_id=key(sent), question="?", revision=sent.revision, now=NOW
            ),
        ):
            with pytest.raises(NotFound):
                act(viewer)

    assert unchanged(sent)
    assert InformationRequest.objects.count() == Recusal.objects.count() == 0


def test_it_is_not_handed_to_another_agency(sent: Application, clerk: Viewer, stranger: Viewer):
    with pytest.raises(NotFound):
        casework.hand_over(viewer=clerk, application_id=key(sent), to=stranger.officer, now=NOW)

    assert unchanged(sent)


def test_drafts_are_never_at_the_desk(applicant: Viewer, clerk: Viewer, sent: Application):
    draft = Application.objects.create(
        citizen=applicant.citizen, agency=sent.agency, programme=sent.programme, matter="x", opened_at=NOW
    )

    with pytest.raises(NotFound):
        casework.take(viewer=clerk, application_id=key(draft), now=NOW)


def test_an_officer_asks_and_the_applicant_answers(sent: Application, clerk: Viewer, applicant: Viewer):
    asked = casework.ask(
        viewer=clerk,
        application_id=key(sent),
        question="โปรดส่งสำเนาทะเบียนบ้าน",
        facts=["in_house_registration"],
        revision=sent.revision,
        now=NOW,
    )
    request = InformationRequest.objects.get(application=sent)
    answered = application_answering.answer(viewer=applicant, application_id=key(sent), text="แนบแล้ว", now=NOW)

    assert (asked.state, asked.assigned_to) == ("needs_info", clerk.officer)
    assert (request.read("question"), request.facts) == ("โปรดส่งสำเนาทะเบียนบ้าน", ["in_house_registration"])
    assert request.due_on > NOW.date()
    assert Notice.objects.filter(citizen=applicant.citizen, key__contains=":asked:").count() == 1
    assert answered.state == "under_review"
    assert "ทะเบียนบ้าน".encode() not in bytes(request.question_sealed)


@pytest.mark.parametrize("question", ["", "   ", "ก" * 2_001])
def test_a_question_has_words(sent: Application, clerk: Viewer, question: str):
    with pytest.raises(casework.QuestionUnreadable):
        casework.ask(viewer=clerk, application_id=key(sent), question=question, revision=sent.revision, now=NOW)

    assert unchanged(sent)


def test_who_read_an_older_text_does_not_ask(sent: Application, clerk: Viewer):
    casework.take(viewer=clerk, application_id=key(sent), now=NOW)

    with pytest.raises(application_steps.ApplicationChanged):
        casework.ask(viewer=clerk, application_id=key(sent), question="?", revision=sent.revision, now=NOW)


def test_whoever_steps_back_never_sees_the_case_again(sent: Application, clerk: Viewer, chief: Viewer):
    casework.take(viewer=clerk, application_id=key(sent), now=NOW)

    stepped_back = casework.recuse(viewer=clerk, application_id=key(sent), because="dispute", now=NOW)

    assert (stepped_back.state, stepped_back.assigned_to) == ("submitted", None)
    with pytest.raises(casework.ConflictOfInterest) as refused:
        casework.take(viewer=clerk, application_id=key(sent), now=NOW)
    assert refused.value.details["because"] == "dispute"
    with pytest.raises(casework.ConflictOfInterest):
        casework.hand_over(viewer=chief, application_id=key(sent), to=clerk.officer, now=NOW)
    assert casework.take(viewer=chief, application_id=key(sent), now=NOW).assigned_to == chief.officer


@pytest.mark.parametrize("tie", ["self", "helped", "child", "carer"])
def test_nobody_works_on_their_own_or_their_familys_case(
    sent: Application, clerk: Viewer, pensioner: Citizen, tie: str
):
    own = pensioner if tie == "self" else make_people.make_person(41)
    clerk.officer.citizen = own
    clerk.officer.save(update_fields=["citizen"])
    if tie == "helped":
        application_steps.put_in_timeline(sent, "submitted", viewer=make_people.viewer_of_person(own), now=NOW)
    if tie in ("child", "carer"):
        kind = Mandate.Kind.PARENT if tie == "child" else Mandate.Kind.CARER
        agent, principal = (pensioner, own) if tie == "child" else (own, pensioner)
        Mandate.objects.create(
            agent=agent, principal_citizen=principal, kind=kind, state="active", starts_at=NOW, scope_verbs=["view"]
        )

    with pytest.raises(casework.ConflictOfInterest) as refused:
        casework.take(viewer=clerk, application_id=key(sent), now=NOW)

    assert refused.value.details["because"] == ("self" if tie in ("self", "helped") else "family")
    assert unchanged(sent)


def test_whoever_does_not_answer_may_be_refused(sent: Application, clerk: Viewer, chief: Viewer, applicant: Viewer):
    row = casework.ask(
        viewer=clerk, application_id=str(sent.public_id), question="ท่านพักอยู่ที่ใด", revision=sent.revision, now=NOW
    )
    due_on = row.information_requests.get().due_on
    later = NOW + (due_on - NOW.date()) + timedelta(days=1)

    def decide(viewer: Viewer, when: datetime, **more: object) -> Application:
        row.refresh_from_db()
        told = {"is_granted": False, "reason": "not_in_state_home", "words": "ไม่มีคำตอบ"} | more
        return case_decisions.decide(
            viewer=viewer, application_id=str(row.public_id), revision=row.revision, now=when, **told
        )

    for when, more in ((later - timedelta(days=1), {}), (later, {"is_granted": True})):
        with pytest.raises(application_steps.ApplicationStateForbids):
            decide(clerk, when, **more)
    assert decide(clerk, later).proposed_by == clerk.officer
    # An answer after all: the refusal that was proposed without it falls.
    application_answering.answer(viewer=applicant, application_id=str(row.public_id), text="บ้านบางแค", now=later)
    row.refresh_from_db()
    assert (row.state, row.proposed_by, row.proposed_outcome) == ("under_review", None, "")
    casework.ask(viewer=clerk, application_id=str(row.public_id), question="?", revision=row.revision, now=later)
    much_later = later + timedelta(days=60)
    decide(clerk, much_later)

    assert decide(chief, much_later).state == "refused"
