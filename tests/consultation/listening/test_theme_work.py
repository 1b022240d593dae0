"""Officers at work on themes: what they did stays when the machine seeks again, and its part stays visible."""

from datetime import timedelta

import pytest

from consultation.actions import listening, listening_figures, theme_issues, theme_work
from consultation.actions.issues import HearingNotAnswered, IssueGiven
from consultation.models import Hearing, IssueLink, Theme, ThemeMember, ThemeQuote
from superapp.refusal import NotFound
from tests.factories.services import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def theme_of(comment) -> Theme:
    return ThemeMember.objects.get(set__section=None, comment=comment).theme


def lines(talk):
    return {line.key: line for line in listening_figures.themes(talk.hearing).themes}


def test_names_merges_and_splits_outlast_the_machine(talk, author):
    phone, web = theme_of(talk.comments["phone"][1]), theme_of(talk.comments["web"][1])
    fine = theme_of(talk.comments["fine"][1])
    moved = [one.public_id for one in talk.comments["fine"][:2] if theme_of(one) == fine]
    theme_work.rename(viewer=author, theme_id=phone.public_id, label_th="สายด่วนร้องเรียน", label_en="Hotline", now=LATER)
    theme_work.merge(viewer=author, into_id=phone.public_id, theme_ids=[web.public_id], now=LATER)
    split = theme_work.split(viewer=author, theme_id=fine.public_id, comment_ids=moved, label_th="แม่ค้าหาบเร่", now=LATER)
    both = ThemeMember.objects.filter(theme__in=[phone, web]).exclude(comment=talk.personal).count()

    before = lines(talk)
    recomputed = listening.recompute(hearing=talk.hearing, now=LATER)
    listening.listen(hearing=talk.hearing, now=LATER)

    assert recomputed == len(talk.all)
    assert {key: line.comments for key, line in lines(talk).items()} == {
        key: line.comments for key, line in before.items()
    }
    line = lines(talk)[phone.public_id]
    assert (line.label_th, line.label_en, line.is_label_by_officer) == ("สายด่วนร้องเรียน", "Hotline", True)
    assert line.comments == both
    assert line.words
    assert web.public_id not in lines(talk)
    assert lines(talk)[split.public_id].comments == len(moved)
    members = ThemeMember.objects.filter(theme=split)
    assert set(members.values_list("machine_theme", flat=True)) == {fine.pk}
    theme_work.take_apart(viewer=author, theme_id=web.public_id, now=LATER)
    assert web.public_id in lines(talk)


def test_quotes_are_chosen_and_passed_over_for_good(talk, author):
    theme = theme_of(talk.comments["web"][1])
    shown = lines(talk)[theme.public_id].quotes
    quoted = {quote.comment_id for quote in shown}
    other = next(one for one in talk.comments["web"] if theme_of(one) == theme and one.public_id not in quoted)

    theme_work.quote(viewer=author, theme_id=theme.public_id, comment_id=other.public_id, is_wanted=True, now=LATER)
    theme_work.quote(
        viewer=author, theme_id=theme.public_id, comment_id=shown[0].comment_id, is_wanted=False, now=LATER
    )
    listening.listen(hearing=talk.hearing, now=LATER)

    quotes = lines(talk)[theme.public_id].quotes
    assert quotes[0].comment_id == other.public_id
    assert quotes[0].is_chosen_by_officer
    assert shown[0].comment_id not in {quote.comment_id for quote in quotes}
    assert ThemeQuote.objects.filter(theme=theme, choice="machine").exists()


def test_an_issue_is_made_of_a_theme_with_all_its_comments(talk, author, monkeypatch):
    monkeypatch.setattr(theme_issues, "BATCH", 3)
    theme = theme_of(talk.comments["phone"][1])
    given = IssueGiven(title_th="สายด่วน")
    with pytest.raises(HearingNotAnswered):
        theme_issues.draw_up(viewer=author, theme_id=theme.public_id, given=given, now=LATER)
    Hearing.objects.filter(pk=talk.hearing.pk).update(state="closed")

    issue = theme_issues.draw_up(viewer=author, theme_id=theme.public_id, given=given, now=LATER)
    after = IssueLink.objects.filter(issue=issue).order_by("-comment").values_list("comment", flat=True)[0]
    while theme_issues.link_more.func(issue_id=issue.pk, theme_id=theme.pk, after=after):
        after = IssueLink.objects.filter(issue=issue).order_by("-comment").values_list("comment", flat=True)[0]

    linked = set(IssueLink.objects.filter(issue=issue).values_list("comment", flat=True))
    assert linked == set(ThemeMember.objects.filter(theme=theme).values_list("comment", flat=True))
    assert len(linked) > 6
    assert set(IssueLink.objects.filter(issue=issue).values_list("source", flat=True)) == {"machine"}


def test_nobody_else_works_on_them_and_what_is_wrong_is_said(talk, author, stranger):
    phone, fine = theme_of(talk.comments["phone"][1]), theme_of(talk.comments["fine"][1])
    for viewer in (stranger, talk.voices[0]):
        with pytest.raises(NotFound):
            theme_work.rename(viewer=viewer, theme_id=phone.public_id, label_th="ยึด", now=LATER)
    with pytest.raises(theme_work.ThemesApart):
        theme_work.merge(viewer=author, into_id=phone.public_id, theme_ids=[phone.public_id], now=LATER)
    with pytest.raises(theme_work.ThemeLabelWrong):
        theme_work.rename(viewer=author, theme_id=phone.public_id, label_th="ก" * 201, now=LATER)
    with pytest.raises(theme_work.TooManyToMove):
        theme_work.split(viewer=author, theme_id=fine.public_id, comment_ids=[], label_th="ใหม่", now=LATER)
    with pytest.raises(NotFound):
        theme_work.quote(
            viewer=author, theme_id=fine.public_id, comment_id=talk.personal.public_id, is_wanted=True, now=LATER
        )

    assert not Theme.objects.filter(renamed_by__isnull=False).exists()
    assert not Theme.objects.filter(merged_into__isnull=False).exists()
