"""Officers decide: alone or two, one or many, and again on appeal."""

import pytest

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.jobs.models import Job
from superapp.people.models import Notice
from superapp.refusal import NotFound
from tests.factories import services as make
from welfare.actions import application_appeals, case_decisions, casework, deciding
from welfare.models import Application, Decision, Entitlement

NOW = make.NOW
AGE, WORDS = "age_60_on_anchor", "อายุยังไม่ครบตามหลักเกณฑ์"


def decide(viewer: Viewer, row: Application, is_granted: bool = True, **more: object) -> Application:
    row.refresh_from_db()
    return case_decisions.decide(
        viewer=viewer,
        application_id=str(row.public_id),
        is_granted=is_granted,
        revision=row.revision,
        now=NOW,
        **more,  # type: ignore[arg-type]
    )


def test_an_officer_grants_what_the_rules_advise(sent: Application, clerk: Viewer, pensioner: Citizen):
    row = decide(clerk, sent)

    assert (row.state, row.is_granted, row.decided_by, row.amount_satang) == ("approved", True, clerk.officer, 70_000)
    assert Entitlement.objects.get(application=row).citizen_id == pensioner.pk
    assert row.decision_id == Decision.objects.order_by("-pk").values_list("pk", flat=True).first()
    assert Job.objects.filter(task=deciding.LETTER_JOB).count() == 1
    assert Notice.objects.filter(citizen=pensioner, key__contains=":approved:").count() == 1


def test_against_the_advice_two_have_to_agree(sent: Application, clerk: Viewer, chief: Viewer, pensioner: Citizen):
    proposed = decide(clerk, sent, is_granted=False, reason=AGE, words=WORDS)
    assert (proposed.state, proposed.proposed_by, proposed.proposed_outcome) == (
        "under_review",
        clerk.officer,
        "refused",
    )
    with pytest.raises(case_decisions.SecondOfficerNeeded):
        decide(clerk, sent, is_granted=False)

    done = decide(chief, sent, is_granted=False)

    assert (done.state, done.decided_by, done.outcome_reason) == ("refused", chief.officer, AGE)
    assert done.read("words") == WORDS
    assert Entitlement.objects.count() == 0
    assert Notice.objects.filter(citizen=pensioner, key__contains=":refused:").count() == 1


@pytest.mark.parametrize(
    ("reason", "words"),
    [("", WORDS), (AGE, "  "), ("no_such", WORDS), (AGE, "ก" * 4_001)],
)
def test_a_refusal_names_the_requirement_and_says_why(sent: Application, clerk: Viewer, reason: str, words: str):
    with pytest.raises(case_decisions.ReasonNeeded):
        decide(clerk, sent, is_granted=False, reason=reason, words=words)

    sent.refresh_from_db()
    assert (sent.state, sent.proposed_by) == ("submitted", None)


def test_nobody_else_decides(sent: Application, applicant: Viewer, stranger: Viewer):
    for viewer in (ANONYMOUS, applicant, stranger):
        with pytest.raises(NotFound):
            decide(viewer, sent)

    sent.refresh_from_db()
    assert sent.state == "submitted"
    assert Entitlement.objects.count() == 0


def test_many_at_once_each_for_itself(sent: Application, clerk: Viewer, applicant: Viewer):
    gone = "2b1c1f0e-0000-4000-8000-000000000000"

    outcomes = case_decisions.decide_many(
        viewer=clerk,
        cases=[(str(sent.public_id), sent.revision), (gone, 1), (str(sent.public_id), sent.revision)],
        is_granted=True,
        reason="",
        words="",
        now=NOW,
    )

    assert [one.refusal.code if one.refusal else None for one in outcomes] == [None, "NOT_FOUND", "APPLICATION_CHANGED"]
    assert Entitlement.objects.count() == 1
    with pytest.raises(NotFound):
        case_decisions.decide_many(viewer=clerk, cases=[(gone, 1)] * 201, is_granted=True, reason="", words="", now=NOW)


def test_an_appeal_is_decided_by_somebody_else_and_gives_what_was_refused(
    sent: Application, clerk: Viewer, chief: Viewer, applicant: Viewer
):
    decide(clerk, sent, is_granted=False, reason=AGE, words=WORDS)
    decide(chief, sent, is_granted=False)
    application_appeals.appeal(viewer=applicant, application_id=str(sent.public_id), grounds="เกิดปี 2498", now=NOW)
    head = make.viewer_of_officer(make.make_officer("head", (sent.agency, "head"), name_th="วนิดา ใจกว้าง"))
    sent.refresh_from_db()
    for viewer in (clerk, chief):
        with pytest.raises(case_decisions.SecondOfficerNeeded):
            upheld(viewer, sent)
    casework.take(viewer=head, application_id=str(sent.public_id), now=NOW)
    sent.refresh_from_db()

    done = upheld(head, sent)

    assert (done.state, done.is_granted, done.amount_satang) == ("appeal_decided", True, 70_000)
    assert (done.appeal.decided_by, done.appeal.is_upheld) == (head.officer, True)
    assert Entitlement.objects.filter(application=sent).count() == 1
    letters = Job.objects.filter(task=deciding.LETTER_JOB).values_list("kwargs", flat=True)
    assert {one["kind"] for one in letters} == {"refused", "appeal_upheld"}
    assert len(letters) == 2


def upheld(viewer: Viewer, row: Application) -> Application:
    return case_decisions.decide_appeal(
        viewer=viewer,
        application_id=str(row.public_id),
        is_upheld=True,
        words="อุทธรณ์ฟังขึ้น",
        revision=row.revision,
        now=NOW,
    )
