"""Directors and delegates: the company registry's list, signing jointly, and what falls with the last director."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from superapp.accounts import acting
from superapp.accounts.models import Mandate, Organisation
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from superapp.people.actions import acceptance, invitations, mandate_scope, mandates
from superapp.people.models import MandateInvitation
from superapp.registries.answers import Kind
from tests.factories.people import juristic_id_of, make_mandate, make_organisation, pid_of
from tests.people.mandates.organisations import (
    DELEGATE,
    FACT,
    FIRST,
    NUMBER,
    SECOND,
    become,
    refused,
    scope,
    tell,
    under,
)
from tests.people.mandates.registry import ToldRegistries, company

pytestmark = pytest.mark.django_db


def test_a_director_on_the_registrys_list_acts_for_the_company(director: Viewer, now: datetime) -> None:
    mandate = become(director, now)

    organisation = Organisation.objects.get()
    assert (organisation.juristic_id, organisation.size, organisation.signing_rule) == (NUMBER, "small", 1)
    assert (mandate.kind, mandate.state, mandate.ends_at) == ("director", "active", None)
    assert under(director, mandate, now).person_id == str(organisation.public_id)
    assert become(director, now).pk == mandate.pk
    assert [event.action for event in AuditEvent.objects.all()] == ["mandate.claim"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (juristic_id_of(2), "NOT_A_DIRECTOR"),
        (NUMBER[:12] + str((int(NUMBER[12]) + 1) % 10), "JURISTIC_ID_UNREADABLE"),
        (pid_of(1), "JURISTIC_ID_UNREADABLE"),
        ("0105", "JURISTIC_ID_UNREADABLE"),
    ],
)
def test_other_companies_and_wrong_numbers_are_refused(typed: str, code: str, director: Viewer, now: datetime) -> None:
    assert refused(become, director, now, typed) == (code, ("juristic_id",))
    assert (Organisation.objects.count(), Mandate.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        (Kind.UNAVAILABLE, "REGISTRY_UNAVAILABLE"),
        ([company(NUMBER, signing_rule=0)], "REGISTRY_UNAVAILABLE"),
        ([company(NUMBER, size="enormous")], "REGISTRY_UNAVAILABLE"),
        ([company(NUMBER, is_active=False)], "ORGANISATION_CLOSED"),
        (Kind.UNKNOWN, "NOT_A_DIRECTOR"),
    ],
)
def test_an_outage_nonsense_and_a_dissolved_company_are_refused(
    told: Any, code: str, director: Viewer, registries: ToldRegistries, now: datetime
) -> None:
    registries.tell(FACT, pid_of(FIRST), told)

    assert refused(become, director, now)[0] == code
    assert (Organisation.objects.count(), Mandate.objects.count()) == (0, 0)


def test_a_director_appoints_a_delegate_who_accepts_and_appoints_nobody(
    director: Viewer, signed_in: Any, now: datetime
) -> None:
    acting_director = under(director, become(director, now), now)
    offer = invitations.appoint_delegate(viewer=acting_director, scope=scope("view", "apply", codes=["vat"]), now=now)
    delegate = signed_in(DELEGATE)

    assert offer.code is not None
    mandate = acceptance.accept(viewer=delegate, code=offer.code, now=now)

    assert (mandate.kind, mandate.state, mandate.scope_verbs, mandate.scope_codes) == (
        "delegate",
        "active",
        ["apply", "view"],
        ["vat"],
    )
    assert mandate.ends_at == now + timedelta(days=90)
    acting_delegate = under(delegate, mandate, now)
    assert refused(invitations.appoint_delegate, viewer=acting_delegate, scope=scope(), now=now) == (
        "MANDATE_OUT_OF_SCOPE",
        ("on_behalf_of",),
    )
    assert (acting.may(acting_delegate, "apply", "vat"), acting.may(acting_delegate, "apply", "other")) == (True, False)


def test_nobody_appoints_for_an_organisation_in_their_own_name(director: Viewer, now: datetime) -> None:
    become(director, now)

    assert refused(invitations.appoint_delegate, viewer=director, scope=scope(), now=now)[0] == "MANDATE_OUT_OF_SCOPE"


def test_a_director_is_no_delegate_beside(director: Viewer, signed_in: Any, now: datetime) -> None:
    acting_director = under(director, become(director, now), now)
    second = signed_in(SECOND)
    become(second, now)
    offer = invitations.appoint_delegate(viewer=acting_director, scope=scope(), now=now)

    assert refused(acceptance.accept, viewer=second, code=offer.code, now=now) == ("MANDATE_HELD_ALREADY", ("code",))
    assert refused(acceptance.accept, viewer=director, code=offer.code, now=now) == ("MANDATE_TO_ONESELF", ("code",))


class TestTheLastDirector:
    """Delegates act as long as one director does."""

    @pytest.fixture
    def company_of_two(self, director: Viewer, signed_in: Any, now: datetime) -> dict[str, tuple[Viewer, Mandate]]:
        first, second, delegate = director, signed_in(SECOND), signed_in(DELEGATE)
        held = {"first": (first, become(first, now)), "second": (second, become(second, now))}
        offer = invitations.appoint_delegate(viewer=under(first, held["first"][1], now), scope=scope(), now=now)
        assert offer.code is not None
        invitations.appoint_delegate(viewer=under(first, held["first"][1], now), scope=scope("pay"), now=now)
        return held | {"delegate": (delegate, acceptance.accept(viewer=delegate, code=offer.code, now=now))}

    def test_delegates_outlive_the_first_director_but_not_the_last(
        self, company_of_two: dict[str, tuple[Viewer, Mandate]], now: datetime
    ) -> None:
        (first, of_first), (second, of_second) = company_of_two["first"], company_of_two["second"]
        delegate, of_delegate = company_of_two["delegate"]

        mandates.revoke(viewer=first, mandate_id=str(of_first.public_id), now=now)

        assert under(delegate, of_delegate, now).mandate == of_delegate

        mandates.revoke(viewer=second, mandate_id=str(of_second.public_id), now=now)

        assert refused(under, delegate, of_delegate, now) == ("NOT_FOUND", ("on_behalf_of",))
        of_delegate.refresh_from_db()
        assert (of_delegate.state, of_delegate.ended_at) == ("revoked", now)
        assert set(MandateInvitation.objects.values_list("state", flat=True)) == {"accepted", "withdrawn"}
        event = AuditEvent.objects.get(object=f"mandate:{of_delegate.public_id}", action="mandate.revoke")
        assert (event.actor, event.details) == ("system", {"reason": "last_director"})

    def test_a_delegate_makes_the_registry_be_asked_about_the_directors(
        self, company_of_two: dict[str, tuple[Viewer, Mandate]], registries: ToldRegistries, now: datetime
    ) -> None:
        delegate, of_delegate = company_of_two["delegate"]
        later = now + timedelta(hours=25)
        registries.tell(FACT, pid_of(FIRST), Kind.UNAVAILABLE)

        assert under(delegate, of_delegate, later).mandate == of_delegate

        # The second director's word of yesterday is too old by now, and the first registry entry is still away.
        registries.tell(FACT, pid_of(SECOND), Kind.UNAVAILABLE)
        assert refused(under, delegate, of_delegate, later + timedelta(hours=25)) == ("REGISTRY_UNAVAILABLE", ())
        of_delegate.refresh_from_db()
        assert of_delegate.state == "active"

    def test_struck_off_directors_do_not_go_on_acting_through_others(
        self, company_of_two: dict[str, tuple[Viewer, Mandate]], registries: ToldRegistries, now: datetime
    ) -> None:
        delegate, of_delegate = company_of_two["delegate"]
        later = now + timedelta(hours=25)
        for number in (FIRST, SECOND):
            registries.tell(FACT, pid_of(number), [])

        assert refused(under, delegate, of_delegate, later)[0] == "NOT_FOUND"
        assert set(Mandate.objects.values_list("state", flat=True)) == {"revoked"}

    def test_a_dissolved_companys_mandates_end(
        self, company_of_two: dict[str, tuple[Viewer, Mandate]], registries: ToldRegistries, now: datetime
    ) -> None:
        first, of_first = company_of_two["first"]
        tell(registries, FIRST, is_active=False)

        assert refused(under, first, of_first, now + timedelta(hours=25))[0] == "NOT_FOUND"
        of_first.refresh_from_db()
        assert of_first.state == "revoked"
        assert Organisation.objects.get().is_active is False

    def test_a_director_revokes_for_the_organisation_and_a_delegate_their_own_only(
        self, company_of_two: dict[str, tuple[Viewer, Mandate]], now: datetime
    ) -> None:
        second, of_second = company_of_two["second"]
        delegate, of_delegate = company_of_two["delegate"]
        acting_delegate, acting_second = under(delegate, of_delegate, now), under(second, of_second, now)
        theirs = str(of_second.public_id)

        assert refused(mandates.revoke, viewer=acting_delegate, mandate_id=theirs, now=now) == (
            "NOT_FOUND",
            ("mandate_id",),
        )
        first = str(company_of_two["first"][1].public_id)
        assert refused(mandates.revoke, viewer=acting_second, mandate_id=first, now=now)[0] == "MANDATE_RIGHT_OF_LAW"

        ended = mandates.revoke(viewer=acting_second, mandate_id=str(of_delegate.public_id), now=now)

        assert ended.state == "revoked"
        event = AuditEvent.objects.latest("id")
        assert (event.actor, event.principal, event.mandate) == (
            second.actor,
            str(Organisation.objects.get().public_id),
            str(of_second.public_id),
        )
        assert refused(mandates.revoke, viewer=acting_second, mandate_id=str(of_delegate.public_id), now=now) == (
            "MANDATE_ENDED",
            ("mandate_id",),
        )


@pytest.mark.parametrize(
    ("given", "path"),
    [(scope("apply", codes=["vat"]), "verbs"), (scope("view", codes=["tax"]), "codes"), (scope("view"), "codes")],
)
def test_nobody_gives_away_more_than_they_may_do_themselves(
    given: mandate_scope.Scope, path: str, person: Any, signed_in: Any, now: datetime
) -> None:
    held = make_mandate(person(FIRST), make_organisation(), scope_verbs=["view"], scope_codes=["vat"])
    director = under(signed_in(FIRST), held, now)

    assert refused(invitations.appoint_delegate, viewer=director, scope=given, now=now) == (
        "MANDATE_WIDER_THAN_YOURS",
        (path,),
    )
    narrower = scope("view", codes=["vat"])
    assert invitations.appoint_delegate(viewer=director, scope=narrower, now=now).code is not None
