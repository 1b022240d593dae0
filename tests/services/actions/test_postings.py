"""Postings: the rights they give and take, today, later and as the days go by."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from services import permissions
from services.actions import postings
from services.models import Agency, Posting
from services.models.rights import RIGHTS, agencies_of, rights_of
from superapp.accounts.models import Account, Officer
from superapp.accounts.viewer import Viewer, viewer_for
from superapp.audit.models import AuditEvent
from tests.factories import services as make

from .watching import leaves, refused

TODAY = date(2026, 11, 21)
TOMORROW = TODAY + timedelta(days=1)
DRAFTING = {"draft_service", "confirm_fact", "raise_alert"}
DECIDING = {"approve_service", "confirm_fact", "raise_alert"}


def appoint(viewer: Viewer | None, officer: Officer, agency: Agency, **changes: Any) -> Posting:
    given = {"viewer": viewer, "officer": officer, "agency": agency}
    return postings.appoint(**given | {"role": "author", "starts_on": TODAY, "now": make.NOW} | changes)


def end(viewer: Viewer, posting: Posting, **changes: Any) -> Posting:
    return postings.end(**{"viewer": viewer, "posting": posting, "ends_on": TODAY, "now": make.NOW} | changes)


def rights(officer: Officer, agency: Agency) -> set[str]:
    found = rights_of(make.viewer_of_officer(officer))
    return {right for right in RIGHTS if agency.pk in found[right]}


@pytest.fixture
def newcomer(agency: Agency) -> Officer:
    return make.make_officer("newcomer")


@pytest.mark.parametrize(
    ("role", "given"),
    [("author", DRAFTING), ("approver", DECIDING), ("head", DRAFTING | DECIDING | {"manage_posting"})],
)
def test_a_role_gives_its_rights_at_once(
    head: Viewer, newcomer: Officer, agency: Agency, other_agency: Agency, role: str, given: set[str]
) -> None:
    posting = appoint(head, newcomer, agency, role=role)

    assert rights(newcomer, agency) == given
    assert rights(newcomer, other_agency) == set()
    assert (posting.role, posting.starts_on, posting.ends_on) == (role, TODAY, None)


def test_an_appointment_is_written_down(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    posting = appoint(head, newcomer, agency)

    event = AuditEvent.objects.order_by("pk").last()
    assert (event.stream, event.action, event.object) == ("DOPA", "posting.appoint", f"posting:{posting.pk}")
    assert event.actor == str(head.account.public_id)
    assert event.details == {
        "officer": str(newcomer.account.public_id),
        "role": "author",
        "starts_on": "2026-11-21",
    }


def test_the_system_itself_appoints(newcomer: Officer, agency: Agency) -> None:
    appoint(None, newcomer, agency)

    assert rights(newcomer, agency) == DRAFTING


def test_an_operator_appoints_anywhere(newcomer: Officer, agency: Agency) -> None:
    operator = viewer_for(Account.objects.create_superuser("operator"))

    appoint(operator, newcomer, agency)

    assert rights(newcomer, agency) == DRAFTING


def test_a_posting_that_starts_later_gives_nothing_yet(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    appoint(head, newcomer, agency, starts_on=TOMORROW)
    assert rights(newcomer, agency) == set()

    postings.settle_all(as_of=TOMORROW)

    assert rights(newcomer, agency) == DRAFTING


def test_today_is_the_day_in_bangkok(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    # 00:30 on the 22nd in Bangkok, still the 21st in UTC.
    appoint(head, newcomer, agency, starts_on=TOMORROW, now=datetime(2026, 11, 21, 17, 30, tzinfo=UTC))

    assert rights(newcomer, agency) == DRAFTING


def test_ending_today_takes_the_rights_at_once(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    posting = appoint(head, newcomer, agency)

    with leaves("posting.end", f"posting:{posting.pk}", head) as details:
        ended = end(head, posting)

    assert (ended.ends_on, rights(newcomer, agency)) == (TODAY, set())
    assert details == {"officer": str(newcomer.account.public_id), "role": "author", "ends_on": "2026-11-21"}


def test_ending_later_takes_the_rights_on_that_day(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    posting = appoint(head, newcomer, agency)
    end(head, posting, ends_on=TOMORROW)
    assert rights(newcomer, agency) == DRAFTING

    postings.settle_all(as_of=TOMORROW)

    assert rights(newcomer, agency) == set()


def test_an_end_before_the_start_is_the_start(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    posting = appoint(head, newcomer, agency, starts_on=TOMORROW)

    assert end(head, posting, ends_on=date(1, 1, 1)).ends_on == TOMORROW


def test_settling_twice_changes_nothing(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    appoint(head, newcomer, agency, starts_on=TOMORROW)

    assert postings.settle_all(as_of=TOMORROW) == 2
    assert postings.settle_all(as_of=TOMORROW) == 2
    assert rights(newcomer, agency) == DRAFTING


def test_who_is_posted_anew_keeps_the_rights(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    first = appoint(head, newcomer, agency)
    end(head, first, ends_on=TOMORROW)
    appoint(head, newcomer, agency)

    end(head, first)
    assert rights(newcomer, agency) == DRAFTING

    postings.settle_all(as_of=TOMORROW)
    assert rights(newcomer, agency) == DRAFTING


def test_one_role_ends_and_the_other_stays(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    writing = appoint(head, newcomer, agency)
    appoint(head, newcomer, agency, role="approver")

    end(head, writing)

    assert make.roles_of(newcomer, agency) == ["approver"]
    assert rights(newcomer, agency) == DECIDING


def test_an_appointment_that_stands_is_not_made_twice(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    appoint(head, newcomer, agency)

    with refused("ALREADY_POSTED", "officer"):
        appoint(head, newcomer, agency)


def test_an_ended_posting_is_not_ended_again(head: Viewer, newcomer: Officer, agency: Agency) -> None:
    posting = end(head, appoint(head, newcomer, agency))

    with refused("ALREADY_ENDED", "posting"):
        end(head, posting, ends_on=date(2999, 1, 1))


@pytest.mark.parametrize("role", ["", "king", "AUTHOR", "\x00", "x" * 10_000])
def test_an_unknown_role_is_refused(head: Viewer, newcomer: Officer, agency: Agency, role: str) -> None:
    with refused("CONTENT_INVALID", "role"):
        appoint(head, newcomer, agency, role=role)


@pytest.mark.parametrize("who", ["anonymous", "citizen", "author", "approver", "officer_elsewhere"])
def test_only_the_head_appoints_and_ends(
    request: pytest.FixtureRequest, head: Viewer, newcomer: Officer, agency: Agency, who: str
) -> None:
    viewer = request.getfixturevalue(who)
    posting = appoint(head, newcomer, agency)

    with refused("NOT_FOUND", "agency"):
        appoint(viewer, newcomer, agency, role="head")
    with refused("NOT_FOUND", "posting"):
        end(viewer, posting)


def test_rights_that_were_looked_up_before_are_looked_up_again(head: Viewer, author: Viewer, agency: Agency) -> None:
    make.make_draft(author)
    assert permissions.may_draft(author, agency.pk)
    end(head, Posting.objects.get(officer=author.officer))

    with refused("NOT_FOUND", "code"):
        make.drafts.discard(viewer=author, code="id-lost", number=1, reason=make.REASON, now=make.NOW)


def test_a_viewer_has_the_rights_of_every_posting(newcomer: Officer, agency: Agency, other_agency: Agency) -> None:
    appoint(None, newcomer, agency)
    appoint(None, newcomer, other_agency, role="approver")

    viewer = make.viewer_of_officer(newcomer)

    assert agencies_of(viewer) == {agency.pk, other_agency.pk}
    assert rights_of(viewer)["draft_service"] == {agency.pk}
    assert rights_of(viewer)["approve_service"] == {other_agency.pk}


def test_who_is_switched_off_is_nobody(author_officer: Officer) -> None:
    author_officer.account.is_active = False

    assert viewer_for(author_officer.account).is_anonymous
