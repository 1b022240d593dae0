"""Four viewers at every page and button of the rules: nobody, a citizen, an officer here, one of another agency."""

import pytest

from superapp.audit.models import AuditEvent
from superapp.jobs.models import Job
from tests.factories import rules as make
from welfare.models import Programme, RuleBook, RuleVersion

LISTS = ("welfare/programme/", "welfare/ruleversion/", "welfare/ruleversion/?board=all", "welfare/programme/add/")
OBJECTS = (
    "welfare/programme/{programme}/change/",
    "welfare/programme/{programme}/history/",
    "welfare/ruleversion/{draft}/change/",
    "welfare/ruleversion/{draft}/edit/",
    "welfare/ruleversion/{draft}/download/",
    "welfare/ruleversion/{review}/change/",
    "welfare/ruleversion/{force}/change/",
)
ACTS = (
    "welfare/programme/{programme}/draft/",
    "welfare/programme/{programme}/roll-back/",
    "welfare/ruleversion/{draft}/edit/",
    "welfare/ruleversion/{draft}/submit/",
    "welfare/ruleversion/{draft}/discard/",
    "welfare/ruleversion/{review}/sign/",
    "welfare/ruleversion/{review}/send-back/",
    "welfare/ruleversion/{review}/check-again/",
)
SENT = {"reason": "ลองดู", "number": "1", "text": "code: mine", "revision": "1", "takes_note": "1"}


def everything():
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Programme, RuleVersion, RuleBook, AuditEvent, Job)
    ]


@pytest.mark.parametrize("page", LISTS + OBJECTS)
def test_nobody_and_citizens_are_sent_to_sign_in(at_desk, citizen_account, keys, page):
    address = "/admin/" + page.format(**keys)

    for who in (None, citizen_account):
        answer = at_desk(who).get(address)
        assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize("page", LISTS + OBJECTS)
def test_an_officer_of_the_agency_sees_every_page(at_desk, author_officer, keys, page):
    assert at_desk(author_officer).get("/admin/" + page.format(**keys)).status_code == 200


@pytest.mark.parametrize("page", LISTS[:3])
def test_lists_elsewhere_have_nothing_of_this_agency(at_desk, officer_elsewhere_officer, keys, page):
    answer = at_desk(officer_elsewhere_officer).get(f"/admin/{page}")

    assert answer.status_code == 200
    assert make.CODE not in answer.content.decode()
    assert "elder_tea" not in answer.content.decode()


@pytest.mark.parametrize("page", OBJECTS)
def test_what_is_another_agencys_does_not_exist(at_desk, officer_elsewhere_officer, keys, page):
    assert at_desk(officer_elsewhere_officer).get("/admin/" + page.format(**keys)).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_a_denied_act_changes_nothing(at_desk, citizen_account, officer_elsewhere_officer, keys, act):
    address, before = "/admin/" + act.format(**keys), everything()

    answers = [
        at_desk(who).post(address, SENT).status_code for who in (None, citizen_account, officer_elsewhere_officer)
    ]

    assert answers == [302, 302, 404]
    assert everything() == before


@pytest.mark.parametrize("act", ACTS[-3:-1])
def test_the_author_cannot_decide_and_reads_why(at_desk, author_officer, keys, act):
    before = everything()

    answer = at_desk(author_officer).post("/admin/" + act.format(**keys), SENT, follow=True)

    assert [str(said) for said in answer.context["messages"]] == ["ไม่พบรายการที่ระบุ หรือท่านไม่มีสิทธิ์เข้าถึง"]
    assert everything() == before


@pytest.mark.parametrize("act", [ACTS[0], ACTS[1], ACTS[3], ACTS[4]])
def test_an_approver_does_not_write(at_desk, approver_officer, keys, act):
    before = everything()

    at_desk(approver_officer).post("/admin/" + act.format(**keys), SENT)

    assert everything() == before
    assert at_desk(approver_officer).get("/admin/welfare/programme/add/").status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_a_get_does_nothing(at_desk, head_officer, keys, act):
    before = everything()

    at_desk(head_officer).get("/admin/" + act.format(**keys))

    assert everything() == before


@pytest.mark.parametrize("door", ["welfare/programme/{programme}/delete/", "welfare/ruleversion/{draft}/delete/"])
def test_nothing_is_deleted_at_the_desk(at_desk, head_officer, keys, door):
    before = everything()

    answer = at_desk(head_officer).post("/admin/" + door.format(**keys), {"post": "yes"})

    assert answer.status_code == 403
    assert everything() == before
