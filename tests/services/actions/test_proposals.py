"""Proposals: withdrawing a service and going back to an earlier text, each through a colleague's eyes."""

from datetime import timedelta
from typing import Any

import pytest

from services.actions import alerts, facts, proposals, publishing
from services.models import Alert, Catalogue, Fact, Service, ServiceVersion
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from tests.factories import services as make

from .test_drafts import BAD_CODES, BAD_REASONS, HUGE_NUMBERS
from .test_publishing import shown
from .watching import leaves, refused

CODE = "id-lost"
REASON = "ประกาศยกเลิกแล้ว"


def withdraw(viewer: Viewer, **changes: Any) -> ServiceVersion:
    return proposals.withdraw(**{"viewer": viewer, "code": CODE, "reason": REASON, "now": make.NOW} | changes)


def roll_back(viewer: Viewer, **changes: Any) -> ServiceVersion:
    given = {"viewer": viewer, "code": CODE, "number": 1, "reason": REASON, "now": make.NOW}
    return proposals.roll_back(**given | changes)


def approve(viewer: Viewer, number: int) -> ServiceVersion:
    return publishing.approve(viewer=viewer, code=CODE, number=number, reason=REASON, now=make.NOW)


def test_withdraw_goes_to_review_at_once(author: Viewer, approver: Viewer, author_officer: Officer) -> None:
    service = make.make_published(author, approver)

    with leaves("version.propose_withdraw", "service:id-lost#2", author) as details:
        version = withdraw(author)

    version.refresh_from_db()
    assert (version.intent, version.state, version.number, version.reason) == ("withdraw", "in_review", 2, REASON)
    assert (version.author, version.based_on, version.submitted_at) == (
        author_officer,
        service.published_version,
        make.NOW,
    )
    assert Service.objects.get().state == "published"
    assert details == {"content_hash": version.content_hash, "based_on": 1}


def test_an_approved_withdrawal_retires_the_service(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    alerts.post(
        viewer=author, code=CODE, severity="notice", message_th="ปิด", message_en="Closed", ends_at=None, now=make.NOW
    )
    withdraw(author)

    with leaves("version.withdraw", "service:id-lost#2", approver) as details:
        approve(approver, 2)

    service = Service.objects.get()
    assert (service.state, service.published_version, service.changed_in) == ("retired", None, 3)
    assert list(service.versions.order_by("number").values_list("state", flat=True)) == ["retired", "retired"]
    assert Alert.objects.get().cleared_at == make.NOW
    assert (details["catalogue_version"], Catalogue.objects.version()) == (3, 3)


def test_whoever_proposed_does_not_decide(head: Viewer, author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    make.republish(author, approver, name_en="Lost ID card")
    withdraw(head)

    with refused("OWN_WORK", "number"):
        approve(head, 3)


def test_a_withdrawal_sent_back_leaves_the_service_published(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    withdraw(author)

    version = publishing.send_back(viewer=approver, code=CODE, number=2, reason="ยังใช้อยู่", now=make.NOW)

    assert (version.state, Service.objects.get().state) == ("draft", "published")


@pytest.mark.parametrize("prepare", [make.make_draft, make.make_review], ids=["draft", "in_review"])
def test_only_what_is_published_is_withdrawn(author: Viewer, prepare: Any) -> None:
    prepare(author)

    with refused("NOT_PUBLISHED", "code"):
        withdraw(author)


def test_what_is_withdrawn_is_not_withdrawn_again(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    withdraw(author)
    approve(approver, 2)

    with refused("NOT_PUBLISHED", "code"):
        withdraw(author)


def test_proposals_wait_for_the_open_version(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    make.republish(author, approver, name_en="Lost ID card")
    make.revise_and_submit(author, name_en="Lost your ID card?")

    for act in (withdraw, roll_back):
        with refused("DRAFT_EXISTS", "code"):
            act(author)


def test_roll_back_brings_the_earlier_text_as_a_new_version(author: Viewer, approver: Viewer) -> None:
    first = make.make_published(author, approver).published_version
    make.republish(author, approver, name_en="Lost ID card", fees=None, channels=[{"type": "kiosk"}])

    with leaves("version.propose_publish", "service:id-lost#3", author) as details:
        version = roll_back(author)
    approve(approver, 3)

    first.refresh_from_db()
    service = Service.objects.get()
    assert (version.based_on, details["based_on"]) == (first, 1)
    assert (service.published_version.number, first.state) == (3, "superseded")
    assert service.published_version.content == first.content
    assert shown() == first.content | {"facts": None}


def test_roll_back_keeps_what_was_confirmed_since(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    make.republish(author, approver, name_en="Lost ID card")
    facts.confirm(viewer=author, facts=[(CODE, "fee")], now=make.NOW + timedelta(days=9))
    before = Fact.objects.values().get(name="fee")

    roll_back(author)
    approve(approver, 3)

    assert Fact.objects.values().get(name="fee") == before
    assert before["confirmed_at"] == make.NOW + timedelta(days=9)


def test_roll_back_revives_a_withdrawn_service(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    withdraw(author)
    approve(approver, 2)

    roll_back(author)
    approve(approver, 3)

    service = Service.objects.get()
    assert (service.state, service.published_version.number) == ("published", 3)
    assert shown() == service.published_version.content | {"facts": None}


def test_roll_back_refuses_the_text_that_stands(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    make.republish(author, approver, name_en="Lost ID card")
    roll_back(author)
    approve(approver, 3)

    with refused("NOTHING_CHANGED", "number"):
        roll_back(author)


@pytest.mark.parametrize("number", HUGE_NUMBERS)
def test_roll_back_finds_only_what_was_published(author: Viewer, approver: Viewer, number: int) -> None:
    make.make_published(author, approver)

    with refused("NOT_FOUND", "number"):
        roll_back(author, number=number)


def test_roll_back_refuses_what_never_was_public(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    make.revise_and_submit(author, name_en="Lost ID card")
    publishing.send_back(viewer=approver, code=CODE, number=2, reason="ไม่ใช้", now=make.NOW)

    for number in (1, 2):
        with refused("NOT_FOUND", "number"):
            roll_back(author, number=number)


def test_roll_back_refuses_a_withdrawal(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    withdraw(author)
    approve(approver, 2)

    with refused("NOT_FOUND", "number"):
        roll_back(author, number=2)


@pytest.mark.parametrize("reason", BAD_REASONS)
def test_a_step_needs_a_reason(author: Viewer, approver: Viewer, reason: str) -> None:
    make.make_published(author, approver)

    for act in (withdraw, roll_back):
        with refused("REASON_MISSING", "reason"):
            act(author, reason=reason)


@pytest.mark.parametrize("code", BAD_CODES)
def test_unknown_codes_are_not_found(author: Viewer, approver: Viewer, code: str) -> None:
    make.make_published(author, approver)

    for act in (withdraw, roll_back):
        with refused("NOT_FOUND", "code"):
            act(author, code=code)


def test_approvers_may_not_propose(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    make.republish(author, approver, name_en="Lost ID card")

    for act, path in ((withdraw, "code"), (roll_back, "number")):
        with refused("NOT_FOUND", path):
            act(approver)
