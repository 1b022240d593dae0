"""The one predicate on every path of listening: search, themes, campaigns, quotes, figures and the reading room.

Whether a path holds to it is asked for each status and each viewer, of comments that were public when they were read.
"""

from datetime import timedelta

import pytest
from django.test import Client

from consultation.actions import comment_search, comment_states, listening_figures
from consultation.actions.comment_search import Asked
from consultation.models import Comment, Participant, ThemeMember
from superapp.accounts.viewer import ANONYMOUS
from tests import signing_in
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
STATUSES = ("pending", "hidden", "removed", "private", "erased")


@pytest.fixture
def changed(talk):
    """Give one comment of a theme and one of the campaign each status; return them by status."""
    found = {}
    for place, status in enumerate(STATUSES):
        found[status] = [talk.comments["phone"][place], talk.campaign[place]]
        for comment in found[status]:
            if status == "private":
                comment_states.change({comment.pk}, lambda row: setattr(row, "is_private", True))
            elif status == "erased":
                participant = Participant.objects.create(
                    hearing=talk.hearing, pseudonym=f"ผู้ลบ {comment.pk}", notice_version="2569-1", joined_at=NOW
                )
                Comment.objects.filter(pk=comment.pk).update(author=participant)
                comment_states.erase_of(author=participant, now=LATER)
            else:
                comment_states.set_status(comment=comment, status=status, now=LATER)
    return found


def may_read(status, viewer, talk, author):
    """Tell what is right: what waits, is hidden or private is for its author and the agency; the rest for nobody."""
    is_own = viewer == talk.voices[STATUSES.index(status)]
    return status in ("pending", "hidden", "private") and (is_own or viewer == author)


def ways(talk):
    """Return every way of asking for comments, with the theme and the campaign they were in."""
    kept = ThemeMember.objects.exclude(comment__in=talk.campaign).filter(comment__in=talk.comments["phone"])
    theme = kept.filter(set__section=None)[0].theme
    campaign = talk.comments["phone"][6].hearing.campaigns.get()
    return (
        Asked(),
        Asked(theme=theme.public_id),
        Asked(campaign=campaign.public_id),
        Asked(text="สายด่วน"),
        Asked(text="คัดค้าน"),
        Asked(stance="oppose"),
        Asked(day=NOW.date()),
    )


def test_no_search_gives_more_than_the_predicate(talk, changed, author, stranger):
    for viewer in (ANONYMOUS, *talk.voices, author, stranger):
        visible = set(Comment.objects.visible_to(viewer).values_list("pk", flat=True))
        for asked in ways(talk):
            shown = set(comment_search.found(talk.hearing, viewer, asked).values_list("pk", flat=True))
            leaks = [
                (status, asked)
                for status, comments in changed.items()
                for comment in comments
                if comment.pk in shown and not may_read(status, viewer, talk, author)
            ]
            assert leaks == []
            assert shown <= visible


def test_figures_and_quotes_are_of_what_is_public(talk, changed):
    public = Comment.objects.public().filter(hearing=talk.hearing)
    ids = set(public.values_list("public_id", flat=True))
    campaigns, themes = listening_figures.campaigns(talk.hearing), listening_figures.themes(talk.hearing)

    assert campaigns.comments == themes.comments == listening_figures.participation(talk.hearing).comments == len(ids)
    # What is left of the campaign is too little to be one.
    assert campaigns.largest == ()
    for theme in themes.themes:
        members = ThemeMember.objects.filter(theme__public_id=theme.key, comment__in=public)
        assert theme.comments == members.count() == sum(theme.stances.values())
        assert {quote.comment_id for quote in theme.quotes} <= ids


def test_the_reading_room_is_for_the_agency_and_keeps_back_what_was_taken_back(talk, changed, author, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    desk = Client()
    signing_in.sign_in(desk, author.account)
    place = f"/admin/consultation/theme/hearing/{talk.hearing.pk}/"
    theme = ways(talk)[1].theme
    pages = ("", f"?theme={theme}", "?view=campaigns", "?view=search&q=สายด่วน", "?view=masking")

    shown = "".join(desk.get(f"{place}{page}").content.decode() for page in pages)

    words = {status: changed[status][0].body for status in STATUSES}
    assert [status for status in STATUSES if words[status] in shown] == ["pending", "hidden", "private"]
    assert [Client().get(f"{place}{page}").status_code for page in pages] == [302] * len(pages)
