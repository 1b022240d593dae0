"""Every page of the desk, every page and file for everybody, every notice: held to the one predicate by looking.

The addresses are enumerated: one with an argument or a row that is not told of below fails here, until somebody says
what its page is about.
"""

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from consultation.actions import (
    hearing_schedule,
    issue_answers,
    issue_links,
    issues,
    moderation_appeals,
    open_data,
    open_data_files,
    reports,
)
from consultation.models import (
    AgencyNotice,
    HearingEvent,
    HearingReport,
    ModerationAppeal,
    ModerationDecision,
    OpenDataSet,
    Statement,
)
from consultation.pages.urls import urlpatterns
from superapp.audit.models import AuditEvent
from superapp.jobs.models import Job
from superapp.people.models import Notice

from .conftest import LATER, officer_of
from .saying import STATUSES, found_in, may_read, said, word

__all__ = ["said"]
pytestmark = pytest.mark.django_db


def addresses(patterns: Any) -> Iterator[Any]:
    """Yield every named address below these patterns."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns)
        elif pattern.name:
            yield pattern


def arguments(name: str, converters: dict[str, Any], known: dict[str, list[Any]]) -> list[dict[str, Any]]:
    """Return the arguments an address is tried with: the keys of all rows its pages are about."""
    about = name.removeprefix("consultation_").split("_")[0]
    rows = known["appeal"] if name.endswith("_appeal") else known[about]
    fixed = {"kind": "need", "step": "ready", "number": 1, "document_id": uuid.uuid4()}
    told = {one: fixed[one] for one in converters if one in fixed}
    if "key" in converters:
        return [told | {"key": key} for key in known["key"]]
    names = [one for one in converters if one in ("pk", "object_id")]
    assert set(converters) <= {*fixed, "key", "pk", "object_id"}, f"{name}: an argument nobody has told of here"
    return [told | {names[0]: row} for row in rows] if names else [told]


@pytest.fixture
def answered(room, said, settings, tmp_path):
    """Close the hearing and publish its report and its open data."""
    settings.VAR_DIR = tmp_path
    code, later = room.hearing.code, room.hearing.closes_at + timedelta(days=1)
    appeal = {"viewer": room.writer, "subject": said["hidden"], "grounds": "ไม่ได้ดูหมิ่น", "now": LATER}
    moderation_appeals.file(**appeal)
    hearing_schedule.turn(now=room.hearing.closes_at)
    how = {"viewer": room.moderator, "now": later}
    issue = issues.draw_up(code=code, given=issues.IssueGiven(title_th="ช่องทาง"), **how)
    issue_links.link(issue_id=issue.public_id, comment_ids=[said["visible"].public_id], **how)
    issue_links.mark_rest(code=code, reason="ไม่มีข้อเสนอ", **how)
    issue_answers.answer(issue_id=issue.public_id, verdict="accepted", reasons_th="เห็นพ้อง", **how)
    report = reports.draw_up(code=code, foreword_th="รับฟังครบถ้วน", **how)
    reports.publish(viewer=room.colleague, code=code, seen=report.digest, now=later)
    row = OpenDataSet.objects.get()
    open_data.keep(open_data.make.func(data_set=str(row.public_id)), data_set=str(row.public_id))
    row.refresh_from_db()
    assert (row.state, row.error) == ("ready", "")
    return row


def test_no_page_of_the_desk_shows_more_than_the_predicate(room, said, answered, at_desk):
    known = {
        "agencynotice": list(AgencyNotice.objects.values_list("pk", flat=True)),
        "appeal": list(ModerationAppeal.objects.values_list("pk", flat=True)),
        "draftlaw": [room.hearing.law_id],
        "evaluation": [1],
        "hearing": [room.hearing.pk],
        "intake": [1],
        "issue": [room.hearing.pk],
        "key": [f"c-{one.pk}" for one in said.values()]
        + [f"s-{pk}" for pk in Statement.objects.values_list("pk", flat=True)],
        "moderation": list(ModerationDecision.objects.values_list("pk", flat=True)),
        "pasthearing": [1],
        "theme": [room.hearing.pk],
        "moderationdecision": list(ModerationDecision.objects.values_list("pk", flat=True)),
    }
    pages = {one.name: one for one in addresses(get_resolver().url_patterns) if one.name.startswith("consultation_")}
    boards = ("waiting", "seconds", "appeals", "log")
    urls = {
        reverse(f"admin:{name}", kwargs=given)
        for name, one in pages.items()
        for given in arguments(name, one.pattern.converters, known)
    } | {f"/admin/consultation/moderationdecision/?board={board}" for board in boards}

    assert len(urls) > 60
    for viewer in (room.outsider, room.moderator):
        desk = at_desk(officer_of(viewer))
        answers = {url: desk.get(url) for url in sorted(urls)}
        shown = "".join(one.content.decode() for one in answers.values() if not one.streaming)
        leaks = {one for one, _ in found_in(shown) if one != "visible"}
        assert leaks <= (
            {one for one in STATUSES if may_read(one, viewer, room)} if viewer == room.moderator else set()
        )
        assert sum(one.status_code == 200 for one in answers.values()) > 5


PUBLIC = ("open-data", "open-data-file", "hearing-report", "hearing-report-revision", "hearing-report-json",
          "hearing-report-pdf", "hearing-comments")  # fmt: skip


def test_no_page_or_file_for_everybody_shows_more_than_the_predicate(room, said, answered):
    names = {one.name.removesuffix("-en") for one in urlpatterns}
    files = [one["name"] for one in answered.manifest["files"]] + [open_data_files.MANIFEST]
    given: dict[str, list[dict[str, Any]]] = {name: [{"code": room.hearing.code}] for name in PUBLIC}
    for name in ("hearing-report-revision", "hearing-report-json"):
        given[name] = [{"code": room.hearing.code, "revision": 1}]
    # The paper is drawn from the same content as the page and the JSON, by a job that has not run here.
    given["hearing-report-pdf"] = []
    given["open-data-file"] = [
        {"code": room.hearing.code, "data_set": answered.public_id, "name": name} for name in files
    ]

    assert names == set(PUBLIC), "a page for everybody that nobody holds to the predicate"
    texts = {}
    for pattern in urlpatterns:
        for about in given[pattern.name.removesuffix("-en")]:
            answer = Client().get(reverse(pattern.name, kwargs=about))
            assert answer.status_code == 200, (pattern.name, about)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            texts[f"{pattern.name} {about.get('name', '')}"] = body.decode()
    leaks = [
        (name, one) for name, text in texts.items() for one in STATUSES[1:] for what in "cs" if word(one, what) in text
    ]
    assert leaks == []
    assert sum(word("visible") in text for text in texts.values()) > 3


def test_notices_the_audit_chain_and_jobs_hold_nobodys_words(room, said, answered):
    told = {
        "notices": json.dumps([one.texts for one in Notice.objects.select_related("citizen")], ensure_ascii=False),
        "agencies": repr(list(AgencyNotice.objects.values())),
        "audit": repr(list(AuditEvent.objects.values())),
        "jobs": repr(list(Job.objects.values())),
        "events": repr(list(HearingEvent.objects.values())),
        "report": HearingReport.objects.get().content,
    }

    assert [
        (name, one) for name, text in told.items() for one in STATUSES for what in "cs" if word(one, what) in text
    ] == []
