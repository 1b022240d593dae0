"""Telling an agency's service about somebody: only what it may learn, was asked for, and the citizen agreed to.

Every telling is a line among the uses of the citizen's data, which they can read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from superapp.accounts import cipher
from superapp.accounts.models import Account, Citizen, Mandate, Organisation
from superapp.people.models import AgencyClient, Consent, DataUse

from . import claims, subjects

PURPOSE = "sign_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """That somebody was signed in to a client: what codes and tokens stand for, as plain codes.

    `account` is the public id of who signed in, `mandate` that of the mandate they act under, "" for themselves; `at`
    is the instant of the sign-in, in seconds; `service` the catalogue's code of what was opened, "" for none.
    """

    account: str
    ial: str
    at: int
    provider: str = ""
    session_id: str = ""
    mandate: str = ""
    service: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it for keeping in a cache or beside a token."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands behind a sign-in now: the citizen, and whom they act for (themselves, most often)."""

    citizen: Citizen
    principal: Citizen | Organisation
    mandate: Mandate | None


def standing(signed_in: SignedIn, *, now: datetime) -> Standing | None:
    """Return who stands behind a sign-in now; None when the account is off or erased, or the mandate has ended."""
    account = (
        Account.objects.select_related("citizen")
        .filter(public_id=signed_in.account, is_active=True, kind=Account.Kind.CITIZEN)
        .first()
    )
    citizen = getattr(account, "citizen", None)
    if citizen is None or citizen.erased_at is not None:
        return None
    if not signed_in.mandate:
        return Standing(citizen, citizen, None)
    mandate = (
        Mandate.objects.in_force(now)
        .select_related("principal_citizen__account", "principal_organisation")
        .filter(agent=citizen, public_id=signed_in.mandate)
        .first()
    )
    if mandate is None or not mandate.covers(Mandate.Verb.VIEW, signed_in.service or None):
        return None
    principal = mandate.principal_citizen or mandate.principal_organisation
    assert principal is not None
    if isinstance(principal, Citizen) and principal.erased_at is not None:
        return None
    return Standing(citizen, principal, mandate)


def consent_of(client: AgencyClient, person: Citizen, *, now: datetime) -> Consent | None:
    """Return the consent in force under which `client` learns about `person`; None when there is none."""
    return (
        Consent.objects.in_force(now)
        .filter(citizen=person, kind=Consent.Kind.RELEASE, audience=client.client_id, purpose=PURPOSE)
        .first()
    )


def identity(client: AgencyClient, signed_in: SignedIn, who: Standing) -> dict[str, Any]:
    """Return what every answer about a sign-in says: subject, level, instant, and who acts for whom."""
    told: dict[str, Any] = {
        "sub": subjects.sub_of(client, who.principal),
        "acr": signed_in.ial,
        "auth_time": signed_in.at,
    }
    if who.mandate is not None:
        told["act"] = {
            "sub": subjects.sub_of(client, who.citizen),
            "kind": who.mandate.kind,
            "verbs": sorted(who.mandate.scope_verbs),
        }
    return told


@transaction.atomic
def release(
    client: AgencyClient, who: Standing, facts: Iterable[str], *, now: datetime, consent: Consent | None
) -> dict[str, Any]:
    """Return what `client` is told of `facts` about whom it is, and note that among the uses of their data.

    `consent` is the one in force, None only for an organisation: what is told of those is public.

    :raises cipher.Unreadable: when the person was erased.
    """
    if isinstance(who.principal, Organisation):
        return {
            "organisation": {
                "juristic_id": who.principal.juristic_id,
                "name": who.principal.name_th,
                "name_en": who.principal.name_en,
            }
        }
    assert consent is not None
    granted = set(facts) & set(client.facts) & set(consent.facts)
    told = claims.values(who.principal, granted)
    given = sorted(claim.fact for claim in claims.in_order(granted) if claim.wire in told)
    if given:
        DataUse.objects.create(
            citizen=who.principal,
            at=now,
            kind=DataUse.Kind.RELEASED,
            actor=client.client_id,
            agency_code=client.agency_code,
            facts=given,
            purpose=PURPOSE,
            basis=f"consent:{consent.public_id}",
        )
    return told


__all__ = ["PURPOSE", "SignedIn", "Standing", "cipher", "consent_of", "identity", "release", "standing"]
