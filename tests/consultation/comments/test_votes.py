"""Votes, reports, stances and statements: the latest counts, once a person, and totals equal a recount."""

from datetime import timedelta

import pytest

from consultation.actions import comments, paces, stances, statements, votes
from consultation.actions.recounting import differences
from consultation.models import (
    Comment,
    CommentRevision,
    Flag,
    HearingCount,
    Section,
    SectionCount,
    Stance,
    Statement,
    StatementVote,
    Vote,
)
from consultation.models.wilson import score
from superapp.audit.models import AuditEvent
from tests.factories.services import NOW
from tests.racing import kinds, together

from . import place

pytestmark = pytest.mark.django_db


def test_wilsons_bound_is_the_published_one():
    assert [score(8, 2), score(80, 20), score(1, 0), score(0, 0), score(0, 9)] == [0.4902, 0.7112, 0.2065, 0.0, 0.0]


def test_a_vote_is_replaced_and_a_pass_counts_on_no_side(hearing):
    writer, _ = place.make_voice(hearing, 1)
    voter, row = place.make_voice(hearing, 2)
    comment = place.say(writer, hearing)

    tallies = []
    for value in (1, 1, -1, 0, 1):
        after = votes.vote(viewer=voter, comment=comment, value=value, now=NOW)
        tallies.append((after.up, after.down, after.score))

    assert tallies == [(1, 0, 0.2065), (1, 0, 0.2065), (0, 1, 0.0), (0, 0, 0.0), (1, 0, 0.2065)]
    assert list(Vote.objects.values_list("participant", "value", "revision")) == [(row.pk, 1, 1)]
    assert differences(hearing) == {}
    assert not AuditEvent.objects.filter(action__contains="vote").exists()


def test_votes_and_reports_are_refused_with_a_reason_and_change_nothing(hearing, anonymous, author, officer_elsewhere):
    writer, _ = place.make_voice(hearing, 1)
    voter, _ = place.make_voice(hearing, 2)
    suspended, row = place.make_voice(hearing, 3)
    row.suspended_until = NOW + timedelta(hours=1)
    row.save()
    comment, gone, waits = (
        place.say(writer, hearing),
        place.say(writer, hearing, "ข้อความที่จะถูกลบ"),
        place.say(writer, hearing, "www.x.com"),
    )
    comments.remove(viewer=writer, comment=gone, now=NOW)

    for code, who, about, now in (
        ("VOTE_ON_OWN", writer, comment, NOW),
        ("COMMENT_GONE", voter, gone, NOW),
        ("COMMENT_GONE", voter, waits, NOW),
        ("HEARING_NOT_OPEN", voter, comment, hearing.closes_at),
        ("PARTICIPANT_SUSPENDED", suspended, comment, NOW),
        ("NOT_FOUND", anonymous, comment, NOW),
        ("NOT_FOUND", author, comment, NOW),
        ("NOT_FOUND", officer_elsewhere, comment, NOW),
    ):
        for attempt in (
            lambda who=who, about=about, now=now: votes.vote(viewer=who, comment=about, value=1, now=now),
            lambda who=who, about=about, now=now: votes.flag(viewer=who, comment=about, reason="spam", now=now),
        ):
            with pytest.raises(Exception) as refused:
                attempt()
            assert getattr(refused.value, "code", refused.value) == code

    assert (Vote.objects.count(), Flag.objects.count()) == (0, 0)
    assert differences(hearing) == {}


def test_a_report_counts_once_a_person(hearing):
    writer, _ = place.make_voice(hearing, 1)
    comment = place.say(writer, hearing)
    for number in (2, 3):
        viewer, _ = place.make_voice(hearing, number)
        votes.flag(viewer=viewer, comment=comment, reason="insult", now=NOW)
        votes.flag(viewer=viewer, comment=comment, reason="threat", now=NOW)

    comment.refresh_from_db()
    assert (comment.flag_count, comment.status) == (2, "visible")
    assert list(Flag.objects.values_list("reason", flat=True)) == ["threat", "threat"]
    assert differences(hearing) == {}


def test_nobody_votes_faster_than_the_pace(hearing):
    writer, _ = place.make_voice(hearing, 1)
    voter, _ = place.make_voice(hearing, 2)
    comment = place.say(writer, hearing)
    for step in range(60):
        votes.vote(viewer=voter, comment=comment, value=1 if step % 2 else -1, now=NOW)

    with pytest.raises(paces.TooFast):
        votes.vote(viewer=voter, comment=comment, value=0, now=NOW)

    assert Vote.objects.get().value == 1


def test_one_address_has_a_pace_of_its_own(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    item = paces.PACES["comment"][1]
    for _ in range(item.amount):
        paces._take(item, "one-address")

    with pytest.raises(paces.TooFast):
        place.say(viewer, hearing, caller="one-address")
    assert place.say(viewer, hearing, caller="another-address").pk


def test_a_stance_on_the_draft_and_on_sections_changes_until_closing(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    other, _ = place.make_voice(hearing, 2)
    section = Section.objects.get(law=hearing.law, key="s3")

    for who, value, where in (
        (viewer, "support", None),
        (viewer, "oppose", None),
        (other, "neutral", None),
        (viewer, "support_with_changes", section),
        (other, "oppose", section),
        (other, "oppose", section),
    ):
        stances.set_stance(viewer=who, hearing=hearing, value=value, section=where, now=NOW)

    foreign = Section.objects.create(law=hearing.law, key="s99")
    with pytest.raises(stances.SectionNotHeard):
        stances.set_stance(viewer=viewer, hearing=hearing, value="oppose", section=foreign, now=NOW)
    with pytest.raises(ValueError, match="shouting"):
        stances.set_stance(viewer=viewer, hearing=hearing, value="shouting", now=NOW)
    with pytest.raises(Exception, match="HEARING_NOT_OPEN"):
        stances.set_stance(viewer=viewer, hearing=hearing, value="support", now=hearing.closes_at)
    names = Stance.Value.values
    assert HearingCount.objects.values_list(*names).get() == (0, 0, 1, 1)
    assert SectionCount.objects.values_list(*names).get() == (0, 1, 1, 0)
    assert differences(hearing) == {}


def test_a_statement_waits_is_answered_once_each_and_never_changes(hearing):
    writer, _ = place.make_voice(hearing, 1)
    voters = [place.make_voice(hearing, number)[0] for number in (2, 3, 4)]
    key = {"client_key": "statement-1"}

    made = statements.add(viewer=writer, hearing=hearing, text="ควรมี\nสายด่วน", now=NOW, **key)
    again = statements.add(viewer=writer, hearing=hearing, text="ควรมี\nสายด่วน", now=NOW, **key)
    assert (made, made.text, made.status) == (again, "ควรมี สายด่วน", "pending")
    with pytest.raises(statements.CommentGone):
        statements.vote(viewer=voters[0], statement=made, value=1, now=NOW)
    statements.set_status(statement=made, status="visible", now=NOW)
    for voter, value in zip(voters, (1, -1, 0), strict=True):
        statements.vote(viewer=voter, statement=made, value=value, now=NOW)
    after = statements.vote(viewer=voters[2], statement=made, value=1, now=NOW)

    assert (after.agree, after.disagree, after.passes, after.votes) == (2, 1, 0, 3)
    assert StatementVote.objects.count() == 3
    for refusal, attempt in (
        (statements.VoteOnOwn, lambda: statements.vote(viewer=writer, statement=made, value=1, now=NOW)),
        (statements.StatementFrozen, lambda: statements.remove(viewer=writer, statement=made, now=NOW)),
        (
            statements.comment_texts.TextTooLong,
            lambda: statements.add(viewer=writer, hearing=hearing, text="ก" * 281, client_key="long-one", now=NOW),
        ),
    ):
        with pytest.raises(refusal):
            attempt()
    assert HearingCount.objects.values_list("statements", "statement_votes").get() == (1, 3)
    assert differences(hearing) == {}


def test_everybody_is_asked_the_least_answered_and_nothing_twice(hearing, author, officer_elsewhere):
    viewer, mine = place.make_voice(hearing, 1)
    with pytest.raises(Exception, match="NOT_FOUND"):
        statements.seed(viewer=officer_elsewhere, hearing=hearing, texts=["x"], now=NOW)
    seeded = statements.seed(
        viewer=author, hearing=hearing, texts=[f"ข้อความที่ {number}" for number in range(12)], now=NOW
    )

    asked = []
    while (one := statements.next_for(viewer=viewer, hearing=hearing, participant=mine)) is not None:
        assert statements.next_for(viewer=viewer, hearing=hearing, participant=mine) == one
        statements.vote(viewer=viewer, statement=one, value=1, now=NOW)
        asked.append(one)

    assert (len(asked), set(asked)) == (12, set(seeded))
    assert {one.is_seed for one in Statement.objects.all()} == {True}
    other, theirs = place.make_voice(hearing, 2)
    firsts = {statements.next_for(viewer=other, hearing=hearing, participant=theirs)}
    assert firsts <= set(seeded)


@pytest.mark.django_db(transaction=True)
def test_fifty_changes_at_once_leave_one_stance(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    section = Section.objects.get(law=hearing.law, key="s1")
    values = Stance.Value.values

    outcomes = together(
        *[
            lambda step=step: stances.set_stance(
                viewer=viewer, hearing=hearing, value=values[step % 4], section=section if step % 2 else None, now=NOW
            )
            for step in range(50)
        ]
    )

    assert kinds(outcomes) == ["Stance"] * 50
    assert Stance.objects.count() == 2
    assert differences(hearing) == {}


@pytest.mark.django_db(transaction=True)
def test_votes_of_many_at_once_are_all_there(hearing):
    writer, _ = place.make_voice(hearing, 1)
    comment = place.say(writer, hearing)
    voters = [place.make_voice(hearing, number)[0] for number in range(2, 12)]

    outcomes = together(
        *[
            lambda voter=voter, value=value: votes.vote(viewer=voter, comment=comment, value=value, now=NOW)
            for voter in voters
            for value in (1, -1)
        ]
    )

    assert kinds(outcomes) == ["Comment"] * 20
    comment.refresh_from_db()
    assert (Vote.objects.count(), comment.up + comment.down) == (10, 10)
    assert differences(hearing) == {}
    assert (Comment.objects.count(), CommentRevision.objects.count()) == (1, 0)
