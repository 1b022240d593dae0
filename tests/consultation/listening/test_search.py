"""Finding comments: by what they say and where they stand, each viewer what they may see, page by page."""

from datetime import timedelta

import pytest

from consultation.actions import comment_search, comment_states, listening, listening_figures
from consultation.actions.comment_search import Asked
from consultation.models import Comment, Hearing, SectionText
from consultation.schema.listening import listing
from superapp.accounts.viewer import ANONYMOUS
from superapp.refusal import NotFound
from tests.consultation.comments import place
from tests.consultation.comments.reading import read
from tests.factories.services import NOW

from .talking import PHONE

pytestmark = pytest.mark.django_db
THEMES = """
query Themes($code: String!) { hearing(code: $code) {
  themes { comments themes { id label commentCount comments(first: 3) { edges { node { text } } } } }
  campaigns { comments largest { id size comments(first: 10) { edges { node { text } } } } }
} }
"""
SEEK = """
query Seek($code: String!, $theme: ID) { hearing(code: $code) {
  commentSearch(themeId: $theme, first: 50) { edges { node { text } } }
} }
"""


def found(talk, viewer=ANONYMOUS, **asked):
    return set(comment_search.found(talk.hearing, viewer, Asked(**asked)).values_list("pk", flat=True))


def keys(comments):
    return {one.pk for one in comments}


def test_words_find_what_holds_all_of_them_parts_of_compounds_too(talk):
    assert found(talk, text="สายด่วน คู่สาย") == keys([talk.comments["phone"][1], talk.comments["phone"][3]])
    assert found(talk, text="ผู้สูงอายุ") == keys([talk.comments["web"][4]])
    assert found(talk, text="ตลาดนัด") == keys(talk.comments["fine"]) - keys([talk.comments["fine"][4]])
    assert found(talk, text="เรือดำน้ำ") == set()


def test_every_part_of_what_is_asked_narrows(talk):
    section = SectionText.objects.get(version=talk.hearing.version_id, position=3).section_id
    opposed = found(talk, stance="oppose")

    assert found(talk, section=section) == keys(talk.comments["fine"])
    assert keys(talk.campaign) <= opposed
    assert found(talk, stance="oppose", section=section) == opposed & keys(talk.comments["fine"])
    assert found(talk, day=(NOW + timedelta(days=1)).date()) == keys(talk.campaign)
    campaign = listening_figures.campaigns(talk.hearing).largest[0]
    assert found(talk, campaign=campaign.key) == keys(talk.campaign)
    for theme in listening_figures.themes(talk.hearing).themes:
        assert len(found(talk, theme=theme.key)) == theme.comments


def test_a_telephone_number_finds_nobody(talk):
    assert found(talk, talk.voices[6], text="สนใจ ข้อมูล") == keys([talk.personal])
    with pytest.raises(comment_search.NothingToSeek):
        comment_search.found(talk.hearing, talk.voices[6], Asked(text="และ ที่"))
    assert found(talk, talk.voices[6], text=PHONE) == set()


def test_what_waits_is_found_by_author_and_agency_alone(talk, author, stranger):
    viewers = {"anonymous": ANONYMOUS, "author": talk.voices[6], "other": talk.voices[0]}
    viewers |= {"here": author, "there": stranger}

    seen = {name: found(talk, viewer, text="สนใจ") for name, viewer in viewers.items()}

    mine = keys([talk.personal])
    assert seen == {"anonymous": set(), "author": mine, "other": set(), "here": mine, "there": set()}


def test_what_is_hidden_is_found_no_more(talk, author):
    hidden = talk.comments["phone"][0]
    comment_states.set_status(comment=hidden, status="hidden", now=NOW + timedelta(days=2))

    assert hidden.pk not in found(talk, text="เจ้าหน้าที่")
    assert hidden.pk in found(talk, author, text="เจ้าหน้าที่")
    comment_states.set_status(comment=hidden, status="removed", now=NOW + timedelta(days=3))
    assert hidden.pk not in found(talk, author, text="เจ้าหน้าที่")


def test_pages_hang_together_and_cost_the_same(talk, django_assert_num_queries):
    wanted = sorted(found(talk), reverse=True)
    source = listing(talk.hearing, ANONYMOUS, Asked()).rows

    with django_assert_num_queries(1):
        first = source.rows(limit=10)
    with django_assert_num_queries(1):
        rest = source.rows(after=(first[-1].pk,), limit=100)

    assert [one.pk for one in (*first, *rest)] == wanted
    assert source.count() == len(wanted)
    backwards = listing(talk.hearing, ANONYMOUS, Asked(), is_oldest_first=True).rows
    assert [one.pk for one in backwards.rows(limit=100)] == wanted[::-1]


def test_what_is_of_another_hearing_is_not_there(talk, hearing: Hearing):
    theme = listening_figures.themes(talk.hearing).themes[0].key
    campaign = listening_figures.campaigns(talk.hearing).largest[0].key

    for asked in (Asked(theme=theme), Asked(campaign=campaign)):
        with pytest.raises(NotFound):
            comment_search.found(hearing, ANONYMOUS, asked)
    with pytest.raises(comment_search.StanceUnknown):
        comment_search.found(hearing, ANONYMOUS, Asked(stance="for"))
    with pytest.raises(comment_search.QuestionTooLong):
        comment_search.found(hearing, ANONYMOUS, Asked(text="ก" * 201))


def test_a_reply_is_found_like_a_comment(talk):

    reply = place.say(
        talk.voices[1], talk.hearing, "ขอถามเรื่องดาวเทียม", parent=Comment.objects.get(pk=talk.campaign[0].pk)
    )
    assert found(talk, text="ดาวเทียม") == set()

    listening.keep(listening.read(listening.waiting(talk.hearing.pk)), hearing_id=talk.hearing.pk)

    assert found(talk, text="ดาวเทียม") == {reply.pk}


def test_themes_and_campaigns_lead_to_their_comments_in_the_api(talk):
    found = read(THEMES, ANONYMOUS, code=talk.hearing.code)

    assert found.errors == []
    themes, campaigns = found.data["hearing"]["themes"], found.data["hearing"]["campaigns"]
    assert themes["comments"] == campaigns["comments"] == 26
    assert [theme["commentCount"] for theme in themes["themes"]] == sorted(
        (theme["commentCount"] for theme in themes["themes"]), reverse=True
    )
    for theme in themes["themes"]:
        assert len(theme["comments"]["edges"]) == min(3, theme["commentCount"])
    assert {edge["node"]["text"] for edge in campaigns["largest"][0]["comments"]["edges"]} <= {
        one.body for one in talk.campaign
    }
    sought = read(SEEK, ANONYMOUS, code=talk.hearing.code, theme=themes["themes"][0]["id"])
    assert len(sought.data["hearing"]["commentSearch"]["edges"]) == themes["themes"][0]["commentCount"]
    refused = read(SEEK, ANONYMOUS, code=talk.hearing.code, theme="nonsense")
    assert "BAD_USER_INPUT" in refused.errors[0]
