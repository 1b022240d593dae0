"""Opening a citizen's record: only for those who answer for it, for a reason, and never unseen."""

import pytest
from django.core.cache import cache
from django.test import Client

from superapp.accounts.models import Account, Citizen
from superapp.audit.models import AuditEvent
from superapp.people import permissions
from superapp.people.actions import records
from superapp.people.models import DataUse
from superapp.refusal import NotFound, Refusal
from superapp.thai.numerals import to_thai
from tests import signing_in
from tests.factories import services as make
from tests.factories.people import make_person, pid_of
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db
PAGE, LIST = "/admin/people/datause/open/", "/admin/people/datause/"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock at the tests' moment, and begin with an empty counter."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cache.clear()


@pytest.fixture
def somying() -> Citizen:
    """Return the citizen whose record is opened."""
    return make_person(1)


@pytest.fixture
def operator() -> Account:
    """Return an operator of the platform."""
    return Account.objects.create_superuser("operator")


def at_desk(who: Account | None) -> Client:
    client = Client()
    if who is not None:
        signing_in.sign_in(client, who)
    return client


def sent(**changes: str) -> dict[str, str]:
    return {"agency": "DOPA", "number": pid_of(1), "purpose": "citizen_request", "case": "MT-2569/104"} | changes


def test_a_head_reads_the_record_and_the_citizen_reads_who_looked(somying, head_officer, ask):
    page = at_desk(head_officer.account).post(PAGE, sent(number=to_thai(pid_of(1))[:5] + "-" + to_thai(pid_of(1))[5:]))

    told = page.content.decode()
    assert "ทดสอบ คนที่1" in told
    assert "Test Person1" in told
    assert page["Cache-Control"].startswith("no-store")
    use = DataUse.objects.get()
    assert (use.citizen_id, use.kind, use.agency_code, use.role, use.purpose) == (
        somying.pk,
        "viewed",
        "DOPA",
        "head",
        "citizen_request",
    )
    event = AuditEvent.objects.get(action="citizen.view")
    assert (event.stream, event.object, event.actor) == (
        "DOPA",
        f"citizen:{somying.public_id}",
        str(head_officer.account.public_id),
    )
    assert event.details == {"purpose": "citizen_request", "case": "MT-2569/104", "facts": list(records.FACTS)}


def test_nothing_is_shown_before_the_reason(somying, head_officer):
    page = at_desk(head_officer.account).post(PAGE, sent(case=""))

    assert "ทดสอบ คนที่1" not in page.content.decode()
    assert (DataUse.objects.count(), AuditEvent.objects.filter(action="citizen.view").count()) == (0, 0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"number": "1234567890123"}, "CITIZEN_NUMBER_WRONG"),
        ({"number": "0999000000019"}, "CITIZEN_NUMBER_WRONG"),
        ({"purpose": "curiosity"}, "RECORD_REASON_MISSING"),
        ({"case": "เพราะอยากรู้"}, "RECORD_REASON_MISSING"),
        ({"case": "12"}, "RECORD_REASON_MISSING"),
        ({"case": pid_of(2)}, "RECORD_REASON_MISSING"),
    ],
    ids=str,
)
def test_is_refused_without_a_right_number_purpose_and_case(somying, head, changes: dict[str, str], code: str):
    asked = sent(**changes)

    with pytest.raises(Refusal) as caught:
        records.open_record(viewer=head, agency_code=asked.pop("agency"), now=NOW, **asked)

    assert caught.value.code == code
    assert DataUse.objects.count() == 0
    event = AuditEvent.objects.get(action="citizen.view")
    assert (event.stream, event.actor, event.object, event.outcome) == ("DOPA", head.actor, "citizen:-", code)
    assert event.details == {"purpose": changes.get("purpose", "citizen_request").replace("curiosity", "-")}
    assert not any(text in repr(vars(event)) for name, text in changes.items() if name != "case" or len(text) > 2)


def test_finding_nobody_is_written_down_without_the_number(head, agency):
    found = records.open_record(
        viewer=head, agency_code="DOPA", number=pid_of(7), purpose="citizen_request", case="A-1", now=NOW
    )

    assert found is None
    event = AuditEvent.objects.get(action="citizen.view")
    assert (event.object, event.outcome) == ("citizen:-", "NOT_FOUND")
    assert pid_of(7) not in str(event.body)


def test_four_viewers(somying, author_officer, officer_elsewhere_officer, citizen_account, operator, head_officer):
    """Nobody and citizens are sent away, authors find no page, heads elsewhere act for their own agency only."""
    outcomes = {}
    for name, who in {
        "nobody": None,
        "citizen": citizen_account,
        "author": author_officer.account,
        "head": head_officer.account,
        "head elsewhere": officer_elsewhere_officer.account,
        "operator": operator,
    }.items():
        browser = at_desk(who)
        outcomes[name] = (
            browser.get(LIST).status_code,
            browser.get(PAGE).status_code,
            "ทดสอบ คนที่1" in browser.post(PAGE, sent()).content.decode(),
            "ทดสอบ คนที่1" in browser.post(PAGE, sent(agency="platform")).content.decode(),
        )

    assert outcomes["nobody"][2:] == outcomes["citizen"][2:] == (False, False)
    assert {outcomes[name][:2] for name in ("nobody", "citizen")} == {(302, 302)}
    assert outcomes["author"][1:] == (404, False, False)
    assert outcomes["author"][0] in (403, 404)
    assert outcomes["head"] == (200, 200, True, False)
    assert outcomes["head elsewhere"] == (200, 200, False, False)
    assert outcomes["operator"] == (200, 200, False, True)
    assert DataUse.objects.count() == 2


def test_the_action_refuses_by_itself(somying, author, officer_elsewhere, anonymous, citizen):
    for viewer in (author, officer_elsewhere, anonymous, citizen):
        with pytest.raises(NotFound):
            records.open_record(
                viewer=viewer, agency_code="DOPA", number=pid_of(1), purpose="citizen_request", case="A-1", now=NOW
            )
        assert not permissions.may_open_records(viewer, "DOPA")

    assert DataUse.objects.count() == 0
    tried = AuditEvent.objects.filter(action="citizen.view").order_by("seq")
    assert [(event.stream, event.actor, event.object, event.outcome, event.details) for event in tried] == [
        ("platform", viewer.actor, "citizen:-", "NOT_FOUND", {"purpose": "citizen_request"})
        for viewer in (author, officer_elsewhere, citizen)
    ]


def test_thirty_an_hour_are_enough(somying, head):
    for _ in range(records.MOST_AN_HOUR):
        records.open_record(
            viewer=head, agency_code="DOPA", number=pid_of(1), purpose="citizen_request", case="A-1", now=NOW
        )

    with pytest.raises(records.TooManyRecords):
        records.open_record(
            viewer=head, agency_code="DOPA", number=pid_of(1), purpose="citizen_request", case="A-1", now=NOW
        )

    assert DataUse.objects.count() == records.MOST_AN_HOUR
    outcomes = list(AuditEvent.objects.filter(action="citizen.view").order_by("seq").values_list("outcome", flat=True))
    assert outcomes == ["done"] * records.MOST_AN_HOUR + ["TOO_MANY_RECORDS"]


def test_the_list_shows_the_looks_of_ones_own_agency_and_not_whose(somying, head_officer, officer_elsewhere_officer):
    viewer = make.viewer_of_officer(head_officer)
    records.open_record(
        viewer=viewer, agency_code="DOPA", number=pid_of(1), purpose="correct_record", case="A-1", now=NOW
    )

    here = at_desk(head_officer.account).get(LIST).content.decode()
    elsewhere = at_desk(officer_elsewhere_officer.account).get(LIST).content.decode()

    assert "แก้ไขข้อมูลที่ไม่ถูกต้อง" in here
    assert somying.public_id not in here
    assert "แก้ไขข้อมูลที่ไม่ถูกต้อง" not in elsewhere
    use = DataUse.objects.get()
    assert at_desk(head_officer.account).get(f"{LIST}{use.pk}/change/").status_code == 404
