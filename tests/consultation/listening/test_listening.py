"""Reading in jobs: each wording once, few jobs for many posts, no comment stops another, nothing kept of the erased."""

import json
from datetime import timedelta

import pytest

from consultation.actions import comment_edits, comment_states, listening
from consultation.models import (
    CampaignMember,
    Comment,
    CommentFinding,
    CommentWord,
    Hearing,
    Participant,
    ThemeMember,
    ThemeQuote,
)
from consultation.text import index
from consultation.text.limits import Outcome
from superapp.jobs.models import Job
from tests.consultation.comments import place
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db


def jobs(hearing: Hearing) -> list[Job]:
    asked = Job.objects.filter(task=listening.TASK)
    return [one for one in asked if one.kwargs == {"hearing_id": hearing.pk}]


def test_many_posts_ask_for_few_jobs(hearing):
    voices = [place.make_voice(hearing, number)[0] for number in range(20, 24)]
    for number, viewer in enumerate(voices):
        place.say(viewer, hearing, now=NOW + timedelta(seconds=5 * number))

    asked = jobs(hearing)

    assert len(asked) == 1
    assert asked[0].run_at >= NOW + timedelta(seconds=listening.SLOT_S)


def test_each_comment_is_read_and_nothing_of_its_words_is_kept_but_keywords(talk):
    findings = {row.comment_id: row for row in CommentFinding.objects.filter(hearing=talk.hearing)}
    personal = findings[talk.personal.pk]

    assert set(findings) == {one.pk for one in talk.all}
    assert not Comment.objects.filter(hearing=talk.hearing, analysed_at=None).exists()
    assert [kind for kind, *_ in personal.personal_data] == ["phone"]
    start, end = personal.personal_data[0][1:3]
    assert talk.personal.body[start:end] == "081-234-5678"
    assert personal.awaits_masking
    assert "081" not in json.dumps([personal.personal_data, personal.keywords, personal.flags], ensure_ascii=False)
    assert {findings[one.pk].stance for one in talk.campaign} == {"oppose"}
    assert personal.method == "comment"
    assert personal.version


def test_an_edited_wording_is_read_again_and_the_old_one_found_no_more(talk):
    old = talk.comments["web"][0]
    before = set(CommentWord.objects.filter(comment=old).values_list("word", flat=True))

    comment_edits.edit(viewer=talk.voices[0], comment=old, body="ขอให้ตั้งศูนย์ร้องเรียนทุกอำเภอ", now=NOW + timedelta(hours=1))
    waiting = list(listening.waiting(talk.hearing.pk).values_list("pk", flat=True))
    listening.keep(listening.read(listening.waiting(talk.hearing.pk)), hearing_id=talk.hearing.pk)

    assert waiting == [old.pk]
    after = set(CommentWord.objects.filter(comment=old).values_list("word", flat=True))
    assert index.number("เว็บไซต์") in before - after
    assert index.number("อำเภอ") in after - before
    assert CommentFinding.objects.get(comment=old).revision == 2


def test_a_wording_changed_while_it_was_read_is_read_again(talk):
    comment = talk.comments["web"][1]
    Comment.objects.filter(pk=comment.pk).update(analysed_at=None)
    read = listening.read(Comment.objects.filter(pk=comment.pk))
    Comment.objects.filter(pk=comment.pk).update(body="เปลี่ยนแล้วระหว่างที่อ่าน")

    listening.keep(read, hearing_id=talk.hearing.pk)

    assert Comment.objects.get(pk=comment.pk).analysed_at is None
    assert listening.waiting(talk.hearing.pk).count() == 1


def test_a_comment_at_fault_is_marked_and_the_others_go_on(talk, monkeypatch):
    first, second = talk.comments["phone"][:2]
    Comment.objects.filter(pk__in=[first.pk, second.pk]).update(analysed_at=None)
    kept = listening.read(Comment.objects.filter(pk=second.pk))[0].found
    outcomes = [Outcome(None, "time"), Outcome(kept, None)]
    monkeypatch.setattr(listening.batch, "findings", lambda texts: (outcomes[place] for place, _ in enumerate(texts)))

    listening.keep(listening.read(listening.waiting(talk.hearing.pk)), hearing_id=talk.hearing.pk)

    assert CommentFinding.objects.get(comment=first).failed == "time"
    assert not CommentWord.objects.filter(comment=first).exists()
    assert CommentFinding.objects.get(comment=second).failed == ""
    assert listening.waiting(talk.hearing.pk).count() == 0


def test_what_was_read_goes_with_the_erased(talk):
    participant = Participant.objects.get(pk=talk.campaign[0].author_id)
    own = list(Comment.objects.filter(author=participant).values_list("pk", flat=True))

    comment_states.erase_of(author=participant, now=NOW + timedelta(days=2))

    for kept in (CommentFinding, CommentWord, CampaignMember, ThemeMember, ThemeQuote):
        assert not kept.objects.filter(comment__in=own).exists()


def test_unread_comments_are_looked_for_by_the_clock(talk):
    Comment.objects.filter(pk=talk.personal.pk).update(analysed_at=None)
    before = len(jobs(talk.hearing))

    looked = listening.look_for_unread.func(slot=(NOW + timedelta(days=3)).isoformat())

    assert looked == 1
    assert len(jobs(talk.hearing)) == before + 1
