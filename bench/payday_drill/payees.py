"""Payees by the thousand: sealed people, decided cases, rights in payment, and what the civil registry told of them."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from superapp.accounts import cipher
from superapp.accounts.models import Account, Citizen
from tests.factories.people import pid_of
from welfare.models import (
    Application,
    Decision,
    Entitlement,
    Programme,
    RegistryAnswer,
    RuleVersion,
    Vocabulary,
)

CHUNK = 2_000
CODE = "old_age_allowance"
FACTS: dict[str, Any] = {"nationality": "THA", "in_house_registration": True, "oaa_registration_date": "2020-01-20"}


def make(count: int, *, opened_at: datetime) -> None:
    """Make `count` people of 60 to 99 with the old-age allowance, opened at that instant."""
    programme = Programme.objects.select_related("agency").get(code=CODE)
    rules = RuleVersion.objects.filter(programme=programme).latest("number")
    words = Vocabulary.objects.latest("pk")
    for first in range(0, count, CHUNK):
        numbers = range(first, min(first + CHUNK, count))
        accounts = Account.objects.bulk_create(
            [Account(username=f"payee-{number}", kind=Account.Kind.CITIZEN, password="!") for number in numbers]
        )
        citizens = Citizen.objects.bulk_create(list(_citizens(numbers, accounts)))
        keys = [citizen.own_key() for citizen in citizens]
        decisions = Decision.objects.bulk_create(
            [
                _decision(one, key, number, rules, words, opened_at)
                for one, key, number in zip(citizens, keys, numbers, strict=True)
            ]
        )
        cases = Application.objects.bulk_create(
            [
                Application(
                    citizen=one,
                    agency=programme.agency,
                    programme=programme,
                    matter=CODE,
                    opened_at=opened_at,
                    decision=kept,
                )
                for one, kept in zip(citizens, decisions, strict=True)
            ]
        )
        for number, case in zip(numbers, cases, strict=True):
            case.number, case.submitted_at, case.due_on = f"WA-2569-{number:07}", opened_at, opened_at.date()
            case.state = "submitted"
        Application.objects.bulk_update(cases, ["number", "submitted_at", "due_on", "state"], batch_size=500)
        Application.objects.filter(pk__in=[case.pk for case in cases]).update(state="approved", decided_at=opened_at)
        Entitlement.objects.bulk_create(
            [
                Entitlement(
                    application=case,
                    citizen=one,
                    programme=programme,
                    rules=rules,
                    starts_on=opened_at.date(),
                    opened_at=opened_at,
                )
                for one, case in zip(citizens, cases, strict=True)
            ]
        )
        RegistryAnswer.objects.bulk_create(
            [_life(one, key, opened_at) for one, key in zip(citizens, keys, strict=True)]
        )


def _citizens(numbers: range, accounts: list[Account]) -> Iterator[Citizen]:
    for number, account in zip(numbers, accounts, strict=True):
        citizen = Citizen(account=account)
        citizen.make_key()
        citizen.know_by(pid_of(number))
        citizen.seal("name_th", f"ผู้สูงอายุ คนที่{number}")
        yield citizen


def _decision(
    citizen: Citizen, key: bytes, number: int, rules: RuleVersion, words: Vocabulary, at: datetime
) -> Decision:
    born = date(1927 + number % 40, 1 + number % 12, 15)
    snapshot = {
        "known": {
            name: {"value": value, "level": "registry", "source": "DOPA", "at": at.isoformat(), "provenance": None}
            for name, value in (FACTS | {"birth_date": born.isoformat()}).items()
        },
        "asked": ["CGD", "DOPA", "LAO", "MSDHS"],
        "withheld": [],
    }
    row = Decision(
        public_id=uuid4(),
        citizen=citizen,
        programme_code=CODE,
        rules=rules,
        vocabulary=words,
        as_of=at.date(),
        stage="apply",
        verdict="eligible",
        made_at=at,
    )
    row.snapshot_sealed = cipher.seal_with(key, json.dumps(snapshot), row.about("snapshot"))
    row.record_sealed = cipher.seal_with(key, "{}", row.about("record"))
    row.snapshot_digest, row.record_digest = sha256(row.snapshot_sealed).hexdigest(), sha256(b"{}").hexdigest()
    return row


def _life(citizen: Citizen, key: bytes, at: datetime) -> RegistryAnswer:
    told = {"death_date": {"kind": "unknown", "value": None, "reason": "", "provenance": {"asked_at": at.isoformat()}}}
    row = RegistryAnswer(citizen=citizen, registry="DOPA", asked_at=at, valid_until=at + timedelta(days=3_650))
    row.answers_sealed = cipher.seal_with(key, json.dumps(told), row.about)
    return row
