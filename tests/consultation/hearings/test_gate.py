"""The gate: what is missing is named exactly, and days are counted as people count them."""

from datetime import date, datetime, timedelta

import pytest

from consultation.actions import dossiers, hearing_gate, hearing_periods, hearing_steps, hearings, policies
from consultation.models import DraftVersion, Hearing, Justification, PeriodPolicy, RequiredDocument
from superapp.refusal import NotFound
from tests.factories.services import NOW

from . import making

pytestmark = pytest.mark.django_db
BANGKOK = hearing_periods.BANGKOK
KINDS = ("principles", "bill", "subordinate", "evaluation")


def missing(hearing):
    return [point.code for point in hearing_gate.look(hearing, now=NOW).missing]


def refused(act):
    with pytest.raises(hearing_gate.DossierIncomplete) as caught:
        act()
    return caught.value.details["missing"]


@pytest.mark.parametrize(
    ("opens", "closes", "days"),
    [
        (datetime(2026, 6, 1, 0, 0), datetime(2026, 7, 1, 0, 0), 30),
        (datetime(2026, 6, 1, 23, 59), datetime(2026, 6, 15, 0, 1), 15),
        (datetime(2026, 6, 1, 9, 0), datetime(2026, 6, 1, 9, 1), 1),
        (datetime(2026, 6, 1, 9, 0), datetime(2026, 6, 2, 0, 0), 1),
        (datetime(2026, 12, 25, 0, 0), datetime(2027, 1, 9, 0, 0), 15),
    ],
)
def test_days_are_inclusive_days_in_bangkok(opens, closes, days):
    opens_at, closes_at = opens.replace(tzinfo=BANGKOK), closes.replace(tzinfo=BANGKOK)

    assert hearing_periods.days_of(opens_at, closes_at) == days
    # The same instants, told in UTC, are the same days.
    assert hearing_periods.days_of(opens_at.astimezone(None), closes_at.astimezone(None)) == days


def test_days_left_count_today_until_the_last_instant():
    closes_at = datetime(2026, 7, 1, 0, 0, tzinfo=BANGKOK)

    left = [
        hearing_periods.days_left(closes_at, closes_at - before)
        for before in (timedelta(days=2), timedelta(seconds=1), timedelta(0), -timedelta(days=3))
    ]

    assert left == [2, 1, 0, 0]


def test_an_empty_draft_lacks_exactly_what_its_kind_requires(version):
    needed = {
        "principles": ["problem", "need", "principles", "affected", "points", "plain"],
        "bill": [
            "problem",
            "need",
            "principles",
            "affected",
            "impact",
            "points",
            "plain",
            "permits",
            "committees",
            "discretion",
            "penalties",
        ],
        "subordinate": [
            "problem",
            "need",
            "principles",
            "affected",
            "points",
            "plain",
            "permits",
            "committees",
            "discretion",
        ],
        "evaluation": ["evaluation_data", "affected", "points", "plain"],
    }

    found = {kind: missing(making.draft(None, version, kind=kind, code=f"hearing-{kind}")) for kind in KINDS}

    assert found == needed


def test_each_document_taken_away_is_the_one_that_is_missing(version):
    hearing = making.draft(None, version)
    making.fill(None, hearing)
    assert missing(making.fresh(hearing)) == []
    points = [point for point in hearing_gate.look(making.fresh(hearing), now=NOW).points if point.how]
    assert {point.code: point.how for point in points} == {
        **dict.fromkeys(("problem", "need", "principles", "affected", "impact", "plain"), "document"),
        **dict.fromkeys(making.CONDITIONAL, "waiver"),
        "draft_text": "version",
        "points": "questions",
    }

    for kind in ("problem", "need", "principles", "affected", "impact", "plain"):
        document = hearing.documents.get(kind=kind)
        dossiers.remove(viewer=None, code=hearing.code, kind=kind, now=NOW)

        found = refused(lambda: hearing_steps.make_ready(viewer=None, code=hearing.code, now=NOW))

        assert found == [kind]
        dossiers.write(viewer=None, code=hearing.code, kind=kind, title=document.title, text=document.text, now=NOW)
    for kind in making.CONDITIONAL:
        dossiers.unwaive(viewer=None, code=hearing.code, kind=kind, now=NOW)
    assert missing(making.fresh(hearing)) == list(making.CONDITIONAL)


def test_a_draft_that_was_not_published_and_days_that_were_not_set_are_named(version):
    unpublished = DraftVersion.objects.create(law=version.law, number=2, created_at=NOW)
    hearing = making.draft(None, unpublished, opens_at=None, closes_at=None)
    making.fill(None, hearing, without=("problem", "points"))

    assert missing(making.fresh(hearing)) == ["days", "version", "problem", "draft_text", "points"]


def test_without_a_policy_nothing_is_announced(version):
    PeriodPolicy.objects.filter(kind="bill").update(valid_to=NOW.date())
    hearing = making.draft(None, version)
    making.fill(None, hearing)

    assert refused(lambda: hearing_steps.make_ready(viewer=None, code=hearing.code, now=NOW)) == ["policy"]


@pytest.mark.parametrize(("days", "passes"), [(14, False), (15, True), (16, True)])
def test_the_period_is_measured_against_the_policy(version, days, passes):
    hearing = making.draft(None, version, days=days)
    making.fill(None, hearing)

    if passes:
        assert hearing_steps.make_ready(viewer=None, code=hearing.code, now=NOW).state == "ready"
        return
    with pytest.raises(hearing_gate.PeriodTooShort) as caught:
        hearing_steps.make_ready(viewer=None, code=hearing.code, now=NOW)
    assert caught.value.details == {"days": 14, "minimum": 15}
    assert making.fresh(hearing).state == "draft"


def test_a_shorter_period_needs_an_approvers_justification_which_is_published(author, approver, head, version):
    hearing = making.draft(author, version, days=7)
    making.fill(author, hearing)
    told = {"code": hearing.code, "reason": "urgent", "text_th": "กฎหมายแม่บทมีผลใช้บังคับในเดือนหน้า", "now": NOW}
    with pytest.raises(NotFound):
        dossiers.justify(viewer=author, **told)
    assert not Justification.objects.exists()

    dossiers.justify(viewer=approver, **told)
    hearing_steps.make_ready(viewer=author, code=hearing.code, now=NOW)
    hearing_steps.announce(viewer=approver, code=hearing.code, now=NOW)

    justification = Justification.objects.get()
    assert (justification.days, justification.approver, justification.published_at) == (7, approver.officer, NOW)


def test_a_justification_holds_for_no_fewer_days_than_were_approved(author, approver, version):
    hearing = making.draft(author, version, days=7)
    making.fill(author, hearing)
    dossiers.justify(viewer=approver, code=hearing.code, reason="urgent", text_th="จำเป็นเร่งด่วน", now=NOW)
    revision = making.fresh(hearing).revision
    hearings.revise(viewer=author, code=hearing.code, revision=revision, plan=making.plan(6), now=NOW)

    with pytest.raises(hearing_gate.PeriodTooShort):
        hearing_steps.make_ready(viewer=author, code=hearing.code, now=NOW)


def test_a_hearing_whose_opening_has_passed_is_not_announced(author, approver, version):
    hearing = making.ready(author, version)

    with pytest.raises(hearing_gate.OpensTooSoon):
        hearing_steps.announce(viewer=approver, code=hearing.code, now=hearing.opens_at)

    assert (making.fresh(hearing).state, making.fresh(hearing).announced_at) == ("ready", None)


def test_the_gate_asks_again_when_it_is_announced(author, approver, version):
    hearing = making.ready(author, version)
    RequiredDocument.objects.create(
        hearing_kind="bill", document_kind="evaluation_data", position=99, valid_from=date(2026, 1, 1)
    )

    found = refused(lambda: hearing_steps.announce(viewer=approver, code=hearing.code, now=NOW))

    assert found == ["evaluation_data"]
    assert not Hearing.objects.public().exists()


def test_advice_holds_nobody_up(version):
    hearing = making.draft(None, version, days=20)
    making.fill(None, hearing)

    gate = hearing_gate.look(making.fresh(hearing), now=NOW)

    assert [point.code for point in gate.advice] == ["stakeholders", "recommended"]
    assert (gate.is_passed, gate.days, gate.minimum_days, gate.recommended_days) == (True, 20, 15, 30)


def test_policies_load_twice_without_effect_and_never_claim_to_be_law(db):
    first = policies.load()

    again = policies.load()

    assert first == {"added": 4 + 7 + 12 + 10 + 5}
    assert again == {"unchanged": 38}
    assert set(PeriodPolicy.objects.values_list("minimum_days", flat=True)) == {15}
    assert dict(PeriodPolicy.objects.values_list("kind", "recommended_days")) == {
        "principles": 30,
        "bill": 30,
        "subordinate": 15,
        "evaluation": 30,
    }
    assert not PeriodPolicy.objects.filter(rank="law").exists()


def test_a_policy_file_that_cannot_be_used_changes_nothing(db, tmp_path):
    policies.load()
    bad = tmp_path / "policies.yaml"
    bad.write_text("periods: [{kind: bills, rank: house, valid_from: 2026-01-01}]\ndocuments: {}\n", encoding="utf-8")

    with pytest.raises(policies.PolicyFault, match="found 'bills', expected one of principles, bill"):
        policies.load(bad)

    assert PeriodPolicy.objects.count() == 4
