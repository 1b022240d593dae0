"""A hearing people spoke in: comments, a private and a hidden one, stances, answers; closed and ready to answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from consultation.actions import answers, comment_states, issue_answers, issue_links, issues, reports, stances
from consultation.models import Comment, DraftVersion, Hearing, HearingReport, Issue, Participant
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from tests.consultation.comments import place
from tests.consultation.hearings import making

TEXTS = ("ควรเพิ่มช่องทางออนไลน์", "ค่าปรับสูงเกินไป", "เห็นด้วยกับร่างนี้", "ขอให้มีล่ามภาษามือ")


@dataclass(frozen=True)
class Talk:
    """What was said, by whom, and when it may be answered."""

    hearing: Hearing
    comments: list[Comment]
    private: Comment
    hidden: Comment
    voices: list[Viewer]
    later: datetime

    @property
    def all(self) -> list[Comment]:
        """Every comment the agency has to link."""
        return [*self.comments, self.private]


def spoken(author: Viewer, approver: Viewer, version: DraftVersion, **fields: Any) -> Talk:
    """Make the hearing, let people speak, and close it."""
    hearing = making.opened(author, approver, version, **fields)
    then = making.at(hearing, days=1)
    voices = [place.make_voice(hearing, number, now=then) for number in range(1, 7)]
    said = [place.say(viewer, hearing, text, now=then) for (viewer, _), text in zip(voices, TEXTS, strict=False)]
    reader = voices[4]
    Participant.objects.filter(pk=reader[1].pk).update(display="private")
    private = place.say(reader[0], hearing, "ขอไม่เปิดเผย บ้านอยู่ใกล้โรงงาน", now=then)
    hidden = place.say(voices[5][0], hearing, "คำหยาบ", now=then)
    comment_states.set_status(comment=hidden, status="hidden", now=then)
    for (viewer, _), value in zip(voices, ("support", "support", "oppose"), strict=False):
        stances.set_stance(viewer=viewer, hearing=hearing, value=value, now=then)
    scale = hearing.questions.get(form="scale")
    given = [answers.AnswerGiven(question=scale.public_id, scale=4)]
    answers.give(viewer=voices[0][0], hearing=hearing, answers=given, now=then)
    making.hearing_schedule.turn(now=hearing.closes_at)
    closed = making.fresh(hearing)
    fresh = [Comment.objects.get(pk=one.pk) for one in said]
    return Talk(closed, fresh, private, hidden, [viewer for viewer, _ in voices], closed.closes_at + timedelta(days=2))


def issue(author: Viewer, talk: Talk, title: str = "ช่องทางร้องเรียน", **more: Any) -> Issue:
    """Draw up an issue."""
    given = issues.IssueGiven(title_th=title, **more)
    return issues.draw_up(viewer=author, code=talk.hearing.code, given=given, now=talk.later)


def answered(author: Viewer, talk: Talk) -> list[Issue]:
    """Draw up two issues with comments and answers, and mark the rest."""
    first = issue(author, talk, "ช่องทางร้องเรียน", sections=("s2",), summary_th="ขอให้ร้องเรียนทางออนไลน์ได้")
    second = issue(author, talk, "ล่ามภาษามือ", is_minority=True)
    link(author, talk, first, talk.comments[0], talk.private)
    link(author, talk, second, talk.comments[3])
    issue_links.mark_rest(viewer=author, code=talk.hearing.code, reason="ไม่มีข้อเสนอ", now=talk.later)
    for one, verdict in ((first, "accepted"), (second, "under_study")):
        answer(author, talk, one, verdict)
    return [first, second]


def link(author: Viewer, talk: Talk, one: Issue, *comments: Comment) -> int:
    """Link comments to an issue."""
    keys = [comment.public_id for comment in comments]
    return issue_links.link(viewer=author, issue_id=one.public_id, comment_ids=keys, now=talk.later)


def answer(author: Viewer, talk: Talk, one: Issue, verdict: str = "accepted", **more: Any) -> Any:
    """Answer an issue."""
    return issue_answers.answer(
        viewer=author,
        issue_id=one.public_id,
        verdict=verdict,
        reasons_th="หน่วยงานเห็นพ้อง และจะแก้ไขร่าง",
        now=talk.later,
        **more,
    )


def drawn_up(author: Viewer, talk: Talk, **more: Any) -> HearingReport:
    """Draw up the report."""
    known = {"foreword_th": "รับฟังครบถ้วน"} | more
    return reports.draw_up(viewer=author, code=talk.hearing.code, now=talk.later, **known)


def published(author: Viewer, approver: Viewer, talk: Talk) -> HearingReport:
    """Answer everything, draw the report up and publish it."""
    answered(author, talk)
    report = drawn_up(author, talk)
    return reports.publish(viewer=approver, code=talk.hearing.code, seen=report.digest, now=talk.later)


def citizen(viewer: Viewer) -> Citizen:
    """Return the citizen behind a viewer."""
    return place.citizen_of(viewer)
