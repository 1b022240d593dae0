"""The start page: what waits for whom, and that more work does not cost more queries."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from services.actions import drafts, facts, publishing
from services.models import FactName, UnfoundSearch
from tests.factories import services as make

TODAY = make.NOW.date()
# Session, account, officer, rights, agencies headed; agencies, alerts, versions, writers, facts due, levels,
# certainties, searches; and the badges.
QUERIES = 21


def boxes(answer):
    """Return the names of the services in each box of work."""
    return {box["key"]: [version.title for version in box["rows"]] for box in answer.context["work"]}


def test_each_officer_finds_what_waits_for_them(at_desk, author_officer, approver_officer, author, approver):
    make.make_draft(author, "draft", name_th="ร่างอยู่")
    make.make_review(author, "waiting", name_th="รอตรวจ")
    back = make.make_review(author, "back", name_th="ส่งคืน")
    publishing.send_back(viewer=approver, code="back", number=back.number, reason="ขอแหล่งที่มา", now=make.NOW)
    later = make.make_review(author, "later", name_th="รอเวลา")
    publishing.approve(
        viewer=approver,
        code="later",
        number=later.number,
        reason="ดี",
        effective_at=make.NOW + timedelta(days=1),
        now=make.NOW,
    )

    for_author = boxes(at_desk(author_officer).get("/admin/"))
    for_approver = boxes(at_desk(approver_officer).get("/admin/"))

    assert for_author == {
        "sent_back": ["ส่งคืน"],
        "waiting": [],
        "drafts": ["ร่างอยู่"],
        "sent": ["รอตรวจ"],
        "scheduled": ["รอเวลา"],
    }
    assert for_approver == {"sent_back": [], "waiting": ["รอตรวจ"], "drafts": [], "sent": [], "scheduled": ["รอเวลา"]}


def test_a_head_is_not_asked_to_review_their_own_text(at_desk, head_officer, head, author):
    make.make_review(head, "own", name_th="ของหัวหน้าเอง")
    make.make_review(author, "other", name_th="ของคนอื่น")

    found = boxes(at_desk(head_officer).get("/admin/"))

    assert found["waiting"] == ["ของคนอื่น"]
    assert found["sent"] == ["ของหัวหน้าเอง"]


def test_whoever_wrote_any_of_a_text_is_not_asked_to_review_it(at_desk, head_officer, approver_officer, head, author):
    make.make_draft(head)
    content = make.make_content(name_th="ร่วมกันเขียน")
    drafts.revise(viewer=author, code="id-lost", number=1, revision=1, content=content, now=make.NOW)
    version = publishing.submit(viewer=author, code="id-lost", number=1, reason="พร้อมแล้ว", now=make.NOW)
    page = f"/admin/services/serviceversion/{version.pk}/change/"
    board = "/admin/services/serviceversion/?board=waiting"
    of_head, of_approver = at_desk(head_officer), at_desk(approver_officer)

    assert boxes(of_head.get("/admin/"))["waiting"] == []
    assert boxes(of_approver.get("/admin/"))["waiting"] == ["ร่วมกันเขียน"]
    assert (of_head.get(board).context["cl"].result_count, of_approver.get(board).context["cl"].result_count) == (0, 1)
    seen_by_head, seen_by_approver = of_head.get(page).context, of_approver.get(page).context
    assert (seen_by_head["may_decide"], seen_by_head["is_writer"]) == (False, True)
    assert (seen_by_approver["may_decide"], seen_by_approver["is_writer"]) == (True, False)
    assert seen_by_head["approvers"] == [approver_officer.name_th]


def test_facts_levels_and_searches_are_counted(at_desk, author_officer, author, approver, now):
    make.make_published(
        author, approver, "one", digital_level="full", processing_working_days=None, certainty={"processing": "unknown"}
    )
    make.make_published(author, approver, "two", digital_level="form")
    UnfoundSearch.objects.create(text="วีซ่าจีน", language="th", day=TODAY, count=3)
    UnfoundSearch.objects.create(text="วีซ่าจีน", language="th", day=TODAY - timedelta(days=2), count=4)
    UnfoundSearch.objects.create(text="เก่าแล้ว", language="th", day=TODAY - timedelta(days=40), count=90)

    shown = at_desk(author_officer).get("/admin/").context

    # Whoever approves a text vouches for it, but not for what is unknown.
    assert shown["facts"]["count"] == 1
    assert shown["facts"]["unclear"] == 1
    assert (shown["figures"]["services"], shown["figures"]["facts"], shown["figures"]["confirmed"]) == (2, 18, 17)
    assert shown["figures"]["confirmed_percent"] == 94
    assert [(level["tone"], level["count"]) for level in shown["figures"]["levels"]] == [
        ("good", 1),
        ("fair", 1),
        ("none", 0),
    ]
    assert [(row["text"], row["total"]) for row in shown["unfound"]] == [("วีซ่าจีน", 7)]


def test_twenty_cost_no_more_queries_than_two(at_desk, head_officer, author, approver):
    client = at_desk(head_officer)

    counts = []
    for first, last in ((0, 2), (2, 20)):
        for place in range(first, last):
            make.make_published(author, approver, f"done-{place}", certainty={"fee": "conflicting"})
            make.make_review(author, f"review-{place}")
            make.make_draft(author, f"draft-{place}")
            UnfoundSearch.objects.create(text=f"คำที่ {place}", language="th", day=TODAY)
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/admin/").status_code == 200
        counts.append(len(seen))

    assert counts == [QUERIES, QUERIES]


def test_an_officer_without_a_post_is_told_whom_to_ask(at_desk, agency):
    officer = make.make_officer("newcomer")

    text = at_desk(officer).get("/admin/").content.decode()

    assert "ท่านยังไม่ได้ประจำหน่วยงานใด" in text


def test_confirming_lowers_what_is_due(at_desk, author_officer, author, approver):
    make.make_published(author, approver, certainty=dict.fromkeys(FactName.values, "conflicting"))
    draft = drafts.start(viewer=author, code="id-lost", reason="แก้", now=make.NOW)
    content = draft.content
    content["facts"]["fee"] = {"certainty": "published_source", "source": "ประกาศ"}
    drafts.revise(viewer=author, code="id-lost", number=draft.number, revision=1, content=content, now=make.NOW)
    publishing.submit(viewer=author, code="id-lost", number=draft.number, reason="แก้", now=make.NOW)
    publishing.approve(viewer=approver, code="id-lost", number=draft.number, reason="ดี", now=make.NOW)
    client = at_desk(author_officer)
    before = client.get("/admin/").context["facts"]["count"]

    facts.confirm(viewer=author, facts=[("id-lost", "fee")], now=make.NOW)

    assert (before, client.get("/admin/").context["facts"]["count"]) == (9, 8)
