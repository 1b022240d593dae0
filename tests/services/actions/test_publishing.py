"""Publishing: submit, send back, approve, and what each refuses, and the last place in the catalogue."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from services.actions import drafts, proposals, publishing
from services.models import Agency, Catalogue, Category, Service, ServiceVersion
from services.models.content_reading import read
from services.models.content_rows import content_of
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from tests.factories import services as make

from .test_drafts import BAD_CODES, BAD_REASONS, HUGE_NUMBERS
from .watching import leaves, refused

CODE = "id-lost"
LATER = make.NOW + timedelta(hours=3)


def submit(viewer: Viewer, **changes: Any) -> ServiceVersion:
    return publishing.submit(**_given(viewer) | changes)


def send_back(viewer: Viewer, **changes: Any) -> ServiceVersion:
    return publishing.send_back(**_given(viewer) | changes)


def approve(viewer: Viewer, **changes: Any) -> ServiceVersion:
    return publishing.approve(**_given(viewer) | changes)


def _given(viewer: Viewer) -> dict[str, Any]:
    return {"viewer": viewer, "code": CODE, "number": 1, "reason": "ตรวจแล้วถูกต้อง", "now": make.NOW}


def shown(code: str = CODE) -> Any:
    """Return what citizens are shown of a service, apart from how sure it is."""
    service = Service.objects.with_parts().get(code=code)
    return content_of(service).as_data() | {"facts": None}


def written(version: ServiceVersion) -> Any:
    """Return what a version says, apart from how sure it is."""
    return ServiceVersion.objects.get(pk=version.pk).content | {"facts": None}


def test_submit_sends_a_draft_to_review(author: Viewer) -> None:
    make.make_draft(author)

    with leaves("version.submit", "service:id-lost#1", author):
        version = submit(author)

    version.refresh_from_db()
    assert (version.state, version.submitted_at, version.reason) == ("in_review", make.NOW, "ตรวจแล้วถูกต้อง")
    assert Service.objects.get().state == "unpublished"


def test_submit_refuses_what_is_published_already(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    drafts.start(viewer=author, code=CODE, reason=make.REASON, now=make.NOW)

    with refused("NOTHING_CHANGED", "number"):
        submit(author, number=2)


def test_submit_takes_a_draft_that_only_restates_a_fact(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    draft = drafts.start(viewer=author, code=CODE, reason=make.REASON, now=make.NOW)
    facts = draft.content["facts"] | {"fee": {"certainty": "conflicting", "source": "ข่าว"}}
    content = draft.content | {"facts": facts}
    drafts.revise(viewer=author, code=CODE, number=2, revision=1, content=content, now=make.NOW)

    assert submit(author, number=2).state == "in_review"


def test_submit_refuses_a_text_whose_codes_are_gone(author: Viewer) -> None:
    make.make_draft(author, category="driving_vehicle")
    Category.objects.filter(code="id_card").update(code="cards")
    Service.objects.update(category=Category.objects.get(code="cards"))
    Category.objects.filter(code="driving_vehicle").delete()

    with refused("CONTENT_INVALID", "category"):
        submit(author)


def test_approve_publishes_what_the_version_says(author: Viewer, approver: Viewer, approver_officer: Officer) -> None:
    make.make_review(author)

    with leaves("version.publish", "service:id-lost#1", approver) as details:
        version = approve(approver)

    version.refresh_from_db()
    service = Service.objects.get()
    assert (version.state, version.approver, version.decided_at) == ("published", approver_officer, make.NOW)
    assert (version.effective_at, version.reason) == (make.NOW, "ตรวจแล้วถูกต้อง")
    assert (service.state, service.published_version, service.changed_in) == ("published", version, 1)
    assert Catalogue.objects.version() == 1
    assert shown() == written(version)
    assert details == {"content_hash": version.content_hash, "catalogue_version": 1}


def test_approve_replaces_the_version_before(author: Viewer, approver: Viewer) -> None:
    first = make.make_published(author, approver).published_version
    version = make.revise_and_submit(author, name_en="Lost ID card", channels=[{"type": "app"}], keywords=[])

    approve(approver, number=2)

    first.refresh_from_db()
    service = Service.objects.get()
    assert (first.state, service.published_version, service.changed_in) == ("superseded", version, 2)
    assert (service.name_en, service.keywords, service.channels.get().type) == ("Lost ID card", [], "app")
    assert shown() == written(version)


def test_approve_links_related_services(author: Viewer, approver: Viewer) -> None:
    for code in ("id-renew", "id-first"):
        make.make_published(author, approver, code)
    make.make_published(author, approver, related=["id-renew", "id-first"])

    make.republish(author, approver, related=["id-first"])

    links = Service.objects.get(code=CODE).related_links.values_list("related__code", "position")
    assert list(links) == [("id-first", 0)]


def test_an_author_without_the_right_finds_nothing_to_decide(author: Viewer) -> None:
    make.make_review(author)

    for act in (approve, send_back):
        with refused("NOT_FOUND", "code"):
            act(author)


@pytest.mark.parametrize("state", ["draft", "scheduled", "published", "superseded", "retired", "discarded"])
def test_only_what_is_in_review_is_approved(
    author: Viewer, approver: Viewer, head_officer: Officer, state: str
) -> None:
    make.make_review(author)
    ServiceVersion.objects.update(state=state, approver=head_officer)

    with refused("NOT_IN_REVIEW", "number"):
        approve(approver)


@pytest.mark.parametrize("state", ["draft", "published", "superseded", "retired", "discarded"])
def test_only_what_is_undecided_is_sent_back(
    author: Viewer, approver: Viewer, head_officer: Officer, state: str
) -> None:
    make.make_review(author)
    ServiceVersion.objects.update(state=state, approver=head_officer)

    with refused("NOT_IN_REVIEW", "number"):
        send_back(approver)


def test_approve_refuses_a_text_whose_codes_are_gone(author: Viewer, approver: Viewer) -> None:
    make.make_review(author, category="driving_vehicle")
    Service.objects.update(category=Category.objects.get(code="id_card"))
    Category.objects.filter(code="driving_vehicle").delete()

    with refused("CONTENT_INVALID", "category"):
        approve(approver)


def test_approve_refuses_a_text_of_a_retired_agency(author: Viewer, approver: Viewer) -> None:
    make.make_review(author)
    Agency.objects.update(retired_at=make.NOW)

    with refused("CONTENT_INVALID", "agency"):
        approve(approver)


def test_send_back_returns_the_text_with_a_reason(author: Viewer, approver: Viewer, author_officer: Officer) -> None:
    make.make_review(author)

    with leaves("version.send_back", "service:id-lost#1", approver):
        version = send_back(approver, reason="โปรดระบุค่าธรรมเนียม")

    version.refresh_from_db()
    assert (version.state, version.reason, version.decided_at) == ("draft", "โปรดระบุค่าธรรมเนียม", make.NOW)
    assert (version.author, version.approver) == (author_officer, None)
    assert Catalogue.objects.version() == 0


def test_what_was_sent_back_can_be_mended_and_published(author: Viewer, approver: Viewer) -> None:
    make.make_review(author)
    send_back(approver)
    content = make.make_content(name_en="Lost ID card")

    drafts.revise(viewer=author, code=CODE, number=1, revision=1, content=content, now=make.NOW)
    submit(author)
    version = approve(approver)

    assert (version.state, version.number, Service.objects.get().name_en) == ("published", 1, "Lost ID card")
    assert shown() == written(version)


@pytest.mark.parametrize("reason", BAD_REASONS)
def test_a_step_needs_a_reason(author: Viewer, approver: Viewer, reason: str) -> None:
    make.make_draft(author)
    make.make_review(author, "id-renew")

    for act, viewer, code in (
        (submit, author, CODE),
        (approve, approver, "id-renew"),
        (send_back, approver, "id-renew"),
    ):
        with refused("REASON_MISSING", "reason"):
            act(viewer, code=code, reason=reason)


@pytest.mark.parametrize("code", BAD_CODES)
def test_unknown_codes_are_not_found(author: Viewer, approver: Viewer, code: str) -> None:
    make.make_review(author)

    for act, viewer in ((submit, author), (approve, approver), (send_back, approver)):
        with refused("NOT_FOUND", "code"):
            act(viewer, code=code)


@pytest.mark.parametrize("number", HUGE_NUMBERS)
def test_unknown_numbers_are_not_found(author: Viewer, approver: Viewer, number: int) -> None:
    make.make_review(author)

    for act, viewer in ((submit, author), (approve, approver), (send_back, approver)):
        with refused("NOT_FOUND", "number"):
            act(viewer, number=number)


def test_the_catalogue_has_no_place_left(author: Viewer, approver: Viewer, agency: Agency, settings: Settings) -> None:
    settings.CATALOGUE_LIMIT = 3
    make.fill_places(agency, 3)
    make.make_review(author)

    with refused("CATALOGUE_FULL"):
        approve(approver)


def test_a_full_catalogue_still_takes_new_versions(
    author: Viewer, approver: Viewer, agency: Agency, settings: Settings
) -> None:
    settings.CATALOGUE_LIMIT = 3
    make.fill_places(agency, 2)
    make.make_published(author, approver)

    version = make.republish(author, approver, name_en="Lost ID card")

    assert (version.state, Service.objects.published().count()) == ("published", 3)


def test_withdrawing_makes_a_place(author: Viewer, approver: Viewer, agency: Agency, settings: Settings) -> None:
    settings.CATALOGUE_LIMIT = 3
    make.fill_places(agency, 2)
    make.make_published(author, approver, "id-renew")
    make.make_review(author)
    proposals.withdraw(viewer=author, code="id-renew", reason="ยกเลิกบริการ", now=make.NOW)
    approve(approver, code="id-renew", number=2)

    approve(approver)

    assert sorted(Service.objects.published().values_list("code", flat=True)) == ["filler-0", "filler-1", CODE]


def test_the_limit_is_300_places(settings: Settings) -> None:
    assert settings.CATALOGUE_LIMIT == 300


def test_a_published_text_is_read_back_from_its_rows(author: Viewer, approver: Viewer) -> None:
    service = make.make_published(author, approver)

    content = content_of(Service.objects.with_parts().get())

    assert content == read(content.as_data())
    assert {standing.certainty for standing in content.facts.values()} == {"agency_confirmed"}
    assert service.published_version.content_hash == read(make.make_content()).fingerprint()


@pytest.mark.parametrize("moment", [make.NOW, make.NOW - timedelta(microseconds=1)])
def test_approve_refuses_a_moment_that_has_passed(author: Viewer, approver: Viewer, moment: datetime) -> None:
    make.make_review(author)

    with refused("MOMENT_PASSED", "effectiveAt"):
        approve(approver, effective_at=moment)


def test_approve_refuses_a_moment_too_far_away(author: Viewer, approver: Viewer) -> None:
    make.make_review(author)

    with refused("MOMENT_TOO_FAR", "effectiveAt"):
        approve(approver, effective_at=datetime.max.replace(tzinfo=make.BANGKOK))
