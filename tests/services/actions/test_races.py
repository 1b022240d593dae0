"""Two at once: whatever the order, one whole outcome, never half of each and never one too many."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction

from services.actions import alerts, drafts, edition, proposals, publishing
from services.models import Agency, Alert, Catalogue, Service, ServiceVersion
from services.models.content_reading import read
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from superapp.audit.models import AuditEvent
from superapp.refusal import Refusal
from tests.factories import services as make
from tests.racing import kinds, together

from .test_publishing import shown, written

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "id-lost"
STEP = {"reason": make.REASON, "now": make.NOW}
LATER = make.NOW + timedelta(hours=3)


@pytest.fixture(autouse=True)
def the_audit_chain_holds() -> Iterator[None]:
    yield
    assert verification.verify(verification.streams()) == []


def again(viewer: Viewer) -> Viewer:
    """Return the viewer as another request would have them."""
    return make.viewer_of_officer(viewer.officer)


def approve(viewer: Viewer, code: str = CODE, number: int = 1) -> ServiceVersion:
    return publishing.approve(viewer=again(viewer), code=code, number=number, **STEP)


def test_two_approvals_for_the_last_place(author: Viewer, approver: Viewer, head: Viewer, agency: Agency) -> None:
    make.fill_places(agency, 299)

    for place in range(50):
        one, other = f"one-{place}", f"other-{place}"
        for code in (one, other):
            make.make_review(author, code)

        outcomes = together(lambda code=one: approve(approver, code), lambda code=other: approve(head, code))

        assert kinds(outcomes) == ["CATALOGUE_FULL", "ServiceVersion"]
        assert Service.objects.published().count() == 300
        winner = Service.objects.published().get(code__in=[one, other])
        proposals.withdraw(viewer=author, code=winner.code, **STEP)
        approve(approver, winner.code, 2)

    assert (Service.objects.published().count(), Catalogue.objects.version()) == (299, 100)


def test_the_first_two_publications_ever(author: Viewer, approver: Viewer, head: Viewer) -> None:
    for code in ("id-lost", "id-renew"):
        make.make_review(author, code)
    Catalogue.objects.all().delete()

    outcomes = together(lambda: approve(approver, "id-lost"), lambda: approve(head, "id-renew"))

    assert kinds(outcomes) == ["ServiceVersion", "ServiceVersion"]
    assert sorted(Service.objects.values_list("changed_in", flat=True)) == [1, 2]


def test_two_officers_approve_the_same_version(author: Viewer, approver: Viewer, head: Viewer) -> None:
    for place in range(10):
        code = f"id-{place}"
        make.make_review(author, code)

        outcomes = together(lambda code=code: approve(approver, code), lambda code=code: approve(head, code))

        assert kinds(outcomes) == ["NOT_IN_REVIEW", "ServiceVersion"]
        winner = next(each for each in outcomes if isinstance(each, ServiceVersion))
        assert ServiceVersion.objects.get(service__code=code).approver == winner.approver
        assert AuditEvent.objects.filter(object=f"service:{code}#1", action="version.publish").count() == 1

    assert Catalogue.objects.version() == 10


def test_one_approves_while_another_sends_back(author: Viewer, approver: Viewer, head: Viewer) -> None:
    for place in range(10):
        code = f"id-{place}"
        make.make_review(author, code)

        outcomes = together(
            lambda code=code: approve(approver, code),
            lambda code=code: publishing.send_back(viewer=again(head), code=code, number=1, **STEP),
        )

        assert kinds(outcomes) == ["NOT_IN_REVIEW", "ServiceVersion"]
        approved = isinstance(outcomes[0], ServiceVersion)
        service, version = Service.objects.get(code=code), ServiceVersion.objects.get(service__code=code)
        assert (service.state, version.state) == (("published", "published") if approved else ("unpublished", "draft"))


def test_one_revises_while_another_submits(author: Viewer, head: Viewer) -> None:
    for place in range(10):
        code = f"id-{place}"
        draft = make.make_draft(author, code)
        content = make.make_content(name_en="Lost ID card")

        revised, submitted = together(
            lambda code=code, content=content: drafts.revise(
                viewer=again(head), code=code, number=1, revision=1, content=content, now=make.NOW
            ),
            lambda code=code: publishing.submit(viewer=again(author), code=code, number=1, **STEP),
        )

        version = ServiceVersion.objects.get(service__code=code)
        assert (version.state, submitted.state) == ("in_review", "in_review")
        if isinstance(revised, Refusal):
            assert (revised.code, version.content, version.author_id) == (
                "NOT_A_DRAFT",
                draft.content,
                author.officer.pk,
            )
        else:
            assert (version.revision, version.content, version.author_id) == (2, content, head.officer.pk)
        assert version.content_hash == read(version.content).fingerprint()


def test_two_officers_revise_the_same_draft(author: Viewer, head: Viewer) -> None:
    make.make_draft(author)

    def revise(viewer: Viewer, name_en: str) -> ServiceVersion:
        content = make.make_content(name_en=name_en)
        return drafts.revise(viewer=again(viewer), code=CODE, number=1, revision=1, content=content, now=make.NOW)

    outcomes = together(lambda: revise(author, "One"), lambda: revise(head, "Other"))

    assert kinds(outcomes) == ["DRAFT_CHANGED", "ServiceVersion"]
    winner = next(each for each in outcomes if isinstance(each, ServiceVersion))
    version = ServiceVersion.objects.get()
    assert (version.revision, version.content, version.author) == (2, winner.content, winner.author)


def test_two_drafts_are_started_at_once(author: Viewer, head: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    for number in range(2, 12):
        outcomes = together(
            lambda: drafts.start(viewer=again(author), code=CODE, **STEP),
            lambda: drafts.start(viewer=again(head), code=CODE, **STEP),
        )

        assert kinds(outcomes) == ["DRAFT_EXISTS", "ServiceVersion"]
        assert ServiceVersion.objects.open().get().number == number
        drafts.discard(viewer=again(author), code=CODE, number=number, **STEP)


def test_two_services_are_created_under_one_code(author: Viewer, head: Viewer) -> None:
    outcomes = together(lambda: make.make_draft(again(author)), lambda: make.make_draft(again(head)))

    assert kinds(outcomes) == ["CODE_TAKEN", "ServiceVersion"]
    assert (Service.objects.count(), ServiceVersion.objects.count()) == (1, 1)


def test_a_draft_started_during_a_publication_begins_with_the_new_text(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver, certainty={"fee": "conflicting"})
    make.revise_and_submit(author, fees=[{"amount_satang": 10_000}])
    published, starting = threading.Event(), threading.Event()

    def publish() -> None:
        with transaction.atomic():
            approve(approver, number=2)
            published.set()
            starting.wait(timeout=30)
            # Long enough for the other's query to be under way: once let in, it has to find what is true then.
            time.sleep(0.3)

    def start() -> ServiceVersion:
        viewer = again(author)
        published.wait(timeout=30)
        starting.set()
        return drafts.start(viewer=viewer, code=CODE, **STEP)

    _, draft = together(publish, start)

    assert (draft.number, draft.based_on.number, draft.content["fees"][0]["note_th"]) == (3, 2, "")
    # As the rows have it, vouched for by publishing, not as the author of the second version left it.
    assert draft.content["facts"]["fee"]["certainty"] == "agency_confirmed"


def test_two_workers_publish_what_is_due(author: Viewer, approver: Viewer) -> None:
    for place in range(8):
        make.make_review(author, f"id-{place}")
        publishing.approve(viewer=approver, code=f"id-{place}", number=1, effective_at=LATER, **STEP)

    outcomes = together(lambda: publishing.publish_due(now=LATER), lambda: publishing.publish_due(now=LATER))

    done = [version.service.code for outcome in outcomes for version in outcome]
    assert sorted(done) == [f"id-{place}" for place in range(8)]
    assert sorted(Service.objects.values_list("changed_in", flat=True)) == list(range(1, 9))
    assert AuditEvent.objects.filter(action="version.publish").count() == 8


def test_two_banners_at_once_leave_one(author: Viewer, head: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    def post(viewer: Viewer) -> Alert:
        texts = {"message_th": "ระบบขัดข้อง", "message_en": "The system is down"}
        return alerts.post(viewer=again(viewer), code=CODE, severity="notice", ends_at=None, now=make.NOW, **texts)

    outcomes = together(lambda: post(author), lambda: post(head))

    assert kinds(outcomes) == ["Alert", "Alert"]
    assert (Alert.objects.count(), Alert.objects.filter(cleared_at=None).count()) == (2, 1)


@pytest.mark.postgresql
def test_publishing_does_not_wait_for_a_related_service(author: Viewer, approver: Viewer, head: Viewer) -> None:
    # With plain FOR UPDATE locks these two deadlock: the foreign key of the link is checked at commit, when the audit
    # head is held, and the officer at the related service is about to ask for that head.
    make.make_published(author, approver, "id-renew")
    make.make_review(author, related=["id-renew"])
    published = threading.Event()

    def publish() -> ServiceVersion:
        version = approve(approver)
        published.set()
        return version

    def write_there() -> bool:
        with transaction.atomic():
            drafts.held_service(again(head), "id-renew")
            done = published.wait(timeout=20)
            drafts.start(viewer=again(head), code="id-renew", **STEP)
        return done

    version, was_let_through = together(publish, write_there)

    assert (version.state, was_let_through) == ("published", True)


def test_readers_see_the_old_text_until_the_new_one_is_whole(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    make.revise_and_submit(author, name_en="Lost ID card", channels=[{"type": "app"}])
    before = shown()

    with transaction.atomic():
        version = approve(approver, number=2)
        with ThreadPoolExecutor(1) as pool:
            seen = pool.submit(_seen_elsewhere).result()

    assert seen == before
    assert shown() == written(version)


def _seen_elsewhere() -> object:
    try:
        return shown()
    finally:
        connections.close_all()


def test_a_number_is_given_once_under_the_lock(author: Viewer) -> None:
    make.make_draft(author)

    def advance() -> int:
        with transaction.atomic():
            return edition.advance(edition.hold())

    outcomes = together(*[advance] * 8)

    assert sorted(outcomes) == list(range(1, 9))
