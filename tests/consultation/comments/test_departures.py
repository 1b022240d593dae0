"""Erasing a person in a hearing: tombstones, totals kept, and no trace of words or person in any row."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import models

from consultation.actions import comment_edits, display_words, participant_display, stances, statements, votes
from consultation.actions.recounting import differences
from consultation.models import Comment, CommentRevision, Hearing, HearingCount, Participant, Stance, Statement, Vote
from superapp.people.actions import erasures
from superapp.people.actions.export_content import tables
from tests.factories.services import NOW

from . import place

pytestmark = pytest.mark.django_db
WORDS = "ถ้อยคำที่ไม่มีใครเขียนเหมือนกัน"


def texts_everywhere() -> str:
    """Return every text in every column of the consultation's tables."""
    found = []
    for model in apps.get_app_config("consultation").get_models():
        names = [field.attname for field in model._meta.concrete_fields if isinstance(field, models.Field)]
        found += [str(value) for row in model._base_manager.values_list(*names) for value in row]
    return "\n".join(found)


def test_an_erased_person_leaves_tombstones_and_totals_and_nothing_else(hearing):
    viewer, mine = place.make_voice(hearing, 1)
    other, _ = place.make_voice(hearing, 2)
    participant_display.choose(
        viewer=viewer, hearing=hearing, display="named", consent_version=display_words.VERSION, now=NOW
    )
    lonely = place.say(viewer, hearing, f"{WORDS} หนึ่ง")
    answered = place.say(viewer, hearing, f"{WORDS} สอง")
    reply = place.say(other, hearing, "ตอบ", parent=answered)
    theirs = place.say(other, hearing, "ของคนอื่น")
    comment_edits.edit(viewer=viewer, comment=answered, body=f"{WORDS} สาม", now=NOW + timedelta(hours=1))
    votes.vote(viewer=viewer, comment=theirs, value=1, now=NOW)
    stances.set_stance(viewer=viewer, hearing=hearing, value="oppose", now=NOW)
    statement = statements.add(viewer=viewer, hearing=hearing, text=f"{WORDS} สี่", client_key="mine-0001", now=NOW)
    statements.set_status(statement=statement, status="visible", now=NOW)
    statements.vote(viewer=other, statement=statement, value=1, now=NOW)
    # The report is out: what was published stays, the words go all the same.
    for state in ("closed", "reported"):
        Hearing.objects.filter(pk=hearing.pk).update(state=state)
    before = HearingCount.objects.values().get()

    erasures.erase(viewer=viewer, confirmation=erasures.PHRASES[0], now=NOW + timedelta(seconds=1))

    scanned = texts_everywhere()
    assert WORDS not in scanned
    assert "ทดสอบ คนที่1" not in scanned
    mine.refresh_from_db()
    assert (mine.citizen, mine.name_shown, mine.erased_at) == (None, "", NOW + timedelta(seconds=1))
    rows = {one.pk: one for one in Comment.objects.all()}
    for comment in (lonely, answered):
        gone = rows[comment.pk]
        assert (gone.status, gone.body, gone.author, len(gone.erased_digest)) == ("erased", "", None, 64)
    # A tombstone only where a reply hangs below it.
    assert set(Comment.objects.listed_to(other)) == {rows[answered.pk], reply, theirs}
    assert list(CommentRevision.objects.values_list("body", flat=True)) == [""]
    assert (Vote.objects.count(), Stance.objects.count(), rows[theirs.pk].up) == (1, 1, 1)
    gone_statement = Statement.objects.get()
    assert (gone_statement.status, gone_statement.text, gone_statement.agree) == ("erased", "", 1)
    after = HearingCount.objects.values().get()
    assert {name: (before[name], after[name]) for name in after if after[name] != before[name]} == {
        "shown": (4, 2),
        "erased": (0, 2),
        "roots_listed": (3, 2),
        "statements": (1, 0),
    }
    assert differences(hearing) == {}
    assert Participant.objects.filter(citizen=place.citizen_of(viewer)).count() == 0


def test_a_copy_of_ones_data_holds_ones_own_words_and_votes(hearing):
    viewer, _ = place.make_voice(hearing, 1)
    other, _ = place.make_voice(hearing, 2)
    place.say(viewer, hearing, WORDS)
    theirs = place.say(other, hearing, "ของคนอื่น")
    votes.vote(viewer=viewer, comment=theirs, value=-1, now=NOW)

    told = str(tables(place.citizen_of(viewer)))

    assert WORDS in told
    assert "ของคนอื่น" not in told
