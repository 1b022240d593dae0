"""Retention: what the register says is past its time goes, in batches, and nothing else."""

from datetime import timedelta

import pytest

from superapp.people.actions import notices, retention
from superapp.people.models import Consent, DataExport, Notice, register
from tests.factories.people import make_person
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db
TEXTS = dict.fromkeys(("title_th", "title_en", "body_th", "body_en"), "ข่าว")


def test_goes_on_the_day_after_and_not_before(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    somying = make_person(1)
    days = register.holdings()["people.notice"].forgetting.days
    for number in range(5):
        at = NOW - timedelta(days=days, seconds=number - 1)
        notices.put(citizen=somying, topic="account.test", key=str(number), texts=TEXTS, now=at)

    first = retention.forget_old_personal_data.func(slot=NOW.isoformat())
    second = retention.forget_old_personal_data.func(slot=NOW.isoformat())

    # Of that very moment, and a second younger: kept.
    assert (first, second) == (3, 0)
    assert sorted(Notice.objects.values_list("key", flat=True)) == ["0", "1"]


def test_what_has_not_ended_yet_is_kept_however_old():
    somying = make_person(1)
    long_ago = NOW - timedelta(days=4_000)
    told = {"citizen": somying, "kind": "release", "purpose": "agency_sign_in", "text_version": "1"}
    Consent.objects.create(audience="in-force", given_at=long_ago, **told)
    Consent.objects.create(audience="withdrawn", given_at=long_ago, withdrawn_at=long_ago, **told)
    DataExport.objects.create(citizen=somying, requested_at=NOW - timedelta(days=364), state="over")

    gone = retention.forget(now=NOW)

    assert gone == 1
    assert Consent.objects.get().audience == "in-force"
    assert DataExport.objects.count() == 1


def test_one_night_has_an_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    somying = make_person(1)
    for number in range(3):
        at = NOW - timedelta(days=4_000)
        notices.put(citizen=somying, topic="account.test", key=str(number), texts=TEXTS, now=at)

    assert [retention.forget(now=NOW, most_batches=2) for _ in range(3)] == [2, 1, 0]
