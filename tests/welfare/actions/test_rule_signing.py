"""From a draft through the gate and a colleague's eyes to everybody, and back."""

from collections.abc import Callable

import pytest
from django.test import TestCase

from services.models import Agency
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.audit.models import AuditEvent
from superapp.jobs.models import Job
from superapp.refusal import Refusal
from tests.factories import rules as make
from welfare.actions import rule_checks, rule_drafts, rule_signing
from welfare.models import RuleBook, RuleVersion, book

STEP = make.STEP
VERIFIED = 'status: verified, by: "นิติกร", on: 2026-11-01'


def refused(code: str, act: Callable[..., object], /, *arguments: object, **named: object) -> Refusal:
    before = list(RuleVersion.objects.order_by("pk").values_list())
    with pytest.raises(Refusal) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    assert list(RuleVersion.objects.order_by("pk").values_list()) == before
    return caught.value


def submit(viewer: Viewer, number: int = 1, **more: object) -> RuleVersion:
    return rule_signing.submit(viewer=viewer, code=make.CODE, number=number, **STEP, **more)


def send_back(viewer: Viewer, number: int = 1) -> RuleVersion:
    return rule_signing.send_back(viewer=viewer, code=make.CODE, number=number, **STEP)


def roll_back(viewer: Viewer, number: int) -> RuleVersion:
    return rule_signing.roll_back(viewer=viewer, code=make.CODE, number=number, **STEP)


def test_submitting_asks_for_a_report_and_closes_the_text(author: Viewer, agency: Agency) -> None:
    version = make.review(author, agency)

    assert (version.state, len(version.digest)) == ("in_review", 64)
    assert (version.gate["state"], version.gate["digest"]) == ("waiting", version.digest)
    job = Job.objects.get(task="welfare.actions.rule_checks.check_rules")
    assert job.kwargs == {"version_id": version.pk, "digest": version.digest, "as_of": "2026-11-21"}


def test_a_text_with_faults_is_refused_with_all_of_them(author: Viewer, agency: Agency) -> None:
    wrong = make.text().replace("nationality == 'THA'", "nationalty == 'THA'").replace("entity: person", "entity: cat")
    make.draft(author, agency, wrong)

    refusal = refused("RULES_REFUSED", submit, author)

    assert [(one.key, one.place.line) for one in refusal.report.refusals] == [
        ("elder_meal.entity", 6),
        ("elder_meal.criteria.thai.expr", 19),
    ]
    assert "แก้ 2 จุด" in refusal.message("th")
    assert "บรรทัด 6" in refusal.message("th")
    assert Job.objects.count() == 0


def test_a_gap_is_accepted_by_name(author: Viewer, agency: Agency) -> None:
    make.draft(author, agency, make.text().replace("covers: {from: 2024-01-01", "covers: {from: 2023-01-01"))

    refusal = refused("RULES_REFUSED", submit, author)
    version = submit(author, accepted=["tables.rates", "tables.other"])

    assert [one.name for one in refusal.report.refusals] == ["tables.rates"]
    assert version.gate["accepted"] == ["tables.rates"]


def test_only_who_writes_submits(
    author: Viewer, approver: Viewer, officer_elsewhere: Viewer, citizen: Viewer, agency: Agency
) -> None:
    make.draft(author, agency)

    for viewer in (ANONYMOUS, citizen, officer_elsewhere, approver):
        refused("NOT_FOUND", submit, viewer)


def test_nothing_is_signed_before_the_gate_has_passed_this_very_text(
    author: Viewer, approver: Viewer, agency: Agency
) -> None:
    version = make.review(author, agency)

    refused("GATE_NOT_PASSED", make.sign, approver)
    make.pass_gate(version)
    version.gate = version.gate | {"digest": "0" * 64}
    version.save(update_fields=["gate"])
    refused("GATE_NOT_PASSED", make.sign, approver)
    version.gate = version.gate | {"digest": version.digest, "state": "failed"}
    version.save(update_fields=["gate"])
    refused("GATE_NOT_PASSED", make.sign, approver)
    version.gate = version.gate | {"state": "passed", "vocabulary": "0" * 64}
    version.save(update_fields=["gate"])
    refused("GATE_NOT_PASSED", make.sign, approver)
    version.gate = version.gate | {"vocabulary": version.vocabulary.digest, "against": 7}
    version.save(update_fields=["gate"])
    refused("GATE_NOT_PASSED", make.sign, approver)


def test_a_signature_puts_the_rules_in_force(author: Viewer, approver: Viewer, agency: Agency) -> None:
    first = make.published(author, approver, agency)
    make.pass_gate(make.next_review(author, make.text(amount=500)))
    before = RuleBook.objects.get().version
    book.forget()
    assert book.current().entries[make.CODE].number == 1

    with TestCase.captureOnCommitCallbacks(execute=True):
        version = make.sign(approver, 2)

    first.refresh_from_db()
    assert (first.state, version.state, version.signer) == ("superseded", "published", approver.officer)
    assert RuleBook.objects.get().version == before + 1
    entry = book.current().entries[make.CODE]
    assert (entry.number, entry.is_confirmed, entry.agency_code) == (2, True, "DOPA")
    assert AuditEvent.objects.filter(action="rules.sign", object="programme:elder_meal#2").count() == 1


def test_nobody_decides_on_what_they_wrote(author: Viewer, head: Viewer, agency: Agency) -> None:
    make.draft(head, agency)
    rule_drafts.write(viewer=author, code=make.CODE, number=1, text=make.text(amount=400), revision=1, now=make.NOW)
    make.pass_gate(submit(author))

    refused("OWN_RULES", make.sign, head)
    refused("OWN_RULES", send_back, head)


def test_only_who_approves_for_the_agency_decides(
    author: Viewer, officer_elsewhere: Viewer, citizen: Viewer, agency: Agency
) -> None:
    make.pass_gate(make.review(author, agency))

    for viewer in (ANONYMOUS, citizen, officer_elsewhere, author):
        refused("NOT_FOUND", make.sign, viewer)
        refused("NOT_FOUND", send_back, viewer)


def test_unverified_sources_of_rules_that_pay_need_a_note(author: Viewer, approver: Viewer, agency: Agency) -> None:
    make.pass_gate(make.review(author, agency))

    refused("SOURCES_NOT_ACKNOWLEDGED", make.sign, approver, takes_note=False)
    make.sign(approver, takes_note=True)

    assert AuditEvent.objects.get(action="rules.sign").details["took_note"] is True


def test_verified_sources_need_none(author: Viewer, approver: Viewer, agency: Agency) -> None:
    make.pass_gate(make.review(author, agency, make.text(law=VERIFIED)))

    assert make.sign(approver, takes_note=False).state == "published"


def test_a_version_sent_back_is_written_and_submitted_again(author: Viewer, approver: Viewer, agency: Agency) -> None:
    first = make.review(author, agency)
    send_back(approver)
    rule_drafts.write(viewer=author, code=make.CODE, number=1, text=make.text(amount=350), revision=1, now=make.NOW)

    version = submit(author)

    assert (version.state, version.gate["state"]) == ("in_review", "waiting")
    assert version.digest != first.digest
    assert Job.objects.count() == 2


def test_a_draft_like_what_is_in_force_is_nothing_to_sign(author: Viewer, approver: Viewer, agency: Agency) -> None:
    make.published(author, approver, agency)
    rule_drafts.start(viewer=author, code=make.CODE, **STEP)

    refused("RULES_UNCHANGED", submit, author, 2)


def test_an_earlier_text_comes_back_under_a_new_number(author: Viewer, approver: Viewer, agency: Agency) -> None:
    first = make.published(author, approver, agency)
    make.pass_gate(make.next_review(author, make.text(amount=500)))
    make.sign(approver, 2)

    version = roll_back(author, 1)
    make.pass_gate(version)
    make.sign(approver, 3)

    version.refresh_from_db()
    assert (version.number, version.text, version.digest, version.state) == (3, first.text, first.digest, "published")
    assert version.based_on == first


def test_going_back_needs_room_and_something_to_go_back_to(
    author: Viewer, approver: Viewer, officer_elsewhere: Viewer, agency: Agency
) -> None:
    make.published(author, approver, agency)

    refused("NOT_FOUND", roll_back, author, 2)
    refused("NOT_FOUND", roll_back, officer_elsewhere, 1)
    refused("NOT_FOUND", roll_back, approver, 1)
    refused("RULES_UNCHANGED", roll_back, author, 1)
    rule_drafts.start(viewer=author, code=make.CODE, **STEP)
    refused("RULES_DRAFT_EXISTS", roll_back, author, 1)


def test_checking_again_waits_anew(author: Viewer, approver: Viewer, officer_elsewhere: Viewer, agency: Agency) -> None:
    make.pass_gate(make.review(author, agency))

    refused("NOT_FOUND", rule_signing.check_again, viewer=officer_elsewhere, code=make.CODE, number=1, now=make.NOW)
    version = rule_signing.check_again(viewer=approver, code=make.CODE, number=1, now=make.NOW)

    assert version.gate["state"] == rule_checks.WAITING
    assert Job.objects.count() == 2
    refused("GATE_NOT_PASSED", make.sign, approver)
