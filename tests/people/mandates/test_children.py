"""Parents: what the civil registry says, when it says nothing, and when it says something else the next day."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from superapp.accounts import acting
from superapp.accounts.models import Account, Citizen, Mandate
from superapp.accounts.viewer import Viewer
from superapp.api.acting import make_ready
from superapp.api.ids import global_id
from superapp.audit.models import AuditEvent
from superapp.people.actions import children
from superapp.people.actions.citizens import known_or_new
from superapp.people.models import DataUse, Notice
from superapp.refusal import NotFound, Refusal
from superapp.registries.answers import Kind
from tests.factories.people import make_person, pid_of, viewer_of_person
from tests.people.mandates.registry import ToldRegistries, child

pytestmark = pytest.mark.django_db
FACT = "dopa.children"
PARENT, OTHER_PARENT, CHILD = 1, 2, 50


@pytest.fixture
def parent(signed_in: Any, registries: ToldRegistries) -> Viewer:
    registries.tell(FACT, pid_of(PARENT), [child(pid_of(CHILD))])
    return signed_in(PARENT)


def claim(viewer: Viewer, now: datetime, pid: str = pid_of(CHILD)) -> Mandate:
    return children.claim(viewer=viewer, child=children.look_up(viewer=viewer, citizen_id=pid, now=now), now=now)


def refused(act: Any, *args: Any) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refusal) as caught:
        act(*args)
    return caught.value.code, caught.value.path


def test_a_parent_acts_for_a_child_the_registry_lists_until_they_are_twenty(parent: Viewer, now: datetime) -> None:
    mandate = claim(parent, now)

    assert (mandate.kind, mandate.state, mandate.basis) == ("parent", "active", "dopa.children")
    assert mandate.ends_at is not None
    assert mandate.ends_at.isoformat() == "2035-06-12T00:00:00+07:00"
    assert mandate.scope_verbs == ["view", "apply", "pay", "notices"]
    assert acting.acting_for(parent, str(mandate.public_id), now=now).person_id == mandate.principal_id
    assert Notice.objects.get().citizen == mandate.principal_citizen
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.object) == ("mandate.claim", parent.actor, f"mandate:{mandate.public_id}")


def test_the_child_gets_a_row_without_a_login_that_their_own_sign_in_comes_to(parent: Viewer, now: datetime) -> None:
    mandate = claim(parent, now)

    made = Citizen.objects.with_pid(pid_of(CHILD)).get()
    assert made == mandate.principal_citizen
    assert made.account.has_usable_password() is False
    assert (made.read("name_th"), str(made.birth_date)) == ("ปุณณ์ ทดสอบ", "2015-06-12")
    own = known_or_new(pid=pid_of(CHILD), name_th="ปุณณ์ จริง", name_en=None, birth_date=None)
    assert (own.pk, own.read("name_th")) == (made.pk, "ปุณณ์ ทดสอบ")


def test_both_parents_may_hold_one(parent: Viewer, signed_in: Any, registries: ToldRegistries, now: datetime) -> None:
    registries.tell(FACT, pid_of(OTHER_PARENT), [child(pid_of(CHILD))])

    first, second = claim(parent, now), claim(signed_in(OTHER_PARENT), now)

    assert first.pk != second.pk
    assert first.principal_citizen == second.principal_citizen
    assert Citizen.objects.count() == 3


def test_claiming_again_answers_the_mandate_that_stands(parent: Viewer, now: datetime) -> None:
    first = claim(parent, now)
    later = viewer_of_person(parent.citizen, at=now + timedelta(hours=5))

    second = claim(later, now + timedelta(hours=5))

    assert (second.pk, second.basis_asked_at) == (first.pk, now + timedelta(hours=5))
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("kind", [Kind.UNAVAILABLE, Kind.REFUSED, Kind.INVALID])
def test_an_outage_is_a_refusal_with_nothing_half_done(
    kind: Kind, parent: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    registries.tell(FACT, pid_of(PARENT), kind)

    assert refused(claim, parent, now) == ("REGISTRY_UNAVAILABLE", ())
    assert (Mandate.objects.count(), Citizen.objects.count(), AuditEvent.objects.count()) == (0, 1, 0)
    use = DataUse.objects.get()
    assert (use.citizen, use.kind, use.facts, use.outcome) == (parent.citizen, "fetched", [FACT], f"{kind}.TOLD")


def test_asking_is_noted_as_a_use_of_the_parents_data(parent: Viewer, now: datetime) -> None:
    claim(parent, now)

    use = DataUse.objects.get()
    assert (use.agency_code, use.purpose, use.basis, use.outcome) == ("DOPA", "mandates", "law:dga-s13", "done")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (pid_of(51), "NOT_YOUR_CHILD"),
        (pid_of(PARENT), "NOT_YOUR_CHILD"),
        ("1234567890123", "CITIZEN_ID_UNREADABLE"),
        ("0999000000018", "CITIZEN_ID_UNREADABLE"),
        ("๑๒๓", "CITIZEN_ID_UNREADABLE"),
        ("", "CITIZEN_ID_UNREADABLE"),
    ],
)
def test_numbers_of_others_are_refused_alike_whether_anybody_has_them(
    typed: str, code: str, parent: Viewer, now: datetime
) -> None:
    assert refused(claim, parent, now, typed) == (code, ("citizen_id",))
    assert Mandate.objects.count() == 0


def test_a_number_typed_in_groups_is_read(parent: Viewer, now: datetime) -> None:
    pid = pid_of(CHILD)

    mandate = claim(parent, now, f"{pid[0]}-{pid[1:5]}-{pid[5:10]}-{pid[10:12]}-{pid[12]}")

    assert mandate.state == "active"


def test_granting_takes_a_sure_and_fresh_session(parent: Viewer, now: datetime) -> None:
    low = viewer_of_person(parent.citizen, ial="2.1", provider="morprom")
    old = viewer_of_person(parent.citizen, at=now - timedelta(seconds=301))
    just = viewer_of_person(parent.citizen, at=now - timedelta(seconds=300))

    assert refused(claim, low, now) == ("STEP_UP_REQUIRED", ())
    assert refused(claim, old, now) == ("STEP_UP_REQUIRED", ())
    assert DataUse.objects.count() == 0
    assert claim(just, now).state == "active"


@pytest.mark.parametrize(
    ("told", "ends"),
    [
        ({"be": "2558"}, "2035-01-01"),
        ({"be": "2558-07"}, "2035-07-01"),
        ("2012-02-29", "2032-02-29"),
        ("2006-11-22", "2026-11-22"),
    ],
)
def test_the_twentieth_birthday_counts_from_the_first_day_it_may_have_been(
    told: Any, ends: str, parent: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    registries.tell(FACT, pid_of(PARENT), [child(pid_of(CHILD), told)])

    mandate = claim(parent, now)

    assert mandate.ends_at is not None
    assert mandate.ends_at.isoformat() == f"{ends}T00:00:00+07:00"


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (child(pid_of(CHILD), "2006-11-21"), "CHILD_IS_GROWN"),
        (child(pid_of(CHILD), custody_suspended=True), "CUSTODY_SUSPENDED"),
        (child(pid_of(CHILD), None), "REGISTRY_UNAVAILABLE"),
        (child(pid_of(CHILD)) | {"custody_suspended": None}, "REGISTRY_UNAVAILABLE"),
    ],
)
def test_who_is_grown_or_in_others_custody_is_refused(
    told: dict[str, Any], code: str, parent: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    registries.tell(FACT, pid_of(PARENT), [told])

    assert refused(claim, parent, now)[0] == code
    assert (Mandate.objects.count(), Account.objects.count()) == (0, 1)


def ready(viewer: Viewer, mandate: Mandate, now: datetime) -> str:
    """Use the mandate as the API does; return the state it is in then."""
    id_ = global_id("mdt", str(mandate.public_id))
    make_ready(viewer, id_, now=now)
    acting.acting_for(viewer, str(mandate.public_id), now=now)
    mandate.refresh_from_db()
    return mandate.state


def test_within_a_day_the_registry_is_not_asked_again(
    parent: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    mandate = claim(parent, now)

    assert ready(parent, mandate, now + timedelta(hours=24)) == "active"
    assert len(registries.asked) == 1


def test_after_a_day_it_is_asked_again_and_what_it_says_counts(
    parent: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    mandate, next_day = claim(parent, now), now + timedelta(hours=24, seconds=1)

    assert refused(acting_under, parent, mandate, next_day) == ("MANDATE_BASIS_TOO_OLD", ("on_behalf_of",))
    assert ready(parent, mandate, next_day) == "active"
    assert len(registries.asked) == 2
    assert mandate.basis_asked_at == next_day


def acting_under(viewer: Viewer, mandate: Mandate, now: datetime) -> Viewer:
    return acting.acting_for(viewer, str(mandate.public_id), now=now)


def test_an_outage_the_next_day_stops_acting_and_changes_nothing(
    parent: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    mandate, next_day = claim(parent, now), now + timedelta(hours=25)
    registries.tell(FACT, pid_of(PARENT), Kind.UNAVAILABLE)

    assert refused(ready, parent, mandate, next_day) == ("REGISTRY_UNAVAILABLE", ())
    mandate.refresh_from_db()
    assert (mandate.state, mandate.basis_asked_at) == ("active", now)


@pytest.mark.parametrize("now_listed", [[], Kind.UNKNOWN, [child(pid_of(51))]])
def test_a_child_that_is_no_longer_listed_ends_it(
    now_listed: Any, parent: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    mandate = claim(parent, now)
    registries.tell(FACT, pid_of(PARENT), now_listed)

    assert refused(ready, parent, mandate, now + timedelta(hours=25)) == ("NOT_FOUND", ("on_behalf_of",))
    mandate.refresh_from_db()
    assert (mandate.state, mandate.ended_at) == ("revoked", now + timedelta(hours=25))
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor, event.details) == ("mandate.revoke", "system", {"reason": "registry"})


def test_a_custody_order_suspends_and_its_end_lets_the_parent_claim_again(
    parent: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    mandate, later = claim(parent, now), now + timedelta(hours=25)
    registries.tell(FACT, pid_of(PARENT), [child(pid_of(CHILD), custody_suspended=True)])

    assert refused(ready, parent, mandate, later) == ("NOT_FOUND", ("on_behalf_of",))
    mandate.refresh_from_db()
    assert mandate.state == "suspended"

    registries.tell(FACT, pid_of(PARENT), [child(pid_of(CHILD))])
    again = claim(viewer_of_person(parent.citizen, at=later), later)

    assert (again.pk, again.state) == (mandate.pk, "active")
    assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True)) == [
        "mandate.claim",
        "mandate.suspend",
        "mandate.resume",
    ]


def test_nobody_claims_while_acting_for_another_or_as_nobody(parent: Viewer, now: datetime) -> None:
    mandate = claim(parent, now)
    as_child = acting.acting_for(parent, str(mandate.public_id), now=now)

    assert refused(claim, as_child, now) == ("NOT_FOUND", ())
    assert refused(claim, Viewer(), now) == ("NOT_FOUND", ())


def test_a_child_known_already_keeps_their_account(parent: Viewer, now: datetime) -> None:
    known = make_person(CHILD)

    mandate = claim(parent, now)

    assert mandate.principal_citizen == known
    assert known.read("name_th") == f"ทดสอบ คนที่{CHILD}"
    with pytest.raises(NotFound):
        acting_under(viewer_of_person(known), mandate, now)
