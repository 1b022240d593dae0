"""Rights that rest on a registry, brought in line with what it says now: parents' and directors' mandates.

Whatever a registry answers about somebody is applied to all their mandates of that kind at once. An outage changes
nothing: the mandate stays, and is of no use until the registry has spoken again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from superapp.accounts import acting
from superapp.accounts.models import Citizen, Mandate, Organisation
from superapp.accounts.models.mandate import LIVE
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import Act

from . import mandate_record as log
from . import mandates, registry_facts
from .registry_facts import CHILDREN, DIRECTORSHIPS, RegistryUnavailable

LONGEST_NAME = 200


def renew(viewer: Viewer, mandate: Mandate, now: datetime) -> None:
    """Ask the registry behind a mandate of the viewer again, and apply what it says.

    :raises RegistryUnavailable: when it did not say anything.
    """
    if mandate.kind == Mandate.Kind.PARENT:
        children_of(mandate.agent, actor=viewer.actor, now=now)
    elif mandate.kind == Mandate.Kind.DIRECTOR:
        directorships_of(mandate.agent, actor=viewer.actor, now=now)
    elif mandate.kind == Mandate.Kind.DELEGATE:
        _confirm_a_director(mandate, actor=viewer.actor, now=now)


def children_of(parent: Citizen, *, actor: str, now: datetime) -> list[dict[str, Any]]:
    """Return the children a parent has in the civil registry, having applied the answer to the parent's mandates.

    :raises RegistryUnavailable:
    """
    listed = registry_facts.elements(about=parent, fact=CHILDREN, actor=actor, now=now)
    _apply_children(parent, {each.get("pid"): each for each in listed}, now)
    return listed


def directorships_of(director: Citizen, *, actor: str, now: datetime) -> list[dict[str, Any]]:
    """Return the companies somebody directs, having applied the answer to their mandates and to the companies.

    :raises RegistryUnavailable: also when the registry's answer makes no sense, as a company signed for by nobody.
    """
    listed = registry_facts.elements(about=director, fact=DIRECTORSHIPS, actor=actor, now=now)
    if not all(_makes_sense(each) for each in listed):
        raise RegistryUnavailable(registry="DBD")
    _apply_directorships(director, {each["juristic_id"]: each for each in listed}, now)
    return listed


def tell_about(organisation: Organisation, told: dict[str, Any], now: datetime) -> None:
    """Set what the company registry says of an organisation; the caller saves."""
    organisation.name_th = str(told["name_th"])[:LONGEST_NAME]
    organisation.name_en = str(told.get("name_en") or "")[:LONGEST_NAME]
    organisation.size = told["size"]
    organisation.signing_rule = int(told["signing_rule"])
    organisation.is_active = bool(told["is_active"])
    organisation.asked_at = now


def settle(mandate: Mandate, told: dict[str, Any], now: datetime) -> list[Act]:
    """Bring a locked parent's mandate in line with what the registry says of the child; return the acts to record."""
    mandate.basis_asked_at = now
    state = Mandate.State.SUSPENDED if told["custody_suspended"] else Mandate.State.ACTIVE
    acts = []
    if mandate.state != state:
        mandate.state = state
        verb = "suspend" if state == Mandate.State.SUSPENDED else "resume"
        acts.append(log.act_on(None, f"mandate.{verb}", log.about(mandate), reason="custody"))
        if state == Mandate.State.SUSPENDED:
            log.tell(mandate, "suspended", mandate.agent, now=now)
    mandate.save(update_fields=["basis_asked_at", "state"])
    return acts


@transaction.atomic
def _apply_children(parent: Citizen, by_pid: dict[Any, dict[str, Any]], now: datetime) -> None:
    held = Mandate.objects.filter(agent=parent, kind=Mandate.Kind.PARENT).live()
    acts: list[Act] = []
    for mandate in mandates.locked(held.values_list("pk", flat=True)):
        assert mandate.principal_citizen is not None
        told = by_pid.get(mandate.principal_citizen.read("pid"))
        if mandate.state not in LIVE:
            continue
        acts += settle(mandate, told, now) if told is not None else [_struck_off(mandate, now)]
    log.record(*acts, now=now)


@transaction.atomic
def _apply_directorships(director: Citizen, by_number: dict[str, dict[str, Any]], now: datetime) -> None:
    held = Mandate.objects.filter(agent=director, kind=Mandate.Kind.DIRECTOR).live()
    organisations = mandates.hold_organisations(held.values_list("principal_organisation_id", flat=True))
    for organisation in organisations:
        told = by_number.get(organisation.juristic_id)
        if told is not None:
            tell_about(organisation, told, now)
            organisation.save()
    acts, gone = [], []
    for mandate in mandates.locked(held.values_list("pk", flat=True)):
        assert mandate.principal_organisation is not None
        told = by_number.get(mandate.principal_organisation.juristic_id)
        if told is not None and told["is_active"]:
            mandate.basis_asked_at = now
            mandate.save(update_fields=["basis_asked_at"])
        else:
            acts.append(_struck_off(mandate, now))
            gone.append(mandate)
    acts += mandates.fallen_with(gone, now=now)
    log.record(*acts, now=now)


def _struck_off(mandate: Mandate, now: datetime) -> Act:
    mandates.end(mandate, Mandate.State.REVOKED, now=now)
    log.tell(mandate, "ended", mandate.agent, mandate.principal_citizen, now=now)
    return log.act_on(None, "mandate.revoke", log.about(mandate), reason="registry")


def _confirm_a_director(delegate: Mandate, *, actor: str, now: datetime) -> None:
    """Ask about the organisation's directors one by one until one of them still is one.

    When none is, the delegate's own mandate has fallen with the last.
    """
    organisation = delegate.principal_organisation
    assert organisation is not None
    away: RegistryUnavailable | None = None
    for mandate in _directors_by_freshness(organisation):
        try:
            directorships_of(mandate.agent, actor=actor, now=now)
        except RegistryUnavailable as error:
            away = error
            continue
        if acting.basis_is_fresh(delegate, now=now):
            return
    if away is not None:
        raise away


def _directors_by_freshness(organisation: Organisation) -> Iterable[Mandate]:
    directors = Mandate.objects.directors_of(organisation).live().select_related("agent__account")
    return list(directors.order_by("-basis_asked_at", "pk"))


def _makes_sense(told: dict[str, Any]) -> bool:
    rule = told.get("signing_rule")
    return (
        isinstance(told.get("juristic_id"), str)
        and bool(told.get("name_th"))
        and told.get("size") in Organisation.Size.values
        and isinstance(rule, int)
        and 1 <= rule <= 20
        and isinstance(told.get("is_active"), bool)
    )
