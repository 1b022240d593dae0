"""Drafts: starting, creating, revising and discarding, and every way these are refused."""

from typing import Any

import pytest

from services.actions import drafts, publishing
from services.models import Agency, Fact, Service, ServiceVersion
from services.models.content_reading import read
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.thai.collation import sort_key
from tests.factories import services as make

from .watching import leaves, refused

CODE = "id-lost"
BAD_REASONS = ["", "   ", "\n\t ", "ก" * 1_001, "เหตุ\x00ผล", "เหตุ\ud800ผล", "เหตุ\u202eผล", "\x1b[2Jเหตุผล"]
BAD_CODES = ["", "x" * 10_000, "id-lost\x00", "\ud800", "บัตรหาย", "id lost", "ID-LOST", "' OR 1=1 --"]
HUGE_NUMBERS = [0, -1, 2, 2**31, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**30]


def start(viewer: Viewer, **changes: Any) -> ServiceVersion:
    return drafts.start(**{"viewer": viewer, "code": CODE, "reason": make.REASON, "now": make.NOW} | changes)


def create(viewer: Viewer, **changes: Any) -> ServiceVersion:
    given = {"viewer": viewer, "code": CODE, "content": make.make_content(), "reason": make.REASON, "now": make.NOW}
    return drafts.create(**given | changes)


def revise(viewer: Viewer, **changes: Any) -> ServiceVersion:
    content = make.make_content(name_en="Lost ID card")
    given = {"viewer": viewer, "code": CODE, "number": 1, "revision": 1, "content": content, "now": make.NOW}
    return drafts.revise(**given | changes)


def discard(viewer: Viewer, **changes: Any) -> ServiceVersion:
    return drafts.discard(
        **{"viewer": viewer, "code": CODE, "number": 1, "reason": make.REASON, "now": make.NOW} | changes
    )


def test_create_makes_an_unpublished_service_with_a_draft(author: Viewer, author_officer: Officer) -> None:
    with leaves("draft.create", "service:id-lost#1", author) as details:
        version = create(author)

    service = Service.objects.get(code=CODE)
    content = read(make.make_content())
    assert (service.state, service.published_version, service.agency.code) == ("unpublished", None, "DOPA")
    assert service.sort_key_th == sort_key(content.name_th)
    assert (version.number, version.state, version.intent, version.revision) == (1, "draft", "publish", 1)
    assert (version.author, version.approver, version.based_on) == (author_officer, None, None)
    assert (version.content, version.content_hash) == (content.as_data(), content.fingerprint())
    assert details == {"content_hash": content.fingerprint(), "revision": 1}


@pytest.mark.parametrize(
    "code", ["", "a", "x" * 61, "Id-Lost", "id_lost", "id lost", "-id", "id-", "id--lost", "บัตรหาย", "id\n", "id\x00"]
)
def test_create_refuses_a_bad_code(author: Viewer, code: str) -> None:
    with refused("CONTENT_INVALID", "code"):
        create(author, code=code)


def test_create_takes_the_longest_code(author: Viewer) -> None:
    assert create(author, code="x" * 60).service.code == "x" * 60


def test_create_refuses_a_code_in_use(author: Viewer) -> None:
    create(author)

    with refused("CODE_TAKEN", "code"):
        create(author)


def test_create_refuses_a_code_once_used_by_a_retired_service(author: Viewer, approver: Viewer) -> None:
    service = make.make_published(author, approver)
    publishing.retire(service, 2, make.NOW)

    with refused("CODE_TAKEN", "code"):
        create(author)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"category": "no-such"}, ("category",)),
        ({"life_event": "no-such"}, ("life_event",)),
        ({"focus_area": "no-such"}, ("focus_area",)),
        ({"related": ["no-such"]}, ("related", "0")),
        ({"related": [CODE]}, ("related", "0")),
        ({"name_th": ""}, ("name_th",)),
    ],
)
def test_create_refuses_wrong_content(author: Viewer, change: dict[str, Any], path: tuple[str, ...]) -> None:
    with refused("CONTENT_INVALID", *path):
        create(author, content=make.make_content(**change))


@pytest.mark.parametrize("elsewhere", ["DLT", "NOWHERE"])
def test_create_refuses_another_agency(author: Viewer, other_agency: object, elsewhere: str) -> None:
    with refused("NOT_FOUND", "content", "agency"):
        create(author, content=make.make_content(elsewhere))


def test_create_refuses_a_retired_agency(author: Viewer) -> None:
    Agency.objects.update(retired_at=make.NOW)

    with refused("NOT_FOUND", "content", "agency"):
        create(author)


def test_start_begins_with_what_is_published(author: Viewer, approver: Viewer) -> None:
    service = make.make_published(author, approver)
    Fact.objects.filter(name="fee").update(certainty="conflicting", source="แหล่งข่าว", confirmed_at=None)

    with leaves("draft.start", "service:id-lost#2", author):
        version = start(author)

    assert (version.number, version.state, version.based_on) == (2, "draft", service.published_version)
    assert version.content["name_th"] == service.name_th
    assert version.content["facts"]["fee"] == {"certainty": "conflicting", "source": "แหล่งข่าว"}
    assert version.base_facts == version.content["facts"]


def test_start_begins_with_the_last_text_when_nothing_is_published(author: Viewer) -> None:
    make.make_draft(author, name_en="Lost card")
    discard(author)

    version = start(author)

    assert (version.number, version.based_on.number, version.content["name_en"]) == (2, 1, "Lost card")


def test_start_brings_a_retired_service_back_to_the_desk(author: Viewer, approver: Viewer) -> None:
    service = make.make_published(author, approver)
    publishing.retire(service, 2, make.NOW)

    version = start(author)

    assert (version.number, version.content["name_th"]) == (2, service.name_th)
    assert Service.objects.get().state == "retired"


def test_start_refuses_a_second_draft(author: Viewer, head: Viewer) -> None:
    make.make_draft(author)

    with refused("DRAFT_EXISTS", "code"):
        start(head)


def test_start_refuses_while_one_is_in_review(author: Viewer) -> None:
    make.make_review(author)

    with refused("DRAFT_EXISTS", "code"):
        start(author)


def test_start_refuses_an_approver_who_may_not_draft(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    with refused("NOT_FOUND", "code"):
        start(approver)


@pytest.mark.parametrize("code", BAD_CODES)
def test_unknown_codes_are_not_found(author: Viewer, code: str) -> None:
    make.make_draft(author)

    for act in (start, revise, discard):
        with refused("NOT_FOUND", "code"):
            act(author, code=code)


@pytest.mark.parametrize("number", HUGE_NUMBERS)
def test_unknown_numbers_are_not_found(author: Viewer, number: int) -> None:
    make.make_draft(author)

    for act in (revise, discard):
        with refused("NOT_FOUND", "number"):
            act(author, number=number)


@pytest.mark.parametrize("reason", BAD_REASONS)
def test_a_step_needs_a_reason(author: Viewer, approver: Viewer, reason: str) -> None:
    make.make_published(author, approver)
    make.make_draft(author, "id-renew")

    for act, code in ((start, CODE), (create, "id-new"), (discard, "id-renew")):
        with refused("REASON_MISSING", "reason"):
            act(author, code=code, reason=reason)


def test_a_reason_is_kept_without_its_surroundings(author: Viewer) -> None:
    assert create(author, reason="  ก" + "ก" * 999 + "\r\n").reason == "ก" * 1_000


def test_revise_replaces_the_text(author: Viewer, head: Viewer, head_officer: Officer) -> None:
    make.make_draft(author)
    content = make.make_content(name_en="Lost ID card")

    with leaves("draft.revise", "service:id-lost#1", head) as details:
        version = revise(head, content=content)

    version.refresh_from_db()
    assert (version.revision, version.author, version.state) == (2, head_officer, "draft")
    assert (version.content, version.content_hash) == (content, read(content).fingerprint())
    assert details == {"content_hash": read(content).fingerprint(), "revision": 2}
    assert Service.objects.get().name_en == "Replace a lost national ID card"


@pytest.mark.parametrize("revision", [0, 2, 2**70])
def test_revise_refuses_another_revision(author: Viewer, revision: int) -> None:
    make.make_draft(author)

    with refused("DRAFT_CHANGED", "revision"):
        revise(author, revision=revision)


def test_revise_refuses_moving_to_another_agency(author: Viewer, other_agency: object) -> None:
    make.make_draft(author)

    with refused("CONTENT_INVALID", "agency"):
        revise(author, content=make.make_content("DLT"))


def test_revise_refuses_a_service_related_to_itself(author: Viewer) -> None:
    make.make_draft(author)

    with refused("CONTENT_INVALID", "related", "0"):
        revise(author, content=make.make_content(related=[CODE]))


@pytest.mark.parametrize("state", ["in_review", "scheduled", "published", "superseded", "retired", "discarded"])
def test_only_a_draft_is_revised_or_discarded(author: Viewer, approver_officer: Officer, state: str) -> None:
    make.make_draft(author)
    ServiceVersion.objects.update(state=state, approver=approver_officer)

    for act in (revise, discard):
        with refused("NOT_A_DRAFT", "number"):
            act(author)


def test_discard_keeps_the_number(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    start(author)

    with leaves("draft.discard", "service:id-lost#2", author):
        version = discard(author, number=2, reason="เริ่มใหม่")

    assert (version.state, version.reason, version.decided_at) == ("discarded", "เริ่มใหม่", make.NOW)
    assert start(author).number == 3


def test_approvers_may_not_revise_or_discard(author: Viewer, approver: Viewer) -> None:
    make.make_draft(author)

    for act in (revise, discard):
        with refused("NOT_FOUND", "code"):
            act(approver)
