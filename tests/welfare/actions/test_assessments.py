"""What everybody's programmes say: from registries with consent, from what people tell, and never from a guess."""

from datetime import date, timedelta

import pytest

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.people.models import DataUse
from superapp.refusal import NotFound
from superapp.registries.sandbox.wire import SandboxWire
from tests.factories import people as make
from tests.factories.services import NOW
from tests.welfare.actions.conftest import sample_person
from welfare.actions import assessments, declarations, known_facts
from welfare.models import RegistryAnswer
from welfare.models.book import Book
from welfare.rules.decision import Verdict

TODAY = date(2026, 11, 21)
OLD_AGE = "old_age_allowance"


def assess(viewer: Viewer, rules: Book, **more):
    return assessments.for_viewer(viewer=viewer, book=rules, as_of=TODAY, now=NOW, **more)


def test_a_pensioner_is_entitled_by_what_registries_say(rules: Book, pensioner_viewer: Viewer, wire: SandboxWire):
    assessment = assess(pensioner_viewer, rules)

    decision = assessment.decisions[OLD_AGE]
    assert (decision.verdict, dict(decision.outputs)) == (Verdict.ELIGIBLE, {"amount": 700})
    assert len(assessment.decisions) == 49
    assert assessment.gathered.facts["birth_date"].source == "DOPA"
    assert assessment.gathered.waiting == ()


def test_a_registry_is_asked_once_and_its_answer_kept_sealed(
    rules: Book, pensioner: Citizen, pensioner_viewer: Viewer, wire: SandboxWire
):
    assess(pensioner_viewer, rules)
    asked = list(wire.calls)

    assess(pensioner_viewer, rules)

    assert wire.calls == asked
    row = RegistryAnswer.objects.get(citizen=pensioner, registry="LAO")
    assert b"oaa_registration_date" not in bytes(row.answers_sealed)
    assert row.read()["oaa_registration_date"]["value"] == "2014-11-03"
    assert row.valid_until == NOW + timedelta(days=1)


def test_each_question_is_written_down_for_the_citizen(
    rules: Book, pensioner: Citizen, pensioner_viewer: Viewer, wire: SandboxWire
):
    wire.misbehave("LAO", "slow")

    assess(pensioner_viewer, rules)

    uses = {use.agency_code: use for use in DataUse.objects.filter(citizen=pensioner)}
    assert sorted(uses) == ["CGD", "DOPA", "LAO", "MEA_PEA", "MOF_SWC", "MSDHS", "RD"]
    assert (uses["DOPA"].kind, uses["DOPA"].outcome, uses["LAO"].outcome) == ("fetched", "done", "unavailable")
    assert "birth_date" in uses["DOPA"].facts


@pytest.mark.parametrize("how", ["down", "slow", "broken", "error_in_200", "html", "junk"])
def test_an_outage_is_never_a_no(rules: Book, pensioner_viewer: Viewer, wire: SandboxWire, how: str):
    wire.misbehave("CGD", how)

    assessment = assess(pensioner_viewer, rules)

    # CGD's silence presumes that nobody has a state pension; an outage presumes nothing.
    decision = assessment.decisions[OLD_AGE]
    assert (decision.verdict, decision.reason) == (Verdict.UNKNOWN, "no_state_pension")
    assert decision.ask == ("receives_state_pension", "receives_state_salary", "oaa_recipient_before_2023_08_12")
    assert [one.registry for one in assessment.gathered.waiting] == ["CGD"]


@pytest.mark.parametrize(
    ("how", "verdict"),
    [("day_zero", Verdict.NOT_ELIGIBLE), ("no_date", Verdict.UNKNOWN), ("wrong_year", Verdict.UNKNOWN)],
)
def test_a_spoilt_birth_date_costs_what_rests_on_it_alone(
    rules: Book, pensioner_viewer: Viewer, wire: SandboxWire, how: str, verdict: Verdict
):
    wire.misbehave("DOPA", how)

    assessment = assess(pensioner_viewer, rules)

    assert len(assessment.decisions) == 49
    if how == "no_date":
        # The registry holds none: the date on the card stands in.
        assert assessment.gathered.facts["birth_date"].source == known_facts.IDENTITY
        assert assessment.decisions[OLD_AGE].verdict is Verdict.ELIGIBLE
    elif how == "wrong_year":
        assert [one.reason for one in assessment.gathered.waiting] == ["UNREADABLE"]
    else:
        assert assessment.decisions[OLD_AGE].verdict is verdict


def test_without_consent_nothing_is_asked(rules: Book, wire: SandboxWire):
    citizen = sample_person("farmer")

    assessment = assess(make.viewer_of_person(citizen), rules)

    assert wire.calls == []
    assert "DOPA" in assessment.gathered.not_consented
    assert set(assessment.gathered.facts) == {"birth_date"}


def test_what_a_person_tells_counts_until_a_registry_says_otherwise(
    rules: Book, pensioner: Citizen, pensioner_viewer: Viewer, wire: SandboxWire
):
    declarations.declare(
        viewer=pensioner_viewer,
        citizen=pensioner,
        facts={"water_bill": "300.25", "annual_income": 999_999},
        vocabulary=rules.words,
        now=NOW,
    )

    facts = assess(pensioner_viewer, rules).gathered.facts

    assert (facts["water_bill"].value, facts["water_bill"].level) == ("300.25", "self")
    assert (facts["annual_income"].value, facts["annual_income"].source) == (0, "RD")


def test_a_value_the_vocabulary_refuses_is_reported_and_not_used(
    rules: Book, pensioner: Citizen, pensioner_viewer: Viewer, wire: SandboxWire
):
    declarations.declare(
        viewer=pensioner_viewer, citizen=pensioner, facts={"water_bill": -5}, vocabulary=rules.words, now=NOW
    )

    assessment = assess(pensioner_viewer, rules)

    assert [(one.registry, one.reason, one.facts) for one in assessment.gathered.waiting] == [
        ("SELF", "INVALID", ("water_bill",))
    ]
    assert "water_bill" not in assessment.gathered.facts


def test_nobody_has_no_entitlements(rules: Book, anonymous: Viewer, author: Viewer):
    for viewer in (anonymous, author):
        with pytest.raises(NotFound):
            assess(viewer, rules)


def test_made_up_facts_are_decided_and_kept_nowhere(rules: Book):
    facts = {
        "nationality": "THA",
        "birth_date": "1956-01-01",
        "in_house_registration": True,
        "oaa_registration_date": "2020-01-01",
    }

    assessment = assessments.what_if(book=rules, facts=facts, codes=[OLD_AGE], as_of=TODAY)

    assert dict(assessment.decisions[OLD_AGE].outputs) == {"amount": 700}
    assert list(assessment.decisions) == [OLD_AGE]
    assert assessment.question is None
    assert RegistryAnswer.objects.count() == 0
