"""Words of what is not public: no theme is named by them, and nothing is kept of what was taken back."""

from datetime import timedelta

import pytest

from consultation.actions import (
    campaign_seeking,
    comment_filters,
    comment_search,
    comment_states,
    comments,
    listening_figures,
    report_listening,
    theme_names,
    theme_seeking,
    theme_work,
)
from consultation.models import (
    CampaignMember,
    Comment,
    CommentFinding,
    CommentWord,
    HearingCount,
    Theme,
    ThemeMember,
    ThemeQuote,
)
from consultation.schema.listening import listing
from consultation.text import index
from superapp.accounts.viewer import ANONYMOUS
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def theme_of(comment) -> Theme:
    return ThemeMember.objects.get(set__section=None, comment=comment).theme


def line_of(talk, theme, **how):
    lines = listening_figures.themes(talk.hearing, **how).themes
    return next((line for line in lines if line.key == theme.public_id), None)


def members(theme):
    return Comment.objects.filter(theme_links__theme=theme).order_by("pk")


def make_private(comments):
    comment_states.change({one.pk for one in comments}, lambda row: setattr(row, "is_private", True))


def test_each_word_of_a_theme_stands_in_the_index_under_its_number(talk):
    for theme in Theme.objects.filter(set__hearing=talk.hearing):
        held = CommentWord.objects.filter(comment__in=members(theme)).values_list("word", flat=True)
        assert {index.number(word) for word in theme.words} <= set(held)


def test_words_of_private_and_hidden_comments_name_no_theme(talk, author, django_assert_num_queries):
    theme = theme_of(talk.comments["web"][1])
    words = listening_figures.themes(talk.hearing).themes
    word = next(one.words[1] for one in words if one.key == theme.public_id)
    has_it = list(members(theme).filter(words__word=index.number(word)))
    make_private(has_it[:2])
    assert len(has_it) > 3
    assert word in line_of(talk, theme).words
    for comment in has_it[2:]:
        comment_states.set_status(comment=comment, status="hidden", now=LATER)

    line = line_of(talk, theme)

    assert line is None or word not in f"{line.words}{line.label_th}"
    wanted = comment_filters.wanted(talk.hearing, {"theme": [str(theme.public_id)]})
    assert word not in "".join(wanted.told["theme"])
    assert word not in str(report_listening.themes(talk.hearing))
    # The agency reads what waits; what it may call an issue after says no more than everybody may read.
    at_desk = line_of(talk, theme, empty_too=True)
    assert word in at_desk.words
    assert word not in at_desk.label_th
    theme_work.rename(viewer=author, theme_id=theme.public_id, label_th="ระบบรับเรื่อง", now=LATER)
    assert comment_filters.wanted(talk.hearing, {"theme": [str(theme.public_id)]}).told["theme"][0] == "ระบบรับเรื่อง"
    with django_assert_num_queries(1):
        theme_names.spoken(talk.hearing, [theme], {theme.pk: theme.pk}, members(theme))


def test_a_theme_of_which_no_word_is_public_says_so(talk):
    theme = theme_of(talk.comments["web"][1])
    CommentWord.objects.filter(comment__in=members(theme)).delete()

    line = line_of(talk, theme)

    assert (line.label_th, line.words, line.is_label_by_officer) == (theme_names.UNNAMED[0], (), False)
    assert line.comments > 0


def test_a_quote_leaves_with_its_comment_and_stays_where_themes_are_merged(talk, author):
    theme, other = theme_of(talk.comments["web"][1]), theme_of(talk.comments["phone"][1])
    pinned, kept = members(theme)[:2]
    for one in (pinned, kept):
        theme_work.quote(viewer=author, theme_id=theme.public_id, comment_id=one.public_id, is_wanted=True, now=LATER)
    theme_work.split(viewer=author, theme_id=theme.public_id, comment_ids=[pinned.public_id], label_th="อื่น", now=LATER)

    quoted = {quote.comment_id for quote in line_of(talk, theme).quotes}
    theme_work.merge(viewer=author, into_id=other.public_id, theme_ids=[theme.public_id], now=LATER)
    merged = {quote.comment_id for quote in line_of(talk, other).quotes}

    assert kept.public_id in quoted & merged
    assert pinned.public_id not in quoted | merged


def test_what_is_taken_back_leaves_nothing_also_while_the_machine_groups(talk):
    clusters, sought = campaign_seeking.seek(talk.hearing.pk), theme_seeking.seek(talk.hearing.pk)
    quoted = next(key for group in sought[0].groups for key in group.quotes if key not in {c.pk for c in talk.campaign})
    back = [Comment.objects.get(pk=quoted), Comment.objects.get(pk=talk.campaign[0].pk)]
    for comment in back:
        viewer = next(one for one in talk.voices if one.citizen.pk == comment.author.citizen_id)
        comments.remove(viewer=viewer, comment=comment, now=LATER)
    kinds = (CommentFinding, CommentWord, CampaignMember, ThemeMember, ThemeQuote)
    assert not any(kept.objects.filter(comment__in=back).exists() for kept in kinds)

    campaign_seeking.store(clusters, hearing_id=talk.hearing.pk, now=LATER)
    theme_seeking.store(sought, hearing_id=talk.hearing.pk, now=LATER)

    assert not any(kept.objects.filter(comment__in=back).exists() for kept in kinds)
    assert CampaignMember.objects.filter(comment__in=talk.campaign).count() == len(talk.campaign) - 1


def test_a_search_is_counted_from_the_counter_or_up_to_a_bound(talk, author, monkeypatch):
    # Whoever counts rows gets another number than the counter has.
    HearingCount.objects.filter(hearing=talk.hearing).update(shown=4_000)
    monkeypatch.setattr(comment_search, "MOST_COUNTED", 3)
    asked = comment_search.Asked(text="ตลาดนัด")

    def total(viewer, asked):
        return listing(talk.hearing, viewer, asked).rows.count()

    assert total(ANONYMOUS, comment_search.Asked()) == 4_000
    # What waits of one's own is in the list.
    assert total(talk.voices[6], comment_search.Asked()) == 4_001
    assert total(ANONYMOUS, asked) == total(author, comment_search.Asked()) == 3
    assert total(ANONYMOUS, comment_search.Asked(text="ผู้สูงอายุ")) == 1
