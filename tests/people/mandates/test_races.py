"""At the same moment: revoking and acting, one code twice, two parents, two directors, two who invite each other."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from superapp.accounts import acting
from superapp.accounts.models import Citizen, Mandate, Organisation
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from superapp.audit.models import AuditEvent
from superapp.audit.recording import record
from superapp.people.actions import acceptance, children, directors, invitations, mandate_scope, mandates
from superapp.people.models import JointApproval, MandateInvitation
from tests.factories.people import juristic_id_of, make_mandate, make_organisation, pid_of, viewer_of_person
from tests.factories.services import NOW
from tests.people.mandates.registry import ToldRegistries, child, company
from tests.racing import kinds, together

pytestmark = pytest.mark.django_db(transaction=True)
LOOKING = mandate_scope.Scope(("view",), None, 30)


@pytest.fixture(autouse=True)
def the_audit_chain_holds() -> Iterator[None]:
    yield
    assert verification.verify(verification.streams()) == []


def act_under(viewer: Viewer, mandate: Mandate, *, inside: threading.Event | None = None, wait_s: float = 0.0) -> str:
    """Do something under a mandate as the API does, staying `wait_s` seconds between the lock and the end."""
    with transaction.atomic():
        here = acting.acting_for(viewer, str(mandate.public_id), now=NOW, for_writing=True)
        if inside is not None:
            inside.set()
            threading.Event().wait(wait_s)
        record(
            stream="platform",
            action="letter.send",
            object="letter:1",
            actor=here.actor,
            principal=here.principal,
            mandate=here.mandate_id,
            now=NOW,
        )
    return "done"


def test_revoking_while_somebody_acts_comes_after_what_they_do(person: Any, signed_in: Any) -> None:
    mandate, agent, principal = make_mandate(person(1), person(2)), signed_in(1), signed_in(2)
    inside = threading.Event()

    def revoke() -> Mandate:
        assert inside.wait(10)
        return mandates.revoke(viewer=principal, mandate_id=str(mandate.public_id), now=NOW)

    outcomes = together(lambda: act_under(agent, mandate, inside=inside, wait_s=0.3), revoke)

    assert kinds(outcomes) == ["Mandate", "str"]
    order = list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))
    assert order == ["letter.send", "mandate.revoke"]


def test_acting_while_it_is_being_revoked_is_refused(person: Any, signed_in: Any) -> None:
    mandate, agent, principal = make_mandate(person(1), person(2)), signed_in(1), signed_in(2)
    inside = threading.Event()

    def revoke() -> None:
        with transaction.atomic():
            mandates.revoke(viewer=principal, mandate_id=str(mandate.public_id), now=NOW)
            inside.set()
            threading.Event().wait(0.3)

    def act() -> str:
        assert inside.wait(10)
        return act_under(agent, mandate)

    outcomes = together(revoke, act)

    assert kinds(outcomes) == ["NOT_FOUND", "NoneType"]
    assert [event.action for event in AuditEvent.objects.all()] == ["mandate.revoke"]


def test_revoking_and_acting_end_in_one_of_two_legal_orders(person: Any, signed_in: Any) -> None:
    for number in range(10, 15):
        mandate, agent, principal = make_mandate(person(1), person(number)), signed_in(1), signed_in(number)
        wanted = str(mandate.public_id)

        outcomes = together(
            lambda: act_under(agent, mandate),  # noqa: B023
            lambda: mandates.revoke(viewer=principal, mandate_id=wanted, now=NOW),  # noqa: B023
        )

        about = AuditEvent.objects.filter(mandate=wanted) | AuditEvent.objects.filter(object=f"mandate:{wanted}")
        order = list(about.order_by("seq").values_list("action", flat=True))
        assert (kinds(outcomes), order) in [
            (["Mandate", "str"], ["letter.send", "mandate.revoke"]),
            (["Mandate", "NOT_FOUND"], ["mandate.revoke"]),
        ]


def test_both_sides_revoking_at_once_end_it_once(person: Any, signed_in: Any) -> None:
    mandate = make_mandate(person(1), person(2))
    agent, principal, wanted = signed_in(1), signed_in(2), str(mandate.public_id)

    outcomes = together(
        lambda: mandates.revoke(viewer=agent, mandate_id=wanted, now=NOW),
        lambda: mandates.revoke(viewer=principal, mandate_id=wanted, now=NOW),
    )

    assert kinds(outcomes) == ["MANDATE_ENDED", "Mandate"]


@pytest.mark.parametrize("other", [acceptance.accept, invitations.refuse])
def test_a_code_used_by_two_at_once_works_for_one(other: Any, signed_in: Any) -> None:
    code = invitations.invite_carer(viewer=signed_in(1), scope=LOOKING, now=NOW).code
    second, third = signed_in(2), signed_in(3)

    outcomes = together(
        lambda: acceptance.accept(viewer=second, code=code, now=NOW), lambda: other(viewer=third, code=code, now=NOW)
    )

    assert "NOT_FOUND" in kinds(outcomes)
    assert Mandate.objects.count() == (MandateInvitation.objects.get().state == "accepted")
    assert MandateInvitation.objects.get().state in ("accepted", "refused")


def test_accepting_and_withdrawing_at_once_end_in_one_of_two_legal_orders(signed_in: Any) -> None:
    mother, daughter = signed_in(1), signed_in(2)
    offer = invitations.invite_carer(viewer=mother, scope=LOOKING, now=NOW)
    assert offer.invitation is not None
    wanted = str(offer.invitation.public_id)

    outcomes = together(
        lambda: acceptance.accept(viewer=daughter, code=offer.code, now=NOW),
        lambda: invitations.withdraw(viewer=mother, invitation_id=wanted, now=NOW),
    )

    state = MandateInvitation.objects.get().state
    assert (kinds(outcomes), state, Mandate.objects.count()) in [
        (["Mandate", "NOT_FOUND"], "accepted", 1),
        (["MandateInvitation", "NOT_FOUND"], "withdrawn", 0),
    ]


def test_two_who_invite_each_other_do_not_both_become_carers(signed_in: Any) -> None:
    one, other = signed_in(1), signed_in(2)
    of_one = invitations.invite_carer(viewer=one, scope=LOOKING, now=NOW).code
    of_other = invitations.invite_carer(viewer=other, scope=LOOKING, now=NOW).code

    outcomes = together(
        lambda: acceptance.accept(viewer=other, code=of_one, now=NOW),
        lambda: acceptance.accept(viewer=one, code=of_other, now=NOW),
    )

    assert kinds(outcomes) == ["MANDATE_CIRCLE", "Mandate"]
    assert Mandate.objects.count() == 1


def test_a_circle_of_four_closed_in_two_places_at_once_stays_open_in_one(person: Any, signed_in: Any) -> None:
    make_mandate(person(1), person(2))
    make_mandate(person(3), person(4))
    to_second = invitations.invite_carer(viewer=signed_in(3), scope=LOOKING, now=NOW).code
    to_fourth = invitations.invite_carer(viewer=signed_in(1), scope=LOOKING, now=NOW).code

    outcomes = together(
        lambda: acceptance.accept(viewer=signed_in(2), code=to_second, now=NOW),
        lambda: acceptance.accept(viewer=signed_in(4), code=to_fourth, now=NOW),
    )

    assert kinds(outcomes) == ["MANDATE_CIRCLE", "Mandate"]
    assert Mandate.objects.count() == 3


def test_one_persons_two_invitations_from_one_make_one_mandate(signed_in: Any) -> None:
    mother, daughter = signed_in(1), signed_in(2)
    codes = [invitations.invite_carer(viewer=mother, scope=LOOKING, now=NOW).code for _ in range(2)]

    outcomes = together(*[lambda code=code: acceptance.accept(viewer=daughter, code=code, now=NOW) for code in codes])

    assert kinds(outcomes) == ["MANDATE_HELD_ALREADY", "Mandate"]


def test_both_parents_and_the_childs_own_row_at_once_make_one_child(signed_in: Any, registries: ToldRegistries) -> None:
    viewers = [signed_in(number) for number in (1, 2)]
    for number in (1, 2):
        registries.tell("dopa.children", pid_of(number), [child(pid_of(50))])

    def claim(viewer: Viewer) -> Mandate:
        found = children.look_up(viewer=viewer, citizen_id=pid_of(50), now=NOW)
        return children.claim(viewer=viewer, child=found, now=NOW)

    outcomes = together(*[lambda viewer=viewer: claim(viewer) for viewer in viewers * 2])

    assert kinds(outcomes) == ["Mandate"] * 4
    assert Citizen.objects.with_pid(pid_of(50)).count() == 1
    assert (Mandate.objects.count(), Citizen.objects.count()) == (2, 3)


def test_two_directors_at_once_make_one_company(signed_in: Any, registries: ToldRegistries) -> None:
    viewers = [signed_in(number) for number in (1, 2)]
    for number in (1, 2):
        registries.tell("dbd.directorships", pid_of(number), [company(juristic_id_of(1))])

    def become(viewer: Viewer) -> Mandate:
        found = directors.look_up(viewer=viewer, juristic_id=juristic_id_of(1), now=NOW)
        return directors.become(viewer=viewer, company=found, now=NOW)

    outcomes = together(*[lambda viewer=viewer: become(viewer) for viewer in viewers * 2])

    assert kinds(outcomes) == ["Mandate"] * 4
    assert (Organisation.objects.count(), Mandate.objects.count()) == (1, 2)


def acting_director(citizen: Citizen, mandate: Mandate) -> Viewer:
    return acting.acting_for(viewer_of_person(citizen), str(mandate.public_id), now=NOW, for_writing=True)


def test_both_directors_signing_at_once_complete_it_once(person: Any) -> None:
    firm = make_organisation(signing_rule=2)
    held = [(person(number), make_mandate(person(number), firm)) for number in (1, 2)]

    def appoint(citizen: Citizen, mandate: Mandate) -> str:
        with transaction.atomic():
            viewer = acting_director(citizen, mandate)
            offer = invitations.appoint_delegate(viewer=viewer, scope=LOOKING, now=NOW)
        return "waits" if offer.code is None else "done"

    outcomes = together(*[lambda one=one: appoint(*one) for one in held])

    assert sorted(outcomes) == ["done", "waits"]
    assert (JointApproval.objects.get().state, MandateInvitation.objects.count()) == ("done", 1)


def test_the_last_two_directors_leaving_at_once_leave_no_delegate_behind(person: Any, signed_in: Any) -> None:
    firm = make_organisation()
    held = [(signed_in(number), make_mandate(person(number), firm)) for number in (1, 2)]
    delegate = make_mandate(person(3), firm, kind="delegate")

    outcomes = together(
        *[
            lambda viewer=viewer, wanted=str(mandate.public_id): mandates.revoke(
                viewer=viewer, mandate_id=wanted, now=NOW
            )
            for viewer, mandate in held
        ]
    )

    assert kinds(outcomes) == ["Mandate", "Mandate"]
    delegate.refresh_from_db()
    assert delegate.state == "revoked"


def test_a_delegate_accepting_while_the_last_director_leaves_does_not_stay(person: Any, signed_in: Any) -> None:
    firm = make_organisation()
    director, mandate = person(1), make_mandate(person(1), firm)
    with transaction.atomic():
        viewer = acting_director(director, mandate)
        code = invitations.appoint_delegate(viewer=viewer, scope=LOOKING, now=NOW).code
    delegate, leaving, wanted = signed_in(2), signed_in(1), str(mandate.public_id)

    outcomes = together(
        lambda: acceptance.accept(viewer=delegate, code=code, now=NOW),
        lambda: mandates.revoke(viewer=leaving, mandate_id=wanted, now=NOW),
    )

    assert kinds(outcomes) in (["Mandate", "Mandate"], ["Mandate", "NOT_FOUND"])
    assert Mandate.objects.live().count() == 0
