"""Alerts: a banner at once, taking it down, and every way these are refused."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from services.actions import alerts
from services.models import Alert, Catalogue, Service
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from tests.factories import services as make

from .test_drafts import BAD_CODES
from .watching import leaves, refused

CODE = "id-lost"
LATER = make.NOW + timedelta(hours=1)
BAD_MESSAGES = ["", "  \n", "ก" * 301, "ระบบ\x00", "ระบบ\ud800", "ระบบ\u202eขัดข้อง", "\x07"]


def post(viewer: Viewer, **changes: Any) -> Alert:
    given = {
        "viewer": viewer,
        "code": CODE,
        "severity": "disruption",
        "message_th": "ระบบออกบัตรขัดข้อง",
        "message_en": "The card system is down",
        "ends_at": None,
        "now": make.NOW,
    }
    return alerts.post(**given | changes)


def clear(viewer: Viewer, **changes: Any) -> Service:
    return alerts.clear(**{"viewer": viewer, "code": CODE, "now": LATER} | changes)


@pytest.mark.parametrize("right", ["author", "approver", "head"])
def test_any_officer_here_puts_up_a_banner(
    request: pytest.FixtureRequest, author: Viewer, approver: Viewer, right: str
) -> None:
    make.make_published(author, approver)
    viewer = request.getfixturevalue(right)

    with leaves("alert.post", "service:id-lost", viewer) as details:
        alert = post(viewer, message_th="  ระบบออกบัตรขัดข้อง\n", ends_at=LATER)

    alert.refresh_from_db()
    assert (alert.severity, alert.message_th, alert.message_en) == (
        "disruption",
        "ระบบออกบัตรขัดข้อง",
        "The card system is down",
    )
    assert (alert.starts_at, alert.ends_at, alert.cleared_at) == (make.NOW, LATER, None)
    assert alert.raised_by == viewer.officer
    assert (Service.objects.get().changed_in, Catalogue.objects.version()) == (2, 2)
    assert details == {"severity": "disruption"}


def test_a_new_banner_takes_the_place_of_the_old(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    first = post(author)

    second = post(author, severity="notice", now=LATER)

    assert list(Alert.objects.showing(LATER)) == [second]
    assert Alert.objects.get(pk=first.pk).cleared_at == LATER


def test_a_banner_shows_until_its_end(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    alert = post(author, ends_at=LATER)

    assert list(Alert.objects.showing(LATER - timedelta(microseconds=1))) == [alert]
    assert list(Alert.objects.showing(LATER)) == []
    assert list(Alert.objects.showing(make.NOW - timedelta(microseconds=1))) == []


def test_clearing_takes_it_down(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    post(author)

    with leaves("alert.clear", "service:id-lost", approver):
        clear(approver)

    assert Alert.objects.get().cleared_at == LATER
    assert (Service.objects.get().changed_in, Catalogue.objects.version()) == (3, 3)


def test_clearing_without_a_banner_is_refused(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    with refused("NOT_FOUND", "code"):
        clear(author)


@pytest.mark.parametrize("message", BAD_MESSAGES)
def test_a_message_is_a_short_plain_text(author: Viewer, approver: Viewer, message: str) -> None:
    make.make_published(author, approver)

    with refused("CONTENT_INVALID", "messageTh"):
        post(author, message_th=message)
    with refused("CONTENT_INVALID", "messageEn"):
        post(author, message_en=message)


def test_a_message_of_300_characters_is_taken(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    assert len(post(author, message_th="ก" * 300).message_th) == 300


@pytest.mark.parametrize("severity", ["", "panic", "NOTICE", "\ud800", "x" * 10_000])
def test_a_severity_is_one_of_two(author: Viewer, approver: Viewer, severity: str) -> None:
    make.make_published(author, approver)

    with refused("CONTENT_INVALID", "severity"):
        post(author, severity=severity)


@pytest.mark.parametrize(
    ("ends_at", "code"),
    [
        (make.NOW, "MOMENT_PASSED"),
        (make.NOW - timedelta(days=1), "MOMENT_PASSED"),
        (make.NOW + timedelta(days=732), "MOMENT_TOO_FAR"),
        (datetime.max.replace(tzinfo=make.BANGKOK), "MOMENT_TOO_FAR"),
    ],
)
def test_its_end_is_ahead_and_within_sight(author: Viewer, approver: Viewer, ends_at: datetime, code: str) -> None:
    make.make_published(author, approver)

    with refused(code, "endsAt"):
        post(author, ends_at=ends_at)


def test_only_a_published_service_has_a_banner(author: Viewer, author_officer: Officer) -> None:
    make.make_review(author)

    for act in (post, clear):
        with refused("NOT_PUBLISHED", "code"):
            act(author)


@pytest.mark.parametrize("code", BAD_CODES)
def test_unknown_codes_are_not_found(author: Viewer, approver: Viewer, code: str) -> None:
    make.make_published(author, approver)

    for act in (post, clear):
        with refused("NOT_FOUND", "code"):
            act(author, code=code)
