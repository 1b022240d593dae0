"""Guessing at the door is limited, for an account and for an address, and tells a stranger nothing."""

import re
from collections import Counter

import pytest
from django.contrib.auth.backends import ModelBackend
from redis.exceptions import ConnectionError as RedisAway

from superapp.audit.models import AuditEvent
from superapp.people.actions import second_factor
from superapp.people.login import officers
from superapp.refusal import Refusal
from tests.factories.services import NOW
from tests.people.officers.conftest import PASSWORD, Visitor, code_now, make_officer_with_device

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def looked_at(monkeypatch):
    """The passwords that were compared with one we keep."""
    compared = []
    compare = ModelBackend.authenticate

    def watched(self, request, username=None, password=None, **more):
        compared.append(password)
        return compare(self, request, username=username, password=password, **more)

    monkeypatch.setattr(ModelBackend, "authenticate", watched)
    return compared


def words(answer):
    return answer.content.decode().replace("nobody", "malee")


def test_of_a_thousand_passwords_five_are_looked_at(malee, looked_at, rf, clock):
    said = Counter()
    for place in range(1_000):
        request = rf.post("/admin/login/", REMOTE_ADDR=f"192.0.2.{place % 250}")
        try:
            officers.give_password(request, username="malee", password=f"guess-{place}", now=NOW)
        except Refusal as refusal:
            said[refusal.code] += 1

    assert looked_at == [f"guess-{place}" for place in range(5)]
    assert said == {"SIGN_IN_REFUSED": 5, "TOO_MANY_TRIES": 995}


def test_a_guess_too_many_is_answered_with_429(visitor, malee):
    statuses = [visitor.give_password(password=f"guess-{place}").status_code for place in range(7)]

    assert statuses == [403] * 5 + [429] * 2


def test_the_right_password_does_not_help_once_locked_and_the_answer_says_when_it_will(visitor, malee, clock):
    for place in range(5):
        visitor.give_password(password=f"guess-{place}")
        clock.pass_s(10)

    locked = visitor.give_password()
    clock.pass_s(249)
    still = visitor.give_password()
    clock.pass_s(2)
    free = visitor.give_password()

    assert (locked.status_code, still.status_code, free.status_code) == (429, 429, 302)
    assert "โปรดลองใหม่ในอีก 5 นาที" in locked.content.decode()
    assert "โปรดลองใหม่ในอีก 1 นาที" in still.content.decode()


def test_a_right_password_forgets_the_wrong_ones(visitor, malee):
    for _ in range(3):
        statuses = [visitor.give_password(password="wrong").status_code for _ in range(4)]
        assert statuses == [403] * 4
        assert visitor.give_password().status_code == 302


def test_a_locked_officer_is_told_apart_from_nobody_by_nothing(malee):
    pages = []
    for name in ("malee", "nobody"):
        visitor = Visitor(REMOTE_ADDR=f"192.0.2.{len(pages) + 1}")
        answers = [visitor.give_password(name, "wrong") for _ in range(6)]
        pages.append([(answer.status_code, TOKEN.sub("", words(answer))) for answer in answers])

    assert [status for status, _ in pages[0]] == [403] * 5 + [429]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("spelled", ["MALEE", " malee ", "Malee"])
def test_the_same_name_spelled_otherwise_is_the_same_lock(visitor, malee, spelled):
    for _ in range(5):
        visitor.give_password(spelled, "wrong")

    assert visitor.give_password().status_code == 429


def test_one_address_guesses_thirty_times_at_many_names(visitor, db):
    statuses = [visitor.give_password(f"name-{place}", "wrong").status_code for place in range(32)]

    assert statuses == [403] * 30 + [429] * 2


def test_a_full_address_does_not_lock_the_name_for_others(visitor, malee):
    for place in range(30):
        visitor.give_password(f"name-{place}", "wrong")
    assert [visitor.give_password().status_code for _ in range(6)] == [429] * 6

    elsewhere = Visitor(REMOTE_ADDR="192.0.2.9")

    assert elsewhere.give_password().status_code == 302


def test_many_officers_behind_one_address_get_in(db):
    for place in range(35):
        make_officer_with_device(f"officer-{place}")

    statuses = {Visitor().give_password(f"officer-{place}").status_code for place in range(35)}

    assert statuses == {302}


def test_codes_are_guessed_five_times_whoever_tries(malee, clock):
    statuses = []
    for _ in range(6):
        visitor = Visitor()
        visitor.give_password()
        statuses.append(visitor.give_code("000000").status_code)

    visitor = Visitor()
    visitor.give_password()
    right = visitor.give_code(code_now(clock))

    assert statuses == [403] * 5 + [429]
    assert right.status_code == 429
    assert not visitor.is_in()


def test_failures_and_one_lock_are_on_record_without_what_was_typed(visitor, malee):
    for place in range(50):
        visitor.give_password(password=f"guess-{place}")
    for _ in range(6):
        Visitor(REMOTE_ADDR="192.0.2.7").give_password("0-my-password-in-the-wrong-field", "x")

    me, unknown = f"account:{malee.public_id}", "account:unknown"
    events = list(AuditEvent.objects.order_by("seq").values_list("action", "object", "outcome"))
    assert events == [
        *[("officer.password_wrong", me, "WRONG")] * 5,
        ("officer.locked_out", me, "LOCKED"),
        *[("officer.password_wrong", unknown, "WRONG")] * 5,
        ("officer.locked_out", unknown, "LOCKED"),
    ]
    assert "wrong-field" not in str(list(AuditEvent.objects.values_list("actor", "details")))


def test_without_the_counters_nobody_may_guess(visitor, malee, monkeypatch):
    def away(*args, **more):
        raise RedisAway

    monkeypatch.setattr("superapp.people.login.limits.ratelimit.consume", away)

    answer = visitor.give_password()

    assert answer.status_code == 503
    assert "ไม่พร้อมชั่วคราว" in answer.content.decode()
    assert second_factor.is_set_up(malee)


def test_changing_the_password_is_no_way_to_guess_it(signed_in, looked_at):
    visitor = signed_in()
    sent = {"current": "wrong", "password": "another-long-password", "again": "another-long-password"}

    said = [visitor.post("/admin/password_change/", sent).content.decode() for _ in range(6)]

    assert ["รหัสผ่านปัจจุบันไม่ถูกต้อง" in page for page in said] == [True] * 5 + [False]
    assert "ลองผิดหลายครั้งเกินไป" in said[5]
    assert PASSWORD in looked_at
