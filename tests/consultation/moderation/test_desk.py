"""The moderators' desk: order, hints, many at once, second opinions, appeals; what others see; what a page costs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consultation.actions import (
    comment_states,
    moderation,
    moderation_appeals,
    moderation_hints,
    moderation_queue,
    votes,
)
from consultation.actions.moderation import Ruling
from consultation.admin.moderation import waiting_badge
from consultation.models import Comment, ModerationAppeal, ModerationDecision
from tests.consultation.comments import place
from tests.factories.services import NOW

from .conftest import LATER, fresh, officer_of

pytestmark = pytest.mark.django_db
ROOT = "/admin/consultation/moderationdecision/"
HIDE = {"act": "hide", "reason": "insult", "sentence": "ดูหมิ่นผู้อื่น"}


def said(answer):
    return [str(message) for message in answer.context["messages"]]


def wait(room, text="ดู https://example.org", **about):
    return room.say(text, **about)


def test_the_worst_comes_first_then_the_oldest(room):
    link = wait(room)
    phone = wait(room, "โทร 081-234-5678", now=NOW + timedelta(minutes=1))
    flagged = room.say("ธรรมดา")
    votes.flag(viewer=room.reader, comment=flagged, reason="threat", now=NOW + timedelta(minutes=2))
    wait(room, "ดู https://example.com/2", now=NOW + timedelta(minutes=3))

    items = moderation_queue.waiting(room.moderator)

    assert [one.subject for one in items][:3] == [phone, flagged, link]
    assert [(one.kind, one.severity, one.flags) for one in items] == [
        ("held", 3, 0),
        ("flagged", 3, 1),
        ("held", 1, 0),
        ("held", 1, 0),
    ]
    assert [one.due_at - one.since for one in items[:2]] == [timedelta(hours=24), timedelta(hours=48)]
    moderation.decide(viewer=room.moderator, subject=flagged, ruling=Ruling("show"), revision=1, now=LATER)
    assert flagged not in [one.subject for one in moderation_queue.waiting(room.moderator)]
    assert [moderation_queue.waiting(viewer) for viewer in room.strangers] == [[]] * 4


def test_the_sidebar_says_how_many_wait_and_costs_one_statement(room, at_desk, django_assert_num_queries):
    flagged, hidden = room.say("ธรรมดา"), room.say()
    wait(room)
    for person in (room.reader, place.make_voice(room.hearing, 3)[0]):
        votes.flag(viewer=person, comment=flagged, reason="threat", now=NOW)
    moderation.decide(
        viewer=room.moderator, subject=hidden, ruling=Ruling("hide", "insult", "ดูหมิ่น"), revision=1, now=NOW
    )
    moderation_appeals.file(viewer=room.writer, subject=fresh(hidden), grounds="ไม่จริง", now=NOW)
    room.moderator.remembered.clear()
    moderation_queue.number_waiting(room.moderator)

    with django_assert_num_queries(1):
        number = moderation_queue.number_waiting(room.moderator)

    assert number == 3
    assert [moderation_queue.number_waiting(viewer) for viewer in room.strangers] == [0] * 4
    for officer, shown in ((room.moderator, "3"), (room.outsider, "")):
        request = at_desk(officer_of(officer)).get(ROOT).wsgi_request
        assert waiting_badge(request) == shown


def test_hints_keep_every_letter():
    text = "ติดต่อ 081-234-5678 หรือ a@example.org นะ"

    found = moderation_hints.stretches(text)

    assert "".join(one.text for one in found) == text
    assert [(one.text, one.hint) for one in found if one.hint] == [
        ("081-234-5678", "โทรศัพท์"),
        ("a@example.org", "อีเมล"),
    ]


def test_an_officer_reads_decides_and_decides_many(room, at_desk):
    first, second, third = wait(room, "โทร 081-234-5678"), wait(room), wait(room, "www.example.org")
    desk = at_desk(officer_of(room.moderator))
    queue = desk.get(ROOT).content.decode()
    page = desk.get(f"{ROOT}item/c-{first.pk}/").content.decode()
    assert '<mark title="โทรศัพท์">081-234-5678</mark>' in queue
    assert "โทรศัพท์</span>" in page

    incomplete = desk.post(f"{ROOT}item/c-{first.pk}/", {"act": "hide", "revision": "1"}, follow=True)
    decided = desk.post(f"{ROOT}item/c-{first.pk}/", HIDE | {"revision": "1"}, follow=True)
    keys = [f"c-{second.pk}-1", f"c-{third.pk}-9", "c-999999-1", "x", "c-1"]
    many = desk.post(f"{ROOT}bulk/", {"act": "show", "key": keys}, follow=True)

    assert said(incomplete) == [moderation.RulingIncomplete().message("th")]
    assert said(decided) == ["ตัดสินแล้ว ผู้เขียนได้รับแจ้ง"]
    assert said(many) == [
        "ดำเนินการกับ 2 ข้อความ",
        "ตัดสินแล้ว 1 ข้อความ",
        f"1 ข้อความ: {moderation.ReadAgain(revision=1).message('th')}",
    ]
    assert [fresh(one).status for one in (first, second, third)] == ["hidden", "visible", "pending"]


def test_second_opinions_appeals_and_suspensions_have_their_buttons(room, at_desk):
    comment = room.say()
    decision = moderation.decide(
        viewer=room.moderator, subject=comment, ruling=Ruling("hide", "other", "เหตุอื่น"), revision=1, now=NOW
    )
    outside, here = at_desk(officer_of(room.outsider)), at_desk(officer_of(room.colleague))
    assert comment.body in outside.get(f"{ROOT}?board=seconds").content.decode()
    assert comment.body not in here.get(f"{ROOT}?board=seconds").content.decode()

    here.post(f"{ROOT}second/{decision.pk}/", {"agrees": "1"})
    assert fresh(comment).status == "visible"
    outside.post(f"{ROOT}second/{decision.pk}/", {"agrees": "1"})
    assert fresh(comment).status == "hidden"
    appeal = moderation_appeals.file(viewer=room.writer, subject=fresh(comment), grounds="เกี่ยวกับร่าง", now=LATER)
    assert "เกี่ยวกับร่าง" in here.get(f"{ROOT}appeal/{appeal.pk}/").content.decode()
    assert at_desk(officer_of(room.moderator)).get(f"{ROOT}appeal/{appeal.pk}/").context["is_decider"]
    here.post(f"{ROOT}appeal/{appeal.pk}/", {"outcome": "overturned", "sentence": "เกี่ยวกับร่างจริง"})
    assert (ModerationAppeal.objects.get().outcome, fresh(comment).status) == ("overturned", "visible")
    told = {"days": "7", "reason": "spam", "sentence": "โพสต์ซ้ำ"}
    here.post(f"{ROOT}suspend/c-{comment.pk}/", told)
    assert fresh(room.participant).suspended_until == NOW + timedelta(days=7)
    here.post(f"{ROOT}suspend/c-{comment.pk}/", {"lift": "1"})
    assert fresh(room.participant).suspended_until is None
    assert "กลับคำตัดสิน" in here.get(f"{ROOT}?board=log").content.decode()


def test_four_viewers_and_every_page(room, at_desk):
    comment, hidden = wait(room), room.say()
    decision = moderation.decide(
        viewer=room.moderator, subject=hidden, ruling=Ruling("hide", "insult", "ดูหมิ่น"), revision=1, now=NOW
    )
    appeal = moderation_appeals.file(viewer=room.writer, subject=fresh(hidden), grounds="ไม่จริง", now=NOW)
    pages = [f"{decision.pk}/change/", f"item/c-{comment.pk}/", f"appeal/{appeal.pk}/"]
    writes = [f"item/c-{comment.pk}/", f"appeal/{appeal.pk}/", f"suspend/c-{comment.pk}/", f"second/{decision.pk}/"]
    before = ModerationDecision.objects.count()

    elsewhere = at_desk(officer_of(room.outsider))
    assert [elsewhere.get(ROOT + one).status_code for one in pages] == [404] * 3
    assert [elsewhere.post(ROOT + one, HIDE | {"revision": "1"}).status_code for one in writes[:3]] == [404] * 3
    elsewhere.post(f"{ROOT}bulk/", HIDE | {"key": [f"c-{comment.pk}-1"]})
    elsewhere.post(ROOT + writes[3], {"agrees": "1"})
    for board in ("waiting", "appeals", "log"):
        assert elsewhere.get(f"{ROOT}?board={board}").context["total"] == 0
    for who in (None, place.citizen_of(room.writer).account):
        assert [at_desk(who).get(ROOT + one).status_code for one in ("", *pages)] == [302] * 4
        assert [at_desk(who).post(ROOT + one, HIDE).status_code for one in (*writes, "bulk/")] == [302] * 5
    here = at_desk(officer_of(room.moderator))
    assert [here.get(ROOT + one).status_code for one in ("", *pages)] == [200] * 4
    assert [here.get(f"{ROOT}item/{key}/").status_code for key in ("c-0", "x-1", f"s-{comment.pk}")] == [404] * 3
    assert (ModerationDecision.objects.count(), fresh(comment).status) == (before, "pending")


def test_a_queue_of_twenty_costs_what_one_of_two_does(room, at_desk):
    desk = at_desk(officer_of(room.moderator))

    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(ROOT).status_code == 200
        return len(captured)

    first = [wait(room), room.say("ธรรมดา")]
    votes.flag(viewer=room.reader, comment=first[1], reason="spam", now=NOW)
    small = cost()
    for number in range(18):
        copy = Comment.objects.create(
            hearing=room.hearing,
            version_id=room.hearing.version_id,
            author=room.participant,
            body=f"ที่ {number}",
            status="pending",
            held_for=["link"],
            created_at=NOW,
        )
        Comment.objects.filter(pk=copy.pk).update(
            path=comment_states.Comment.objects.get(pk=copy.pk).path or str(copy.pk)
        )
    large = cost()

    assert small == large
