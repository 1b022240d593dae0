"""Posting, replying, editing and taking back: what is kept, what waits, what is refused, and that nothing is lost."""

from datetime import timedelta

import pytest

from consultation.actions import comment_edits, comment_states, comments, paces, participant_display, participants
from consultation.actions.recounting import differences
from consultation.models import Comment, CommentRevision, HearingCount, Section, SectionCount
from superapp.accounts.once import IdempotencyKeyReused
from superapp.audit.models import AuditEvent
from superapp.refusal import NotFound
from tests.factories.people import make_person, viewer_of_person
from tests.factories.services import NOW
from tests.racing import kinds, together

from . import place

pytestmark = pytest.mark.django_db
Status = Comment.Status


def section_of(hearing, key: str = "s2") -> Section:
    return Section.objects.get(law=hearing.law, key=key)


def reply(viewer, to: Comment, body: str = "เห็นด้วย", **about) -> Comment:
    to.refresh_from_db()
    return place.say(viewer, to.hearing, body, parent=to, **about)


def test_a_comment_is_anchored_to_the_exact_words_of_its_section(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    quote = comments.Quote("ช่องทางร้องเรียน", offset=3)

    comment = place.say(viewer, hearing, section=section_of(hearing), quote=quote)

    comment.refresh_from_db()
    assert (comment.quote, comment.quote_before, comment.quote_offset) == (
        "ช่องทางร้องเรียน",
        "ให้ผู้ประกอบการจัดให้มี",
        23,
    )
    assert comment.quote_after == "ที่ประชาชนเข้าถึงได้โดยไม่เสียค่าใช้จ่าย"[:32]
    assert (comment.version_id, comment.status, comment.is_listed) == (hearing.version_id, "visible", True)
    assert comment.path == comment_path(comment)
    assert differences(hearing) == {}


def comment_path(*thread: Comment) -> str:
    return "".join(f"{base36(one.pk):0>8}" for one in thread)


def base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return (base36(number // 36) if number >= 36 else "") + digits[number % 36]


def test_replies_count_at_their_parent_and_root_and_stop_growing_deeper_at_eight_levels(hearing):
    viewers = [place.make_voice(hearing, number)[0] for number in range(1, 4)]
    root = place.say(viewers[0], hearing, section=section_of(hearing))
    thread = [root]
    for step in range(9):
        thread.append(reply(viewers[step % 3], thread[-1], now=NOW + timedelta(minutes=step)))

    root.refresh_from_db()
    assert [one.depth for one in thread] == [0, 1, 2, 3, 4, 5, 6, 7, 7, 7]
    assert thread[8].parent_id == thread[9].parent_id == thread[6].pk
    assert {one.section_id for one in thread} == {root.section_id}
    assert (root.reply_count, root.descendant_count) == (1, 9)
    assert Comment.objects.get(pk=thread[6].pk).reply_count == 3
    assert thread[7].path == comment_path(*thread[:8])
    assert SectionCount.objects.get(hearing=hearing).shown == 10
    assert differences(hearing) == {}


def test_the_same_key_gives_the_same_comment_also_after_closing(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    first = place.say(viewer, hearing, client_key="key-12345")

    again = place.say(viewer, hearing, client_key="key-12345")
    after = place.say(viewer, hearing, client_key="key-12345", now=hearing.closes_at)

    assert {first.pk, again.pk, after.pk} == {first.pk}
    with pytest.raises(IdempotencyKeyReused):
        place.say(viewer, hearing, "อย่างอื่น", client_key="key-12345")
    assert Comment.objects.count() == 1
    assert differences(hearing) == {}


def test_bad_input_is_refused_with_a_reason_and_changes_nothing(hearing, anonymous, author, officer_elsewhere):
    viewer, _ = place.make_voice(hearing, 1)
    suspended, row = place.make_voice(hearing, 2)
    row.suspended_until = NOW + timedelta(days=3)
    row.save()
    removed = place.say(viewer, hearing)
    comments.remove(viewer=viewer, comment=removed, now=NOW)
    removed.refresh_from_db()
    stranger = viewer_of_person(make_person(3))
    other_law = place.make_law(hearing.agency, "other-act")
    foreign_section = Section.objects.filter(law=other_law.law).first()
    before = (Comment.objects.count(), AuditEvent.objects.count(), HearingCount.objects.values().get())

    for code, who, about in (
        ("HEARING_NOT_OPEN", viewer, {"now": hearing.closes_at}),
        ("HEARING_NOT_OPEN", viewer, {"now": hearing.opens_at - timedelta(microseconds=1)}),
        ("PARTICIPANT_SUSPENDED", suspended, {}),
        ("TEXT_TOO_LONG", viewer, {"body": "ก" * 100_000}),
        ("TEXT_TOO_LONG", viewer, {"body": "ก" * 10_001}),
        ("TEXT_EMPTY", viewer, {"body": "\u200b\u200d\ufeff\u2060" * 50}),
        ("TEXT_EMPTY", viewer, {"body": " \n\t "}),
        ("COMMENT_GONE", viewer, {"parent": removed}),
        ("SECTION_NOT_HEARD", viewer, {"section": foreign_section}),
        ("PASSAGE_NOT_FOUND", viewer, {"section": section_of(hearing), "quote": comments.Quote("ไม่มีในมาตรา")}),
        ("HEARING_NOT_JOINED", stranger, {}),
        ("NOT_FOUND", anonymous, {}),
        ("NOT_FOUND", author, {}),
        ("NOT_FOUND", officer_elsewhere, {}),
    ):
        with pytest.raises(Exception) as refused:
            place.say(who, hearing, **({"body": "ข้อความ"} | about))
        assert getattr(refused.value, "code", refused.value) == code, about

    assert (Comment.objects.count(), AuditEvent.objects.count(), HearingCount.objects.values().get()) == before


def test_ten_thousand_characters_and_scripts_are_kept_as_they_are(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    script = "<script>alert(1)</script> <b>หนา</b> ' OR 1=1 --"

    long, plain = place.say(viewer, hearing, "ก" * 10_000), place.say(viewer, hearing, script)

    assert (len(long.body), plain.body, plain.status) == (10_000, script, "visible")


def test_what_a_moderator_sees_first_waits_and_its_author_still_sees_it(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    new, _ = place.make_voice(hearing, 2, created_at=NOW)
    cautious = place.make_hearing(hearing.version, "cautious", round=2, moderation="before")
    careful, _ = place.make_voice(cautious, 3)

    said = [
        place.say(viewer, hearing, "ดู https://example.org/x"),
        place.say(viewer, hearing, "เลขบัตร 1-1017-00230-70-8 ครับ"),
        place.say(viewer, hearing, "โทรหาผม 081-234-5678"),
        place.say(new, hearing, "สวัสดี"),
        place.say(careful, cautious, "สวัสดี"),
    ]

    assert [(one.status, one.held_for) for one in said] == [
        ("pending", ["link"]),
        ("pending", ["citizen_id"]),
        ("pending", ["phone"]),
        ("pending", ["first_post"]),
        ("pending", ["before"]),
    ]
    assert set(Comment.objects.visible_to(viewer)) == set(said[:3])
    assert not Comment.objects.public().exists()
    assert differences(hearing) == differences(cautious) == {}
    comment_states.set_status(comment=said[3], status=Status.VISIBLE, now=NOW)
    assert place.say(new, hearing, "อีกครั้ง").status == "visible"


def test_a_person_may_not_post_faster_than_the_pace(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    for number in range(5):
        place.say(viewer, hearing, f"ข้อเสนอที่ {number}")

    with pytest.raises(paces.TooFast) as refused:
        place.say(viewer, hearing)

    assert 0 < refused.value.details["seconds"] <= 600
    assert Comment.objects.count() == 5


def test_an_edit_is_free_at_first_and_public_later(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    comment = place.say(viewer, hearing, "แบบแรก")

    early = comment_edits.edit(viewer=viewer, comment=comment, body="แบบสอง", now=NOW + timedelta(minutes=10))
    assert (early.revision, CommentRevision.objects.count()) == (2, 0)
    late = comment_edits.edit(viewer=viewer, comment=comment, body="แบบสาม", now=NOW + timedelta(minutes=11))
    assert (late.body, late.revision, late.edited_at) == ("แบบสาม", 3, NOW + timedelta(minutes=11))
    assert list(CommentRevision.objects.values_list("number", "body")) == [(2, "แบบสอง")]
    # The same words again are no edit.
    assert comment_edits.edit(viewer=viewer, comment=comment, body="แบบสาม ", now=NOW + timedelta(days=1)).revision == 3


def test_an_edit_after_a_reply_is_public_and_may_have_to_wait(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    other, _ = place.make_voice(hearing, 2)
    comment = place.say(viewer, hearing)
    answer = reply(other, comment)

    edited = comment_edits.edit(viewer=viewer, comment=comment, body="www.example.com", now=NOW)

    assert (edited.revision, edited.status, edited.held_for) == (2, "pending", ["link"])
    # A tombstone in its place, or the reply could not be reached.
    assert list(Comment.objects.listed_to(other).order_by("pk")) == [comment, answer]
    assert list(Comment.objects.visible_to(other)) == [answer]
    assert differences(hearing) == {}


def test_only_the_author_edits_and_removes(hearing, author):
    viewer, _ = place.make_voice(hearing, 1)
    other, _ = place.make_voice(hearing, 2)
    comment = place.say(viewer, hearing)

    for who in (other, author):
        with pytest.raises(NotFound):
            comment_edits.edit(viewer=who, comment=comment, body="ของฉัน", now=NOW)
        with pytest.raises(NotFound):
            comments.remove(viewer=who, comment=comment, now=NOW)
    with pytest.raises(participants.HearingNotOpen):
        comments.remove(viewer=viewer, comment=comment, now=hearing.closes_at)
    comment.refresh_from_db()
    assert (comment.body, comment.status) == ("ควรเพิ่มช่องทางออนไลน์", "visible")
    comments.remove(viewer=viewer, comment=comment, now=NOW)
    with pytest.raises(comment_edits.CommentNotEditable):
        comment_edits.edit(viewer=viewer, comment=comment, body="กลับมา", now=NOW)
    assert differences(hearing) == {}


def test_a_tombstone_goes_with_its_last_listed_reply(hearing):
    viewers = [place.make_voice(hearing, number)[0] for number in (1, 2, 3)]
    root = place.say(viewers[0], hearing, section=section_of(hearing))
    middle = reply(viewers[1], root)
    leaf = reply(viewers[2], middle)

    for who, comment in ((viewers[0], root), (viewers[1], middle)):
        comments.remove(viewer=who, comment=comment, now=NOW)
    assert set(Comment.objects.listed_to(viewers[0])) == {root, middle, leaf}
    assert list(Comment.objects.public()) == [leaf]
    assert differences(hearing) == {}
    comment_states.set_status(comment=leaf, status=Status.HIDDEN, now=NOW)
    assert not Comment.objects.listed_to(viewers[0]).exists()
    assert differences(hearing) == {}
    comment_states.set_status(comment=leaf, status=Status.VISIBLE, now=NOW)
    assert set(Comment.objects.listed_to(viewers[0])) == {root, middle, leaf}
    with pytest.raises(comment_states.CommentStatusFixed):
        comment_states.set_status(comment=root, status=Status.VISIBLE, now=NOW)
    assert differences(hearing) == {}


def test_turning_private_takes_all_of_it_from_the_public_for_good(hearing, author, officer_elsewhere):
    viewer, _ = place.make_voice(hearing, 1)
    other, _ = place.make_voice(hearing, 2)
    comment = place.say(viewer, hearing)

    participant_display.choose(viewer=viewer, hearing=hearing, display="private", now=NOW)
    private = place.say(viewer, hearing, "ถึงหน่วยงาน โทร 081-234-5678")
    participant_display.choose(viewer=viewer, hearing=hearing, display="pseudonym", now=NOW)

    assert (private.status, private.is_private) == ("visible", True)
    for who, seen in (
        (other, set()),
        (officer_elsewhere, set()),
        (viewer, {comment, private}),
        (author, {comment, private}),
    ):
        assert set(Comment.objects.visible_to(who)) == seen
    assert HearingCount.objects.values("shown", "private").get() == {"shown": 0, "private": 2}
    assert differences(hearing) == {}


@pytest.mark.django_db(transaction=True)
def test_one_post_sent_twenty_times_at_once_is_one_comment(hearing):
    viewer, _ = place.make_voice(hearing, 1)

    outcomes = together(*[lambda: place.say(viewer, hearing, client_key="one-tap-01")] * 20)

    assert kinds(outcomes) == ["Comment"] * 20
    assert len({one.pk for one in outcomes}) == 1
    assert Comment.objects.count() == 1
    assert differences(hearing) == {}


@pytest.mark.django_db(transaction=True)
def test_replies_votes_and_a_removal_at_once_leave_the_counts_right(hearing):
    voices = [place.make_voice(hearing, number)[0] for number in range(1, 9)]
    root = place.say(voices[0], hearing, section=section_of(hearing))
    below = place.say(voices[1], hearing, parent=root)

    outcomes = together(
        *[lambda who=who: place.say(who, hearing, parent=below) for who in voices[2:6]],
        *[lambda who=who: place.say(who, hearing, "www.example.org", parent=below) for who in voices[6:]],
        lambda: comments.remove(viewer=voices[1], comment=below, now=NOW),
        lambda: comments.remove(viewer=voices[0], comment=root, now=NOW),
    )

    assert set(kinds(outcomes)) <= {"Comment", "COMMENT_GONE"}
    assert differences(hearing) == {}
