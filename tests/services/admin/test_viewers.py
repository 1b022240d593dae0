"""Four viewers at every page and every button: nobody, a citizen, an officer of the agency, an officer of another.

Nobody and citizens are sent to sign in; an officer of another agency finds nothing there; a denied act changes nothing.
"""

import pytest

from services.models import Alert, Counter, Posting, Service, ServiceVersion
from superapp.audit.models import AuditEvent
from tests.factories import services as make

LISTS = (
    "",
    "services/service/",
    "services/service/confirm/",
    "services/serviceversion/",
    "services/alert/",
    "services/counter/",
    "services/agency/",
    "services/posting/",
    "services/unfoundsearch/",
)
OBJECTS = (
    "services/service/{service}/change/",
    "services/service/{service}/history/",
    "services/service/{service}/alert/",
    "services/serviceversion/{draft}/change/",
    "services/serviceversion/{draft}/edit/",
    "services/serviceversion/{draft}/preview/",
    "services/counter/{counter}/change/",
    "services/agency/{agency}/change/",
)
ACTS = (
    "services/service/{service}/draft/",
    "services/service/{service}/withdraw/",
    "services/service/{service}/roll-back/",
    "services/service/{service}/alert/",
    "services/service/{service}/alert/clear/",
    "services/serviceversion/{draft}/edit/",
    "services/serviceversion/{draft}/submit/",
    "services/serviceversion/{draft}/discard/",
    "services/serviceversion/{review}/approve/",
    "services/serviceversion/{review}/send-back/",
    "services/posting/{posting}/end/",
)
SENT = {
    "reason": "ลองดู",
    "number": "1",
    "severity": "notice",
    "message_th": "ปิด",
    "message_en": "Closed",
    "ends_on": "2026-11-21",
    "when": "now",
}


@pytest.fixture
def keys(here, author, approver, author_officer, published):
    """Make a published service, a draft, a version in review and a counter; return their keys."""
    draft = make.make_draft(author, "id-first")
    review = make.make_review(author, "id-renew")
    counter = Counter.objects.create(
        agency=here,
        code="dopa-1",
        name_th="สำนักทะเบียน",
        name_en="Registry",
        address_th="ถนนนครสวรรค์",
        address_en="Nakhon Sawan Road",
        province_th="กรุงเทพมหานคร",
        province_en="Bangkok",
        certainty="general_knowledge",
    )
    posting = Posting.objects.get(officer=author_officer)
    return {
        "service": published.pk,
        "draft": draft.pk,
        "review": review.pk,
        "counter": counter.pk,
        "agency": here.pk,
        "posting": posting.pk,
    }


def everything():
    """Return all that an act at the desk could change."""
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Service, ServiceVersion, Alert, Posting, AuditEvent)
    ]


@pytest.mark.parametrize("page", LISTS + OBJECTS)
def test_nobody_and_citizens_are_sent_to_sign_in(at_desk, citizen_account, keys, page):
    address = "/admin/" + page.format(**keys)

    as_nobody = at_desk(None).get(address)
    as_citizen = at_desk(citizen_account).get(address)

    for answer in (as_nobody, as_citizen):
        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/admin/login/?next={address}"


@pytest.mark.parametrize("page", LISTS + OBJECTS)
def test_an_officer_of_the_agency_sees_every_page(at_desk, author_officer, keys, page):
    answer = at_desk(author_officer).get("/admin/" + page.format(**keys))

    assert answer.status_code == 200


@pytest.mark.parametrize("page", LISTS)
def test_lists_of_an_officer_of_another_agency_have_nothing_of_this_one(at_desk, officer_elsewhere_officer, keys, page):
    answer = at_desk(officer_elsewhere_officer).get(f"/admin/{page}")

    assert answer.status_code == 200
    text = answer.content.decode()
    assert "ทำบัตรประชาชนใหม่" not in text
    assert "มาลี ศรีสุข" not in text
    assert "สำนักทะเบียน" not in text


@pytest.mark.parametrize("page", OBJECTS)
def test_what_is_another_agencys_does_not_exist(at_desk, officer_elsewhere_officer, keys, page):
    answer = at_desk(officer_elsewhere_officer).get("/admin/" + page.format(**keys))

    assert answer.status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_a_denied_act_changes_nothing(at_desk, citizen_account, officer_elsewhere_officer, keys, act):
    address, before = "/admin/" + act.format(**keys), everything()

    answers = [
        at_desk(who).post(address, SENT).status_code for who in (None, citizen_account, officer_elsewhere_officer)
    ]

    assert answers == [302, 302, 404]
    assert everything() == before


@pytest.mark.parametrize(
    "act",
    [
        "services/serviceversion/{review}/approve/",
        "services/serviceversion/{review}/send-back/",
    ],
)
def test_an_officer_without_the_right_reads_why_and_changes_nothing(at_desk, author_officer, keys, act):
    before = everything()

    answer = at_desk(author_officer).post("/admin/" + act.format(**keys), SENT, follow=True)

    assert [str(said) for said in answer.context["messages"]] == ["ไม่พบรายการที่ระบุ หรือท่านไม่มีสิทธิ์เข้าถึง"]
    assert everything() == before


def test_only_a_head_appoints_and_ends(at_desk, author_officer, keys):
    client, before = at_desk(author_officer), everything()

    answers = [
        client.get("/admin/services/posting/add/"),
        client.post(f"/admin/services/posting/{keys['posting']}/end/"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert everything() == before


def test_an_approver_is_not_offered_what_authors_do(at_desk, approver_officer, keys):
    client = at_desk(approver_officer)

    service = client.get(f"/admin/services/service/{keys['service']}/change/").content.decode()
    draft = client.get(f"/admin/services/serviceversion/{keys['draft']}/change/").content.decode()

    assert "/draft/" not in service
    assert "/submit/" not in draft
    assert client.get("/admin/services/service/add/").status_code == 403


@pytest.mark.parametrize("door", ["services/service/{service}/delete/", "services/counter/{counter}/delete/"])
def test_nothing_is_deleted_at_the_desk(at_desk, head_officer, keys, door):
    before = everything()

    answer = at_desk(head_officer).post("/admin/" + door.format(**keys), {"post": "yes"})

    assert answer.status_code == 403
    assert everything() == before


def test_the_lists_action_cannot_reach_another_agencys_services(at_desk, officer_elsewhere_officer, keys):
    before = everything()

    answer = at_desk(officer_elsewhere_officer).post(
        "/admin/services/service/confirm/", {"confirm": "1", "fact": "id-lost:fee", "read": "id-lost@1"}
    )

    assert "ทำบัตรประชาชนใหม่" not in answer.content.decode()
    assert everything() == before
