"""Tell me first: who is looked at, what they are told, and that they are told it once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.jobs.models import Job
from superapp.people.models import Consent, Notice
from superapp.registries.sandbox.wire import SandboxWire
from tests.factories.services import NOW
from welfare.actions import assessments, known_facts, rule_loading, telling
from welfare.models import EntitlementMark, RegistryAnswer, book
from welfare.models.book import Book
from welfare.rules.programmes import SHIPPED

# The winter before the pensioner turns eighty.
TODAY = date(2034, 11, 21)


@pytest.fixture
def marked(rules: Book, pensioner: Citizen, pensioner_viewer: Viewer, wire: SandboxWire) -> EntitlementMark:
    """Return the mark of the pensioner, who has just seen their entitlements."""
    assessment = assessments.for_viewer(viewer=pensioner_viewer, book=rules, as_of=TODAY, now=NOW)
    telling.remember(assessment)
    return EntitlementMark.objects.get()


@pytest.fixture
def moved_on(tmp_path: Path) -> Iterator[Path]:
    """Return a folder of rules as shipped, to be changed and loaded."""
    for file in SHIPPED.glob("*.yaml"):
        (tmp_path / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    yield tmp_path
    book.forget()


def look(citizen: Citizen, as_of: date) -> None:
    """Look at a citizen as the job does: first reading and asking, then writing."""
    found = telling.look_again.func(citizen_id=citizen.pk, as_of=as_of.isoformat())
    telling.store_look(found, citizen_id=citizen.pk, as_of=as_of.isoformat())


def test_the_mark_is_sealed_and_knows_the_next_day(marked: EntitlementMark):
    assert b"old_age" not in bytes(marked.answers_sealed)
    assert marked.read()["old_age_allowance"] == {"verdict": "true", "amount": "700"}
    assert (marked.seen_on, marked.due_on) == (TODAY, date(2035, 4, 1))


def test_nobody_is_looked_at_before_their_day(marked: EntitlementMark):
    assert list(telling.due(as_of=TODAY, version=book.version(), now=NOW + timedelta(hours=2))) == []


@pytest.mark.parametrize("why", ["day", "rules", "answers"])
def test_who_may_have_changed_is_looked_at(marked: EntitlementMark, why: str):
    as_of, version, now = TODAY, book.version(), NOW
    if why == "day":
        assert marked.due_on is not None
        as_of = marked.due_on
    elif why == "rules":
        version += 1
    else:
        as_of, now = TODAY + timedelta(days=7), NOW + timedelta(days=7)

    assert list(telling.due(as_of=as_of, version=version, now=now)) == [marked.citizen_id]


def test_a_birthday_raises_the_amount_and_is_told_once(marked: EntitlementMark, pensioner: Citizen):
    eightieth = date(2035, 4, 2)

    look(pensioner, eightieth)
    look(pensioner, eightieth)

    notices = Notice.objects.filter(key__contains="old_age_allowance")
    assert [(one.topic, one.key) for one in notices] == [
        ("welfare.entitlement", "entitlement:old_age_allowance:2035-04-02:true:800")
    ]
    assert EntitlementMark.objects.get().read()["old_age_allowance"]["amount"] == "800"


def test_new_rules_are_told(marked: EntitlementMark, pensioner: Citizen, moved_on: Path):
    file = moved_on / "old_age_allowance.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("a >= 60", "a >= 85"), encoding="utf-8")
    rule_loading.load(moved_on, now=NOW)

    look(pensioner, TODAY)

    assert [one.key for one in Notice.objects.all()] == ["entitlement:old_age_allowance:2034-11-21:false:None"]


def test_a_new_programme_is_told(marked: EntitlementMark, pensioner: Citizen, moved_on: Path):
    text = (moved_on / "old_age_allowance.yaml").read_text(encoding="utf-8")
    (moved_on / "second_allowance.yaml").write_text(
        text.replace("code: old_age_allowance", "code: second_allowance"), encoding="utf-8"
    )
    rule_loading.load(moved_on, now=NOW)

    look(pensioner, TODAY)

    assert [one.key for one in Notice.objects.all()] == ["entitlement:second_allowance:2034-11-21:true:700"]


def test_a_new_registry_fact_is_told(marked: EntitlementMark, pensioner: Citizen, wire: SandboxWire, monkeypatch):
    RegistryAnswer.objects.update(valid_until=NOW)
    told = known_facts.ask

    def with_pension(plan, *, now):
        answers = told(plan, now=now)
        answers["CGD"]["receives_state_pension"] = {**answers["CGD"]["oaa_recipient_before_2023_08_12"], "value": True}
        answers["CGD"]["oaa_recipient_before_2023_08_12"]["value"] = False
        return answers

    monkeypatch.setattr(known_facts, "ask", with_pension)

    look(pensioner, TODAY)

    assert [one.key for one in Notice.objects.all()] == ["entitlement:old_age_allowance:2034-11-21:false:None"]


def test_an_outage_is_not_told_as_a_change(marked: EntitlementMark, pensioner: Citizen, wire: SandboxWire):
    RegistryAnswer.objects.update(valid_until=NOW)
    wire.misbehave("CGD", "down")
    wire.misbehave("LAO", "html")

    look(pensioner, TODAY)
    assert Notice.objects.count() == 0

    wire.misbehave("CGD", None)
    wire.misbehave("LAO", None)
    look(pensioner, TODAY)
    assert Notice.objects.count() == 0


def test_the_nightly_job_enqueues_each_once(marked: EntitlementMark):
    assert marked.due_on is not None
    slot = datetime.combine(marked.due_on, datetime.min.time(), timezone.get_default_timezone()) + timedelta(hours=5)

    counts = [telling.look_at_entitlements.func(slot=slot.isoformat()) for _ in range(2)]

    assert counts == [1, 1]
    assert Job.objects.filter(task__endswith="look_again").count() == 1


def test_an_erased_citizen_is_let_be(marked: EntitlementMark, pensioner: Citizen):
    Consent.objects.all().delete()
    Citizen.objects.filter(pk=pensioner.pk).update(
        erased_at=NOW,
        pid_index=None,
        data_key=None,
        pid_sealed=None,
        name_th_sealed=None,
        name_en_sealed=None,
        birth_date_sealed=None,
        phone_sealed=None,
        email_sealed=None,
    )

    assert list(telling.due(as_of=date(2100, 1, 1), version=0, now=NOW)) == []
    look(pensioner, TODAY)
    assert Notice.objects.count() == 0
