"""Asking a registry who belongs to whom, with the use noted for the person asked about."""

from datetime import datetime
from typing import Any

from django.db import transaction

from superapp.accounts.models import Citizen
from superapp.people.models import DataUse
from superapp.refusal import Refusal
from superapp.registries import asking
from superapp.registries.answers import Answer, Kind

from . import data_uses

CHILDREN = "dopa.children"
DIRECTORSHIPS = "dbd.directorships"


class RegistryUnavailable(Refusal):
    """A registry did not answer, or not in a way that says anything. Nothing was changed."""

    code = "REGISTRY_UNAVAILABLE"
    th = "ทะเบียน {registry} ไม่พร้อมให้ตรวจสอบในขณะนี้ ยังไม่มีการเปลี่ยนแปลงใด ๆ โปรดลองใหม่ภายหลัง"
    en = "The registry {registry} cannot be asked at the moment. Nothing was changed. Please try again later."


def elements(*, about: Citizen, fact: str, actor: str, now: datetime) -> list[dict[str, Any]]:
    """Return what a registry lists about a citizen under `fact`; empty when it lists nothing.

    Asking is noted as a use of the citizen's data whatever comes of it, and so must not stand in a transaction that a
    refusal undoes. `actor` is an account's public id or "system".

    :raises RegistryUnavailable: when nothing may be concluded from what came back, or nothing came.
    """
    pid = about.read("pid")
    assert pid is not None
    answer = asking.fetch(pid, (fact,), now=now)[fact]
    registry = answer.provenance.registry
    with transaction.atomic():
        data_uses.note(
            citizen=about,
            kind=DataUse.Kind.FETCHED,
            actor=actor,
            facts=[fact],
            purpose="mandates",
            basis="law:dga-s13",
            agency_code=registry,
            outcome="done" if answer.is_settled else _outcome(answer),
            now=now,
        )
    if not answer.is_settled:
        raise RegistryUnavailable(registry=registry)
    return list(answer.value) if answer.kind == Kind.VALUE else []


def _outcome(answer: Answer) -> str:
    return f"{answer.kind.value}.{answer.reason}"[:40]
