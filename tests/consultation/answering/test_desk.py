"""The desk: comments are linked in bulk and answered, a report is read and published by a second officer."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultation.models import AgencyAnswer, HearingReport, Issue, IssueLink
from tests import signing_in

from . import talk as talking

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(talk, monkeypatch) -> Any:
    """Let the desk's clock stand after the hearing."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: talk.later)
    return timezone


def browser(viewer: Any) -> Client:
    client = Client()
    if viewer is not None:
        signing_in.sign_in(client, viewer.account)
    return client


def address(talk: Any, rest: str) -> str:
    return f"/admin/consultation/issue/{talk.hearing.pk}/{rest}"


def test_from_comments_to_a_published_report(clock, talk, author, approver):
    writing, reading = browser(author), browser(approver)

    writing.post(
        address(talk, "draw-up/"), {"title_th": "ช่องทางร้องเรียน", "sections": ["s2"], "summary_th": "ขอทางออนไลน์"}
    )
    issue = Issue.objects.get()
    keys = [str(one.public_id) for one in talk.comments[:2]]
    writing.post(address(talk, "link/"), {"issue": str(issue.public_id), "comment": keys})
    left = writing.get(address(talk, "work/")).content.decode()
    writing.post(address(talk, "mark-rest/"), {"reason": "แสดงจุดยืนโดยไม่มีข้อเสนอ"})
    told = {"issue": str(issue.public_id), "verdict": "accepted", "reasons_th": "เห็นพ้อง", "changed_version": "1"}
    writing.post(address(talk, "answer/"), told | {"changed_section": "s2"})
    chosen = writing.get(address(talk, "work/?issue=1")).content.decode()
    writing.post(address(talk, "report/draw-up/"), {"foreword_th": "รับฟังครบถ้วน"})
    report = HearingReport.objects.get()
    own = writing.get(address(talk, "report/")).content.decode()
    preview = reading.get(address(talk, "report/")).content.decode()
    reading.post(address(talk, "report/publish/"), {"seen": report.digest})
    listed = writing.get("/admin/consultation/issue/").content.decode()
    after = writing.post(address(talk, "answer/"), told, follow=True).content.decode()

    assert talking.TEXTS[2] in left
    assert talking.TEXTS[0] not in left
    assert talking.TEXTS[0] in chosen
    assert "ท่านเป็นผู้จัดทำ" in own
    assert "ประเด็นที่ 1 ช่องทางร้องเรียน" in preview
    assert "เผยแพร่ฉบับที่ 1" in preview
    report.refresh_from_db()
    assert (report.published_at, report.publisher) == (talk.later, approver.officer)
    assert talk.hearing.title_th in listed
    assert "ประเด็นและคำตอบจึงแก้ไขไม่ได้" in after


def test_pages_and_steps_are_there_for_officers_here_only(clock, talk, author, stranger):
    talking.issue(author, talk)

    for viewer, status in ((None, 302), (talk.voices[0], 302), (stranger, 404)):
        client = browser(viewer)
        for page in ("work/", "report/"):
            assert client.get(address(talk, page)).status_code == status
        for step in ("draw-up/", "mark-rest/", "answer/", "report/draw-up/", "report/publish/", "report/export/"):
            assert client.post(address(talk, step), {"title_th": "ก", "reason": "ก"}).status_code == status
    assert (Issue.objects.count(), IssueLink.objects.count(), AgencyAnswer.objects.count()) == (1, 0, 0)
    assert not HearingReport.objects.exists()


def test_the_workbench_costs_the_same_however_much_there_is(clock, talk, author):
    client = browser(author)
    talking.issue(author, talk)
    client.get(address(talk, "work/"))
    with CaptureQueriesContext(connection) as few:
        client.get(address(talk, "work/"))
    for number in range(5):
        talking.issue(author, talk, f"ประเด็น {number}", sections=("s1", "s2"))

    with CaptureQueriesContext(connection) as many:
        page = client.get(address(talk, "work/"))

    assert page.status_code == 200
    assert len(few) == len(many)
