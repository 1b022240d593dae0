"""By the rules alone: only where the document allows it, and every fact comes from a register."""

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.files.models import IssuedDocument
from superapp.jobs.models import Job
from superapp.people.models import Notice
from tests.factories import applications as make_applications
from tests.factories import money
from welfare.actions import deciding, letters
from welfare.models import Application, Entitlement, book


def test_the_rules_approve_open_what_is_paid_and_tell_the_person(sent: Application, pensioner: Citizen):
    came = deciding.decide_submitted.func(application_id=sent.pk)

    sent.refresh_from_db()
    assert came == "approved"
    assert (sent.state, sent.is_granted, sent.decided_by, sent.outcome_reason) == ("approved", True, None, "")
    assert sent.amount_satang == 70_000
    entitlement = Entitlement.objects.get(application=sent)
    assert (entitlement.citizen_id, entitlement.state) == (pensioner.pk, "active")
    assert [event.kind for event in sent.events.order_by("pk")] == ["started", "submitted", "approved"]
    assert sent.events.get(kind="approved").actor == "system"
    assert Notice.objects.filter(citizen=pensioner, key__contains=":approved:").count() == 1
    assert Job.objects.filter(task=deciding.LETTER_JOB).count() == 1
    assert AuditEvent.objects.filter(action="application.approved").count() == 1


def test_twice_is_once(sent: Application):
    first = deciding.decide_submitted.func(application_id=sent.pk)
    second = deciding.decide_submitted.func(application_id=sent.pk)

    assert (first, second) == ("approved", "gone")
    assert Entitlement.objects.filter(application=sent).count() == 1


def test_without_leave_of_the_document_an_officer_looks(sent: Application):
    rules = book.current()
    told = dict(rules.entries[sent.matter].compiled.document.application) | {"decide": "officer"}
    object.__setattr__(rules.entries[sent.matter].compiled.document, "application", told)

    came = deciding.decide_submitted.func(application_id=sent.pk)

    sent.refresh_from_db()
    object.__setattr__(
        rules.entries[sent.matter].compiled.document, "application", told | {"decide": "straight_through"}
    )
    assert (came, sent.state) == ("queued", "submitted")
    assert Entitlement.objects.count() == 0


def test_who_says_other_than_a_register_is_looked_at_by_an_officer(applicant: Viewer):
    draft = make_applications.begin(applicant)
    rules = book.current()
    make_applications.applications.fill(
        viewer=applicant,
        application_id=str(draft.public_id),
        facts={"in_house_registration": False},
        book=rules,
        now=make_applications.NOW,
    )
    sent = make_applications.send(applicant, draft)

    came = deciding.decide_submitted.func(application_id=sent.pk)

    assert came == "queued"


def test_the_letter_says_what_was_decided_and_is_issued_once(sent: Application, pensioner: Citizen):
    deciding.decide_submitted.func(application_id=sent.pk)
    done = money.run_jobs("welfare.actions.letters")
    number = letters.issue_letter.func(application_id=sent.pk, kind="approved")

    letter = IssuedDocument.objects.get(kind="decision_letter")
    assert (letter.citizen_id, letter.agency_code, letter.amount_satang) == (pensioner.pk, "DLA", 70_000)
    assert letter.matter == f"application:{sent.public_id}"
    assert done == ["issue_letter:done"]
    assert number == letter.number
    assert letter.number.startswith("DL-2569-")
