"""Operators invite officers, switch them off and on, reset a lost factor; nobody else does, nobody to themselves."""

import re
from io import StringIO
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Account, Officer
from superapp.accounts.viewer import viewer_for
from superapp.audit.models import AuditEvent
from superapp.people.actions import officers, second_factor
from superapp.people.models import DeskSession, Invitation
from superapp.refusal import NotFound
from tests.factories.people import make_person, pid_of
from tests.people.officers.conftest import PASSWORD, Visitor, make_officer_with_device
from tests.signing_in import sign_in

LINK = re.compile(r'id="link">http://testserver(/admin/login/invitation/[\w-]{43}/)<')
NEW = {"kind": "officer", "username": "dopa.somchai", "name_th": "สมชาย ใจดี", "name_en": "Somchai Jaidee"}
STEPS = ("switch", "reset", "invite", "end-sessions", "name-citizen")


@pytest.fixture
def office(operator):
    """The operator's browser."""
    client = Visitor()
    sign_in(client, operator)
    return client


@pytest.fixture
def browsers(office, approver_officer, officer_elsewhere_officer, citizen_account):
    """Everybody who may try."""
    found = {"operator": office, "anonymous": Visitor()}
    people = {
        "citizen": citizen_account,
        "officer": approver_officer.account,
        "head_elsewhere": officer_elsewhere_officer.account,
    }
    for name, account in people.items():
        found[name] = Visitor()
        sign_in(found[name], account)
    return found


def code_of(secret, clock):
    return second_factor.totp.format_hotp_value(second_factor.totp.hotp_value(secret, int(clock.moment) // 30))


def actions():
    return list(AuditEvent.objects.order_by("seq").values_list("action", flat=True))


def test_from_an_invitation_to_the_desk(office, clock):
    shown = office.post("/admin/accounts/account/add/", NEW)
    link = LINK.search(shown.content.decode())[1]
    newcomer = Visitor()
    page = newcomer.get(link)
    newcomer.post(link, {"password": "กินข้าวหรือยังครับ-2569", "again": "กินข้าวหรือยังครับ-2569"})
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', newcomer.get("/admin/login/set-up/").content.decode())[1]
    newcomer.post("/admin/login/set-up/", {"code": code_of(secret.replace(" ", ""), clock)})
    again = Visitor().get(link)

    account = Account.objects.get(username="dopa.somchai")
    assert "no-store" in shown.headers["Cache-Control"]
    assert "dopa.somchai" in page.content.decode()
    assert newcomer.is_in()
    assert again.status_code == 410
    assert (account.kind, account.is_staff, account.is_superuser) == ("officer", True, False)
    assert account.officer.name_th == "สมชาย ใจดี"
    assert actions() == [
        "officer.create", "officer.invitation_accepted", "officer.factor_set_up", "officer.sign_in",
    ]  # fmt: skip
    assert link.split("/")[-2] not in str(list(Invitation.objects.values()))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "Somchai"}, "ตัวอักษรอังกฤษตัวเล็ก"),
        ({"username": "สมชาย"}, "ตัวอักษรอังกฤษตัวเล็ก"),
        ({"username": "somkid"}, "มีผู้ใช้ชื่อนี้แล้ว"),
        ({"name_th": ""}, "โปรดกรอกชื่อ"),
        ({"name_en": " "}, "โปรดกรอกชื่อ"),
    ],
)
def test_what_cannot_be_an_account_is_told_and_nothing_is_made(office, changes, said):
    answer = office.post("/admin/accounts/account/add/", NEW | changes)

    assert said in answer.content.decode()
    assert (Account.objects.count(), Officer.objects.count(), actions()) == (1, 0, [])


def test_a_password_that_is_too_easy_leaves_the_invitation_open(office):
    link = LINK.search(office.post("/admin/accounts/account/add/", NEW).content.decode())[1]

    easy = Visitor().post(link, {"password": "password1234", "again": "password1234"})
    other = Visitor().post(link, {"password": PASSWORD, "again": "another-long-one"})

    assert (easy.status_code, other.status_code) == (400, 400)
    assert Visitor().get(link).status_code == 200
    assert not Account.objects.get(username="dopa.somchai").has_usable_password()


def test_an_invitation_is_good_for_a_day_and_the_newest_only(office, clock):
    first = LINK.search(office.post("/admin/accounts/account/add/", NEW).content.decode())[1]
    pk = Account.objects.get(username="dopa.somchai").pk
    second = LINK.search(office.post(f"/admin/accounts/account/{pk}/invite/").content.decode())[1]
    statuses = [Visitor().get(link).status_code for link in (first, second)]
    clock.pass_s(24 * 3600 + 1)

    assert statuses == [410, 200]
    assert Visitor().get(second).status_code == 410


def test_switched_off_is_out_at_once_and_on_again_may_come_back(office, signed_in, malee):
    visitor = signed_in()
    page = f"/admin/accounts/account/{malee.pk}/switch/"

    office.post(page, {"reason": "left"})
    was_in, may_sign_in = visitor.is_in(), visitor.give_password().status_code
    office.post(page, {"reason": "returned"})
    back = signed_in()

    assert (was_in, may_sign_in) == (False, 403)
    assert back.is_in()
    assert DeskSession.objects.order_by("pk").first().ending == "switched_off"
    events = AuditEvent.objects.filter(action__startswith="officer.switch").order_by("seq")
    assert [(event.action, event.details.get("reason")) for event in events] == [
        ("officer.switch_off", "left"), ("officer.switch_on", "returned"),
    ]  # fmt: skip


def test_a_reset_takes_device_codes_password_and_stays_and_gives_a_new_invitation(office, signed_in, malee):
    visitor = signed_in()

    shown = office.post(f"/admin/accounts/account/{malee.pk}/reset/", {"reason": "device_lost"})

    assert Visitor().get(LINK.search(shown.content.decode())[1]).status_code == 200
    assert not visitor.is_in()
    assert not Authenticator.objects.filter(user=malee).exists()
    # The old password alone must not be enough to set up a stranger's device.
    assert visitor.give_password().status_code == 403
    event = AuditEvent.objects.get(action="officer.factor_reset")
    assert event.details == {"reason": "device_lost", "sessions": 1}


@pytest.mark.parametrize("step", ["switch", "reset"])
@pytest.mark.parametrize("reason", ["", "because", "ลาออก"])
def test_without_a_reason_nothing_happens(office, malee, step, reason):
    answer = office.post(f"/admin/accounts/account/{malee.pk}/{step}/", {"reason": reason}, follow=True)

    assert [str(message) for message in answer.context["messages"]] == ["โปรดเลือกเหตุผล"]
    assert Account.objects.get(pk=malee.pk).is_active
    assert (second_factor.is_set_up(malee), actions()) == (True, [])


@pytest.mark.parametrize("step", ["switch", "reset"])
def test_nobody_does_it_to_themselves(office, operator, step):
    answer = office.post(f"/admin/accounts/account/{operator.pk}/{step}/", {"reason": "mistake"}, follow=True)

    assert "ทำกับบัญชีของตนเองไม่ได้" in str(next(iter(answer.context["messages"])))
    assert office.is_in()
    assert actions() == []


def test_one_stay_or_all_are_ended(office, signed_in, malee):
    first, second, third = signed_in(), signed_in(), signed_in()
    page = f"/admin/accounts/account/{malee.pk}/end-sessions/"

    office.post(page, {"session": str(DeskSession.objects.get(session_key=second.session.session_key).public_id)})
    one = [visitor.is_in() for visitor in (first, second, third)]
    office.post(page)
    office.post(page, {"session": "junk"})

    assert one == [True, False, True]
    assert [visitor.is_in() for visitor in (first, second, third)] == [False, False, False]


@pytest.mark.parametrize("step", STEPS)
def test_every_step_asks_an_operator_whose_code_is_old_for_a_new_one(operator, malee, step):
    office = Visitor()
    sign_in(office, operator, shown_s_ago=301)

    answer = office.post(f"/admin/accounts/account/{malee.pk}/{step}/", {"reason": "left"})

    assert "ยืนยันอีกครั้ง" in answer.content.decode()
    assert actions() == []


@pytest.mark.parametrize("who", ["anonymous", "citizen", "officer", "head_elsewhere", "operator"])
@pytest.mark.parametrize("page", ["", "add/", "{pk}/change/"])
def test_the_pages_are_operators(browsers, who, page):
    target = make_officer_with_device("target")

    status = browsers[who].get(f"/admin/accounts/account/{page.format(pk=target.pk)}").status_code

    theirs = {"operator": {200}, "anonymous": {302}, "citizen": {302}}
    assert status in theirs.get(who, {403, 404})


@pytest.mark.parametrize("who", ["anonymous", "citizen", "officer", "head_elsewhere"])
@pytest.mark.parametrize("step", STEPS)
def test_nobody_else_takes_a_step(browsers, who, step):
    target, before = make_officer_with_device("target"), actions()

    status = (
        browsers[who]
        .post(f"/admin/accounts/account/{target.pk}/{step}/", {"reason": "left", "session": ""})
        .status_code
    )
    made = browsers[who].post("/admin/accounts/account/add/", NEW).status_code

    expected = 302 if who in {"anonymous", "citizen"} else 404
    assert (status, made) == (expected, 302 if expected == 302 else 403)
    assert actions() == before
    assert Account.objects.get(pk=target.pk).is_active
    assert not Account.objects.filter(username="dopa.somchai").exists()


@pytest.mark.parametrize("who", ["citizen", "officer"])
def test_the_actions_refuse_them_too(who, malee, citizen_account):
    viewer = viewer_for(citizen_account if who == "citizen" else malee)
    how = {"viewer": viewer, "now": timezone.now()}
    other = make_officer_with_device("target").public_id

    for act in (
        lambda: officers.create(username="x.y.z", name_th="ก", name_en="a", **how),
        lambda: officers.invite(public_id=other, **how),
        lambda: officers.switch_off(public_id=other, reason="left", **how),
        lambda: officers.switch_on(public_id=other, reason="left", **how),
        lambda: officers.reset_factor(public_id=other, reason="left", **how),
        lambda: officers.end_sessions(public_id=other, session=None, **how),
    ):
        with pytest.raises(NotFound):
            act()

    assert actions() == []


@pytest.mark.parametrize("public_id", [uuid4(), "citizen"])
def test_citizens_and_nobody_are_not_managed_here(operator, citizen_account, public_id):
    target = citizen_account.public_id if public_id == "citizen" else public_id

    with pytest.raises(NotFound):
        officers.switch_off(viewer=viewer_for(operator), public_id=target, reason="left", now=timezone.now())

    assert Account.objects.get(pk=citizen_account.pk).is_active


def test_the_first_operator_comes_from_the_command_line(db, settings):
    told = StringIO()

    call_command("create_operator", "somying", stdout=told, stderr=StringIO())

    link = told.getvalue().strip()
    account = Account.objects.get(username="somying")
    assert link.startswith(f"{settings.PUBLIC_URL}/admin/login/invitation/")
    assert Client().get(link.removeprefix(settings.PUBLIC_URL)).status_code == 200
    assert (account.kind, account.is_superuser, account.has_usable_password()) == ("operator", True, False)
    assert AuditEvent.objects.get(action="officer.create").actor == "system"
    with pytest.raises(CommandError, match="taken"):
        call_command("create_operator", "somying")


@pytest.mark.parametrize(
    "page", ["mfa/authenticator", "usersessions/usersession", "socialaccount/socialaccount", "allauth_idp_oidc/client"]
)
def test_pages_that_came_with_other_applications_are_gone(office, page):
    assert office.get(f"/admin/{page}/").status_code == 404


def test_who_an_officer_is_as_a_citizen_is_said_by_an_operator(office, browsers, approver_officer, author_officer):
    person, other = make_person(1), make_person(2)
    page = f"/admin/accounts/account/{approver_officer.account_id}/"

    def say(browser, number, where=page):
        shown = browser.post(f"{where}name-citizen/", {"citizen_id": number}, follow=True).content.decode()
        approver_officer.refresh_from_db()
        return approver_officer.citizen, shown

    for name, browser in browsers.items():
        if name != "operator":
            assert say(browser, person.read("pid"))[0] is None, name
    assert say(office, "1234567890123")[0] is None
    assert "ยังไม่มีผู้ใช้แอปด้วยเลขนี้" in say(office, pid_of(77))[1]
    number = person.read("pid")
    named, shown = say(office, f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}")
    assert (named, "ระบุแล้ว" in shown, number in shown) == (person, True, False)

    # One person is one officer; and what is said of one is not said of another.
    taken = f"/admin/accounts/account/{author_officer.account_id}/"
    assert "บัญชีเจ้าหน้าที่อื่นแล้ว" in say(office, number, taken)[1]
    assert say(office, other.read("pid"))[0] == other
    assert say(office, "")[0] is None
    events = AuditEvent.objects.filter(action__contains="citizen").order_by("seq")
    assert [one.action for one in events] == ["officer.name_citizen", "officer.name_citizen", "officer.forget_citizen"]
    assert number not in str(list(events.values()))
