"""Applying for a programme: begun with what registries know, only the rest asked, sent once with a promised day."""

from datetime import date
from typing import Any

import pytest

from superapp.accounts.models import Citizen, RequestKey
from superapp.accounts.viewer import Viewer
from superapp.api.ids import global_id
from superapp.audit.models import AuditEvent
from superapp.jobs.models import Job
from superapp.people.models import Notice
from superapp.refusal import Refusal
from tests.factories import people
from tests.factories.applications import a_key, begin, make_upload, send
from tests.factories.services import NOW
from tests.welfare.actions.conftest import consent, sample_person
from welfare.actions import application_answers, application_evidence, application_payout, applications, decisions
from welfare.actions.application_beside import AlreadyUnderWay
from welfare.actions.application_form import Form, form_of
from welfare.models import Application, ApplicationEvent, Decision, EvidenceFile, book

TODAY = NOW.date()


def form(row: Application) -> Form:
    row.refresh_from_db()
    proved = EvidenceFile.objects.proving(row)
    return form_of(row, application_answers.read(row), book=book.current(), proved=proved, as_of=TODAY)


def refused(act: Any, **named: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refusal) as caught:
        act(**named)
    return caught.value.code, caught.value.path


def fill(viewer: Viewer, row: Application, **told: Any) -> Application:
    return applications.fill(viewer=viewer, application_id=str(row.public_id), book=book.current(), now=NOW, **told)


def steps_of(row: Application) -> list[tuple[str, str, str, str]]:
    rows = ApplicationEvent.objects.filter(application=row).order_by("pk")
    return [(one.kind, one.from_state, one.to_state, one.actor) for one in rows]


@pytest.fixture
def reticent(rules: book.Book) -> Citizen:
    """Return a pensioner who lets nobody ask the municipality, which knows since when they are registered."""
    citizen = sample_person("pensioner")
    consent(citizen, "DOPA", "CGD", "MSDHS")
    return citizen


def test_a_draft_begins_with_what_registries_know(draft: Application, pensioner: Citizen):
    answers, asked = application_answers.read(draft), form(draft)

    assert {name: (one.value, one.level, one.source) for name, one in answers.found.facts.items()} == {
        "birth_date": ("1955-03-14", "registry", "DOPA"),
        "in_house_registration": (True, "registry", "DOPA"),
        "nationality": ("THA", "registry", "DOPA"),
        "oaa_recipient_before_2023_08_12": (True, "registry", "CGD"),
        "oaa_registration_date": ("2014-11-03", "registry", "LAO"),
        "receives_state_pension": (False, "registry", "CGD"),
    }
    assert (asked.missing, asked.to_prove, asked.lacks, asked.question) == ((), (), (), None)
    assert application_payout.read(draft) == application_payout.Payout(
        "promptpay_cid", "applicant", pensioner.public_id
    )
    assert (draft.state, draft.number, draft.agency.code) == ("draft", None, "DLA")
    assert b"1955" not in bytes(draft.answers_sealed or b"")


def test_what_was_sent_has_a_number_a_day_a_decision_and_a_job(applicant: Viewer, draft: Application):
    row = send(applicant, draft)

    kept = Application.objects.select_related("decision").get(pk=row.pk)
    assert (kept.state, kept.number, kept.submitted_at) == ("submitted", "WA-2569-000001", NOW)
    assert kept.due_on == date(2027, 1, 7)
    assert kept.decision is not None
    assert (kept.decision.stage, kept.decision.verdict, kept.decision.as_of) == ("apply", "eligible", TODAY)
    assert decisions.replay(kept.decision) == decisions.record_of(kept.decision)
    job = Job.objects.get(task="welfare.actions.deciding.decide_submitted")
    assert job.kwargs == {"application_id": row.pk}
    assert steps_of(row) == [
        ("started", "", "draft", applicant.actor),
        ("submitted", "draft", "submitted", applicant.actor),
    ]
    event = AuditEvent.objects.get(action="application.submit")
    assert (event.stream, event.object) == ("DLA", f"application:{row.public_id}")
    notice = Notice.objects.get(topic="welfare.application")
    assert notice.texts["title_th"] == "รับคำขอแล้ว: เบี้ยยังชีพผู้สูงอายุ"
    assert "WA-2569-000001" in notice.texts["body_en"]
    assert (notice.link, notice.matter) == (global_id("app", str(row.public_id)), "old_age_allowance")


def test_beginning_again_gives_the_same_draft_and_then_says_it_is_under_way(applicant: Viewer, draft: Application):
    again = begin(applicant)
    send(applicant, again)

    with pytest.raises(AlreadyUnderWay) as caught:
        begin(applicant)

    assert (again.pk, caught.value.details) == (draft.pk, {"number": "WA-2569-000001"})
    assert Application.objects.count() == 1


def test_only_what_matters_and_nobody_knows_is_asked_and_proved(reticent: Citizen):
    viewer = people.viewer_of_person(reticent)
    row = begin(viewer)
    assert form(row).missing == ("oaa_registration_date",)
    assert form(row).question.facts == ("oaa_registration_date",)
    assert refused(send, viewer=viewer, row=row)[0] == "APPLICATION_INCOMPLETE"

    fill(viewer, row, facts={"oaa_registration_date": "2020-01-20"})
    assert (form(row).missing, form(row).to_prove) == ((), ("oaa_registration_date",))
    assert refused(send, viewer=viewer, row=row)[0] == "APPLICATION_INCOMPLETE"
    application_evidence.attach(
        viewer=viewer,
        application_id=str(row.public_id),
        upload_id=str(make_upload(viewer).public_id),
        document=None,
        facts=["oaa_registration_date"],
        book=book.current(),
        now=NOW,
    )
    assert form(row).to_prove == ()

    row = send(viewer, row)

    facts = decisions.facts_of(Decision.objects.get(pk=row.decision_id))
    assert (facts["oaa_registration_date"]["level"], facts["oaa_registration_date"]["source"]) == ("document", "SELF")
    assert (facts["birth_date"]["level"], row.state) == ("registry", "submitted")


def test_what_a_person_can_neither_tell_nor_prove_is_left_to_an_officer(reticent: Citizen):
    viewer = people.viewer_of_person(reticent)
    row = begin(viewer)

    fill(viewer, row, not_known=["oaa_registration_date"])
    row = send(viewer, row)

    assert Decision.objects.get(pk=row.decision_id).verdict == "unknown"


def test_a_silent_registry_is_waited_for_and_keeps_nobody_from_applying(
    pensioner: Citizen, applicant: Viewer, wire: Any
):
    wire.misbehave("LAO", "down")

    row = begin(applicant)

    assert [one.registry for one in application_answers.read(row).found.waiting] == ["LAO"]
    assert (form(row).missing, form(row).question) == ((), None)
    row = send(applicant, row)
    assert Decision.objects.get(pk=row.decision_id).verdict == "unknown"


def test_a_registry_counts_before_the_person_and_the_difference_is_kept(applicant: Viewer, draft: Application):
    fill(applicant, draft, facts={"oaa_registration_date": "2026-11-20"})

    row = send(applicant, draft)

    answers = application_answers.read(Application.objects.get(pk=row.pk))
    assert answers.differing == ("oaa_registration_date",)
    assert Decision.objects.get(pk=row.decision_id).verdict == "eligible"


@pytest.mark.parametrize("same", [{"be": "2557-11-03"}, "2014-11-03"])
def test_the_same_said_in_other_words_is_no_difference(same: Any, applicant: Viewer, draft: Application):
    fill(applicant, draft, facts={"oaa_registration_date": same})

    assert application_answers.read(Application.objects.get(pk=draft.pk)).differing == ()


def test_wrong_answers_are_refused_and_change_nothing(applicant: Viewer, draft: Application):
    sealed = bytes(draft.answers_sealed or b"")

    assert refused(fill, viewer=applicant, row=draft, facts={"birth_date": "2026-02-30"}) == (
        "FACT_INVALID",
        ("facts", "birth_date"),
    )
    assert refused(fill, viewer=applicant, row=draft, facts={"annual_income": "1"}) == (
        "FACT_NOT_ASKED",
        ("facts", "annual_income"),
    )
    assert refused(fill, viewer=applicant, row=draft, phone="12345")[0] == "PHONE_UNREADABLE"
    assert refused(fill, viewer=applicant, row=draft, purpose="ก" * 2_001)[0] == "PURPOSE_TOO_LONG"
    assert refused(fill, viewer=applicant, row=draft, facts={}, revision=7)[0] == "APPLICATION_CHANGED"

    draft.refresh_from_db()
    assert (bytes(draft.answers_sealed or b""), draft.revision) == (sealed, 1)


def test_the_same_key_answers_with_the_first_and_is_refused_for_another(applicant: Viewer, draft: Application):
    key = a_key()

    first, again = send(applicant, draft, key=key), send(applicant, draft, key=key)

    assert (again.pk, again.number, again.revision) == (first.pk, "WA-2569-000001", first.revision)
    assert RequestKey.objects.get(operation="submitApplication").result == str(draft.public_id)
    assert refused(send, viewer=applicant, row=draft) == ("APPLICATION_STATE_FORBIDS", ())
    other = begin(applicant, "disability_allowance")
    assert refused(send, viewer=applicant, row=other, key=key)[0] == "IDEMPOTENCY_KEY_REUSED"
    assert refused(send, viewer=applicant, row=other, key="short")[0] == "IDEMPOTENCY_KEY_MALFORMED"
    other.refresh_from_db()
    assert (other.state, other.number, RequestKey.objects.count()) == ("draft", None, 1)
    assert (Job.objects.filter(task__endswith="decide_submitted").count(), Decision.objects.count()) == (1, 1)


def test_withdrawing_is_for_what_is_not_decided_yet(applicant: Viewer, sent: Application):
    row = applications.withdraw(viewer=applicant, application_id=str(sent.public_id), now=NOW)
    again = applications.withdraw(viewer=applicant, application_id=str(sent.public_id), now=NOW)

    assert (row.state, again.revision) == ("withdrawn", row.revision)
    assert steps_of(sent)[-1] == ("withdrawn", "submitted", "withdrawn", applicant.actor)
    fresh = send(applicant, begin(applicant))
    assert fresh.number == "WA-2569-000002"
    Application.objects.filter(pk=fresh.pk).update(state="approved")
    withdraw = applications.withdraw
    code, _ = refused(withdraw, viewer=applicant, application_id=str(fresh.public_id), now=NOW)
    assert code == "APPLICATION_STATE_FORBIDS"


def test_numbers_begin_anew_each_year_and_have_no_gaps(applicant: Viewer, draft: Application):
    from datetime import timedelta

    from welfare.actions.application_numbers import next_number

    new_year = NOW.replace(year=2027, month=1, day=1)
    found = [next_number(now=NOW), next_number(now=NOW), next_number(now=new_year), next_number(now=NOW)]

    assert found == ["WA-2569-000001", "WA-2569-000002", "WA-2570-000001", "WA-2569-000003"]
    # Midnight is Bangkok's.
    assert next_number(now=new_year - timedelta(hours=10, seconds=1)) == "WA-2569-000004"


def test_an_organisation_applies_through_its_director(rules: book.Book):
    director, firm = people.make_person(5), people.make_organisation(1)
    mandate = people.make_mandate(director, firm)
    from dataclasses import replace

    viewer = replace(people.viewer_of_person(director), mandate=mandate)

    row = begin(viewer, "osmep_bds")

    assert (row.organisation, row.citizen, row.agency.code) == (firm, None, "OSMEP")
    assert application_answers.read(row).found.facts["business_registered"].value is True
    assert refused(begin, viewer=viewer, code="old_age_allowance")[0] == "NOT_OPEN_FOR_APPLICATIONS"
    assert refused(begin, viewer=people.viewer_of_person(director), code="osmep_bds")[0] == "NOT_OPEN_FOR_APPLICATIONS"
    assert refused(begin_unknown, viewer=viewer)[0] == "NOT_FOUND"


def begin_unknown(viewer: Viewer) -> Application:
    from welfare.actions.application_prefill import Prefill

    return applications.start(
        viewer=viewer, code="no_such", is_service=False, prefill=Prefill(), book=book.current(), now=NOW
    )
