"""Before a list is frozen the civil registry is asked about every payee; the call is the citizen's to see."""

from datetime import datetime, timedelta

import pytest
from django.core.management import call_command

from superapp.people.models import DataUse
from superapp.registries import asking
from superapp.registries.answers import Answer, Kind, Provenance
from tests.factories import money
from tests.factories.services import BANGKOK
from welfare.actions import paydays_checks
from welfare.models import Disbursement, PaydayRun, Programme, RegistryAnswer

MORNING = datetime(2026, 12, 3, 1, 30, tzinfo=BANGKOK)


PERSON = {"dopa.nationality": "THA", "dopa.birth_date": "1955-03-14"}


def told(kind: Kind) -> object:
    """Return a registry that knows the person as they are, and of whose death it says `kind`."""

    def fetch(pid: str, facts: tuple[str, ...], *, types: object, now: datetime) -> dict[str, Answer]:
        where = Provenance("DOPA", now, "r1", "", "test")
        found = {fact: Answer(Kind.UNKNOWN, None, "", where) for fact in facts}
        found |= {fact: Answer(Kind.VALUE, value, "", where) for fact, value in PERSON.items() if fact in facts}
        return found | {"dopa.death_date": Answer(kind, None, "", where)}

    return fetch


def check(monkeypatch: pytest.MonkeyPatch, kind: Kind) -> int:
    monkeypatch.setattr(asking, "fetch", told(kind))
    count = paydays_checks.check_payees.func(slot=MORNING.isoformat())
    money.run_jobs("welfare.actions.paydays_checks")
    RegistryAnswer.objects.update(valid_until=money.FROZEN + timedelta(hours=12))
    return count


def test_who_lives_is_paid(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    right = money.right(1, is_alive=False)

    assert check(monkeypatch, Kind.UNKNOWN) == 1

    assert len(money.draw()) == 1
    use = DataUse.objects.get(citizen=right.citizen)
    assert (use.basis, use.purpose, use.outcome, "death_date" in use.facts) == ("law:dga-s13", "welfare", "done", True)


def test_a_silent_registry_pays_nobody_and_is_written_down(
    programme: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = money.right(1, is_alive=False)

    check(monkeypatch, Kind.UNAVAILABLE)

    assert (money.draw(), RegistryAnswer.objects.count()) == ([], 0)
    assert DataUse.objects.get(citizen=right.citizen).outcome == "unavailable"


def test_nobody_is_asked_about_on_other_days_or_again(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    money.right(1)

    assert check(monkeypatch, Kind.UNKNOWN) == 0
    day_before = MORNING - timedelta(days=1)
    RegistryAnswer.objects.all().delete()
    assert paydays_checks.check_payees.func(slot=day_before.isoformat()) == 0


def test_a_payday_can_be_drawn_by_hand(programme: Programme, capsys: pytest.CaptureFixture[str]) -> None:
    money.right(1)

    call_command("run_payday", programme=programme.code, as_of=money.FROZEN.date(), period="2026-12")

    assert capsys.readouterr().out == (
        "elder_meal 2026-12, paid on 2026-12-09: 1 rights looked at, 1 payments of 30000 satang, 0 waiting, 0 stopped\n"
    )
    assert (Disbursement.objects.count(), PaydayRun.objects.get().drawn) == (1, 1)
