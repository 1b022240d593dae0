"""Facts: confirming many at once, all or none."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.actions import facts
from services.models import Catalogue, Fact, FactName, Service
from superapp.accounts.models import Officer
from superapp.accounts.viewer import Viewer
from superapp.audit.models import AuditEvent
from tests.factories import services as make

from .test_drafts import BAD_CODES
from .watching import leaves, refused

CODE = "id-lost"
NEXT_YEAR = make.NOW + timedelta(days=300)


def confirm(viewer: Viewer, *pairs: tuple[str, str], now: datetime = NEXT_YEAR) -> list[Fact]:
    return facts.confirm(viewer=viewer, facts=list(pairs), now=now)


def test_confirming_says_who_when_and_until_when(author: Viewer, approver: Viewer, author_officer: Officer) -> None:
    make.make_published(author, approver)
    others = list(Fact.objects.exclude(name__in=["fee", "legal"]).order_by("pk").values())

    with leaves("fact.confirm", "facts", author) as details:
        confirmed = confirm(author, (CODE, "legal"), (CODE, "fee"))

    assert {fact.name for fact in confirmed} == {"fee", "legal"}
    for fact in Fact.objects.filter(name__in=["fee", "legal"]):
        assert (fact.certainty, fact.confirmed_by) == ("agency_confirmed", author_officer)
        assert (fact.confirmed_at, fact.confirm_by) == (NEXT_YEAR, date(2028, 9, 16))
    assert list(Fact.objects.exclude(name__in=["fee", "legal"]).order_by("pk").values()) == others
    assert (Service.objects.get().changed_in, Catalogue.objects.version()) == (2, 2)
    assert details == {"facts": ["id-lost:fee", "id-lost:legal"]}


def test_the_day_is_counted_in_bangkok(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    # 01:30 on 1 January in Bangkok is still 31 December in UTC.
    confirm(author, (CODE, "fee"), now=datetime(2026, 12, 31, 18, 30, tzinfo=UTC))

    assert Fact.objects.get(name="fee").confirm_by == date(2028, 1, 1)


def test_facts_of_many_services_are_confirmed_at_once(author: Viewer, approver: Viewer) -> None:
    for code in ("id-first", "id-lost", "id-renew"):
        make.make_published(author, approver, code)

    confirmed = confirm(author, *((code, name) for code in ("id-first", "id-renew") for name in FactName.values))

    assert len(confirmed) == 18
    assert dict(Service.objects.values_list("code", "changed_in")) == {"id-first": 4, "id-lost": 2, "id-renew": 4}
    assert Fact.objects.filter(confirmed_at=NEXT_YEAR).count() == 18


def test_each_agency_has_its_own_audit_event(
    author: Viewer, approver: Viewer, author_officer: Officer, officer_elsewhere: Viewer, other_agency: object
) -> None:
    make.make_published(author, approver)
    both = make.make_officer("somsak", (author_officer.postings.get().agency, "author"), (other_agency, "author"))
    there = make.make_officer("nong", (other_agency, "head"))
    make.make_published(officer_elsewhere, make.viewer_of_officer(there), "dl-renew", agency="DLT")

    confirm(make.viewer_of_officer(both), (CODE, "fee"), ("dl-renew", "fee"))

    events = AuditEvent.objects.filter(action="fact.confirm").order_by("stream")
    assert [(event.stream, event.details) for event in events] == [
        ("DLT", {"facts": ["dl-renew:fee"]}),
        ("DOPA", {"facts": ["id-lost:fee"]}),
    ]


def test_a_fact_named_twice_is_confirmed_once(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    assert len(confirm(author, (CODE, "fee"), (CODE, "fee"))) == 1


@pytest.mark.parametrize("certainty", ["unknown", "conflicting"])
def test_what_is_unknown_or_disputed_is_not_confirmed(author: Viewer, approver: Viewer, certainty: str) -> None:
    make.make_published(author, approver)
    Fact.objects.filter(name="fee").update(certainty=certainty, confirmed_at=None, confirmed_by=None)

    with refused("NOTHING_TO_CONFIRM", "facts", CODE):
        confirm(author, (CODE, "legal"), (CODE, "fee"))


def test_one_service_elsewhere_refuses_them_all(
    author: Viewer, approver: Viewer, officer_elsewhere: Viewer, other_agency: object
) -> None:
    make.make_published(author, approver)
    there = make.make_officer("nong", (other_agency, "head"))
    make.make_published(officer_elsewhere, make.viewer_of_officer(there), "dl-renew", agency="DLT")

    with refused("NOT_FOUND", "facts", "dl-renew"):
        confirm(author, (CODE, "fee"), ("dl-renew", "fee"))


def test_only_published_services_have_facts_to_confirm(author: Viewer) -> None:
    make.make_review(author)

    with refused("NOT_FOUND", "facts", CODE):
        confirm(author, (CODE, "fee"))


def test_a_service_without_the_fact_is_refused(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)
    Fact.objects.filter(name="fee").delete()

    with refused("NOT_FOUND", "facts"):
        confirm(author, (CODE, "legal"), (CODE, "fee"))


@pytest.mark.parametrize("name", ["", "price", "FEE", "\x00", "\ud800", "x" * 10_000])
def test_an_unknown_fact_is_refused(author: Viewer, approver: Viewer, name: str) -> None:
    make.make_published(author, approver)

    with refused("CONTENT_INVALID", "facts", "0"):
        confirm(author, (CODE, name))


@pytest.mark.parametrize("code", BAD_CODES)
def test_an_unknown_service_is_not_found(author: Viewer, approver: Viewer, code: str) -> None:
    make.make_published(author, approver)
    path = ("facts", code) if code == "ID-LOST" else ("facts",)

    with refused("NOT_FOUND", *path):
        confirm(author, (code, "fee"))


def test_nothing_to_confirm_is_said(author: Viewer) -> None:
    with refused("CONTENT_INVALID", "facts"):
        confirm(author)


def test_what_has_changed_since_it_was_read_is_not_confirmed(author: Viewer, approver: Viewer) -> None:
    first, second = (make.make_published(author, approver, code) for code in ("id-first", CODE))
    read_in = {"id-first": first.changed_in, CODE: second.changed_in}
    pairs = [("id-first", "fee"), (CODE, "fee")]
    make.republish(author, approver, name_en="Lost ID card")
    before = list(Fact.objects.order_by("pk").values())

    with refused("CHANGED_SINCE_READ", "facts", CODE):
        facts.confirm(viewer=author, facts=pairs, now=NEXT_YEAR, read_in=read_in)
    with refused("CHANGED_SINCE_READ", "facts", "id-first"):
        facts.confirm(viewer=author, facts=pairs, now=NEXT_YEAR, read_in={})

    assert list(Fact.objects.order_by("pk").values()) == before


def test_what_was_read_as_it_stands_is_confirmed(author: Viewer, approver: Viewer) -> None:
    service = make.make_published(author, approver)

    confirmed = facts.confirm(viewer=author, facts=[(CODE, "fee")], now=NEXT_YEAR, read_in={CODE: service.changed_in})

    assert [fact.confirmed_at for fact in confirmed] == [NEXT_YEAR]


def test_at_most_200_at_once(author: Viewer, approver: Viewer) -> None:
    make.make_published(author, approver)

    assert len(confirm(author, *[(CODE, "fee")] * 200)) == 1
    with refused("TOO_MANY", "facts"):
        confirm(author, *[(CODE, "fee")] * 201)
