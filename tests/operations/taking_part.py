"""Taking part: a hearing with `rows` comments, replies, statements and stances, and one who has said something too."""

import uuid
from datetime import timedelta
from typing import Any

from django.utils import timezone

from consultation.actions import paces, participants, stances, votes
from consultation.models import (
    Campaign,
    CampaignMember,
    Comment,
    CommentFinding,
    CommentWord,
    Hearing,
    HearingCount,
    Participant,
    SectionCount,
    Statement,
    Theme,
    ThemeMember,
    ThemeQuote,
    ThemeSet,
)
from consultation.models.comment import path_step
from consultation.text import index
from consultation.text.comment import tokens_of
from superapp.accounts.viewer import Viewer
from superapp.api import ids
from tests.factories import people
from tests.operations.entry import Entry, edges
from tests.operations.hearings import CODE

VIEWER = "talker"


def make_talk(rows: int) -> Viewer:
    """Make `rows` comments with two replies each on the first hearing, and as many statements; return a participant."""
    now, hearing = timezone.now(), Hearing.objects.get(code=CODE)
    paces.forget()
    talker = _voice(hearing, 96)
    other = participants.mine(viewer=_voice(hearing, 97), hearing=hearing)
    me = participants.mine(viewer=talker, hearing=hearing)
    sections = list(hearing.version.texts.order_by("position").values_list("section_id", flat=True))
    for place in range(rows):
        section = sections[place % len(sections)]
        root = _comment(hearing, other, section, f"ความเห็นที่ {place}", now)
        for step in range(2):
            _comment(hearing, other, section, f"คำตอบที่ {step}", now, root)
        SectionCount.objects.get_or_create(hearing=hearing, section_id=section)
        Statement.objects.create(
            hearing=hearing, text=f"ข้อความที่ {place}", is_seed=True, status="visible", created_at=now
        )
    mine = _comment(hearing, me, None, "ความเห็นของฉัน", now)
    _comment(hearing, other, None, "ตอบฉัน", now, mine)
    HearingCount.objects.update_or_create(hearing=hearing, defaults={"roots_listed": rows + 1, "shown": 3 * rows + 2})
    _read(hearing, now)
    votes.vote(viewer=talker, comment=_others_root(), value=1, now=now)
    stances.set_stance(viewer=talker, hearing=hearing, value="support", now=now)
    return talker


def _read(hearing: Hearing, now: Any) -> None:
    """Note what the machine would find, without starting the process that looks for it."""
    for comment in Comment.objects.filter(hearing=hearing):
        CommentFinding.objects.create(
            comment=comment, hearing=hearing, section_id=comment.section_id, revision=1, method="comment", made_at=now
        )
        for word in index.of_words(tokens_of(comment.body)):
            CommentWord.objects.create(hearing=hearing, comment=comment, word=word)
    made = {"method": "tried", "version": "1", "made_at": now}
    first = Comment.objects.filter(hearing=hearing).order_by("pk")[0]
    campaign = Campaign.objects.create(hearing=hearing, representative=first, size=3, exact=3, similarity=1.0, **made)
    themes = ThemeSet.objects.create(hearing=hearing, comments=0, **made)
    theme = Theme.objects.create(set=themes, words=["ความเห็น"], made_at=now)
    ThemeQuote.objects.create(theme=theme, comment=first)
    for place, comment in enumerate(Comment.objects.filter(hearing=hearing).order_by("pk")):
        ThemeMember.objects.create(set=themes, theme=theme, machine_theme=theme, comment=comment)
        if place < 3:
            CampaignMember.objects.create(campaign=campaign, comment=comment)


def _voice(hearing: Hearing, number: int) -> Viewer:
    # By the real clock, as operations are asked.
    joined_at = timezone.now()
    person = people.make_person(number, created_at=joined_at - timedelta(days=30))
    viewer = people.viewer_of_person(person)
    participants.join(viewer=viewer, hearing=hearing, now=joined_at)
    return viewer


def _comment(
    hearing: Hearing,
    author: Participant | None,
    section: int | None,
    body: str,
    now: Any,
    parent: Comment | None = None,
) -> Comment:
    made = Comment.objects.create(
        hearing=hearing,
        version_id=hearing.version_id,
        section_id=section,
        author=author,
        body=body,
        parent=parent,
        root=parent,
        depth=0 if parent is None else 1,
        is_listed=True,
        created_at=now,
    )
    made.path = f"{'' if parent is None else parent.path}{path_step(made.pk)}"
    made.save(update_fields=["path"])
    if parent is not None:
        parent.reply_count += 1
        parent.descendant_count += 1
        parent.save(update_fields=["reply_count", "descendant_count"])
    return made


def _others_root() -> Comment:
    return Comment.objects.filter(parent=None, hearing__code=CODE).order_by("pk")[0]


def _mine() -> Comment:
    return Comment.objects.get(body="ความเห็นของฉัน")


def _hearing_id() -> str:
    return ids.global_id("hrg", str(Hearing.objects.get(code=CODE).public_id))


def _id(tag: str, row: Any) -> str:
    return ids.global_id(tag, str(row.public_id))


def _done(field: str, name: str, part: str) -> Any:
    def shown(data: Any) -> Any:
        found = data[field][name]
        return found and found[part], data[field]["problems"]

    return shown


def _mutation(field: str, name: str, part: str, expected: Any, given: Any, queries: int) -> Entry:
    done = (expected, [])
    return Entry(_done(field, name, part), done, done, lambda _: {"input": given()}, viewer=VIEWER, queries=queries)


def _replies(data: Any) -> tuple[int, int]:
    found = data["hearing"]["comments"]["edges"]
    return len(found), sum(len(edge["node"]["firstReplies"]) for edge in found)


TAKING_PART: dict[str, Entry] = {
    "HearingComments": Entry(
        _replies, (2, 3), (20, 39), lambda small: {"code": CODE, "first": small.rows}, viewer=VIEWER, queries=13
    ),
    "HearingThemes": Entry(
        lambda data: (data["hearing"]["themes"]["comments"], data["hearing"]["campaigns"]["distinct"]),
        (8, 6),
        (62, 60),
        lambda _: {"code": CODE},
        viewer=VIEWER,
        queries=16,
        counts=4,
    ),
    "SearchComments": Entry(
        edges("hearing", "commentSearch"),
        3,
        20,
        lambda small: {"code": CODE, "text": "ความเห็นที่", "stance": "UNSTATED", "first": 20},
        viewer=VIEWER,
        queries=8,
    ),
    "CommentThread": Entry(
        lambda data: (data["node"]["text"], len(data["node"]["thread"]["edges"])),
        ("ความเห็นที่ 0", 2),
        ("ความเห็นที่ 0", 2),
        lambda _: {"id": _id("cmt", _others_root()), "first": 20},
        viewer=VIEWER,
        queries=16,
    ),
    "MyPart": Entry(
        edges("hearing", "myPart", "comments"), 1, 1, lambda _: {"code": CODE, "first": 20}, viewer=VIEWER, queries=12
    ),
    "StanceTotals": Entry(
        lambda data: data["hearing"]["stances"]["total"], 1, 1, lambda _: {"code": CODE, "first": 20}, queries=4
    ),
    "HearingStatements": Entry(
        edges("hearing", "statements"), 2, 20, lambda _: {"code": CODE, "first": 20}, viewer=VIEWER, queries=10
    ),
    "JoinHearing": _mutation(
        "joinHearing",
        "participation",
        "display",
        "PSEUDONYM",
        lambda: {"hearingId": _hearing_id(), "noticeVersion": "2569-1"},
        5,
    ),
    "ChooseDisplay": _mutation(
        "chooseDisplay",
        "participation",
        "display",
        "PSEUDONYM",
        lambda: {"hearingId": _hearing_id(), "display": "PSEUDONYM"},
        9,
    ),
    "PostComment": _mutation(
        "postComment",
        "comment",
        "state",
        "VISIBLE",
        lambda: {"hearingId": _hearing_id(), "text": "ควรเร็วกว่านี้", "idempotencyKey": uuid.uuid4().hex},
        16,
    ),
    "EditComment": _mutation(
        "editComment", "comment", "revision", 2, lambda: {"commentId": _id("cmt", _mine()), "text": "แก้แล้ว"}, 16
    ),
    "RemoveComment": _mutation(
        "removeComment", "comment", "state", "REMOVED", lambda: {"commentId": _id("cmt", _mine())}, 20
    ),
    "VoteComment": _mutation(
        "voteComment",
        "comment",
        "agreeCount",
        0,
        lambda: {"commentId": _id("cmt", _others_root()), "value": "DISAGREE"},
        13,
    ),
    "FlagComment": _mutation(
        "flagComment",
        "comment",
        "state",
        "VISIBLE",
        lambda: {"commentId": _id("cmt", _others_root()), "reason": "SPAM"},
        13,
    ),
    "SetStance": _mutation(
        "setStance", "stance", "value", "OPPOSE", lambda: {"hearingId": _hearing_id(), "value": "OPPOSE"}, 8
    ),
    "AddStatement": _mutation(
        "addStatement",
        "statement",
        "state",
        "PENDING",
        lambda: {"hearingId": _hearing_id(), "text": "ควรมีสายด่วน", "idempotencyKey": uuid.uuid4().hex},
        12,
    ),
    "VoteStatement": _mutation(
        "voteStatement",
        "statement",
        "agreeCount",
        1,
        lambda: {"statementId": _id("stm", Statement.objects.order_by("pk")[0]), "value": "AGREE"},
        14,
    ),
}
