"""What the worker finds about a submitted version: own tests and households decided twice, and the draft's effect."""

import pytest
from django.utils import timezone

from services.models import Agency
from superapp.accounts.viewer import Viewer
from superapp.jobs.models import Job
from superapp.jobs.worker import Until, Worker
from tests.factories import rules as make
from welfare.actions import rule_checks, rule_signing
from welfare.models import RuleVersion, book
from welfare.population import fuzz


@pytest.fixture(scope="session")
def populations(tmp_path_factory):
    """Return the folder in which this run's population is kept."""
    return tmp_path_factory.mktemp("populations")


@pytest.fixture(autouse=True)
def small(settings, populations) -> None:
    """Try few households and persons."""
    settings.RULES_FUZZ_HOUSEHOLDS, settings.RULES_PREVIEW_PERSONS = 60, 2_000
    settings.POPULATIONS_DIR = populations


def test_the_report_of_a_new_programme(author: Viewer, agency: Agency) -> None:
    version = make.run_checks(make.review(author, agency))

    gate = version.gate
    assert (gate["state"], gate["digest"], gate["against"]) == ("passed", version.digest, None)
    tests = gate["tests"]
    assert (tests["count"], tests["failed"], tests["sides"], tests["sides_covered"]) == (6, 0, 6, 6)
    assert (gate["own_tests_in_sql"]["households"], gate["own_tests_in_sql"]["differing"]) == (6, 0)
    assert (gate["fuzz"]["households"], gate["fuzz"]["differing"]) == (60, 0)
    assert set(gate["fuzz"]["verdicts"]) == {"true", "false", "unknown"}
    (effect,) = gate["impact"]["programmes"]
    assert gate["impact"]["persons"] == 2_000
    assert effect["winners"] == effect["entitled"]["reform"] == effect["newly_eligible"] > 100
    assert (effect["losers"], effect["newly_refused"]) == (0, 0)
    assert effect["cost_thb"]["reform"]["none"] == effect["winners"] * 300
    assert gate["charts"]["cost"].startswith("<svg")
    assert gate["charts"]["ages"].startswith("<svg")


def test_the_effect_beside_the_rules_in_force(author: Viewer, approver: Viewer, agency: Agency) -> None:
    make.published(author, approver, agency)
    book.forget()

    version = make.run_checks(make.next_review(author, make.text(amount=400, age=70)))

    (effect,) = version.gate["impact"]["programmes"]
    assert (version.gate["state"], version.gate["against"]) == ("passed", 1)
    assert effect["winners"] > 0
    assert effect["losers"] == effect["newly_refused"] > 0
    assert effect["newly_eligible"] == 0
    assert effect["entitled"]["base"] == effect["entitled"]["reform"] + effect["newly_refused"]
    small = [cell for row in effect["by_province"] for cell in (row["winners"], row["losers"], row["unclear"])]
    assert all(cell is None or cell == 0 or cell >= 10 for cell in small)
    assert None in small
    make.sign(approver, 2)


def test_two_ways_that_differ_fail_the_gate(author: Viewer, approver: Viewer, agency: Agency, monkeypatch) -> None:
    version = make.review(author, agency)
    found = fuzz.Differences(compared=60, differing=2)
    monkeypatch.setattr(fuzz, "fuzz", lambda *arguments, **named: found)

    make.run_checks(version)

    assert version.gate["state"] == "failed"
    assert [one["code"] for one in version.gate["findings"] if one["severity"] == "refusal"] == ["GATE_ENGINES_DIFFER"]
    with pytest.raises(rule_signing.GateNotPassed):
        make.sign(approver)


def test_a_report_on_another_text_or_too_late_is_not_kept(author: Viewer, approver: Viewer, agency: Agency) -> None:
    version = make.review(author, agency)
    before = RuleVersion.objects.get().gate
    late = {"version_id": version.pk, "digest": "0" * 64, "as_of": "2026-11-21"}

    assert rule_checks.keep_report({"state": "passed"}, **late) == "late"
    rule_signing.send_back(viewer=approver, code=make.CODE, number=1, **make.STEP)
    assert rule_checks.keep_report({"state": "passed"}, **late | {"digest": version.digest}) == "late"
    assert RuleVersion.objects.get().gate == before


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_it_and_the_version_can_be_signed(author: Viewer, approver: Viewer, agency: Agency) -> None:
    version = make.review(author, agency)

    Worker(owner="tests", clock=timezone.now).work(Until.IDLE)

    version.refresh_from_db()
    job = Job.objects.get(task="welfare.actions.rule_checks.check_rules")
    assert (job.state, job.result, job.error) == (Job.State.DONE, "passed", "")
    assert version.gate["state"] == "passed"
    assert make.sign(approver).state == "published"
