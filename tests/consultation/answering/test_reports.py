"""The gate of the report: every comment linked, every issue answered, two officers, and nothing changed afterwards."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from consultation.actions import issue_answers, issue_links, issue_telling, issues, report_papers, reports
from consultation.models import AgencyAnswer, Hearing, HearingEvent, HearingReport, Issue, IssueLink, ReportFile
from superapp.accounts.viewer import ANONYMOUS
from superapp.audit.models import AuditEvent
from superapp.files.actions import documents
from superapp.people.models import Notice
from superapp.refusal import NotFound
from tests.consultation.comments import place

from . import talk as talking

pytestmark = pytest.mark.django_db


def test_no_report_with_an_unlinked_comment_or_an_unanswered_issue(talk, author, approver):
    first = talking.issue(author, talk)
    talking.link(author, talk, first, *talk.comments[:2])
    report = talking.drawn_up(author, talk)
    code, seen = talk.hearing.code, report.digest

    with pytest.raises(reports.CommentsUnlinked) as unlinked:
        reports.publish(viewer=approver, code=code, seen=seen, now=talk.later)
    issue_links.mark_rest(viewer=author, code=code, reason="ไม่มีข้อเสนอ", now=talk.later)
    with pytest.raises(reports.ReportNotDrawnUp):
        reports.publish(viewer=approver, code=code, seen=seen, now=talk.later)
    seen = talking.drawn_up(author, talk).digest
    with pytest.raises(reports.IssueUnanswered) as unanswered:
        reports.publish(viewer=approver, code=code, seen=seen, now=talk.later)

    assert unlinked.value.details == {"number": 3}
    assert unanswered.value.details == {"numbers": "1"}
    assert unanswered.value.code == "REPORT_ISSUE_UNANSWERED"
    assert not HearingReport.objects.filter(published_at__isnull=False).exists()
    assert Hearing.objects.get().state == "analysing"


def test_one_draws_up_and_another_publishes_what_they_have_read(talk, author, approver, head):
    talking.answered(author, talk)
    report = talking.drawn_up(head, talk)
    code = talk.hearing.code

    with pytest.raises(reports.ReportOwnWork):
        reports.publish(viewer=head, code=code, seen=report.digest, now=talk.later)
    with pytest.raises(reports.ReportChanged):
        reports.publish(viewer=approver, code=code, seen="0" * 64, now=talk.later)
    with pytest.raises(NotFound):
        reports.publish(viewer=author, code=code, seen=report.digest, now=talk.later)
    done = reports.publish(viewer=approver, code=code, seen=report.digest, now=talk.later)

    assert (done.revision, done.published_at, done.publisher) == (1, talk.later, approver.officer)
    assert done.digest == hashlib.sha256(done.content.encode()).hexdigest()
    assert Hearing.objects.get().state == "reported"
    assert HearingEvent.objects.filter(kind="reported").count() == 1
    assert AuditEvent.objects.order_by("-pk").values_list("action", flat=True)[0] == "hearing.publish_report"
    with pytest.raises(reports.ReportPublished):
        reports.publish(viewer=approver, code=code, seen=done.digest, now=talk.later)
    with pytest.raises(reports.ReportPublished):
        talking.drawn_up(author, talk)


def test_after_publishing_nothing_is_edited(talk, author, approver):
    report = talking.published(author, approver, talk)
    first = Issue.objects.get(number=1)
    before = (report.content, list(Issue.objects.values()), list(AgencyAnswer.objects.values()))
    links = IssueLink.objects.count()

    for act in (
        lambda: talking.issue(author, talk, "อีกประเด็น"),
        lambda: issues.revise(
            viewer=author, issue_id=first.public_id, given=issues.IssueGiven(title_th="อื่น"), now=talk.later
        ),
        lambda: issues.remove(viewer=author, issue_id=first.public_id, now=talk.later),
        lambda: talking.answer(author, talk, first, "not_accepted"),
        lambda: talking.link(author, talk, first, talk.comments[1]),
        lambda: issue_links.mark_rest(viewer=author, code=talk.hearing.code, reason="อื่น", now=talk.later),
    ):
        with pytest.raises(issues.IssuesFrozen):
            act()
    with pytest.raises(DatabaseError), transaction.atomic():
        HearingReport.objects.filter(pk=report.pk).update(content="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        HearingReport.objects.filter(pk=report.pk).delete()

    report.refresh_from_db()
    assert (report.content, list(Issue.objects.values()), list(AgencyAnswer.objects.values())) == before
    assert IssueLink.objects.count() == links


def test_a_correction_is_the_next_revision_beside_the_first(talk, author, approver):
    first = talking.published(author, approver, talk)
    code, later = talk.hearing.code, talk.later + timedelta(days=1)

    with pytest.raises(reports.ReportTextWrong):
        reports.begin_correction(viewer=author, code=code, correction_th=" ", now=later)
    begun = reports.begin_correction(viewer=author, code=code, correction_th="แก้คำตอบประเด็นที่ 1", now=later)
    with pytest.raises(reports.ReportPublished):
        reports.begin_correction(viewer=author, code=code, correction_th="อีกครั้ง", now=later)
    talking.answer(author, talk, Issue.objects.get(number=1), "partly")
    with pytest.raises(reports.ReportNotDrawnUp):
        reports.publish(viewer=approver, code=code, seen=begun.digest, now=later)
    second = talking.drawn_up(author, talk)
    done = reports.publish(viewer=approver, code=code, seen=second.digest, now=later)

    first.refresh_from_db()
    assert (first.revision, done.revision) == (1, 2)
    assert json.loads(first.content)["issues"][0]["answer"]["verdict"] == "accepted"
    assert json.loads(done.content)["issues"][0]["answer"]["verdict"] == "partly"
    assert json.loads(done.content)["correction"] == {"th": "แก้คำตอบประเด็นที่ 1"}
    assert reports.latest(talk.hearing) == done
    assert HearingEvent.objects.filter(kind="reported").count() == 2
    with pytest.raises(issues.IssuesFrozen):
        talking.issue(author, talk, "อีกประเด็น")


def test_nothing_is_answered_before_the_hearing_has_closed(talk, author):
    still_open = place.make_hearing(talk.hearing.version, "still-open-1", round=2)
    given = issues.IssueGiven(title_th="เร็วไป")

    with pytest.raises(issues.HearingNotAnswered):
        issues.draw_up(viewer=author, code=still_open.code, given=given, now=talk.later)
    with pytest.raises(issues.HearingNotAnswered):
        reports.draw_up(viewer=author, code=still_open.code, foreword_th="", now=talk.later)

    assert not Issue.objects.exists()


def test_only_officers_here_work_on_issues_and_reports(talk, author, approver, stranger):
    one = talking.issue(author, talk)
    report = talking.drawn_up(author, talk)
    code, now, events = talk.hearing.code, talk.later, AuditEvent.objects.count()
    ids = [talk.comments[0].public_id]

    for viewer in (ANONYMOUS, talk.voices[0], stranger):
        for act in (
            lambda who=viewer: talking.issue(who, talk),
            lambda who=viewer: issues.remove(viewer=who, issue_id=one.public_id, now=now),
            lambda who=viewer: issue_links.link(viewer=who, issue_id=one.public_id, comment_ids=ids, now=now),
            lambda who=viewer: issue_links.mark_none(viewer=who, code=code, comment_ids=ids, reason="ก", now=now),
            lambda who=viewer: talking.answer(who, talk, one),
            lambda who=viewer: talking.drawn_up(who, talk),
            lambda who=viewer: reports.publish(viewer=who, code=code, seen=report.digest, now=now),
            lambda who=viewer: reports.begin_correction(viewer=who, code=code, correction_th="ก", now=now),
        ):
            with pytest.raises(NotFound):
                act()
        assert reports.visible(viewer, report.public_id) is None
    assert reports.visible(approver, report.public_id) == report
    assert (Issue.objects.count(), IssueLink.objects.count(), AgencyAnswer.objects.count()) == (1, 0, 0)
    assert AuditEvent.objects.count() == events


def test_everybody_whose_comment_is_linked_is_told_once(talk, author, approver):
    talking.published(author, approver, talk)
    how = {"hearing": str(talk.hearing.public_id), "after": 0, "at": talk.later.isoformat()}

    counts = [issue_telling.tell_heard.func(**how) for _ in range(2)]

    told = Notice.objects.filter(topic="consultation.answered")
    assert counts == [3, 3]
    assert {notice.citizen for notice in told} == {talking.citizen(talk.voices[place]) for place in (0, 3, 4)}
    assert told.count() == 3
    assert told[0].texts["title_en"] == "The issue you raised was answered: Hearing on the Complaints Bill"


def test_the_paper_is_drawn_once_and_can_be_verified(talk, author, approver):
    report = talking.published(author, approver, talk)
    public_id = str(report.public_id)

    number = report_papers.issue_paper.func(report=public_id)
    again = report_papers.issue_paper.func(report=public_id)

    document = ReportFile.objects.get(report=report).document
    assert (number, again) == (document.number, document.number)
    assert document.number.startswith("HR-")
    assert json.loads(document.record_text)["content_sha256"] == report.digest
    assert b"".join(documents.content(document)).startswith(b"%PDF-")


def test_an_answer_names_only_changes_that_are_there(talk, author):
    one = talking.issue(author, talk)

    for change in (
        {"changed_version": 7},
        {"changed_section": "s2"},
        {"changed_version": 1, "changed_section": "s99"},
    ):
        with pytest.raises(issue_answers.ChangeNotThere):
            talking.answer(author, talk, one, **change)
    with pytest.raises(NotFound):
        talking.answer(author, talk, one, "maybe")
    with pytest.raises(issue_answers.AnswerReasonsNeeded):
        issue_answers.answer(viewer=author, issue_id=one.public_id, verdict="accepted", reasons_th=" ", now=talk.later)
    kept = talking.answer(author, talk, one, changed_version=1, changed_section="s2")

    assert AgencyAnswer.objects.get() == kept
    assert (kept.changed_version.number, kept.changed_section.key) == (1, "s2")
