"""Erasure: nothing of a person opens any more, what the law keeps points at nothing, and they may come again."""

import json

import pytest
from django.db import connection

from superapp.accounts.assurance import StepUpRequired
from superapp.accounts.models import Account, Citizen, Mandate
from superapp.accounts.viewer import viewer_for
from superapp.audit import verification
from superapp.audit.models import AuditEvent
from superapp.people.actions import data_uses, erasures, exports, notices
from superapp.people.actions.erasures import PHRASES
from superapp.people.models import Consent, DataExport, DataUse, Notice, register
from superapp.refusal import NotFound, Refusal
from tests.factories.people import make_mandate, make_person, pid_of, viewer_of_person
from tests.factories.services import NOW
from tests.racing import kinds, together

pytestmark = pytest.mark.django_db


def erase(citizen: Citizen, confirmation: str = PHRASES[0], **signed_in: object) -> Citizen:
    return erasures.erase(viewer=viewer_of_person(citizen, **signed_in), confirmation=confirmation, now=NOW)


def fill(citizen: Citizen) -> None:
    """Give a citizen a row in the tables of this storey."""
    notices.put(
        citizen=citizen,
        topic="privacy.test",
        key="1",
        texts=dict.fromkeys(("title_th", "title_en", "body_th", "body_en"), "ข่าว"),
        now=NOW,
    )
    Consent.objects.create(citizen=citizen, kind="release", audience="dopa", purpose="agency_sign_in", text_version="1")
    DataExport.objects.create(citizen=citizen, requested_at=NOW)
    data_uses.note(
        citizen=citizen, kind="viewed", actor="a", facts=["name_th"], purpose="citizen_request", basis="none", now=NOW
    )


def everything_of(citizen: Citizen) -> str:
    """Return all registered rows of the citizen as one text."""
    rows = [row for holding in register.holdings().values() for row in holding.rows_of(citizen).values()]
    return json.dumps(rows, default=lambda value: value.hex() if isinstance(value, bytes) else str(value))


def test_destroys_what_the_register_says_and_keeps_pseudonyms():
    somying = make_person(1)
    fill(somying)
    index = somying.pid_index
    name_sealed = somying.name_th_sealed.hex()
    mandate = make_mandate(make_person(2), somying)

    erased = erase(somying)

    assert erased.erased_at == NOW
    assert (erased.data_key, erased.pid_index, erased.pid_sealed, erased.name_th_sealed) == (None, None, None, None)
    assert (Notice.objects.filter(citizen=somying).count(), DataExport.objects.count(), DataUse.objects.count()) == (
        0,
        0,
        1,
    )
    assert Consent.objects.get().withdrawn_at == NOW
    mandate.refresh_from_db()
    assert (mandate.state, mandate.ended_at) == (Mandate.State.REVOKED, NOW)
    account = Account.objects.get(pk=somying.account_id)
    assert (account.is_active, account.username, account.has_usable_password()) == (
        False,
        f"erased-{account.public_id}",
        False,
    )
    assert viewer_for(account).is_anonymous
    left = everything_of(erased)
    assert index not in left
    assert name_sealed not in left
    assert AuditEvent.objects.get(action="citizen.erase").object == f"citizen:{somying.public_id}"
    assert verification.verify(["platform"]) == []


def test_the_same_person_may_come_again_as_somebody_new():
    somying = make_person(1)
    erase(somying)

    again = Citizen(account=Account.objects.create_user("again", kind="citizen"))
    again.make_key()
    again.know_by(pid_of(1))
    again.save()

    assert Citizen.objects.with_pid(pid_of(1)).get() == again
    assert again.public_id != somying.public_id


def test_a_second_time_changes_nothing():
    somying = make_person(1)
    viewer = viewer_of_person(somying)
    first = erasures.erase(viewer=viewer, confirmation=PHRASES[0], now=NOW)

    second = erasures.erase(viewer=viewer, confirmation=PHRASES[1], now=NOW)

    assert second.erased_at == first.erased_at
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("confirmation", ["", "ลบ", "erase my data", PHRASES[0] + "!"])
def test_refuses_a_phrase_that_is_not_typed_as_it_stands(confirmation: str):
    somying = make_person(1)

    with pytest.raises(erasures.ErasureNotConfirmed) as caught:
        erase(somying, confirmation)

    assert caught.value.path == ("confirmation",)
    assert PHRASES[0] in caught.value.message("th")
    assert Citizen.objects.get(pk=somying.pk).erased_at is None


@pytest.mark.parametrize("signed_in", [{"ial": "2.1"}, {"at": NOW - erasures.FRESH * 2}], ids=["level", "age"])
def test_demands_a_sign_in_that_is_sure_and_fresh(signed_in: dict[str, object]):
    somying = make_person(1)

    with pytest.raises(StepUpRequired):
        erase(somying, **signed_in)

    assert Citizen.objects.get(pk=somying.pk).erased_at is None


def test_nobody_erases_another():
    child, parent = make_person(1), make_person(2)
    from dataclasses import replace

    acting = replace(viewer_of_person(parent), mandate=make_mandate(parent, child))

    with pytest.raises(NotFound):
        erasures.erase(viewer=acting, confirmation=PHRASES[0], now=NOW)

    assert Citizen.objects.filter(erased_at=None).count() == 2


def test_something_open_comes_first(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(erasures, "_hindrances", [])
    somying, somchai = make_person(1), make_person(2)

    @erasures.hinders
    def has_an_application(citizen: Citizen, now: object) -> tuple[str, str] | None:
        return ("มีคำขอที่ยังไม่เสร็จ", "an application is open") if citizen == somying else None

    with pytest.raises(erasures.SomethingOpen) as caught:
        erase(somying)
    erase(somchai)

    assert caught.value.message("en") == (
        "Your data cannot be erased yet: an application is open. Settle that first, then ask again."
    )
    assert list(Citizen.objects.order_by("pk").values_list("erased_at", flat=True)) == [None, NOW]


def test_domains_wind_up_their_own(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(erasures, "_farewells", [])
    seen = []
    erasures.parts_with(lambda citizen, now: seen.append((citizen.public_id, now)))

    somying = make_person(1)
    erase(somying)

    assert seen == [(somying.public_id, NOW)]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_erase_once():
    viewer = viewer_of_person(make_person(1))

    outcomes = together(*[lambda: erasures.erase(viewer=viewer, confirmation=PHRASES[0], now=NOW) for _ in range(2)])

    assert kinds(outcomes) == ["Citizen", "Citizen"]
    assert AuditEvent.objects.filter(action="citizen.erase").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_copy_asked_for_at_the_same_moment_is_not_left_behind():
    viewer = viewer_of_person(make_person(1))

    outcomes = together(
        lambda: erasures.erase(viewer=viewer, confirmation=PHRASES[0], now=NOW),
        lambda: exports.request(viewer=viewer, is_acknowledged=True, now=NOW),
    )

    assert [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
    assert DataExport.objects.count() == 0
    assert connection.vendor in ("sqlite", "postgresql")
