"""Signing jointly: several directors, the same content, or nothing happens."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from superapp.accounts.viewer import Viewer
from superapp.people.actions import acceptance, invitations, joint_approvals, mandate_scope, mandates
from superapp.people.models import JointApproval, JointSignature, MandateInvitation
from tests.factories.people import viewer_of_person
from tests.people.mandates.organisations import DELEGATE, FIRST, SECOND, become, scope, tell, under
from tests.people.mandates.registry import ToldRegistries

pytestmark = pytest.mark.django_db


@pytest.fixture
def both(director: Viewer, signed_in: Any, registries: ToldRegistries, now: datetime) -> list[Viewer]:
    tell(registries, FIRST, SECOND, signing_rule=2)
    return [under(viewer, become(viewer, now), now) for viewer in (director, signed_in(SECOND))]


def test_one_signature_does_nothing_and_the_second_acts(both: list[Viewer], now: datetime) -> None:
    first = invitations.appoint_delegate(viewer=both[0], scope=scope("view"), now=now)

    assert (first.invitation, first.code) == (None, None)
    assert first.approval is not None
    assert (first.approval.is_complete, MandateInvitation.objects.count()) == (False, 0)
    assert [row.signed for row in joint_approvals.waiting_for(both[1], now=now)] == [1]

    second = invitations.appoint_delegate(viewer=both[1], scope=scope("view"), now=now)

    assert second.approval is not None
    assert (second.approval.pk, second.approval.is_complete) == (first.approval.pk, True)
    assert second.code is not None
    assert [one.signer_id for one in JointSignature.objects.order_by("pk")] == [
        viewer.citizen.pk for viewer in both if viewer.citizen
    ]


def test_signing_twice_counts_once(both: list[Viewer], now: datetime) -> None:
    for _ in range(2):
        offer = invitations.appoint_delegate(viewer=both[0], scope=scope("view"), now=now)

    assert offer.code is None
    assert JointSignature.objects.count() == 1


@pytest.mark.parametrize("other", [scope("view", "apply"), scope("view", days=91), scope("view", codes=["vat"])])
def test_other_content_needs_all_signatures_anew(other: mandate_scope.Scope, both: list[Viewer], now: datetime) -> None:
    invitations.appoint_delegate(viewer=both[0], scope=scope("view"), now=now)

    offer = invitations.appoint_delegate(viewer=both[1], scope=other, now=now)

    assert offer.code is None
    assert JointApproval.objects.filter(state="waiting").count() == 2


def test_the_signature_of_somebody_who_is_no_director_any_more_does_not_count(
    both: list[Viewer], registries: ToldRegistries, now: datetime
) -> None:
    invitations.appoint_delegate(viewer=both[0], scope=scope("view"), now=now)
    assert both[0].mandate is not None
    mandates.revoke(viewer=both[0], mandate_id=str(both[0].mandate.public_id), now=now)

    offer = invitations.appoint_delegate(viewer=both[1], scope=scope("view"), now=now)

    assert offer.code is None
    assert offer.approval is not None
    assert joint_approvals.signatures_of(offer.approval, now=now) == 1


def test_complete_is_complete_once(both: list[Viewer], now: datetime) -> None:
    for viewer in both:
        invitations.appoint_delegate(viewer=viewer, scope=scope("view"), now=now)

    again = invitations.appoint_delegate(viewer=both[0], scope=scope("view"), now=now)

    assert again.code is None
    assert (JointApproval.objects.count(), MandateInvitation.objects.count()) == (2, 1)


def test_signatures_lapse_after_thirty_days(both: list[Viewer], now: datetime) -> None:
    invitations.appoint_delegate(viewer=both[0], scope=scope("view"), now=now)
    later = now + timedelta(days=30)
    assert both[1].citizen is not None
    assert both[1].mandate is not None
    second = viewer_of_person(both[1].citizen, at=later)

    offer = invitations.appoint_delegate(viewer=under(second, both[1].mandate, later), scope=scope("view"), now=later)

    assert offer.code is None
    assert list(JointApproval.objects.order_by("pk").values_list("state", flat=True)) == ["lapsed", "waiting"]


def test_delegates_sign_nothing(both: list[Viewer], signed_in: Any, now: datetime) -> None:
    for viewer in both:
        offer = invitations.appoint_delegate(viewer=viewer, scope=scope("apply"), now=now)
    delegate = signed_in(DELEGATE)
    assert offer.code is not None
    mandate = acceptance.accept(viewer=delegate, code=offer.code, now=now)

    signed = joint_approvals.sign(
        viewer=under(delegate, mandate, now), matter="application.submit", content={}, details={}, now=now
    )

    assert signed is None
