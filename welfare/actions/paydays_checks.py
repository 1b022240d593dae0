"""Asking registries before a list is frozen, so that a payday rests on what they say then: above all, who has died.

Paying rests on the law, not on consent (Digital Government Act, section 13); each call is written down for the citizen.
Only the civil registry must have answered for a right to be paid; what others said last stays until they say otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django_tasks import task

from superapp.accounts.models import Citizen
from superapp.jobs.schedules import schedule
from superapp.people.actions import data_uses
from superapp.registries import asking
from superapp.registries.answers import Answer
from welfare.models import Entitlement, RegistryAnswer, book

from . import known_facts, paydays_calendar, paydays_rules
from .paydays_due import LIFE_REGISTRY

BASIS = "law:dga-s13"
PURPOSE = "welfare"
SETTLED = ("value", "unknown")
# A registry's word on somebody's life is relied on for a day and a half: asked the night before, it lasts the freeze.
LIFE = timedelta(hours=36)
# Lists are drawn some hours later the same morning: an answer has to hold until then.
UNTIL_DRAWN = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the civil registry answered about one citizen, before anything is written."""

    at: datetime
    answers: Mapping[str, Mapping[str, Any]]


def keep_answer(asked: Asked | None, *, citizen_id: int) -> None:
    """Keep what was answered, and write down for the citizen that it was asked."""
    if asked is None:
        return
    citizen = Citizen.objects.select_for_update(of=("self",)).select_related("account").get(pk=citizen_id)
    if citizen.erased_at is not None:
        return
    is_settled = all(one["kind"] in SETTLED for one in asked.answers.values())
    if is_settled:
        row = RegistryAnswer(citizen=citizen, registry=LIFE_REGISTRY, asked_at=asked.at, valid_until=asked.at + LIFE)
        row.seal({name: dict(one) for name, one in asked.answers.items()})
        RegistryAnswer.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["citizen", "registry"],
            update_fields=["answers_sealed", "asked_at", "valid_until"],
        )
    data_uses.note(
        citizen=citizen,
        kind="fetched",
        actor="system",
        facts=asked.answers,
        purpose=PURPOSE,
        basis=BASIS,
        agency_code=LIFE_REGISTRY,
        outcome="done" if is_settled else "unavailable",
        now=asked.at,
    )


@task(store=keep_answer, lease_s=60)
def check_life(*, citizen_id: int) -> Asked | None:
    """Ask the civil registry about one payee; None for one who was erased."""
    now = timezone.now()
    citizen = Citizen.objects.select_related("account").get(pk=citizen_id)
    pid = None if citizen.erased_at is not None else citizen.read("pid")
    if pid is None:
        return None
    types = known_facts.registries_of(book.current().words).get(LIFE_REGISTRY, {})
    facts = tuple(fact for fact in types if "[]." not in fact)
    told = asking.fetch(pid, facts, types=types, now=now)
    return Asked(now, {fact.partition(".")[2]: _kept(answer) for fact, answer in told.items()})


@schedule(name="check-payees", every=timedelta(days=1), at=timedelta(hours=1, minutes=30), missed="last")
@task(lease_s=600)
def check_payees(*, slot: str) -> int:
    """Let the civil registry be asked about everybody whose list is frozen today. Returns about how many."""
    now = datetime.fromisoformat(slot)
    today = timezone.localdate(now)
    codes = [one.code for one in paydays_rules.paid_by_bank() if paydays_calendar.frozen_on(one, today) is not None]
    known = RegistryAnswer.objects.filter(
        citizen=OuterRef("citizen"), registry=LIFE_REGISTRY, valid_until__gt=now + UNTIL_DRAWN
    )
    rights = Entitlement.objects.running().filter(programme__code__in=codes, citizen__erased_at=None)
    citizens = rights.filter(~Exists(known)).values_list("citizen_id", flat=True).distinct().order_by("citizen_id")
    count = 0
    for citizen_id in citizens.iterator(chunk_size=2_000):
        check_life.using(dedupe=f"check-life:{citizen_id}:{today}").enqueue(citizen_id=citizen_id)
        count += 1
    return count


def _kept(answer: Answer) -> dict[str, Any]:
    # As known_facts keeps answers, whose row this is: either may read what the other wrote.
    where = answer.provenance
    return {
        "kind": answer.kind.value,
        "value": answer.value,
        "reason": answer.reason,
        "provenance": {
            "registry": where.registry,
            "asked_at": where.asked_at.isoformat(),
            "request_id": where.request_id,
            "digest": where.digest,
            "gateway": where.gateway,
        },
    }
