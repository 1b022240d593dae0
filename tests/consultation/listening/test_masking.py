"""Personal data: proposed for masking, masked on every path, undone, and never decided on words nobody has read."""

from datetime import timedelta

import pytest

from consultation.actions import comment_states, departures, listening, masking
from consultation.models import Comment, CommentFinding, CommentWord, Masking
from superapp.accounts.viewer import ANONYMOUS
from superapp.refusal import NotFound
from tests.consultation.comments import place
from tests.factories.services import NOW

from .talking import PHONE

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
MASKED = "สนใจร่วมให้ข้อมูลเรื่องสายด่วน โทร [โทรศัพท์]"


def fresh(comment) -> Comment:
    return Comment.objects.get(pk=comment.pk)


def read_again(talk) -> None:
    listening.keep(listening.read(listening.waiting(talk.hearing.pk)), hearing_id=talk.hearing.pk)


def test_masked_text_is_the_only_one_anybody_reads_until_it_is_undone(talk, author):
    personal = talk.personal
    assert [one.comment_id for one in masking.proposed(author)] == [personal.pk]

    masking.mask(viewer=author, comment_id=personal.public_id, revision=1, now=LATER)
    comment_states.set_status(comment=fresh(personal), status="visible", now=LATER)
    read_again(talk)

    assert fresh(personal).body == MASKED
    assert "081" not in " ".join(Comment.objects.visible_to(ANONYMOUS).values_list("body", flat=True))
    assert not masking.proposed(author).exists()
    assert CommentFinding.objects.get(comment=personal).personal_data == []
    masking.undo(viewer=author, comment_id=personal.public_id, now=LATER)
    read_again(talk)
    assert fresh(personal).body.endswith(PHONE)
    assert list(Masking.objects.values_list("decision", "original")) == [("undone", "")]
    assert not masking.proposed(author).exists()


def test_what_an_officer_leaves_is_not_proposed_again(talk, author):
    masking.leave_as_it_is(viewer=author, comment_id=talk.personal.public_id, revision=1, now=LATER)
    listening.recompute(hearing=talk.hearing, now=LATER)
    read_again(talk)

    assert not masking.proposed(author).exists()
    assert fresh(talk.personal).body.endswith(PHONE)


def test_it_is_decided_by_those_who_moderate_there_on_words_they_read(talk, author, stranger):
    about = {"comment_id": talk.personal.public_id, "now": LATER}
    for viewer in (stranger, talk.voices[6], talk.voices[0]):
        with pytest.raises(NotFound):
            masking.mask(viewer=viewer, revision=1, **about)
    with pytest.raises(masking.WordingChanged):
        masking.mask(viewer=author, revision=2, **about)
    with pytest.raises(masking.NothingToMask):
        masking.mask(viewer=author, comment_id=talk.campaign[0].public_id, revision=1, now=LATER)
    with pytest.raises(masking.NothingToMask):
        masking.undo(viewer=author, **about)

    assert not Masking.objects.exists()
    assert fresh(talk.personal).body.endswith(PHONE)
    assert not masking.proposed(stranger).exists()


def test_the_original_goes_with_the_person(talk, author):
    masking.mask(viewer=author, comment_id=talk.personal.public_id, revision=1, now=LATER)
    departures.part(place.citizen_of(talk.voices[6]), LATER)

    assert Masking.objects.get().original == ""
    assert not CommentWord.objects.filter(comment=talk.personal).exists()
