"""A phone's journey through one hearing, by shipped operations: from finding it to the answer to what one has said.

Officers, other people and the clock do their part in between, by the same actions as everywhere.
"""

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from consultation.actions import (
    hearing_schedule,
    issue_answers,
    issue_links,
    issues,
    moderation,
    moderation_appeals,
    paces,
    recounting,
    reports,
    statements,
)
from consultation.models import Comment, DraftVersion, Hearing, ModerationAppeal, OpenDataSet, Participant, Statement
from services.models import Agency
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit import verification
from superapp.people.login import wire
from superapp.registries.sandbox.world import world
from tests.asking import Asker
from tests.consultation.comments import place
from tests.consultation.hearings import making
from tests.factories.money import run_jobs
from tests.journeys.hearing import CODE, LAW, open_hearing, publish_law
from tests.journeys.test_phone import App

pytestmark = pytest.mark.django_db
QUOTE = "ทางลาดและห้องน้ำสำหรับคนพิการ"


@pytest.fixture(autouse=True)
def afresh(db: None, settings: Any, tmp_path: Any) -> Iterator[None]:
    """Keep nothing of providers, caches and paces from another test, and files in a folder of this one."""
    settings.VAR_DIR, settings.REDIS_URL = tmp_path, ""
    for forget in (caches["data"].clear, caches["default"].clear, wire.forget, paces.forget):
        forget()
    yield
    paces.forget()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Return what says when requests come in: `at`, or the machine's own time while that is None."""
    shown = SimpleNamespace(at=None)

    class Moment:
        @staticmethod
        def now(zone: Any) -> datetime:
            return shown.at or datetime.now(zone)

    monkeypatch.setattr("superapp.api.context.dt", SimpleNamespace(datetime=Moment))
    return shown


@pytest.fixture
def law(agency: Agency, author: Viewer, approver: Viewer) -> DraftVersion:
    """Return the second version of a law, published."""
    return publish_law(agency, author, approver)


def key() -> str:
    """Return a key for one request."""
    return uuid.uuid4().hex


def nodes(connection: Any) -> list[Any]:
    """Return the nodes of a page."""
    return [edge["node"] for edge in connection["edges"]]


def refused(phone: App, operation: str, **given: Any) -> list[str]:
    """Run a mutation that is refused; return the codes."""
    (payload,) = phone.do(operation, input=given).values()
    return [problem["code"] for problem in payload["problems"]]


def titles(phone: App) -> list[str]:
    """Return what the inbox says, the oldest first, up to the name of the hearing."""
    inbox = phone.do("MyNotices", subject="CONSULTATION", first=50)["myNotices"]
    return [one["title"].partition(":")[0] for one in reversed(nodes(inbox))]


def test_from_finding_a_hearing_to_the_answer(
    clock: SimpleNamespace, law: DraftVersion, author: Viewer, approver: Viewer
) -> None:
    hearing = open_hearing(author, approver, law)
    # Whoever follows from the second day on hears nothing of the first.
    run_jobs("consultation.actions")
    phone = App()
    assert phone.sign_in("thaid", "twins_mother").status_code == 200
    # Somebody who came yesterday: the first thing they say is read before it is shown.
    Citizen.objects.update(created_at=hearing.opens_at)
    clock.at = making.at(hearing, days=1)
    paper = read_and_follow(phone)
    said = take_part(phone, hearing, paper, author, approver, clock)
    leave_traces(phone, clock)
    clock.at = hearing.closes_at
    after_closing(phone, hearing, said)
    answered(phone, hearing, said, author, approver, clock)
    assert titles(phone) == [
        "ความเห็นของท่านเผยแพร่แล้ว",
        "ความเห็นของท่านเผยแพร่แล้ว",
        "ความเห็นของท่านถูกซ่อน",
        "ผลการอุทธรณ์ความเห็นของท่าน",
        "เผยแพร่ผลการรับฟังแล้ว",
        "ประเด็นที่ท่านเสนอได้รับคำตอบ",
    ]
    assert recounting.differences(hearing) == {}
    assert verification.verify(verification.streams()) == []


def read_and_follow(phone: App) -> dict[str, Any]:
    """Find the open hearing, read the draft by section and what changed, and follow it; return sections by number."""
    (found,) = nodes(phone.do("HearingList", isOpen=True, order="CLOSING", subject="local_government")["hearings"])
    assert (found["code"], found["daysLeft"], found["law"]["code"]) == (CODE, 29, LAW)
    page = phone.do("HearingPage", code=CODE)["hearing"]
    assert (page["isOpen"], page["version"]["number"], len(page["questions"])) == (True, 2, 1)
    assert {"IMPACT", "AFFECTED"} <= {one["kind"] for one in page["documents"]}
    texts = nodes(phone.do("DraftLawPage", code=LAW, number=2)["draftLaw"]["version"]["sections"])
    paper = {one["number"]: one for one in texts if one["kind"] == "SECTION"}
    assert QUOTE in paper["มาตรา ๓"]["text"]
    changed = nodes(
        phone.do("DraftLawDifference", code=LAW, number=2, changedOnly=True)["draftLawDifference"]["sections"]
    )
    assert [(one["change"], *[after["number"] for after in one["after"]]) for one in changed] == [
        ("ADDED", "มาตรา ๓"), ("EDITED", "มาตรา ๔"),
    ]  # fmt: skip
    words = [(span["kind"], span["text"]) for line in changed[1]["lines"] for span in line["spans"]]
    assert {("REMOVED", "หนึ่ง"), ("ADDED", "ห้า")} <= set(words)
    phone.act("FollowTopic", hearingId=page["id"])
    assert [one["hearing"]["code"] for one in nodes(phone.do("MyFollows", first=5)["myFollows"])] == [CODE]
    return paper


def take_part(
    phone: App, hearing: Hearing, paper: dict[str, Any], author: Viewer, approver: Viewer, clock: SimpleNamespace
) -> dict[str, Any]:
    """Join, answer, take sides, comment, reply, vote and appeal; return what was said."""
    page = phone.do("MyPart", code=CODE)["hearing"]
    assert page["myPart"] is None
    here = {"hearingId": page["id"]}
    assert refused(phone, "SetStance", **here, value="SUPPORT") == ["HEARING_NOT_JOINED"]
    pseudonym = phone.act("JoinHearing", **here, noticeVersion=page["noticeVersion"])["participation"]["pseudonym"]
    # Identity once: another provider is the same person, in the same part.
    tablet = App()
    assert tablet.sign_in("paotang", "twins_mother").status_code == 200
    again = tablet.act("JoinHearing", **here, noticeVersion=page["noticeVersion"])["participation"]
    assert (again["pseudonym"], Participant.objects.count()) == (pseudonym, 1)

    (question,) = phone.do("HearingPage", code=CODE)["hearing"]["questions"]
    phone.act("AnswerQuestions", **here, answers=[{"questionId": question["id"], "scale": 2}])
    assert phone.do("MyHearingAnswers", hearingId=page["id"])["myAnswers"][0]["scale"] == 2
    ramp, fine = (paper[number]["section"]["id"] for number in ("มาตรา ๓", "มาตรา ๔"))
    phone.act("SetStance", **here, value="SUPPORT")
    phone.act("SetStance", **here, sectionId=fine, value="OPPOSE")
    phone.act("SetStance", **here, value="SUPPORT_WITH_CHANGES")
    totals = phone.do("StanceTotals", code=CODE, first=20)["hearing"]
    assert (totals["stances"]["support"], totals["stances"]["supportWithChanges"], totals["stances"]["total"]) == (
        0,
        1,
        1,
    )
    assert [(one["sectionId"], one["stances"]["oppose"]) for one in nodes(totals["sectionTallies"])] == [(fine, 1)]

    quote = {"text": QUOTE, "offset": paper["มาตรา ๓"]["text"].index(QUOTE)}
    asked = {
        **here,
        "sectionId": ramp,
        "quote": quote,
        "text": "ควรมีราวจับด้วย ทางลาดชันเกินไปใช้ไม่ได้จริง",
        "idempotencyKey": key(),
    }
    mine = phone.act("PostComment", **asked)["comment"]
    assert (mine["state"], mine["heldFor"], mine["anchor"]["quote"]) == ("PENDING", ["first_post"], QUOTE)
    assert phone.act("PostComment", **asked)["comment"]["id"] == mine["id"]
    moderate(author, Comment.objects.get(), "show", clock.at)

    other, _ = place.make_voice(hearing, 1, now=clock.at)
    theirs = place.say(other, hearing, "ค่าปรับห้าพันบาทแพงไป", now=clock.at)
    (shown, *_) = nodes(phone.do("HearingComments", code=CODE, order="NEWEST")["hearing"]["comments"])
    assert (shown["text"], shown["isMine"], shown["mayVote"]) == (theirs.body, False, True)
    voted = phone.act("VoteComment", commentId=shown["id"], value="AGREE")["comment"]
    assert (voted["agreeCount"], voted["myVote"]) == (1, "AGREE")
    assert refused(phone, "VoteComment", commentId=mine["id"], value="AGREE") == ["VOTE_ON_OWN"]
    reply = {**here, "replyToId": shown["id"], "text": "เห็นด้วย คนทิ้งขยะส่วนใหญ่ไม่มีเงินจ่าย", "idempotencyKey": key()}
    replied = phone.act("PostComment", **reply)["comment"]
    thread = phone.do("CommentThread", id=shown["id"], first=10)["node"]["thread"]
    assert (thread["totalCount"], nodes(thread)[0]["id"]) == (1, replied["id"])

    propose_and_vote(phone, page["id"], hearing, author, clock)
    hidden = {**here, "text": "ผู้ร่างไม่เคยพาคนแก่ไปสวน", "idempotencyKey": key()}
    appealed(phone, phone.act("PostComment", **hidden)["comment"]["id"], author, approver, clock)
    return {"here": here, "mine": mine, "theirs": theirs, "fine": fine}


def propose_and_vote(phone: App, hearing_id: str, hearing: Hearing, author: Viewer, clock: SimpleNamespace) -> None:
    """Propose a statement, which waits, and disagree with the agency's own, then agree after all."""
    added = phone.act("AddStatement", hearingId=hearing_id, text="สวนควรเปิดถึงสี่ทุ่ม", idempotencyKey=key())["statement"]
    assert added["state"] == "PENDING"
    moderate(author, Statement.objects.get(), "show", clock.at)
    (seed,) = statements.seed(viewer=author, hearing=hearing, texts=["สวนควรมีไฟส่องสว่างทั้งคืน"], now=clock.at)
    following = phone.do("HearingStatements", code=CODE)["hearing"]["nextStatement"]
    assert (following["text"], following["isSeed"]) == (seed.text, True)
    for value, counts in (("DISAGREE", (0, 1)), ("AGREE", (1, 0))):
        voted = phone.act("VoteStatement", statementId=following["id"], value=value)["statement"]
        assert (voted["agreeCount"], voted["disagreeCount"], voted["myVote"]) == (*counts, value)
    assert phone.do("HearingStatements", code=CODE)["hearing"]["nextStatement"] is None


def appealed(phone: App, comment_id: str, author: Viewer, approver: Viewer, clock: SimpleNamespace) -> None:
    """Have one comment hidden, read why, and appeal to another officer, who shows it again."""
    moderate(author, Comment.objects.get(body="ผู้ร่างไม่เคยพาคนแก่ไปสวน"), "hide", clock.at)
    asked = phone.act("AppealModeration", commentId=comment_id, grounds="เป็นการวิจารณ์ร่าง ไม่ได้ดูหมิ่นใคร")["comment"]
    assert (asked["hiddenBecause"]["reason"], asked["hiddenBecause"]["appeal"]) == ("insult", "filed")
    moderation_appeals.decide(
        viewer=approver,
        appeal=ModerationAppeal.objects.get(),
        outcome="overturned",
        sentence_th="วิจารณ์โดยสุจริต",
        now=clock.at,
    )
    assert phone.do("CommentThread", id=comment_id)["node"]["state"] == "VISIBLE"


def moderate(viewer: Viewer, subject: Any, act: str, now: datetime) -> None:
    """Let an officer show or hide a text."""
    told = ("hide", "insult", "ดูหมิ่นผู้ร่าง") if act == "hide" else ("show",)
    moderation.decide(viewer=viewer, subject=subject, ruling=moderation.Ruling(*told), revision=1, now=now)


def leave_traces(phone: App, clock: SimpleNamespace) -> None:
    """Take a copy of everything kept about oneself: with one's own words, and nobody else's."""
    then, clock.at = clock.at, None
    phone.act("ExportMyData", acknowledged=True)
    run_jobs("superapp.people.actions.exports")
    (copy,) = nodes(phone.do("MyExports", first=5)["myExports"])
    path = "/people/" + copy["link"].partition("/people/")[2]
    fetched = phone.client.get(path, headers=phone.bearer)
    with zipfile.ZipFile(io.BytesIO(b"".join(fetched.streaming_content))) as packed:
        kept = packed.read("data.json").decode()
    for mine in ("ควรมีราวจับด้วย", "สวนควรเปิดถึงสี่ทุ่ม", "support_with_changes", world().people["twins_mother"].pid):
        assert mine in kept
    assert "ค่าปรับห้าพันบาทแพงไป" not in kept
    clock.at = then


def after_closing(phone: App, hearing: Hearing, said: dict[str, Any]) -> None:
    """At the closing instant nothing more is taken, whether the clock's job has run or not; all stays readable."""
    late = {**said["here"], "text": "ขออีกเรื่อง", "idempotencyKey": key()}
    for _ in range(2):
        assert refused(phone, "PostComment", **late) == ["HEARING_NOT_OPEN"]
        assert refused(phone, "SetStance", **said["here"], value="OPPOSE") == ["HEARING_NOT_OPEN"]
        assert refused(phone, "VoteComment", commentId=said["mine"]["id"], value="AGREE") == ["HEARING_NOT_OPEN"]
        hearing_schedule.turn(now=hearing.closes_at)
    part = phone.do("MyPart", code=CODE, first=10)["hearing"]["myPart"]
    assert (part["stance"]["value"], len(nodes(part["comments"]))) == ("SUPPORT_WITH_CHANGES", 3)
    assert [(one["sectionId"], one["value"]) for one in nodes(part["sectionStances"])] == [(said["fine"], "OPPOSE")]


def answered(
    phone: App, hearing: Hearing, said: dict[str, Any], author: Viewer, approver: Viewer, clock: SimpleNamespace
) -> None:
    """Let the agency answer and publish; read the report, the answer to one's own issue, and the open data."""
    clock.at = now = hearing.closes_at + timedelta(days=9)
    given = issues.IssueGiven(title_th="ราวจับและทางลาด", sections=(), summary_th="ขอให้ทางลาดใช้ได้จริง")
    issue = issues.draw_up(viewer=author, code=CODE, given=given, now=now)
    mine = Comment.objects.get(body__startswith="ควรมีราวจับ")
    issue_links.link(viewer=author, issue_id=issue.public_id, comment_ids=[mine.public_id], now=now)
    issue_links.mark_rest(viewer=author, code=CODE, reason="ไม่มีข้อเสนอต่อร่าง", now=now)
    why = "เห็นพ้อง จะกำหนดความชันในกฎกระทรวง"
    issue_answers.answer(viewer=author, issue_id=issue.public_id, verdict="accepted", reasons_th=why, now=now)
    report = reports.draw_up(viewer=author, code=CODE, foreword_th="รับฟังครบถ้วน", now=now)
    assert phone.do("HearingResults", code=CODE)["hearing"]["reports"] == []
    reports.publish(viewer=approver, code=CODE, seen=report.digest, now=now)
    assert "make:done" in run_jobs("consultation.actions")
    # What everybody may read is kept for a moment; it has passed.
    Asker().forget()

    results = phone.do("HearingResults", code=CODE)["hearing"]
    (published,) = results["reports"]
    (told,) = published["issues"]
    assert (results["state"], told["comments"], told["answer"]["verdict"], told["answer"]["reasons"]) == (
        "REPORTED", 1, "ACCEPTED", why,
    )  # fmt: skip
    pdf = Client().get("/" + published["pdfUrl"].split("/", 3)[3])
    assert b"".join(pdf.streaming_content).startswith(b"%PDF")
    (content,) = phone.do("HearingReportContent", code=CODE)["hearing"]["reports"]
    assert json.loads(content["content"])["stances"]["overall"]["support_with_changes"] == 1
    assert OpenDataSet.objects.values_list("state", "error").get() == ("ready", "")
    (data,) = results["dataSets"]
    assert {one["name"]: one["rows"] for one in data["files"]}["comments.csv"] == 4
