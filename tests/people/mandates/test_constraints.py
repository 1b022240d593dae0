"""What the database itself refuses, whatever the code above it does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from superapp.accounts.models import Mandate
from superapp.people.models import JointApproval, JointSignature, MandateInvitation
from tests.factories.people import make_mandate, make_organisation
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db


def refused(act: Any, *args: Any, **named: Any) -> str:
    """Return the words of the database's refusal."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act(*args, **named)
    return str(caught.value)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"agent": 2}, "mandate_never_to_oneself"),
        ({"kind": "director"}, "mandate_kind_fits_principal"),
        ({"kind": "delegate"}, "mandate_kind_fits_principal"),
        ({"ends_at": NOW - timedelta(days=30)}, "mandate_starts_before_it_ends"),
        ({"firm": True}, "mandate_one_principal"),
        # For nobody: two constraints refuse it, and databases differ in which they name.
        ({"principal_citizen": None}, "mandate_"),
    ],
)
def test_mandates_that_make_no_sense(fields: dict[str, Any], constraint: str, person: Any) -> None:
    fields = dict(fields)
    agent = person(fields.pop("agent", 1))
    if fields.pop("firm", False):
        fields["principal_organisation"] = make_organisation()

    assert constraint in refused(make_mandate, agent, person(2), **fields)


@pytest.mark.parametrize("kind", ["parent", "carer", "director", "delegate"])
def test_one_live_mandate_of_a_kind_between_two(kind: str, person: Any) -> None:
    principal = person(2) if kind in ("parent", "carer") else make_organisation()
    for state in ("revoked", "expired", "refused"):
        make_mandate(person(1), principal, kind=kind, state=state)
    make_mandate(person(1), principal, kind=kind, state="suspended")

    refused(make_mandate, person(1), principal, kind=kind)

    assert Mandate.objects.live().count() == 1


def invitation(person: Any, **fields: Any) -> MandateInvitation:
    known = {"code_hash": "0" * 64, "kind": "carer", "inviter": person(1), "valid_days": 30, "lapses_at": NOW}
    return MandateInvitation.objects.create(**(known | fields))


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "parent"}, "mandate_invitation_kind_fits"),
        ({"kind": "delegate"}, "mandate_invitation_kind_fits"),
        ({"valid_days": 366}, "mandate_invitation_at_most_a_year"),
        ({"valid_days": 0}, "mandate_invitation_at_most_a_year"),
        ({"state": "accepted"}, "mandate_invitation_accepted_makes_one"),
    ],
)
def test_invitations_that_make_no_sense(fields: dict[str, Any], constraint: str, person: Any) -> None:
    assert constraint in refused(invitation, person, **fields)


def test_a_code_belongs_to_one_invitation(person: Any) -> None:
    invitation(person)

    assert "code_hash" in refused(invitation, person, inviter=person(2))


def test_signatures_are_joint_and_each_once(person: Any) -> None:
    firm = make_organisation(signing_rule=2)
    director = make_mandate(person(1), firm)
    known = {"organisation": firm, "matter": "mandate.appoint", "content_hash": "0" * 64, "lapses_at": NOW}
    approval = JointApproval.objects.create(**known, needed=2)
    JointSignature.objects.create(approval=approval, signer=person(1), mandate=director)

    assert "joint_approval_is_joint" in refused(JointApproval.objects.create, **known | {"matter": "a"}, needed=1)
    done_never = {"matter": "b", "state": "done"}
    assert "joint_approval_done_says_when" in refused(JointApproval.objects.create, **known | done_never, needed=2)
    refused(JointApproval.objects.create, **known, needed=2)
    refused(JointSignature.objects.create, approval=approval, signer=person(1), mandate=director)
    assert (JointApproval.objects.count(), JointSignature.objects.count()) == (1, 1)
