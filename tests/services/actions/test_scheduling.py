"""Scheduling: approving for a later moment, and what happens when that moment comes."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import Settings

from services.actions import proposals, publishing
from services.models import Agency, Catalogue, Category, Service, ServiceVersion
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from tests.factories import services as make

from .watching import leaves, picture

CODE = "id-lost"
LATER = make.NOW + timedelta(hours=3)
A_SECOND = timedelta(seconds=1)


def schedule(approver: Viewer, code: str = CODE, number: int = 1, **changes: Any) -> ServiceVersion:
    given = {"viewer": approver, "code": code, "number": number, "reason": "มีผลบ่ายนี้", "now": make.NOW}
    return publishing.approve(**given | {"effective_at": LATER} | changes)


def test_approving_for_later_changes_nothing_yet(author: Viewer, approver: Viewer, approver_officer: Officer) -> None:
    make.make_review(author)

    with leaves("version.schedule", "service:id-lost#1", approver) as details:
        version = schedule(approver)

    version.refresh_from_db()
    assert (version.state, version.effective_at, version.approver) == ("scheduled", LATER, approver_officer)
    assert (Service.objects.get().state, Catalogue.objects.version()) == ("unpublished", 0)
    assert details == {"content_hash": version.content_hash, "effective_at": "2026-11-21T13:00:00+07:00"}


def test_a_moment_before_nothing_happens(author: Viewer, approver: Viewer) -> None:
    make.make_review(author)
    schedule(approver)
    before = picture()

    done = publishing.publish_due(now=LATER - A_SECOND)

    assert (done, picture()) == ([], before)


def test_at_its_moment_it_takes_effect(author: Viewer, approver: Viewer, approver_officer: Officer) -> None:
    make.make_review(author)
    version = schedule(approver)

    with leaves("version.publish", "service:id-lost#1", None) as details:
        done = publishing.publish_due(now=LATER)

    version.refresh_from_db()
    service = Service.objects.get()
    assert done == [version]
    assert (version.state, version.effective_at, version.approver) == ("published", LATER, approver_officer)
    assert (service.state, service.published_version, Catalogue.objects.version()) == ("published", version, 1)
    assert details == {"content_hash": version.content_hash, "catalogue_version": 1}


def test_a_second_run_does_nothing(author: Viewer, approver: Viewer) -> None:
    make.make_review(author)
    schedule(approver)
    publishing.publish_due(now=LATER)
    before = picture()

    done = publishing.publish_due(now=LATER + A_SECOND)

    assert (done, picture()) == ([], before)


def test_due_versions_take_effect_in_the_order_of_their_moments(author: Viewer, approver: Viewer) -> None:
    for code, minutes in (("id-renew", 2), ("id-lost", 3), ("id-first", 1)):
        make.make_review(author, code)
        schedule(approver, code, effective_at=make.NOW + timedelta(minutes=minutes))

    done = publishing.publish_due(now=LATER)

    assert [version.service.code for version in done] == ["id-first", "id-renew", "id-lost"]
    assert dict(Service.objects.values_list("code", "changed_in")) == {"id-first": 1, "id-renew": 2, "id-lost": 3}


def test_a_scheduled_version_can_be_called_back(author: Viewer, head: Viewer, approver: Viewer) -> None:
    make.make_review(author)
    schedule(approver)

    with leaves("version.send_back", "service:id-lost#1", head):
        version = publishing.send_back(viewer=head, code=CODE, number=1, reason="รอประกาศ", now=make.NOW)

    version.refresh_from_db()
    assert (version.state, version.approver, version.effective_at) == ("draft", None, None)
    assert publishing.publish_due(now=LATER) == []


def test_withdrawal_can_be_scheduled(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    proposals.withdraw(viewer=author, code=CODE, reason="ยกเลิกบริการ", now=make.NOW)
    schedule(approver, number=2)
    assert Service.objects.get().state == "published"

    with leaves("version.withdraw", "service:id-lost#2", None):
        publishing.publish_due(now=LATER)

    service = Service.objects.get()
    assert (service.state, service.published_version, service.changed_in) == ("retired", None, 2)
    assert list(service.versions.order_by("number").values_list("state", flat=True)) == ["retired", "retired"]


def test_at_the_same_moment_withdrawals_make_room(
    author: Viewer, approver: Viewer, agency: Agency, settings: Settings
) -> None:
    settings.CATALOGUE_LIMIT = 2
    make.make_published(author, approver, "id-renew")
    make.fill_places(agency, 1)
    make.make_review(author)
    schedule(approver)
    proposals.withdraw(viewer=author, code="id-renew", reason="ยกเลิกบริการ", now=make.NOW)
    schedule(approver, "id-renew", 2)

    publishing.publish_due(now=LATER)

    assert sorted(Service.objects.published().values_list("code", flat=True)) == ["filler-0", CODE]


def test_without_a_place_it_goes_back_to_review_and_the_others_go_on(
    author: Viewer, approver: Viewer, agency: Agency, settings: Settings
) -> None:
    settings.CATALOGUE_LIMIT = 2
    make.fill_places(agency, 1)
    for code in ("id-first", "id-lost", "id-renew"):
        make.make_review(author, code)
        schedule(approver, code)

    done = publishing.publish_due(now=LATER)

    left = ServiceVersion.objects.get(service__code=CODE)
    assert [version.service.code for version in done] == ["id-first"]
    assert (left.state, left.approver, left.effective_at) == ("in_review", None, None)
    assert left.reason == "เผยแพร่บริการครบ 2 รายการแล้ว ต้องเลิกบริการหนึ่งก่อนจึงจะเผยแพร่เพิ่มได้"
    assert (Service.objects.published().count(), Catalogue.objects.version()) == (2, 1)
    events = AuditEvent.objects.filter(action="version.not_possible").order_by("pk")
    assert [(event.object, event.actor, event.details["refusal"]) for event in events] == [
        ("service:id-lost#1", "system", "CATALOGUE_FULL"),
        ("service:id-renew#1", "system", "CATALOGUE_FULL"),
    ]


def test_a_code_that_is_gone_by_then_sends_it_back_to_review(author: Viewer, approver: Viewer) -> None:
    make.make_review(author, category="driving_vehicle")
    make.make_review(author, "id-renew")
    schedule(approver)
    schedule(approver, "id-renew")
    Service.objects.update(category=Category.objects.get(code="id_card"))
    Category.objects.filter(code="driving_vehicle").delete()

    done = publishing.publish_due(now=LATER)

    version = ServiceVersion.objects.get(service__code=CODE)
    assert [each.service.code for each in done] == ["id-renew"]
    assert (version.state, Service.objects.get(code=CODE).state) == ("in_review", "unpublished")


def test_a_surprise_with_one_does_not_keep_the_others_waiting(
    author: Viewer, approver: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for code in ("id-lost", "id-renew"):
        make.make_review(author, code)
        schedule(approver, code)
    lay_out = publishing.lay_out

    def lay_out_or_burst(service: Service, *args: Any, **kwargs: Any) -> None:
        if service.code == CODE:
            raise ZeroDivisionError
        lay_out(service, *args, **kwargs)

    monkeypatch.setattr(publishing, "lay_out", lay_out_or_burst)

    with pytest.raises(ExceptionGroup) as caught:
        publishing.publish_due(now=LATER)

    assert [type(each) for each in caught.value.exceptions] == [ZeroDivisionError]
    assert dict(ServiceVersion.objects.values_list("service__code", "state")) == {
        "id-lost": "scheduled",
        "id-renew": "published",
    }
