"""Two at once on the same rules: one whole outcome, never half of each."""

import pytest

from services.models import Agency
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from superapp.audit.models import AuditEvent
from tests.factories import rules as make
from tests.factories.services import make_officer, viewer_of_officer
from tests.racing import kinds, together
from welfare.actions import rule_drafts, rule_signing
from welfare.models import RuleBook, RuleVersion

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4


def again(viewer: Viewer) -> Viewer:
    """Return the viewer as another request would have them."""
    return viewer_of_officer(viewer.officer)


def rounds(author: Viewer, agency: Agency):
    """Yield the number of a version that waits to be signed, round after round."""
    for number in range(1, ROUNDS + 1):
        if number == 1:
            version = make.review(author, agency)
        else:
            version = make.next_review(author, make.text(amount=300 + number))
        make.pass_gate(version)
        yield number


def test_two_officers_sign_the_same_version(author: Viewer, approver: Viewer, head: Viewer, agency: Agency) -> None:
    for number in rounds(author, agency):
        outcomes = together(lambda n=number: make.sign(again(approver), n), lambda n=number: make.sign(again(head), n))

        assert kinds(outcomes) == ["RULES_NOT_IN_REVIEW", "RuleVersion"]
        winner = next(each for each in outcomes if isinstance(each, RuleVersion))
        assert RuleVersion.objects.get(number=number).signer == winner.signer
        assert AuditEvent.objects.filter(action="rules.sign", object=f"programme:{make.CODE}#{number}").count() == 1
        assert RuleVersion.objects.published().count() == 1

    assert RuleBook.objects.get().version == ROUNDS
    assert verification.verify(verification.streams()) == []


def test_one_signs_while_another_sends_back(author: Viewer, approver: Viewer, head: Viewer, agency: Agency) -> None:
    for number in rounds(author, agency):
        outcomes = together(
            lambda n=number: make.sign(again(approver), n),
            lambda n=number: rule_signing.send_back(viewer=again(head), code=make.CODE, number=n, **make.STEP),
        )

        assert kinds(outcomes) == ["RULES_NOT_IN_REVIEW", "RuleVersion"]
        is_signed = isinstance(outcomes[0], RuleVersion)
        assert RuleVersion.objects.get(number=number).state == ("published" if is_signed else "draft")
        if not is_signed:
            rule_drafts.discard(viewer=again(author), code=make.CODE, number=number, **make.STEP)

    assert verification.verify(verification.streams()) == []


def test_one_writes_while_another_submits(author: Viewer, head: Viewer, agency: Agency) -> None:
    make.draft(author, agency)
    written = make.text(amount=999)

    for _ in range(ROUNDS):
        revision = RuleVersion.objects.get().revision
        outcomes = together(
            lambda r=revision: rule_drafts.write(
                viewer=again(head), code=make.CODE, number=1, text=written, revision=r, now=make.NOW
            ),
            lambda: rule_signing.submit(viewer=again(author), code=make.CODE, number=1, **make.STEP),
        )

        version = RuleVersion.objects.get()
        assert (version.state, isinstance(outcomes[1], RuleVersion)) == ("in_review", True)
        assert version.gate["digest"] == version.digest == outcomes[1].digest
        # Whoever came first: what waits to be signed is the very text whose digest the gate holds.
        assert ("amount: 999" in version.text) == isinstance(outcomes[0], RuleVersion)
        rule_signing.send_back(viewer=viewer_of_officer(_other(agency)), code=make.CODE, number=1, **make.STEP)
        rule_drafts.write(
            viewer=again(author), code=make.CODE, number=1, text=make.text(), revision=version.revision, now=make.NOW
        )


def _other(agency: Agency) -> Officer:
    found = Officer.objects.filter(account__username="sender").first()
    return found or make_officer("sender", (agency, "approver"))


def test_two_start_the_next_draft(author: Viewer, approver: Viewer, head: Viewer, agency: Agency) -> None:
    make.published(author, approver, agency)

    outcomes = together(
        lambda: rule_drafts.start(viewer=again(author), code=make.CODE, **make.STEP),
        lambda: rule_drafts.start(viewer=again(head), code=make.CODE, **make.STEP),
    )

    assert kinds(outcomes) == ["RULES_DRAFT_EXISTS", "RuleVersion"]
    assert RuleVersion.objects.count() == 2
