"""Officers and authors at the same moment: one decision stands, nothing unread is decided, and no count is wrong."""

import pytest

from consultation.actions import comment_edits, moderation, moderation_appeals, paces, recounting, suspensions
from consultation.actions.moderation import Ruling
from consultation.models import Comment, HearingCount, ModerationAppeal, ModerationDecision, Statement
from superapp.audit import verification
from superapp.people.models import Notice
from tests.consultation.comments import place
from tests.factories import services as make
from tests.racing import kinds, together

from .conftest import LATER, Room

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
HIDE = Ruling("hide", "insult", "ข้อความดูหมิ่นบุคคล")


@pytest.fixture
def room(transactional_db):
    """Make the hearing anew: each of several connections has to find it."""
    make.make_vocabulary()
    here, elsewhere = make.make_agency("DOPA"), make.make_agency("DLT")
    officers = [
        make.viewer_of_officer(make.make_officer(name, post))
        for name, post in (("malee", (here, "author")), ("prasit", (here, "approver")), ("wanida", (elsewhere, "head")))
    ]
    hearing = place.make_hearing(place.make_law(here))
    writer, participant = place.make_voice(hearing, 1)
    reader, _ = place.make_voice(hearing, 2)
    return Room(hearing, writer, participant, reader, *officers)


def _all_is_well(room):
    assert recounting.differences(room.hearing) == {}
    assert verification.verify(verification.streams()) == []


def _deciding(viewer, subject, ruling=HIDE):
    return lambda: moderation.decide(viewer=viewer, subject=subject, ruling=ruling, revision=1, now=LATER)


def test_of_two_moderators_at_once_one_hides_it(room):
    comment = room.say()

    outcomes = together(*[_deciding(viewer, comment) for viewer in (room.moderator, room.colleague)])

    assert kinds(outcomes) == ["COMMENT_STATUS_FIXED", "ModerationDecision"]
    assert ModerationDecision.objects.count() == Notice.objects.count() == 1
    assert HearingCount.objects.get().hidden == 1
    _all_is_well(room)


def test_one_shows_and_one_hides_a_waiting_statement(room):
    statement = Statement.objects.create(
        hearing=room.hearing, author=room.participant, text="ควรมีสายด่วน", status="pending", created_at=place.NOW
    )

    outcomes = together(_deciding(room.moderator, statement, Ruling("show")), _deciding(room.colleague, statement))

    assert kinds(outcomes) == ["ModerationDecision"] * 2
    # Whoever came second decided about what the first had left: the last word is what holds.
    last = ModerationDecision.objects.order_by("pk").last()
    statement.refresh_from_db()
    assert statement.status == {"show": "visible", "hide": "hidden"}[last.act]
    assert HearingCount.objects.get().statements == int(statement.status == "visible")


@pytest.mark.parametrize("held", [False, True])
def test_a_moderator_never_decides_about_words_they_have_not_read(room, held):
    comment = room.say("ดู www.example.com" if held else "ควรเร็วกว่านี้")
    edit = {"viewer": room.writer, "comment": comment, "body": "อีกถ้อยคำหนึ่ง", "now": place.NOW}

    edited, decided = together(
        lambda: comment_edits.edit(**edit),
        _deciding(room.moderator, comment, Ruling("show") if held else HIDE),
    )

    comment.refresh_from_db()
    decision = ModerationDecision.objects.filter(officer__isnull=False).first()
    if decision is None:
        assert (decided.code, comment.body, comment.revision) == ("COMMENT_REWORDED", "อีกถ้อยคำหนึ่ง", 2)
    elif held:
        # Shown as it was read, and reworded afterwards.
        assert (decision.revision, comment.status, comment.revision) == (1, "visible", 2)
    else:
        assert (edited.code, comment.status, comment.revision) == ("COMMENT_NOT_EDITABLE", "hidden", 1)
    _all_is_well(room)


def test_of_two_officers_at_once_one_decides_an_appeal(room):
    comment = room.say()
    moderation.decide(viewer=room.moderator, subject=comment, ruling=HIDE, revision=1, now=LATER)
    appeal = moderation_appeals.file(viewer=room.writer, subject=comment, grounds="ไม่ได้ดูหมิ่น", now=LATER)
    head = make.viewer_of_officer(make.make_officer("somchai", (room.hearing.agency, "head")))
    known = {"appeal": appeal, "sentence_th": "พิจารณาแล้ว", "now": LATER}

    outcomes = together(
        lambda: moderation_appeals.decide(viewer=room.colleague, outcome="overturned", **known),
        lambda: moderation_appeals.decide(viewer=head, outcome="upheld", **known),
    )

    assert kinds(outcomes) == ["APPEAL_DECIDED", "ModerationAppeal"]
    outcome = ModerationAppeal.objects.get().outcome
    assert Comment.objects.get().status == {"overturned": "visible", "upheld": "hidden"}[outcome]
    assert Notice.objects.filter(key__startswith="moderation-appeal").count() == 1
    _all_is_well(room)


def test_whoever_is_suspended_at_the_same_moment_posts_before_or_not_at_all(room):
    until = LATER.replace(day=LATER.day + 3)
    told = {"until": until, "reason": "spam", "sentence_th": "ก่อกวน", "now": LATER}

    said, suspended = together(
        lambda: room.say(now=LATER),
        lambda: suspensions.suspend(viewer=room.moderator, participant=room.participant, **told),
    )

    assert suspended.suspended_until == until
    assert kinds([said]) in (["Comment"], ["PARTICIPANT_SUSPENDED"])
    assert Comment.objects.count() == int(kinds([said]) == ["Comment"])
    with pytest.raises(Exception, match="suspended") as refused:
        room.say(now=LATER)
    assert refused.value.code == "PARTICIPANT_SUSPENDED"
    paces.forget()
    _all_is_well(room)
