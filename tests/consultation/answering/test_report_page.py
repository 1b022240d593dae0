"""The public report: its figures are those a recount finds, its links lead to what they count, its words are public."""

import hashlib
import json

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from consultation.actions import comment_states, report_papers, report_reading, reports
from consultation.models import (
    Campaign,
    CampaignMember,
    Comment,
    CommentFinding,
    CommentWord,
    HearingReport,
    Statement,
    Theme,
    ThemeMember,
    ThemeQuote,
    ThemeSet,
)
from consultation.pages import showing
from consultation.text import index
from tests.consultation.comments import place
from tests.consultation.hearings import making

from . import talk as talking
from .reading import listed, read

pytestmark = pytest.mark.django_db
STANCES = {"support": "เห็นด้วย", "oppose": "ไม่เห็นด้วย", "neutral": "เป็นกลาง", "support_with_changes": "เห็นด้วยหากแก้ไข"}


def counted(sql: str, *values) -> int:
    """Return what a query of plain SQL counts."""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def found_in(talk) -> tuple[Theme, Campaign]:
    """Put findings, a theme of three comments and a campaign of two among them beside what was said."""
    known = {"method": "by-hand", "version": "1", "made_at": talk.later}
    for number, comment in enumerate(talk.all):
        stance = "oppose" if number == 1 else "unstated"
        CommentFinding.objects.create(comment=comment, hearing=talk.hearing, revision=1, stance=stance, **known)
    kept = ThemeSet.objects.create(hearing=talk.hearing, comments=4, **known)
    theme = Theme.objects.create(set=kept, words=["ออนไลน์", "ค่าปรับ"], made_at=talk.later)
    for comment in talk.comments[:3]:
        ThemeMember.objects.create(set=kept, comment=comment, theme=theme, machine_theme=theme)
    for comment, word in zip(talk.comments, theme.words, strict=False):
        CommentWord.objects.create(hearing=talk.hearing, comment=comment, word=index.number(word))
    ThemeQuote.objects.create(theme=theme, comment=talk.comments[1])
    campaign = Campaign.objects.create(
        hearing=talk.hearing, representative=talk.comments[0], size=3, exact=1, similarity=0.91, **known
    )
    for comment in (*talk.comments[:2], talk.comments[3]):
        CampaignMember.objects.create(comment=comment, campaign=campaign)
    return theme, campaign


def address(talk, rest: str = "report", language: str = "th") -> str:
    return f"{'/en' if language == 'en' else ''}/hearings/{talk.hearing.code}/{rest}"


@pytest.fixture
def report(talk, author, approver):
    found_in(talk)
    return talking.published(author, approver, talk)


def test_the_figures_of_the_page_are_what_plain_sql_counts(talk, report):
    page = read(address(talk))

    hearing = talk.hearing.pk
    of_comments = "SELECT COUNT(*) FROM consultation_comment WHERE hearing_id = %s AND status = %s AND is_private = %s"
    outcomes = page.tables["ความเห็นที่ได้รับและผล"]
    assert outcomes["เผยแพร่"] == [str(counted(of_comments, hearing, "visible", False))] == ["4"]
    assert outcomes["ให้หน่วยงานอ่านเท่านั้น"] == [str(counted(of_comments, hearing, "visible", True))] == ["1"]
    assert outcomes["ซ่อนโดยผู้ดูแล"] == [str(counted(of_comments, hearing, "hidden", False))] == ["1"]
    assert outcomes["รวมที่ได้รับ"] == ["6"]
    of_stances = (
        "SELECT COUNT(*) FROM consultation_stance s JOIN consultation_participant p ON p.id = s.participant_id "
        "WHERE p.hearing_id = %s AND s.section_id IS NULL AND s.value = %s"
    )
    stances = page.tables["จุดยืนต่อร่างทั้งฉบับ"]
    assert {name: int(stances[words][0]) for name, words in STANCES.items()} == {
        name: counted(of_stances, hearing, name) for name in STANCES
    }
    assert page.tables["ความเห็นและจุดยืนที่เข้ามาแต่ละวัน"] == {
        "วัน": ["ความเห็น", "นับข้อความคล้ายกันเป็นหนึ่ง", "จุดยืน"],
        "25 พ.ย. 69": ["4", "2", "3"],
    }
    assert page.tables["เรื่องที่คนพูดถึง นับสองวิธี"]["ออนไลน์ · ค่าปรับ"] == ["3", "2", "เครื่อง"]
    assert page.facts["ผู้มีส่วนร่วม"] == str(
        counted("SELECT COUNT(*) FROM consultation_participant WHERE hearing_id = %s", hearing)
    )
    of_words = (
        "SELECT COUNT(*) FROM consultation_commentfinding f JOIN consultation_comment c ON c.id = f.comment_id "
        "WHERE c.hearing_id = %s AND c.status = 'visible' AND NOT c.is_private AND f.stance = %s"
    )
    words = page.tables["ความเห็นที่เผยแพร่ ตามที่เครื่องอ่านจากถ้อยคำ"]["ทั้งหมด"]
    expected = [
        counted(of_words, hearing, name) for name in ("support", "support_with_changes", "mixed", "oppose", "unstated")
    ]
    assert [int(number) for number in words] == expected == [0, 0, 0, 1, 3]


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_figure_leads_to_as_many_comments_as_it_counts(talk, report, language):
    page = read(address(talk, language=language))
    behind = [(href, words) for href, words in page.links if "/comments?" in href and words.isdecimal()]

    told = {href: (int(words), len(listed(href))) for href, words in behind}

    kinds = {href.partition("?")[2].partition("=")[0] for href in told}
    assert kinds == {"all", "channel", "stance", "section", "theme", "campaign", "issue", "none", "day"}
    # A private and a hidden comment are counted where everything received is, and stand in no list.
    received = {href: pair for href, pair in told.items() if "channel=" in href or "issue=1" in href or "none=" in href}
    assert set(received.values()) == {(6, 4), (2, 1), (2, 2)}
    assert [href for href, (said, found) in told.items() if href not in received and said != found] == []


def test_what_was_hidden_after_publishing_is_gone_from_the_page_at_once(talk, report):
    words = talk.comments[1].body
    before = read(address(talk)).text

    comment_states.set_status(comment=talk.comments[1], status="hidden", now=timezone.now())

    after = read(address(talk))
    assert words in before
    assert words not in after.text
    assert "ความเห็นที่ยกมาซึ่งไม่เผยแพร่แล้ว: 1" in after.text
    assert words not in read(address(talk, "comments")).text
    assert words not in Client().get(address(talk, "report/1.json")).content.decode()


def test_the_page_is_read_without_signing_in_in_both_languages_and_costs_a_fixed_number_of_queries(
    talk, report, django_assert_num_queries
):
    for language, heading in (("th", "ท่านเสนอ หน่วยงานตอบ"), ("en", "You said, we did")):
        with django_assert_num_queries(5):
            response = Client().get(address(talk, language=language))

        body = response.content.decode()
        assert response.status_code == 200
        assert f'<html lang="{language}">' in body
        assert "<script" not in body
        assert heading in body
        assert "sessionid" not in response.cookies
        assert response["Cache-Control"] == "public, max-age=60"
        again = Client().get(address(talk, language=language), headers={"If-None-Match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    english = read(address(talk, language="en"))
    assert len(english.ids) == len(set(english.ids))
    assert [tag for tag, _ in english.headings if tag == "h1"] == ["h1"]


def test_the_content_and_the_papers_are_what_was_published(talk, report):
    for language in report_reading.LANGUAGES:
        report_papers.issue_paper.func(report=str(report.public_id), language=language)

    content = Client().get(address(talk, "report/1.json"))
    papers = [Client().get(address(talk, "report/1.pdf", language)) for language in ("th", "en")]

    assert hashlib.sha256(content.content).hexdigest() == report.digest
    assert report.digest in read(address(talk)).text
    assert [one["Content-Type"] for one in papers] == ["application/pdf"] * 2
    assert all(b"".join(one.streaming_content).startswith(b"%PDF-") for one in papers)
    assert papers[0]["ETag"] != papers[1]["ETag"]


def test_an_older_revision_stays_readable_beside_its_correction(talk, report, author, approver):
    how = {"code": talk.hearing.code, "now": talk.later}
    reports.begin_correction(viewer=author, correction_th="แก้ตัวเลขหน้า 2", **how)
    second = reports.draw_up(viewer=author, foreword_th="บทสรุปใหม่", **how)
    waiting = Client().get(address(talk, "report/2")).status_code
    reports.publish(viewer=approver, seen=second.digest, **how)

    newest, older = read(address(talk)), read(address(talk, "report/1"))

    assert waiting == 404
    assert "บทสรุปใหม่" in newest.text
    assert "แก้ตัวเลขหน้า 2" in newest.text
    assert "บทสรุปใหม่" not in older.text
    assert "ท่านกำลังอ่านฉบับเก่า" in older.text
    assert report.digest in newest.text


def test_only_a_published_report_of_a_public_hearing_is_there(talk, author):
    talking.answered(author, talk)
    talking.drawn_up(author, talk)

    asked = [Client().get(address(talk, rest)) for rest in ("report", "report/1", "report/1.json", "report/1.pdf")]
    asked += [Client().get("/hearings/no-such-hearing/report"), Client().get("/en/hearings/no-such-hearing/comments")]

    assert {one.status_code for one in asked} == {404}
    assert all(
        "ไม่พบรายการที่ระบุ" in one.content.decode() and "Nothing by that name" in one.content.decode() for one in asked
    )


def test_content_of_the_earlier_format_is_shown_without_what_it_lacks(talk, report):
    told = json.loads(report.content)
    earlier = {name: part for name, part in told.items() if name not in ("days", "words", "themes", "campaigns", "map")}

    for language in report_reading.LANGUAGES:
        shown = {one.key: one for one in report_reading.sections(earlier, language)}

        assert {"days", "words", "themes", "campaigns", "map", "issues"} <= shown.keys()


def test_the_opinion_map_tells_groups_and_shares_and_no_number_below_five(talk, report):
    statement = Statement.objects.create(
        hearing=talk.hearing, text="สภาควรตอบทุกเรื่อง", is_seed=False, status="visible", created_at=talk.later
    )
    shares = [
        {"group": None, "agree": 71, "disagree": 20, "pass": 9},
        {"group": 1, "agree": 92, "disagree": 4, "pass": 4},
    ]
    says = [{"id": str(statement.public_id), "number": 4, "text": "", "direction": "agree", "shares": shares}]
    told = json.loads(report.content) | {
        "map": {
            "made_at": "2026-12-25T02:30:00+07:00",
            "people_voted": 320,
            "people_placed": 285,
            "groups": [{"number": 1, "people": 190, "says": says}],
            "consensus": [],
            "density": {"columns": 2, "rows": 1, "cells": [[0, 0, 35]]},
            "withheld": [{"code": "NO_GROUPS", "th": "ไม่แบ่งเป็นกลุ่ม", "en": "No groups"}],
            "stability_percent": 93,
            "explained_percent": [24, 9],
            "algorithm": "opinions/1",
            "input_hash": "",
        }
    }

    for language, group in (("th", "กลุ่มที่ 1"), ("en", "Group 1")):
        sections = report_reading.sections(told, language)
        shower = showing.Shower(language, "/comments", showing.live(sections))
        shown = shower.section(next(one for one in sections if one.key == "map"))
        tables = [one["table"] for one in shown["blocks"] if one["kind"] in ("rows", "figure")]
        said = next(one for one in tables if one["caption"].text == group)
        assert [first.text for first, _ in said["rows"]] == ["สภาควรตอบทุกเรื่อง"]
        assert [cell.text for cell, _ in said["rows"][0][1]][1:] == ["71 / 20 %", "(1) 92 / 4 %"]
        grid = next(one["svg"] for one in shown["blocks"] if one["kind"] == "figure" and ">35<" in one["svg"])
        assert ">0<" not in grid

    Statement.objects.filter(pk=statement.pk).update(status="hidden")
    sections = report_reading.sections(told, "th")
    assert showing.live(sections).statements == {}


@pytest.mark.parametrize("people", [0, 1, 2])
def test_a_hearing_hardly_anybody_spoke_in_has_a_report_that_says_so(talk, author, approver, people):
    hearing = making.opened(author, approver, talk.hearing.version, code="quiet-1")
    then = making.at(hearing, days=1)
    for number in range(people):
        viewer, _ = place.make_voice(hearing, 40 + number, now=then)
        place.say(viewer, hearing, "เห็นด้วย", now=then)
    making.hearing_schedule.turn(now=hearing.closes_at)
    how = {"code": hearing.code, "now": making.fresh(hearing).closes_at}
    if people:
        talking.issue_links.mark_rest(viewer=author, reason="ไม่มีข้อเสนอ", **how)
    drawn = reports.draw_up(viewer=author, foreword_th="", **how)
    reports.publish(viewer=approver, seen=drawn.digest, **how)

    page, english = read("/hearings/quiet-1/report"), read("/en/hearings/quiet-1/report")

    assert ("ไม่มีความเห็นที่ส่งเข้ามา" in page.text) == (people == 0)
    assert "ไม่มีแผนที่ความเห็น" in page.text
    assert "ไม่มีผู้แสดงจุดยืนต่อร่างทั้งฉบับ" in page.text
    assert "There is no opinion map" in english.text
    assert HearingReport.objects.get(hearing=hearing).published_at is not None
    assert Comment.objects.filter(hearing=hearing).count() == people == len(listed("/hearings/quiet-1/comments"))
