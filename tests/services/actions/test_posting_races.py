"""Postings at the same moment as other acts: rights are given once, and gone when they are gone."""

import threading
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import transaction

from services.actions import postings, publishing
from services.models import Agency, Posting, Service, ServiceVersion
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from tests.factories import services as make
from tests.racing import kinds, together

pytestmark = pytest.mark.django_db(transaction=True)

CODE = "id-lost"
STEP = {"reason": make.REASON, "now": make.NOW}


@pytest.fixture(autouse=True)
def the_audit_chain_holds() -> Iterator[None]:
    yield
    assert verification.verify(verification.streams()) == []


def again(viewer: Viewer) -> Viewer:
    """Return the viewer as another request would have them."""
    return make.viewer_of_officer(viewer.officer)


def test_an_officer_is_appointed_twice_at_once(agency: Agency, head: Viewer) -> None:
    newcomer = make.make_officer("newcomer")

    def appoint() -> Posting:
        given = {"officer": newcomer, "agency": agency, "role": "approver", "starts_on": date(2026, 1, 1)}
        return postings.appoint(viewer=again(head), now=make.NOW, **given)

    outcomes = together(appoint, appoint)

    assert kinds(outcomes) == ["ALREADY_POSTED", "Posting"]
    assert make.roles_of(newcomer, agency) == ["approver"]


def test_a_dismissed_officer_does_not_decide_anymore(
    agency: Agency, author: Viewer, approver: Viewer, head: Viewer, approver_officer: Officer
) -> None:
    make.make_review(author)
    viewer = again(approver)
    # Looked up early in the request, as a page does.
    assert ServiceVersion.objects.visible_to(viewer).count() == 1
    today = make.NOW.date()
    postings.end(viewer=head, posting=approver_officer.postings.get(), ends_on=today, now=make.NOW)

    (outcome,) = together(lambda: publishing.approve(viewer=viewer, code=CODE, number=1, **STEP))

    assert kinds([outcome]) == ["NOT_FOUND"]
    assert Service.objects.get().state == "unpublished"


def test_rights_are_settled_while_a_posting_ends(agency: Agency, author: Viewer, head: Viewer) -> None:
    today = make.NOW.date()

    for place in range(5):
        officer = make.make_officer(f"officer-{place}", (agency, "author"))
        posting = officer.postings.get()

        outcomes = together(
            lambda posting=posting: postings.end(viewer=again(head), posting=posting, ends_on=today, now=make.NOW),
            lambda: postings.settle_all(as_of=today),
        )

        assert kinds(outcomes) == ["Posting", "int"]
        assert make.roles_of(officer, agency) == []


@pytest.mark.postgresql
def test_a_service_is_created_while_somebody_is_appointed(agency: Agency, author: Viewer, head: Viewer) -> None:
    newcomer = make.make_officer("newcomer")
    created = threading.Event()

    def create() -> ServiceVersion:
        version = make.make_draft(again(author))
        created.set()
        return version

    def appoint() -> bool:
        with transaction.atomic():
            postings.held_agency(again(head), agency.pk, "agency")
            done = created.wait(timeout=20)
            given = {"officer": newcomer, "agency": agency, "role": "author", "starts_on": date(2026, 1, 1)}
            postings.appoint(viewer=again(head), now=make.NOW, **given)
        return done

    version, was_let_through = together(create, appoint)

    assert (version.state, was_let_through) == ("draft", True)
