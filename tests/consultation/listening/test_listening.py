"""Reading in jobs: each wording once, few jobs for many posts, no comment stops another, nothing kept of the erased."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from consultation.actions import comment_edits, comment_states, listening, moderation_hints
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
    # Not before the last of them is there.
    assert asked[0].run_at > NOW + timedelta(seconds=15)


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


def test_who_is_erased_while_the_machine_reads_leaves_nothing(talk):
    participant = Participant.objects.get(pk=talk.personal.author_id)
    Comment.objects.filter(pk=talk.personal.pk).update(analysed_at=None)
    read = listening.read(listening.waiting(talk.hearing.pk))
    comment_states.erase_of(author=participant, now=NOW + timedelta(days=2))

    listening.keep(read, hearing_id=talk.hearing.pk)

    assert [one.comment for one in read] == [talk.personal.pk]
    assert not CommentFinding.objects.filter(comment=talk.personal).exists()
    assert not CommentWord.objects.filter(comment=talk.personal).exists()


def test_unread_comments_are_looked_for_by_the_clock(talk):
    Comment.objects.filter(pk=talk.personal.pk).update(analysed_at=None)
    before = len(jobs(talk.hearing))

    looked = listening.look_for_unread.func(slot=(NOW + timedelta(days=3)).isoformat())

    assert looked == 1
    assert len(jobs(talk.hearing)) == before + 1


def test_hints_are_those_that_were_kept_and_only_of_the_present_wording(talk, monkeypatch):
    comment = Comment.objects.get(pk=talk.personal.pk)
    kept = moderation_hints.kept([comment])
    looked = moderation_hints.stretches(comment.body)

    # Nobody looks again while there is a finding.
    monkeypatch.setattr(moderation_hints, "cut", None)
    assert moderation_hints.stretches(comment.body, kept[comment.pk]) == looked
    assert [one.hint for one in looked if one.hint] == ["โทรศัพท์"]
    beginning = moderation_hints.stretches(comment.body[:40], kept[comment.pk])
    assert "".join(one.text for one in beginning) == comment.body[:40]
    comment.revision += 1
    assert moderation_hints.kept([comment]) == {}


def test_findings_are_compared_before_another_version_is_taken(talk, capsys):
    CommentFinding.objects.filter(comment=talk.personal).update(stance="support", version="0-old")

    call_command("analyse_hearing", talk.hearing.code, "--compare")

    told = json.loads(capsys.readouterr().out)
    assert told["compared"] == len(talk.all)
    assert told["changed"]["stance"] == 1
    assert told["changed"]["tone"] == 0
    assert sum(told["versions"].values()) == len(talk.all)
    assert CommentFinding.objects.get(comment=talk.personal).version == "0-old"
    call_command("analyse_hearing", talk.hearing.code, "--again")
    assert json.loads(capsys.readouterr().out) == {"read": len(talk.all)}
    assert CommentFinding.objects.get(comment=talk.personal).version != "0-old"
