"""Campaigns, themes and days: counted both ways, as plain SQL counts them, and without what was hidden a moment ago."""

from datetime import timedelta

import pytest
from django.db import connection

from consultation.actions import comment_states, listening, listening_figures
from consultation.models import Campaign, Comment, Theme, ThemeMember, ThemeSet
from tests.consultation.comments import place
from tests.factories.services import NOW

from . import talking

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def counted(sql: str, *parameters: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def test_a_campaign_counts_once_where_voices_count(talk):
    figures = listening_figures.campaigns(talk.hearing)

    public = counted(
        "SELECT count(*) FROM consultation_comment WHERE hearing_id = %s AND status = 'visible'", talk.hearing.pk
    )
    assert figures.comments == public == 26
    assert figures.distinct == 22
    assert (figures.campaigns, figures.in_campaigns) == (1, 5)
    assert figures.largest[0].size == 5
    assert figures.largest[0].text == talking.CAMPAIGN
    assert figures.made is not None
    assert figures.made.method == "campaigns"


def test_themes_are_told_apart_and_sum_up(talk):
    figures = listening_figures.themes(talk.hearing)

    assert sum(one.comments for one in figures.themes) + figures.unplaced == figures.comments == 26
    for theme in figures.themes:
        assert sum(theme.stances.values()) == theme.comments
        members = ThemeMember.objects.filter(theme__public_id=theme.key, comment__in=Comment.objects.public())
        assert members.count() == theme.comments
        assert 0 < len(theme.quotes) <= 3
        assert {quote.comment_id for quote in theme.quotes} <= set(members.values_list("comment__public_id", flat=True))
    of_phone = ThemeMember.objects.get(set__section=None, comment=talk.comments["phone"][1]).theme
    of_fine = ThemeMember.objects.get(set__section=None, comment=talk.comments["fine"][1]).theme
    assert of_phone != of_fine


def test_days_add_up_to_all_and_to_all_voices(talk):
    figures = listening_figures.participation(talk.hearing)
    campaigns = listening_figures.campaigns(talk.hearing)

    assert [line.comments for line in figures.days] == [21, 5]
    assert [line.distinct for line in figures.days] == [21, 1]
    assert (figures.comments, figures.distinct) == (campaigns.comments, campaigns.distinct)


def test_what_is_hidden_leaves_figures_and_quotes_at_once(talk):
    spoken_for = Comment.objects.get(pk=Campaign.objects.get(hearing=talk.hearing).representative_id)
    quoted = listening_figures.themes(talk.hearing).themes[0].quotes[0]
    for comment in (spoken_for, Comment.objects.get(public_id=quoted.comment_id)):
        comment_states.set_status(comment=comment, status="hidden", now=LATER)

    campaigns, themes = listening_figures.campaigns(talk.hearing), listening_figures.themes(talk.hearing)

    assert campaigns.comments == 24 or spoken_for.public_id == quoted.comment_id
    assert campaigns.largest[0].size == 4
    assert campaigns.largest[0].comment_id != spoken_for.public_id
    assert quoted.comment_id not in {quote.comment_id for theme in themes.themes for quote in theme.quotes}


def test_a_few_new_comments_move_nothing_and_keys_last(talk):
    before = dict(ThemeMember.objects.filter(set__hearing=talk.hearing).values_list("comment", "theme"))
    keys = {one.key for one in listening_figures.themes(talk.hearing).themes}
    campaign = listening_figures.campaigns(talk.hearing).largest[0].key
    viewer, _ = place.make_voice(talk.hearing, 30)
    place.say(viewer, talk.hearing, f"เรียนเจ้าหน้าที่ {talking.CAMPAIGN}", now=LATER)

    listening.listen(hearing=talk.hearing, now=LATER)

    after = dict(ThemeMember.objects.filter(set__hearing=talk.hearing).values_list("comment", "theme"))
    assert {comment: after[comment] for comment in before} == before
    assert {one.key for one in listening_figures.themes(talk.hearing).themes} == keys
    assert listening_figures.campaigns(talk.hearing).largest[0].key == campaign
    assert listening_figures.campaigns(talk.hearing).largest[0].size == 6


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_hearing_of_few_comments_has_nothing_to_say(hearing, number):
    for one in range(number):
        place.say(place.make_voice(hearing, 40 + one)[0], hearing, "เห็นด้วย", now=NOW)

    listening.listen(hearing=hearing, now=LATER)

    assert listening_figures.themes(hearing).themes == ()
    assert ThemeSet.objects.get(hearing=hearing).basis is None
    assert not Theme.objects.filter(set__hearing=hearing).exists()
    assert listening_figures.campaigns(hearing).distinct == number
    assert listening_figures.participation(hearing).comments == number
