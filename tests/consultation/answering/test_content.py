"""What a report says: every number by hand, no word of a participant, and small cells hidden."""

import json

import pytest

from consultation.actions import report_content, report_numbers, reports
from consultation.models import Evaluation, Hearing, HearingCount
from superapp.paper.records import canonical
from tests.consultation.hearings import making

from . import talk as talking

pytestmark = pytest.mark.django_db


@pytest.fixture
def content(talk, author):
    """Return the content of the report on the hearing."""
    talking.answered(author, talk)
    return json.loads(talking.drawn_up(author, talk).content)


def test_a_report_counts_everything_that_was_received(content, talk):
    said = content["comments"]

    assert (said["received"], said["shown"], said["private"], said["hidden"]) == (6, 4, 1, 1)
    assert said["distinct_texts"] == 4
    assert said["by_channel"] == {"online": 6}
    assert content["stances"]["overall"] == {"support": 2, "support_with_changes": 0, "oppose": 1, "neutral": 0}
    assert content["participation"]["participants"] == 6
    assert content["participation"]["by_channel"] == {"online": 6, "paper": 0, "email": 0, "meeting": 0}
    assert content["participation"]["by_display"] == {"pseudonym": None, "named": 0, "private": None}
    assert content["participation"]["by_capacity"] == {"person": 6, "organisation": 0}
    scale = next(one for one in content["questions"] if one["form"] == "scale")
    assert (scale["answered"], scale["counts"], scale["scale_points"]) == (1, {"4": 1}, 5)
    assert [one["form"] for one in content["questions"]] == ["open", "one", "many", "scale", "rank"]


def test_a_report_says_how_the_hearing_was_held(content, talk):
    period, dossier = content["period"], content["dossier"]

    assert content["hearing"]["code"] == talk.hearing.code
    assert (period["first_day"], period["last_day"], period["days"]) == ("2026-11-24", "2026-12-23", 30)
    assert (period["minimum_days"], period["recommended_days"], period["justification"]) == (15, 30, None)
    assert [one["kind"] for one in dossier["documents"]] == [
        "affected",
        "impact",
        "need",
        "plain",
        "principles",
        "problem",
    ]
    assert all(len(one["digest"]) == 64 for one in dossier["documents"])
    assert [one["kind"] for one in dossier["waivers"]] == ["committees", "discretion", "penalties", "permits"]
    assert content["law"] == {
        "code": "complaints-act",
        "title": {"th": "ร่างพระราชบัญญัติช่องทางร้องเรียน พ.ศ. ....", "en": ""},
        "instrument": "act",
        "version": 1,
        "version_digest": "0" * 64,
    }
    assert content["annex"]["comments"] == f"/open-data/{talk.hearing.code}/"
    assert content["evaluation"] is None


def test_a_report_holds_issues_answers_and_minority_views(content):
    first, second = content["issues"]

    assert (first["number"], first["comments"], first["is_minority"]) == (1, 2, False)
    assert first["sections"] == [{"key": "s2", "number": "มาตรา 2"}]
    assert first["answer"]["verdict"] == "accepted"
    assert (second["number"], second["comments"], second["is_minority"]) == (2, 1, True)
    assert content["no_issue"] == [{"reason": "ไม่มีข้อเสนอ", "comments": 2}]


def test_a_report_holds_no_word_of_a_participant(content, talk):
    text = json.dumps(content, ensure_ascii=False)

    said = [*talking.TEXTS, talk.private.body, talk.hidden.body]
    people = [one.author.pseudonym for one in talk.comments] + [str(one.public_id) for one in talk.all]
    assert [words for words in (*said, *people) if words in text] == []


def test_the_same_state_gives_the_same_bytes(talk, author):
    talking.answered(author, talk)
    report = talking.drawn_up(author, talk)
    hearing = Hearing.objects.select_related("law", "version", "agency").get()

    text, digest = report_content.build(hearing, report, now=talk.later)

    assert (text, digest) == (report.content, report.digest)
    assert canonical(json.loads(text)).decode() == text


def test_small_cells_are_hidden_with_a_second_one():
    hidden = report_numbers.suppressed({"named": 2, "pseudonym": 90, "private": 8})

    assert hidden == {"named": None, "pseudonym": 90, "private": None}
    assert report_numbers.suppressed({"a": 0, "b": 5}) == {"a": 0, "b": 5}
    assert report_numbers.suppressed({"a": 1, "b": 4, "c": 70}) == {"a": None, "b": None, "c": 70}


def test_a_large_hearing_is_counted_by_a_job(talk, author, approver, monkeypatch):
    monkeypatch.setattr(reports, "AT_ONCE", 5)
    talking.answered(author, talk)

    report = talking.drawn_up(author, talk)
    how = {"report": str(report.public_id), "drawn_up_at": report.drawn_up_at.isoformat()}
    waiting = report.content
    with pytest.raises(reports.ReportNotDrawnUp):
        reports.publish(viewer=approver, code=talk.hearing.code, seen="", now=talk.later)
    kept = reports.keep_counted(reports.count_later.func(**how), **how)
    twice = reports.keep_counted(reports.count_later.func(**how), **how)

    report.refresh_from_db()
    assert (waiting, kept, twice) == ("", True, False)
    assert json.loads(report.content)["comments"]["received"] == HearingCount.objects.get().received == 6


def test_an_evaluation_ends_with_the_report_of_its_hearing(talk, author, approver):
    law = talk.hearing.law
    law.in_force_on = talk.hearing.opens_at.date().replace(year=2020)
    law.save()
    hearing = making.closed(author, approver, talk.hearing.version, kind="evaluation", code="complaints-review-1")
    evaluation = Evaluation.objects.get(hearing=hearing)
    evaluation.indicators.create(
        position=0, name_th="เรื่องที่แก้ได้", unit_th="ร้อยละ", value="71.5", source="รายงานปี 2568", as_of="2025-12-31"
    )
    later = talk.later

    with pytest.raises(reports.ReportTextWrong):
        reports.draw_up(viewer=author, code=hearing.code, foreword_th="", now=later)
    report = reports.draw_up(viewer=author, code=hearing.code, foreword_th="กฎหมายนี้ยังจำเป็น", now=later)
    reports.publish(viewer=approver, code=hearing.code, seen=report.digest, now=later)

    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.report_th) == ("reported", "กฎหมายนี้ยังจำเป็น")
    assert Evaluation.objects.filter(law=law, state="scheduled").count() == 1
    told = json.loads(report.content)["evaluation"]
    assert (told["ground"], told["indicators"][0]["value"]) == ("five_years", "71.500")
