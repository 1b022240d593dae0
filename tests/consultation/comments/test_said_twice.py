"""The same words sent twice: one comment within a minute, under whatever key they come."""

from datetime import timedelta

import pytest

from consultation.actions import comments, paces
from consultation.actions.recounting import differences
from consultation.models import Comment
from tests.factories.services import NOW
from tests.racing import kinds, together

from . import place
from .test_comments import reply, section_of

pytestmark = pytest.mark.django_db


def test_the_same_words_twice_within_a_minute_are_one_comment(hearing, settings):
    # Paces are counted in this process, where they can be forgotten on the way.
    settings.REDIS_URL = ""
    (viewer, _), (other, _) = (place.make_voice(hearing, number) for number in (1, 2))
    section, soon = section_of(hearing), NOW + timedelta(seconds=59)
    first = place.say(viewer, hearing, "ขอให้รับเรื่อง 5 ช่องทาง", section=section)
    below = reply(viewer, first, "เห็นด้วย")

    with pytest.raises(comments.SaidAlready) as refused:
        place.say(viewer, hearing, " ขอให้รับเรื่อง ๕ ช่องทาง\u200b", section=section, now=soon)
    with pytest.raises(comments.SaidAlready):
        reply(viewer, first, "เห็นด้วย", now=soon)

    assert (refused.value.code, refused.value.path) == ("SAID_ALREADY", ("body",))
    assert "60" in refused.value.message("th")
    assert Comment.objects.count() == 2
    # Another person, place, text or minute is another comment, and so is one after the former was taken back.
    place.say(other, hearing, first.body, section=section)
    place.say(viewer, hearing, first.body, now=soon)
    reply(viewer, below, "เห็นด้วย", now=soon)
    place.say(viewer, hearing, first.body, section=section, now=NOW + timedelta(seconds=60))
    comments.remove(viewer=viewer, comment=below, now=soon)
    paces.forget()
    reply(viewer, first, "เห็นด้วย", now=soon)
    assert Comment.objects.count() == 7
    assert differences(hearing) == {}


@pytest.mark.django_db(transaction=True)
def test_the_same_words_at_once_under_two_keys_are_one_comment(hearing):
    viewer, _ = place.make_voice(hearing, 1)

    outcomes = together(*[lambda: place.say(viewer, hearing)] * 2)

    assert sorted(kinds(outcomes)) == ["Comment", "SAID_ALREADY"]
    assert Comment.objects.count() == 1
    assert differences(hearing) == {}
