"""Password, then a second factor that works once; nothing opens before both were right."""

import re
import threading

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.utils import timezone

from superapp.accounts.models import Account
from superapp.audit.models import AuditEvent
from superapp.people.actions import second_factor
from superapp.people.models import DeskSession
from tests.factories import services as make
from tests.people.officers.conftest import PASSWORD, SECRET, Visitor, code_now
from tests.signing_in import sign_in

ME = "query Me { drafts(first: 1) { edges { cursor } } }"


def told(action):
    return list(AuditEvent.objects.filter(action=action).values_list("object", "outcome"))


def test_a_password_and_a_code_open_the_desk(visitor, malee, clock):
    first = visitor.give_password()
    before = visitor.is_in()
    second = visitor.give_code(code_now(clock))

    assert (first.status_code, first.headers["Location"]) == (302, "/admin/login/code/")
    assert before is False
    assert (second.status_code, second.headers["Location"]) == (302, "/admin/")
    assert visitor.is_in()
    assert told("officer.sign_in") == [(f"account:{malee.public_id}", "done")]


def test_the_page_wanted_first_comes_after_the_code(visitor, malee, clock):
    asked = visitor.get("/admin/account/")
    visitor.get(asked.headers["Location"])
    visitor.give_password()

    answer = visitor.give_code(code_now(clock))

    assert answer.headers["Location"] == "/admin/account/"


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/graphql"])
def test_no_other_site_comes_after_the_code(visitor, malee, clock, wanted):
    visitor.get("/admin/login/", {"next": wanted})
    visitor.give_password()

    answer = visitor.give_code(code_now(clock))

    assert answer.headers["Location"] == "/admin/"


def test_a_session_is_new_after_each_step(visitor, malee, clock):
    visitor.get("/admin/login/?next=/admin/")
    planted = visitor.session.session_key
    visitor.give_password()
    between = visitor.session.session_key
    visitor.give_code(code_now(clock))
    inside = visitor.session.session_key

    assert len({planted, between, inside}) == 3
    thief = Client()
    thief.cookies["sessionid"] = between
    assert thief.get("/admin/account/").status_code == 302


@pytest.mark.parametrize(
    "shown",
    ["000000", "", "12345", "1234567", "๑๒๓๔๕๖", "abcdef", "0" * 4000, "12345678", "\x00"],
    ids=["wrong", "empty", "five", "seven", "thai digits", "letters", "long", "no recovery code", "nul"],
)
def test_a_wrong_code_opens_nothing(visitor, malee, clock, shown):
    visitor.give_password()

    answer = visitor.give_code(shown)

    assert answer.status_code == 403
    assert "รหัสไม่ถูกต้อง" in answer.content.decode()
    assert not visitor.is_in()
    assert told("officer.factor_wrong") == [(f"account:{malee.public_id}", "WRONG")]


def test_the_same_code_twice_is_refused_as_long_as_a_clock_would_take_it(visitor, malee, clock):
    code = code_now(clock)
    visitor.give_password()
    visitor.give_code(code)

    for seconds in (0, 31, 29):
        clock.pass_s(seconds)
        thief = Visitor()
        thief.give_password()
        assert thief.give_code(code).status_code == 403
        assert not thief.is_in()


def test_an_older_code_than_the_last_is_refused(visitor, malee, clock):
    visitor.give_password()
    visitor.give_code(code_now(clock))
    thief = Visitor()
    thief.give_password()

    assert thief.give_code(code_now(clock, -1)).status_code == 403
    assert thief.give_code(code_now(clock, +1)).status_code == 302


@pytest.mark.parametrize(("steps", "status"), [(-2, 403), (-1, 302), (1, 302), (2, 403)])
def test_a_clock_may_be_half_a_minute_off(visitor, malee, clock, steps, status):
    visitor.give_password()

    assert visitor.give_code(code_now(clock, steps)).status_code == status


def test_the_password_is_good_for_ten_minutes(visitor, malee, clock):
    visitor.give_password()
    clock.pass_s(601)

    answer = visitor.give_code(code_now(clock))

    assert answer.headers["Location"] == "/admin/login/"
    assert not visitor.is_in()


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!"}, {"is_staff": False}])
def test_what_changes_between_the_steps_counts(visitor, malee, clock, change):
    visitor.give_password()
    Account.objects.filter(pk=malee.pk).update(**change)

    visitor.give_code(code_now(clock))

    assert not visitor.is_in()


def test_a_code_without_the_password_is_not_asked_for(visitor, malee, clock):
    answer = visitor.give_code(code_now(clock))

    assert answer.headers["Location"] == "/admin/login/"


def test_a_citizen_with_a_password_does_not_get_in(visitor, clock):
    account = make.make_citizen()
    account.set_password(PASSWORD)
    account.save()

    answer = visitor.give_password(account.username)

    assert answer.status_code == 403
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in answer.content.decode()


class TestRecoveryCodes:
    """For when the device is lost: each works once."""

    @pytest.fixture
    def codes(self, malee):
        kept = Authenticator.objects.get(user=malee, type=second_factor.RECOVERY)
        return second_factor.RecoveryCodes(kept).generate_codes()

    def test_each_works_once(self, codes, malee, clock):
        statuses = []
        for code in (codes[3], codes[3], f"{codes[4][:4]} {codes[4][4:]}"):
            visitor = Visitor()
            visitor.give_password()
            statuses.append(visitor.give_code(code).status_code)

        assert statuses == [302, 403, 302]
        assert second_factor.recovery_codes_left(malee) == 8
        events = AuditEvent.objects.filter(action="officer.recovery_code_used").order_by("seq")
        assert [event.details for event in events] == [{"left": 9}, {"left": 8}]

    def test_new_ones_take_the_place_of_the_old(self, codes, malee):
        new = second_factor.renew_recovery_codes(account=malee, now=timezone.now())

        assert len(set(new)) == 10
        assert set(new) & set(codes) == set()
        with pytest.raises(second_factor.WrongCode):
            second_factor.show(account=malee, code=codes[0], now=timezone.now())


class TestSettingUp:
    """An officer without a device must set one up before anything opens."""

    @pytest.fixture
    def newcomer(self, malee):
        Authenticator.objects.filter(user=malee).delete()
        return malee

    def secret_on(self, page):
        return re.search(r'class="secret">([A-Z2-7 ]+)<', page.content.decode())[1].replace(" ", "")

    def test_the_first_sign_in_sets_it_up_and_shows_recovery_codes_once(self, visitor, newcomer, clock):
        asked = visitor.give_password()
        page = visitor.get("/admin/login/set-up/")
        secret = self.secret_on(page)
        shown = visitor.post("/admin/login/set-up/", {"code": self.code_of(secret, clock)})

        assert asked.headers["Location"] == "/admin/login/set-up/"
        assert "<svg" in page.content.decode()
        codes = re.findall(r"<code>(\d{4} \d{4})</code>", shown.content.decode())
        assert len(set(codes)) == 10
        assert visitor.is_in()
        assert codes[0] not in visitor.get("/admin/account/").content.decode()
        assert told("officer.factor_set_up") == [(f"account:{newcomer.public_id}", "done")]

    def code_of(self, secret, clock):
        return second_factor.totp.format_hotp_value(second_factor.totp.hotp_value(secret, int(clock.moment) // 30))

    def test_the_desk_stays_closed_until_then(self, visitor, newcomer):
        visitor.give_password()
        visitor.get("/admin/login/set-up/")

        assert not visitor.is_in()
        assert visitor.get("/admin/login/code/").headers["Location"] == "/admin/login/set-up/"

    def test_a_wrong_first_code_keeps_the_secret_offered(self, visitor, newcomer):
        visitor.give_password()
        secret = self.secret_on(visitor.get("/admin/login/set-up/"))

        again = visitor.post("/admin/login/set-up/", {"code": "000000"})

        assert again.status_code == 403
        assert self.secret_on(again) == secret
        assert not Authenticator.objects.filter(user=newcomer).exists()

    def test_whoever_has_a_device_cannot_set_up_another_by_the_password(self, visitor, malee):
        visitor.give_password()

        page = visitor.get("/admin/login/set-up/")
        sent = visitor.post("/admin/login/set-up/", {"code": "000000"})

        assert page.headers["Location"] == "/admin/login/code/"
        assert sent.status_code == 403
        assert second_factor.secret_of(malee) == SECRET

    def test_secrets_lie_sealed_in_every_table(self, visitor, newcomer, clock):
        visitor.give_password()
        secret = self.secret_on(visitor.get("/admin/login/set-up/"))
        offered = dict(visitor.session.items())
        visitor.post("/admin/login/set-up/", {"code": self.code_of(secret, clock)})

        with connection.cursor() as cursor:
            cursor.execute("SELECT data FROM mfa_authenticator")
            kept = " ".join(str(row[0]) for row in cursor.fetchall())
        assert secret not in str(offered)
        assert secret not in kept
        assert second_factor.secret_of(newcomer) == secret


@pytest.mark.parametrize("path", ["/admin/", "/admin/account/", "/admin/services/service/", "/admin/password_change/"])
def test_a_session_without_a_second_factor_opens_no_page_of_the_desk(path, malee):
    client = Client()
    client.force_login(malee)

    answer = client.get(path)

    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_nor_the_api(author, author_officer):
    make.make_draft(author)
    half, whole = Client(), Client()
    half.force_login(author_officer.account)
    sign_in(whole, author_officer.account)

    seen = [
        len(client.post("/graphql", {"query": ME}, content_type="application/json").json()["data"]["drafts"]["edges"])
        for client in (half, whole)
    ]

    assert seen == [0, 1]


@pytest.mark.django_db(transaction=True)
def test_of_one_code_shown_by_many_at_once_one_enters(malee, clock):
    code, answers, ready = code_now(clock), [], threading.Barrier(4)

    def enter():
        try:
            ready.wait(timeout=30)
            answers.append(second_factor.show(account=malee, code=code, now=timezone.now()))
        except second_factor.WrongCode:
            answers.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=enter) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert sorted(answers) == ["refused", "refused", "refused", "totp"]


def test_every_stay_is_a_row_that_says_on_what(signed_in, malee):
    visitor = signed_in()

    stay = DeskSession.objects.get()
    assert (stay.account_id, stay.session_key, stay.ended_at) == (malee.pk, visitor.session.session_key, None)
