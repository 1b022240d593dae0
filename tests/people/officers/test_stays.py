"""A stay at the desk ends: idle, too old, one too many, or told to; and what cannot be taken back needs a new code."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone

from superapp.accounts.models import Account
from superapp.audit.models import AuditEvent
from superapp.people.actions import desk_sessions, tidying
from superapp.people.login import officers, step_up
from superapp.people.models import DeskSession, Invitation
from tests.factories import services as make
from tests.people.officers.conftest import PASSWORD, Visitor, code_now
from tests.signing_in import sign_in

MINUTE = 60


def endings():
    return sorted(DeskSession.objects.values_list("ending", flat=True))


def test_half_an_hour_without_anything_ends_it(signed_in, clock):
    visitor = signed_in()
    for _ in range(4):
        clock.pass_s(29 * MINUTE)
        assert visitor.is_in()
    clock.pass_s(30 * MINUTE + 1)

    out = visitor.get("/admin/account/", follow=True)

    assert "ไม่ได้ใช้งานนาน" in out.content.decode()
    assert endings() == ["expired"]
    clock.pass_s(-10 * MINUTE)
    assert not visitor.is_in()


def test_ten_hours_end_it_however_busy(signed_in, clock):
    visitor = signed_in()
    for _ in range(23):
        clock.pass_s(25 * MINUTE)
        visitor.is_in()
    clock.pass_s(25 * MINUTE - 1)

    assert visitor.is_in()
    clock.pass_s(2)
    assert not visitor.is_in()
    assert endings() == ["expired"]


def test_a_visit_is_noted_once_a_minute(signed_in, clock, django_assert_num_queries):
    visitor = signed_in()
    stay = DeskSession.objects.get()
    clock.pass_s(30)
    visitor.is_in()
    noted = [DeskSession.objects.get().seen_at - stay.seen_at]
    clock.pass_s(40)
    visitor.is_in()
    noted.append(DeskSession.objects.get().seen_at - stay.seen_at)

    assert noted == [timedelta(0), timedelta(seconds=70)]


def test_the_fourth_machine_puts_the_first_out(signed_in):
    visitors = [signed_in() for _ in range(4)]

    assert [visitor.is_in() for visitor in visitors] == [False, True, True, True]
    assert endings() == ["", "", "", "too_many"]


def test_signing_out_leaves_nothing_to_come_back_with(signed_in, malee):
    visitor = signed_in()
    key = visitor.session.session_key
    visitor.post("/admin/logout/")

    thief = Client()
    thief.cookies["sessionid"] = key
    assert thief.get("/admin/account/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    assert endings() == ["signed_out"]
    assert AuditEvent.objects.filter(action="officer.sign_out").count() == 1


def test_signing_out_is_not_done_by_a_link(signed_in):
    visitor = signed_in()

    assert visitor.get("/admin/logout/").status_code == 405
    assert visitor.is_in()


def test_another_password_ends_the_other_stays_and_keeps_this_one(signed_in, malee):
    visitor, other = signed_in(), signed_in()
    sent = {"current": PASSWORD, "password": "ย้ายไปใช้รหัสใหม่แล้ว-2569", "again": "ย้ายไปใช้รหัสใหม่แล้ว-2569"}

    answer = visitor.post("/admin/password_change/", sent)

    assert answer.status_code == 302
    assert (visitor.is_in(), other.is_in()) == (True, False)
    assert DeskSession.objects.get(ended_at=None).session_key == visitor.session.session_key
    assert AuditEvent.objects.filter(action="officer.password_changed").count() == 1
    assert Account.objects.get(pk=malee.pk).check_password("ย้ายไปใช้รหัสใหม่แล้ว-2569")


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [("short", "short", "12"), ("password1234", "password1234", "ใช้กันทั่วไป"), ("long-enough-one", "other", "ไม่เหมือนกัน")],
)
def test_a_password_that_is_too_easy_is_not_taken(signed_in, malee, password, again, said):
    visitor = signed_in()

    answer = visitor.post("/admin/password_change/", {"current": PASSWORD, "password": password, "again": again})

    assert answer.status_code == 400
    assert Account.objects.get(pk=malee.pk).check_password(PASSWORD)


def test_an_officer_sees_their_machines_and_puts_one_out(signed_in):
    here, there = signed_in(), signed_in()
    stay = DeskSession.objects.get(session_key=there.session.session_key)

    page = here.get("/admin/account/").content.decode()
    here.post(f"/admin/account/sessions/{stay.public_id}/end/")

    assert f"/admin/account/sessions/{stay.public_id}/end/" in page
    assert (here.is_in(), there.is_in()) == (True, False)


def test_nobody_puts_out_somebody_elses(signed_in, approver_officer):
    theirs = signed_in()
    stay = DeskSession.objects.get()
    client = Client()
    sign_in(client, approver_officer.account)

    client.post(f"/admin/account/sessions/{stay.public_id}/end/")
    client.post(f"/admin/account/sessions/{uuid4()}/end/")

    assert theirs.is_in()


def test_a_session_of_the_desk_is_no_token_for_the_api(signed_in):
    key = signed_in().session.session_key

    for header in ({"X-Session-Token": key}, {"Authorization": f"Bearer {key}"}):
        answer = Client().post("/graphql", {"query": "{ __typename }"}, content_type="application/json", headers=header)
        assert answer.status_code == 401


class TestStepUp:
    """What cannot be taken back needs a code shown within five minutes."""

    @pytest.fixture
    def review(self, author, agency):
        return make.make_review(author)

    @pytest.fixture
    def approver_in(self, approver_officer, clock):
        from tests.people.officers.conftest import give_device

        give_device(approver_officer.account)
        client = Visitor()
        sign_in(client, approver_officer.account)
        return client

    def approve(self, client, version, **more):
        return client.post(f"/admin/services/serviceversion/{version.pk}/approve/", {"reason": "ถูกต้อง", **more})

    def test_within_five_minutes_nothing_is_asked(self, approver_in, review, clock):
        clock.pass_s(5 * MINUTE - 1)

        self.approve(approver_in, review)

        review.refresh_from_db()
        assert review.state == "published"

    def test_later_a_code_is_asked_for_and_nothing_typed_is_lost(self, approver_in, review, clock):
        clock.pass_s(5 * MINUTE + 1)

        asked = self.approve(approver_in, review)
        review.refresh_from_db()
        between = review.state
        wrong = self.approve(approver_in, review, second_factor_code="000000")
        review.refresh_from_db()
        refused = review.state
        self.approve(approver_in, review, second_factor_code=code_now(clock))

        review.refresh_from_db()
        assert '<textarea name="reason" hidden>ถูกต้อง</textarea>' in asked.content.decode()
        assert (asked.status_code, between) == (200, "in_review")
        assert (wrong.status_code, refused) == (403, "in_review")
        assert '<textarea name="reason" hidden>ถูกต้อง</textarea>' in wrong.content.decode()
        assert "second_factor_code" not in str(review.reason)
        assert (review.state, review.reason) == ("published", "ถูกต้อง")

    def test_the_page_itself_needs_none(self, approver_in, review, clock):
        clock.pass_s(10 * MINUTE)

        assert approver_in.get(f"/admin/services/serviceversion/{review.pk}/change/").status_code == 200

    def test_nobody_signed_in_is_never_fresh(self, rf: RequestFactory):
        request = rf.post("/")
        request.session, request.user = {}, officers.Account()

        assert officers.is_fresh(request) is False
        assert callable(step_up.with_fresh_factor(lambda request: None))


def test_the_daily_job_clears_what_is_over_and_nothing_else(signed_in, malee, clock):
    old = signed_in().session.session_key
    DeskSession.objects.filter(session_key=old).update(started_at=timezone.now() - timedelta(days=91))
    Session.objects.filter(session_key=old).update(expire_date=timezone.now() - timedelta(seconds=1))
    for days, token in ((-91, "a"), (-1, "b"), (1, "c")):
        Invitation.objects.create(
            account=malee, token_hash=token, made_at=timezone.now(), expires_at=timezone.now() + timedelta(days=days)
        )
    visitor = signed_in()

    done = tidying.clear_sessions.func(slot=timezone.now().isoformat())
    again = tidying.clear_sessions.func(slot=timezone.now().isoformat())

    assert done == {"devices": 0, "tokens": 0, "stays": 1, "invitations": 1}
    assert again == {"devices": 0, "tokens": 0, "stays": 0, "invitations": 0}
    assert visitor.is_in()
    assert list(Session.objects.values_list("session_key", flat=True)) == [visitor.session.session_key]
    assert desk_sessions.open_of(malee, now=timezone.now()).count() == 1
