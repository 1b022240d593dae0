"""Kept decisions: sealed, unchangeable, and made again to the same bytes after the rules have moved on."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.registries.sandbox.wire import SandboxWire
from tests.factories.services import NOW
from welfare.actions import assessments, decisions, rule_loading
from welfare.models import Decision, book
from welfare.models.book import Book
from welfare.rules.programmes import SHIPPED

TODAY = date(2026, 11, 21)
# One programme of each verdict for the pensioner, and one on a day between two of its rates.
BY_VERDICT = {
    "eligible": ("old_age_allowance", TODAY),
    "not_eligible": ("child_support_grant", TODAY),
    "unknown": ("disability_allowance", TODAY),
    "not_encoded": ("swc_electricity", date(2023, 2, 1)),
}


@pytest.fixture
def kept(rules: Book, pensioner: Citizen, pensioner_viewer: Viewer, wire: SandboxWire) -> dict[str, Decision]:
    rows = {}
    for verdict, (code, as_of) in BY_VERDICT.items():
        assessment = assessments.for_viewer(viewer=pensioner_viewer, book=rules, as_of=as_of, now=NOW)
        rows[verdict] = decisions.keep(viewer=pensioner_viewer, assessment=assessment, code=code, now=NOW)
    return rows


def test_each_verdict_is_kept_as_it_was(kept: dict[str, Decision]):
    assert {verdict: row.verdict for verdict, row in kept.items()} == {verdict: verdict for verdict in BY_VERDICT}
    row = kept["eligible"]
    told = json.loads(decisions.record_of(row))
    assert (told["eligible"], told["outputs"], told["semantics"]) == ("true", {"amount": 700}, 1)
    assert b"nationality" not in bytes(row.snapshot_sealed)
    assert decisions.facts_of(row)["birth_date"]["provenance"]["registry"] == "DOPA"
    assert "electricity_bill" not in decisions.facts_of(row)


def test_a_decision_replays_to_the_byte_after_the_rules_have_moved_on(kept: dict[str, Decision], tmp_path: Path):
    before = {verdict: decisions.record_of(row) for verdict, row in kept.items()}
    for file in SHIPPED.glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        if file.stem == "old_age_allowance":
            text = text.replace("a >= 60", "a >= 85").replace("a70: 700", "a70: 7000")
        if file.stem == "disability_allowance":
            text = text.replace("has_disability_card", "not has_disability_card", 1)
        (tmp_path / file.name).write_text(text, encoding="utf-8")
    report = rule_loading.load(tmp_path, now=NOW)
    assert report.codes["changed"] == ["disability_allowance", "old_age_allowance"]
    book.current()

    again = {verdict: decisions.replay(Decision.objects.get(pk=row.pk)) for verdict, row in kept.items()}

    assert again == before


def test_keeping_is_audited_without_a_word_about_the_person(kept: dict[str, Decision], pensioner: Citizen):
    event = AuditEvent.objects.filter(action="decision.keep").latest("pk")

    assert (event.actor, event.object) == (pensioner.public_id, f"decision:{kept['not_encoded'].public_id}")
    assert event.details == {}


@pytest.mark.parametrize("change", [{"verdict": "eligible"}, {"record_digest": "0" * 64}])
def test_the_database_lets_nobody_change_a_decision(kept: dict[str, Decision], change: dict[str, str]):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=kept["unknown"].pk).update(**change)


def test_the_database_lets_nobody_delete_a_decision(kept: dict[str, Decision]):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.filter(pk=kept["unknown"].pk).delete()

    assert Decision.objects.count() == 4
