"""Carers: invited with a code, accepted or refused by whoever holds it, revoked by either side at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from superapp.accounts import acting
from superapp.accounts.models import Mandate
from superapp.accounts.viewer import ANONYMOUS, Viewer
from superapp.audit.models import AuditEvent
from superapp.people.actions import acceptance, invitations, mandate_scope, mandate_times, mandates
from superapp.people.models import MandateInvitation, Notice
from superapp.refusal import Refusal
from tests.factories.people import make_mandate, pid_of, viewer_of_person

pytestmark = pytest.mark.django_db
MOTHER, DAUGHTER, STRANGER = 1, 2, 3


def refused(act: Any, **named: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refusal) as caught:
        act(**named)
    return caught.value.code, caught.value.path


def invited(viewer: Viewer, now: datetime, **scope: Any) -> str:
    asked = mandate_scope.read(scope.get("verbs"), scope.get("codes"), scope.get("days"))
    offer = invitations.invite_carer(viewer=viewer, scope=asked, now=now)
    assert offer.code is not None
    return offer.code


def test_the_default_is_narrow_looking_only_for_a_year(signed_in: Any, now: datetime) -> None:
    code = invited(signed_in(MOTHER), now)

    mandate = acceptance.accept(viewer=signed_in(DAUGHTER), code=code, now=now)

    assert (mandate.kind, mandate.state, mandate.scope_verbs, mandate.scope_codes) == (
        "carer",
        "active",
        ["view"],
        None,
    )
    assert mandate.ends_at == now + timedelta(days=365)
    assert (mandate.agent, mandate.principal_citizen) == (signed_in(DAUGHTER).citizen, signed_in(MOTHER).citizen)
    assert [notice.citizen for notice in Notice.objects.all()] == [mandate.principal_citizen]


def test_every_step_is_in_the_audit_chain_with_who_took_it(signed_in: Any, now: datetime) -> None:
    mother, daughter = signed_in(MOTHER), signed_in(DAUGHTER)

    mandate = acceptance.accept(viewer=daughter, code=invited(mother, now), now=now)
    mandates.revoke(viewer=mother, mandate_id=str(mandate.public_id), now=now)

    assert list(AuditEvent.objects.order_by("id").values_list("action", "actor")) == [
        ("mandate-invitation.open", mother.actor),
        ("mandate-invitation.accepted", daughter.actor),
        ("mandate.accept", daughter.actor),
        ("mandate.revoke", mother.actor),
    ]


def test_the_code_is_kept_as_a_hash_and_read_however_it_is_typed(signed_in: Any, now: datetime) -> None:
    code = invited(signed_in(MOTHER), now)

    kept = MandateInvitation.objects.get().code_hash
    assert (len(code), code.count("-"), code.replace("-", "") in kept) == (19, 3, False)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert acceptance.accept(viewer=signed_in(DAUGHTER), code=typed, now=now).state == "active"


@pytest.mark.parametrize("twice", [acceptance.accept, invitations.refuse])
@pytest.mark.parametrize("once", [acceptance.accept, invitations.refuse])
def test_a_code_works_once(once: Any, twice: Any, signed_in: Any, now: datetime) -> None:
    code = invited(signed_in(MOTHER), now)
    once(viewer=signed_in(DAUGHTER), code=code, now=now)

    assert refused(twice, viewer=signed_in(STRANGER), code=code, now=now) == ("NOT_FOUND", ("code",))
    assert Mandate.objects.count() == (1 if once is acceptance.accept else 0)


def test_a_code_lapses_after_a_week_and_a_withdrawn_one_is_nothing(signed_in: Any, now: datetime) -> None:
    mother, daughter = signed_in(MOTHER), signed_in(DAUGHTER)
    old, withdrawn = invited(mother, now), invited(mother, now)
    newest = MandateInvitation.objects.latest("pk")

    invitations.withdraw(viewer=mother, invitation_id=str(newest.public_id), now=now)

    assert invitations.find(viewer=daughter, code=old, now=now + timedelta(days=7, seconds=-1)) is not None
    for code, then in ((old, now + timedelta(days=7)), (withdrawn, now)):
        assert invitations.find(viewer=daughter, code=code, now=then) is None
        assert refused(acceptance.accept, viewer=daughter, code=code, now=then) == ("NOT_FOUND", ("code",))


def test_only_the_inviter_withdraws(signed_in: Any, now: datetime) -> None:
    invited(signed_in(MOTHER), now)
    invitation = str(MandateInvitation.objects.get().public_id)

    for viewer in (signed_in(STRANGER), ANONYMOUS):
        assert refused(invitations.withdraw, viewer=viewer, invitation_id=invitation, now=now)[0] == "NOT_FOUND"
    assert MandateInvitation.objects.get().state == "open"


@pytest.mark.parametrize(
    ("scope", "code", "path"),
    [
        ({"verbs": []}, "MANDATE_SCOPE_UNREADABLE", "verbs"),
        ({"verbs": ["steal"]}, "MANDATE_SCOPE_UNREADABLE", "verbs"),
        ({"codes": []}, "MANDATE_SCOPE_UNREADABLE", "codes"),
        ({"codes": ["a b"]}, "MANDATE_SCOPE_UNREADABLE", "codes"),
        ({"codes": [pid_of(1)]}, "MANDATE_SCOPE_UNREADABLE", "codes"),
        ({"codes": [f"{pid_of(1)[0]}-{pid_of(1)[1:5]}-{pid_of(1)[5:]}"]}, "MANDATE_SCOPE_UNREADABLE", "codes"),
        ({"codes": [f"c{number}" for number in range(51)]}, "MANDATE_SCOPE_UNREADABLE", "codes"),
        ({"days": 0}, "MANDATE_TOO_LONG", "days"),
        ({"days": 366}, "MANDATE_TOO_LONG", "days"),
    ],
)
def test_scopes_that_make_no_sense_are_refused(scope: dict[str, Any], code: str, path: str) -> None:
    asked = {"verbs": None, "codes": None, "days": None} | scope

    assert refused(mandate_scope.read, **asked) == (code, (path,))


def test_inviting_takes_a_sure_and_fresh_session(person: Any, now: datetime) -> None:
    scope = mandate_scope.read(None, None, None)
    low = viewer_of_person(person(MOTHER), ial="2.1", provider="ndid")
    old = viewer_of_person(person(MOTHER), at=now - timedelta(seconds=301))

    for viewer in (low, old):
        assert refused(invitations.invite_carer, viewer=viewer, scope=scope, now=now) == ("STEP_UP_REQUIRED", ())
    assert MandateInvitation.objects.count() == 0


def test_at_most_ten_wait_for_an_answer(signed_in: Any, now: datetime) -> None:
    mother = signed_in(MOTHER)
    for _ in range(10):
        invited(mother, now)

    scope = mandate_scope.read(None, None, None)
    assert refused(invitations.invite_carer, viewer=mother, scope=scope, now=now) == ("TOO_MANY_INVITATIONS", ())
    a_week_later = now + timedelta(days=7)
    assert invited(viewer_of_person(mother.citizen, at=a_week_later), a_week_later)


def test_nobody_is_their_own_carer_and_two_do_not_care_for_each_other(signed_in: Any, now: datetime) -> None:
    mother, daughter = signed_in(MOTHER), signed_in(DAUGHTER)
    own = invited(mother, now)
    back = invited(daughter, now)
    acceptance.accept(viewer=daughter, code=own, now=now)
    more = invited(mother, now)

    assert refused(acceptance.accept, viewer=mother, code=more, now=now) == ("MANDATE_TO_ONESELF", ("code",))
    assert refused(acceptance.accept, viewer=mother, code=back, now=now) == ("MANDATE_CIRCLE", ("code",))
    assert refused(acceptance.accept, viewer=daughter, code=more, now=now) == ("MANDATE_HELD_ALREADY", ("code",))
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize("length", [3, 5])
def test_people_do_not_care_for_each_other_in_a_circle(length: int, person: Any, signed_in: Any, now: datetime) -> None:
    for number in range(1, length):
        make_mandate(person(number), person(number + 1))
    closing = invited(signed_in(1), now)

    assert refused(acceptance.accept, viewer=signed_in(length), code=closing, now=now) == ("MANDATE_CIRCLE", ("code",))
    assert Mandate.objects.count() == length - 1
    # Beside the circle the same offer is good, and a circle that was broken is none.
    Mandate.objects.filter(agent=person(1)).update(state="revoked", ended_at=now)
    assert acceptance.accept(viewer=signed_in(length), code=closing, now=now).state == "active"


def test_a_carer_gives_nothing_on(signed_in: Any, now: datetime) -> None:
    daughter = signed_in(DAUGHTER)
    everything = ["view", "apply", "pay", "notices"]
    mandate = acceptance.accept(viewer=daughter, code=invited(signed_in(MOTHER), now, verbs=everything), now=now)
    as_mother = acting.acting_for(daughter, str(mandate.public_id), now=now)
    scope = mandate_scope.read(None, None, None)

    for act in (invitations.invite_carer, invitations.appoint_delegate):
        assert refused(act, viewer=as_mother, scope=scope, now=now) == ("MANDATE_OUT_OF_SCOPE", ("on_behalf_of",))
    assert refused(acceptance.accept, viewer=as_mother, code="X" * 16, now=now) == ("NOT_FOUND", ("code",))


@pytest.mark.parametrize("side", [MOTHER, DAUGHTER])
def test_either_side_ends_it_at_once_and_the_other_is_told(side: int, signed_in: Any, now: datetime) -> None:
    mother, daughter = signed_in(MOTHER), signed_in(DAUGHTER)
    mandate = make_mandate(daughter.citizen, mother.citizen)

    mandates.revoke(viewer=signed_in(side), mandate_id=str(mandate.public_id), now=now)

    for viewer in (daughter, mother):
        assert refused_acting(viewer, mandate, now) == "NOT_FOUND"
    told = Notice.objects.get().citizen
    assert told == (daughter.citizen if side == MOTHER else mother.citizen)


def refused_acting(viewer: Viewer, mandate: Mandate, now: datetime) -> str:
    with pytest.raises(Refusal) as caught:
        acting.acting_for(viewer, str(mandate.public_id), now=now)
    return caught.value.code


@pytest.mark.parametrize("mandate_id", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_there_is_nothing_to_revoke_for_others(mandate_id: str, signed_in: Any, now: datetime) -> None:
    mandate = make_mandate(signed_in(DAUGHTER).citizen, signed_in(MOTHER).citizen)

    for wanted in (mandate_id, str(mandate.public_id)):
        outcome = refused(mandates.revoke, viewer=signed_in(STRANGER), mandate_id=wanted, now=now)
        assert outcome == ("NOT_FOUND", ("mandate_id",))
    mandate.refresh_from_db()
    assert mandate.state == "active"


def test_a_child_does_not_take_a_parents_right_away(signed_in: Any, now: datetime) -> None:
    mandate = make_mandate(signed_in(MOTHER).citizen, signed_in(DAUGHTER).citizen, kind="parent")

    outcome = refused(mandates.revoke, viewer=signed_in(DAUGHTER), mandate_id=str(mandate.public_id), now=now)

    assert outcome == ("MANDATE_RIGHT_OF_LAW", ("mandate_id",))


def test_the_daily_job_ends_what_is_over_and_says_so(signed_in: Any, now: datetime) -> None:
    mother, daughter = signed_in(MOTHER), signed_in(DAUGHTER)
    over = make_mandate(daughter.citizen, mother.citizen, ends_at=now)
    going_on = make_mandate(daughter.citizen, signed_in(STRANGER).citizen, ends_at=now + timedelta(seconds=1))
    invited(mother, now - timedelta(days=7), days=3)

    mandate_times.expire_mandates.func(slot=now.isoformat())
    assert mandates.expire_batch(now=now) == 0

    over.refresh_from_db()
    going_on.refresh_from_db()
    assert (over.state, over.ended_at, going_on.state) == ("expired", now, "active")
    assert MandateInvitation.objects.get().state == "lapsed"
    assert list(AuditEvent.objects.filter(actor="system").order_by("id").values_list("action", flat=True)) == [
        "mandate.expire",
        "mandate-invitation.lapsed",
    ]
    assert Notice.objects.count() == 2


def test_an_erased_persons_mandates_end(signed_in: Any, now: datetime) -> None:
    mother, daughter = signed_in(MOTHER), signed_in(DAUGHTER)
    given = make_mandate(daughter.citizen, mother.citizen)
    held = make_mandate(mother.citizen, signed_in(STRANGER).citizen)
    others = make_mandate(daughter.citizen, signed_in(STRANGER).citizen)
    code = invited(mother, now)

    mandates.end_all_of(mother.citizen, now)

    states = [Mandate.objects.get(pk=each.pk).state for each in (given, held, others)]
    assert states == ["revoked", "revoked", "active"]
    assert invitations.find(viewer=daughter, code=code, now=now) is None
