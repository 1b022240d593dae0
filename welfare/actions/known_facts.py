"""What is known about a person today: asked of registries with their consent, told by themselves, and what is not.

Registries come before what a person says. A registry that did not answer is waited for: its facts stay unknown, and no
presumption takes their place, since an outage is never a "no".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from superapp.accounts.models import Citizen
from superapp.people.actions import data_uses
from superapp.people.models import Consent
from superapp.registries import asking
from superapp.registries.answers import Answer, Kind
from welfare.models import Declaration, RegistryAnswer
from welfare.rules.facts import PERSON, Vocabulary

PURPOSE = "welfare_entitlement"
IDENTITY = "IDENTITY"
# How long an answer may be relied on: by fact, then by registry, then a day.
FACT_LIVES = {
    "birth_date": timedelta(days=30),
    "sex": timedelta(days=30),
    "nationality": timedelta(days=30),
    "death_date": timedelta(days=1),
    "in_house_registration": timedelta(days=7),
}
REGISTRY_LIVES = {"RD": timedelta(days=30), "DOL_LAND": timedelta(days=7), "OSMEP": timedelta(days=7)}
LIFE = timedelta(days=1)
NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?")


@dataclass(frozen=True, slots=True)
class Known:
    """One fact: its value as the engine reads it, how well it is proved, by whom, and as of when.

    `level` is of welfare.rules.document.LEVELS: "self" or "registry". `source` is a registry's code or SELF.
    `provenance` is None for what the person told.
    """

    value: Any
    level: str
    source: str
    at: datetime
    provenance: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A registry that was asked and did not answer usefully: why, and which facts stay unknown for it."""

    registry: str
    reason: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is known about a person: facts by name, registries waited for, and those there is no consent to ask.

    `settled` are the registries that answered, so that a presumption may stand where they hold nothing.
    """

    facts: Mapping[str, Known]
    waiting: tuple[Waiting, ...]
    not_consented: tuple[str, ...]
    settled: frozenset[str]

    @property
    def without_default(self) -> frozenset[str]:
        """The facts that must stay unknown, whatever the vocabulary presumes."""
        return frozenset(fact for one in self.waiting for fact in one.facts)


def registries_of(vocabulary: Vocabulary) -> dict[str, dict[str, str]]:
    """Return each registry's facts with their types, named for the asking: {"DOPA": {"dopa.birth_date": "date"}}.

    A list comes whole, with all its fields, from the registry that keeps the list.
    """
    found: dict[str, dict[str, str]] = {}
    for fact in vocabulary.facts.values():
        owner = vocabulary.facts[fact.list] if fact.list else fact
        if owner.registry in (None, PERSON):
            continue
        name = f"{owner.registry.lower()}.{fact.name}"
        found.setdefault(owner.registry, {})[name] = fact.kind.value
    return found


def exact(vocabulary: Vocabulary, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts with the numbers that are kept as text ("315.01") as exact numbers, for the engine to read.

    Anything that is no such text stays as it is: the engine says what is wrong with it.
    """
    return {name: _exact(vocabulary, name, value) for name, value in facts.items()}


def _exact(vocabulary: Vocabulary, name: str, value: Any) -> Any:
    fact = vocabulary.facts.get(name)
    if fact is None:
        return value
    if fact.kind.value == "number" and isinstance(value, str) and NUMBER.fullmatch(value):
        return Decimal(value)
    if fact.kind.value == "list" and isinstance(value, Mapping) and isinstance(value.get("items"), list):
        return {**value, "items": _exact(vocabulary, name, value["items"])}
    if fact.kind.value == "list" and isinstance(value, list):
        return [
            {field: _exact(vocabulary, f"{name}[].{field}", one) for field, one in element.items()}
            if isinstance(element, Mapping)
            else element
            for element in value
        ]
    return value


@dataclass(frozen=True, slots=True)
class Plan:
    """What is held about a person, and which registries are to be asked before more can be said."""

    citizen: Citizen
    pid: str | None
    registries: Mapping[str, Mapping[str, str]]
    consents: Mapping[str, Consent]
    held: Mapping[str, Mapping[str, Any]]

    @property
    def wanted(self) -> dict[str, Mapping[str, str]]:
        """The registries to ask: with consent, and without an answer that still holds."""
        if self.pid is None:
            return {}
        return {name: self.registries[name] for name in self.consents if name not in self.held}


Asked = dict[str, dict[str, Any]]
"""What registries answered just now: by registry and fact, as it is kept."""


def gather(*, citizen: Citizen, vocabulary: Vocabulary, now: datetime) -> Gathered:
    """Return what is known about `citizen`: what registries may be asked is asked, unless a recent answer is kept.

    Calls other machines: do it before the transaction of whatever rests on it.
    """
    plan = plan_for(citizen=citizen, vocabulary=vocabulary, now=now)
    asked = ask(plan, now=now)
    keep(plan, asked, now=now)
    return put_together(plan, asked, vocabulary=vocabulary, now=now)


def plan_for(*, citizen: Citizen, vocabulary: Vocabulary, now: datetime) -> Plan:
    """Return what is held about `citizen` and which registries are to be asked. Only reads."""
    registries = registries_of(vocabulary)
    consents = {
        consent.audience: consent
        for consent in Consent.objects.in_force(now).filter(
            citizen=citizen, kind=Consent.Kind.REGISTRY, audience__in=registries, purpose=PURPOSE
        )
    }
    held = {}
    for row in RegistryAnswer.objects.filter(citizen=citizen, registry__in=consents, valid_until__gt=now):
        row.citizen = citizen
        held[row.registry] = row.read()
    return Plan(citizen, citizen.read("pid"), registries, consents, held)


def ask(plan: Plan, *, now: datetime) -> Asked:
    """Return what the planned registries answer now. Touches no database, and takes eight seconds at worst."""
    types = {fact: kind for facts in plan.wanted.values() for fact, kind in facts.items()}
    if not types or plan.pid is None:
        return {}
    told = asking.fetch(plan.pid, tuple(fact for fact in types if "[]." not in fact), types=types, now=now)
    answers: Asked = {name: {} for name in plan.wanted}
    for fact, answer in told.items():
        prefix, _, name = fact.partition(".")
        answers[prefix.upper()][name] = _kept(answer)
    return answers


@transaction.atomic
def keep(plan: Plan, asked: Asked, *, now: datetime) -> None:
    """Keep what was answered, and write down for the citizen that it was asked, refused and unanswered calls too."""
    for registry, answers in asked.items():
        is_settled = all(one["kind"] in (Kind.VALUE, Kind.UNKNOWN) for one in answers.values())
        if is_settled:
            life = min((FACT_LIVES.get(fact, REGISTRY_LIVES.get(registry, LIFE)) for fact in answers), default=LIFE)
            row = RegistryAnswer(citizen=plan.citizen, registry=registry, asked_at=now, valid_until=now + life)
            row.seal(answers)
            RegistryAnswer.objects.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["citizen", "registry"],
                update_fields=["answers_sealed", "asked_at", "valid_until"],
            )
        data_uses.note(
            citizen=plan.citizen,
            kind="fetched",
            actor="system",
            facts=answers,
            purpose=PURPOSE,
            basis=f"consent:{plan.consents[registry].public_id}",
            agency_code=registry,
            outcome="done" if is_settled else "unavailable",
            now=now,
        )


def put_together(plan: Plan, asked: Asked, *, vocabulary: Vocabulary, now: datetime) -> Gathered:
    """Return what is known from what was held, what was answered just now, and what the person declared."""
    answers = {**plan.held, **asked}
    facts = _declared(plan.citizen, vocabulary)
    waiting: list[Waiting] = []
    for registry, told in sorted(answers.items()):
        silent = sorted(name for name, one in told.items() if one["kind"] not in (Kind.VALUE, Kind.UNKNOWN))
        if silent:
            waiting.append(Waiting(registry, told[silent[0]]["reason"], tuple(silent)))
        for name, one in told.items():
            if one["kind"] == Kind.VALUE:
                facts[name] = Known(one["value"], "registry", registry, _instant(one), one["provenance"])
    if "birth_date" not in facts and (birth_date := plan.citizen.read("birth_date")):
        # The identity provider read it from the card: as good as a document.
        facts["birth_date"] = Known(birth_date, "document", IDENTITY, now)
    silent_ones = {one.registry for one in waiting}
    return Gathered(
        facts,
        tuple(waiting),
        tuple(sorted(plan.registries.keys() - plan.consents.keys())),
        frozenset(answers.keys() - silent_ones),
    )


def _kept(answer: Answer) -> dict[str, Any]:
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


def _instant(one: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(one["provenance"]["asked_at"])


def _declared(citizen: Citizen, vocabulary: Vocabulary) -> dict[str, Known]:
    declaration = Declaration.objects.filter(citizen=citizen).first()
    if declaration is None:
        return {}
    declaration.citizen = citizen
    return {
        name: Known(one["value"], "self", PERSON, datetime.fromisoformat(one["at"]))
        for name, one in declaration.read().items()
        if name in vocabulary.facts
    }
