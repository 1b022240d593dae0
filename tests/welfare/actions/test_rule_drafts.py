"""Drafts of rules: who may start, write and throw away, and what two writers at once see."""

from collections.abc import Callable

import pytest

from services.models import Agency
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.audit.models import AuditEvent
from superapp.refusal import Refusal
from tests.factories import rules as make
from welfare.actions import rule_drafts
from welfare.models import Programme, RuleVersion

STEP = make.STEP


def write(viewer: Viewer, text: str, revision: int = 1) -> RuleVersion:
    return rule_drafts.write(viewer=viewer, code=make.CODE, number=1, text=text, revision=revision, now=make.NOW)


def refused(code: str, act: Callable[..., object], /, *arguments: object, **named: object) -> None:
    before = list(RuleVersion.objects.values_list())
    with pytest.raises(Refusal) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    assert list(RuleVersion.objects.values_list()) == before


def test_a_new_programme_starts_with_a_draft(author: Viewer, agency: Agency) -> None:
    version = make.draft(author, agency)

    assert (str(version), version.state, version.revision) == ("elder_meal#1", "draft", 1)
    assert version.author == author.officer
    assert list(version.writers.all()) == [author.officer]
    assert Programme.objects.get().agency == agency
    event = AuditEvent.objects.get(action="rules.start")
    assert (event.stream, event.object) == ("DOPA", "programme:elder_meal#1")


def test_a_code_is_used_once(author: Viewer, agency: Agency) -> None:
    make.draft(author, agency)

    refused("PROGRAMME_CODE_TAKEN", make.draft, author, agency)


@pytest.mark.parametrize("code", ["", "A", "1st", "with space", "x" * 61])
def test_a_code_is_a_name(author: Viewer, agency: Agency, code: str) -> None:
    refused("NOT_FOUND", rule_drafts.propose, viewer=author, agency_id=agency.pk, code=code, text="", **STEP)


def test_only_who_writes_for_the_agency_starts(
    approver: Viewer, officer_elsewhere: Viewer, citizen: Viewer, agency: Agency
) -> None:
    for viewer in (ANONYMOUS, citizen, officer_elsewhere, approver):
        refused("NOT_FOUND", make.draft, viewer, agency)
    assert Programme.objects.count() == 0


def test_the_next_draft_begins_with_what_is_in_force(author: Viewer, approver: Viewer, agency: Agency) -> None:
    published = make.published(author, approver, agency)

    version = rule_drafts.start(viewer=author, code=make.CODE, **STEP)

    assert (version.number, version.text, version.based_on) == (2, published.text, published)


def test_one_draft_at_a_time(author: Viewer, head: Viewer, agency: Agency) -> None:
    make.draft(author, agency)

    refused("RULES_DRAFT_EXISTS", rule_drafts.start, viewer=head, code=make.CODE, **STEP)


def test_writing_keeps_who_wrote(author: Viewer, head: Viewer, agency: Agency) -> None:
    make.draft(author, agency)

    version = write(head, "code: elder_meal\r\n")

    assert (version.text, version.revision, version.author) == ("code: elder_meal\n", 2, head.officer)
    assert set(version.writers.all()) == {author.officer, head.officer}


def test_the_same_text_changes_nothing(author: Viewer, agency: Agency) -> None:
    make.draft(author, agency)

    assert write(author, make.text()).revision == 1
    assert AuditEvent.objects.filter(action="rules.write").count() == 0


def test_a_draft_somebody_else_has_written_is_not_overwritten(author: Viewer, head: Viewer, agency: Agency) -> None:
    make.draft(author, agency)
    write(head, "code: theirs")

    refused("RULES_DRAFT_CHANGED", write, author, "code: mine")


@pytest.mark.parametrize("text", ["x" * 200_001, "a\0b"])
def test_what_cannot_be_kept_is_refused(author: Viewer, agency: Agency, text: str) -> None:
    make.draft(author, agency)

    refused("RULES_TOO_LONG", write, author, text)


def test_only_a_draft_is_written_or_thrown_away(author: Viewer, agency: Agency) -> None:
    make.review(author, agency)

    refused("RULES_NOT_A_DRAFT", write, author, "code: later")
    refused("RULES_NOT_A_DRAFT", rule_drafts.discard, viewer=author, code=make.CODE, number=1, **STEP)


def test_others_find_no_draft(
    author: Viewer, approver: Viewer, officer_elsewhere: Viewer, citizen: Viewer, agency: Agency
) -> None:
    make.draft(author, agency)

    for viewer in (ANONYMOUS, citizen, officer_elsewhere, approver):
        refused("NOT_FOUND", write, viewer, "code: mine")
        refused("NOT_FOUND", rule_drafts.discard, viewer=viewer, code=make.CODE, number=1, **STEP)


def test_a_discarded_draft_stays_and_makes_room(author: Viewer, agency: Agency) -> None:
    make.draft(author, agency)

    rule_drafts.discard(viewer=author, code=make.CODE, number=1, **STEP)
    following = rule_drafts.start(viewer=author, code=make.CODE, text="code: elder_meal", **STEP)

    assert list(RuleVersion.objects.order_by("number").values_list("number", "state")) == [
        (1, "discarded"),
        (2, "draft"),
    ]
    assert following.number == 2


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001, "a\0b"])
def test_every_step_has_a_reason(author: Viewer, agency: Agency, reason: str) -> None:
    make.draft(author, agency)

    refused("REASON_MISSING", rule_drafts.discard, viewer=author, code=make.CODE, number=1, reason=reason, now=make.NOW)
