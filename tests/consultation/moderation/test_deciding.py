"""Deciding: who may, what has to be said, what changes, who is told, and what two officers do at once."""

from datetime import timedelta

import pytest

from consultation.actions import comment_edits, comments, moderation, participants, statements, suspensions
from consultation.actions.moderation import Ruling
from consultation.actions.recounting import differences
from consultation.models import Comment, HearingCount, ModerationDecision, Statement
from superapp.accounts.viewer import ANONYMOUS
from superapp.audit.models import AuditEvent
from superapp.people.models import Notice
from tests.consultation.comments import place
from tests.factories.services import NOW

from .conftest import LATER, fresh

pytestmark = pytest.mark.django_db
INSULT = Ruling("hide", "insult", "ข้อความดูหมิ่นผู้แสดงความเห็นคนอื่น")
OFF_TOPIC = Ruling("hide", "off_topic", "ไม่เกี่ยวกับร่างนี้")
SHOW = Ruling("show")


def decide(room, subject, ruling=INSULT, viewer=None, **about):
    known = {"revision": getattr(subject, "revision", 1), "now": LATER}
    return moderation.decide(viewer=viewer or room.moderator, subject=subject, ruling=ruling, **(known | about))


def notices_of(viewer):
    return list(Notice.objects.filter(citizen=place.citizen_of(viewer), topic="consultation.moderated"))


def test_hiding_counts_tells_the_author_and_is_in_the_audit_chain(room):
    root = room.say()
    place.say(room.reader, room.hearing, "เห็นด้วย", parent=fresh(root))

    decision = decide(room, root)

    root = fresh(root)
    assert (root.status, root.is_listed, root.reply_count) == ("hidden", True, 1)
    assert (decision.act, decision.reason, decision.officer, decision.awaits_second) == (
        "hide",
        "insult",
        room.moderator.officer,
        False,
    )
    assert len(notices_of(room.writer)) == 1
    event = AuditEvent.objects.order_by("-pk")[0]
    assert event.action == "moderation.decide"
    assert INSULT.sentence_th not in str(event.details)
    assert (HearingCount.objects.get().hidden, HearingCount.objects.get().shown) == (1, 1)
    assert differences(room.hearing) == {}


def test_who_may_not_and_what_is_incomplete_change_nothing(room):
    comment = room.say()
    before = (ModerationDecision.objects.count(), AuditEvent.objects.count())

    for code, viewer, ruling, revision in (
        *(("NOT_FOUND", viewer, INSULT, 1) for viewer in room.strangers),
        ("RULING_INCOMPLETE", room.moderator, Ruling("hide", "insult", " "), 1),
        ("RULING_INCOMPLETE", room.moderator, Ruling("hide", "insult", "ก" * 501), 1),
        ("RULING_INCOMPLETE", room.moderator, Ruling("hide", "unlawful", "ผิดกฎหมาย"), 1),
        ("RULING_INCOMPLETE", room.moderator, Ruling("hide", "fine", "ไม่เห็นด้วย"), 1),
        ("RULING_INCOMPLETE", room.moderator, Ruling("hide", "disagree", "ไม่เห็นด้วย"), 1),
        ("RULING_INCOMPLETE", room.moderator, Ruling("hold", "spam", "พัก"), 1),
        ("COMMENT_REWORDED", room.moderator, INSULT, 2),
    ):
        with pytest.raises(Exception) as refused:
            decide(room, comment, ruling, viewer, revision=revision)
        assert getattr(refused.value, "code", refused.value) == code

    assert (ModerationDecision.objects.count(), AuditEvent.objects.count()) == before
    assert fresh(comment).status == "visible"


def test_what_is_gone_or_private_needs_no_decision(room):
    removed, private = room.say(), room.say("อย่างอื่น")
    comments.remove(viewer=room.writer, comment=removed, now=NOW)
    Comment.objects.filter(pk=private.pk).update(is_private=True, is_listed=False)

    for comment in (removed, private):
        with pytest.raises(moderation.NothingToModerate):
            decide(room, comment)


def test_reasons_with_leeway_await_an_officer_of_another_agency(room):
    comment = room.say()

    first = decide(room, comment, OFF_TOPIC)

    assert (first.awaits_second, fresh(comment).status, notices_of(room.writer)) == (True, "visible", [])
    with pytest.raises(moderation.AwaitsSecond):
        decide(room, comment, viewer=room.colleague)
    for viewer in (room.moderator, room.colleague, room.writer, ANONYMOUS):
        with pytest.raises(moderation.NotFound):
            moderation.second(viewer=viewer, decision=first, agrees=True, now=LATER)
    second = moderation.second(viewer=room.outsider, decision=first, agrees=True, now=LATER)
    assert (second.agrees_with, second.reason, fresh(comment).status) == (first, "off_topic", "hidden")
    assert len(notices_of(room.writer)) == 1
    with pytest.raises(moderation.NotFound):
        moderation.second(viewer=room.outsider, decision=first, agrees=False, now=LATER)
    assert differences(room.hearing) == {}


def test_a_second_officer_who_does_not_agree_shows_it(room):
    comment = room.say("ดู https://example.org/a")
    first = decide(room, comment, OFF_TOPIC)

    second = moderation.second(viewer=room.outsider, decision=first, agrees=False, now=LATER)

    assert (second.act, second.agrees_with, fresh(comment).status) == ("show", None, "visible")
    assert moderation.waiting_for_second(fresh(comment)) is None


def test_many_at_once_stand_alone(room):
    good, removed, reworded = room.say(), room.say("สอง"), room.say("สาม")
    comments.remove(viewer=room.writer, comment=removed, now=NOW)
    late = NOW + timedelta(minutes=11)
    comment_edits.edit(viewer=room.writer, comment=fresh(reworded), body="สามใหม่", now=late)

    results = moderation.decide_many(
        viewer=room.moderator, subjects=[(good, 1), (removed, 1), (reworded, 1)], ruling=INSULT, now=LATER
    )

    assert [one.refusal and one.refusal.code for one in results] == [None, "NOTHING_TO_MODERATE", "COMMENT_REWORDED"]
    assert [fresh(one).status for one in (good, removed, reworded)] == ["hidden", "removed", "visible"]
    with pytest.raises(moderation.TooManyAtOnce):
        moderation.decide_many(viewer=room.moderator, subjects=[(good, 1)] * 201, ruling=SHOW, now=LATER)
    assert differences(room.hearing) == {}


def test_rules_send_to_a_person_and_the_log_says_which(room):
    text = "พวกนี้มันโกงกันทั้งนั้น อย่าไปเชื่อข้าราชการกรมนี้เด็ดขาด"
    decide(room, room.say(text))

    held = [room.say("โทร 081-234-5678 หรือ https://example.org"), room.say(f"{text}!!! "), room.say("ปกติ")]

    assert [one.held_for for one in held] == [["link", "phone"], ["near_copy"], []]
    rows = ModerationDecision.objects.filter(officer=None).order_by("pk")
    assert list(rows.values_list("act", "reason", "rule")) == [
        ("hold", "personal_data", "phone"),
        ("hold", "spam", "near_copy"),
    ]
    decide(room, held[1], SHOW)
    assert fresh(held[1]).status == "visible"
    assert differences(room.hearing) == {}


def test_statements_are_accepted_or_hidden_the_same_way(room):
    made = [
        statements.add(viewer=room.writer, hearing=room.hearing, text=text, client_key=f"key-{text}00000", now=NOW)
        for text in ("a", "b")
    ]

    decide(room, made[0], SHOW)
    decide(room, made[1])

    assert [fresh(one).status for one in made] == ["visible", "hidden"]
    assert HearingCount.objects.get().statements == 1
    assert Statement.objects.public().get() == made[0]
    assert differences(room.hearing) == {}


def test_suspension_stops_writing_for_a_time_is_told_and_can_be_lifted(room):
    until = NOW + timedelta(days=7)
    about = {"participant": room.participant, "reason": "spam", "sentence_th": "โพสต์ซ้ำหลายครั้ง", "now": NOW}

    for viewer in room.strangers:
        with pytest.raises(suspensions.NotFound):
            suspensions.suspend(viewer=viewer, until=until, **about)
    for wrong in ({"until": NOW}, {"until": NOW + timedelta(days=91)}, {"until": until, "sentence_th": ""}):
        with pytest.raises(suspensions.SuspensionIncomplete):
            suspensions.suspend(viewer=room.moderator, **(about | wrong))
    suspensions.suspend(viewer=room.moderator, until=until, **about)

    with pytest.raises(participants.ParticipantSuspended):
        room.say()
    assert len(notices_of(room.writer)) == 1
    suspensions.lift(viewer=room.moderator, participant=room.participant, now=NOW)
    assert room.say().status == "visible"
    actions = AuditEvent.objects.filter(action__startswith="participant.").values_list("action", flat=True)
    assert set(actions) >= {"participant.suspend", "participant.lift_suspension"}
