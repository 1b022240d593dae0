"""Moderation: a log of `rows` decisions, and one's own comment that was hidden."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from consultation.models import Comment, Hearing, ModerationDecision, Suspension
from superapp.api import ids
from tests.factories import services as make
from tests.operations.entry import Entry, edges
from tests.operations.hearings import CODE
from tests.operations.taking_part import VIEWER


def make_log(rows: int) -> None:
    """Make `rows` decisions about comments of the first hearing, the last about one's own, which is hidden."""
    hearing = Hearing.objects.get(code=CODE)
    officer = make.make_officer("moderator", (hearing.agency, "author"), name_th="มาลี ศรีสุข")
    mine = _mine()
    others = list(Comment.objects.filter(hearing=hearing).exclude(pk=mine.pk).order_by("pk")[: rows - 1])
    for comment in (*others, mine):
        ModerationDecision.objects.create(
            hearing=hearing,
            comment=comment,
            act="hide",
            reason="insult",
            sentence_th="ดูหมิ่น",
            officer=officer,
            at=timezone.now(),
        )


def _hide() -> dict[str, Any]:
    Comment.objects.filter(pk=_mine().pk).update(status="hidden")
    return {"input": {"commentId": ids.global_id("cmt", str(_mine().public_id)), "grounds": "ไม่ได้ดูหมิ่นใคร"}}


def _suspend() -> dict[str, Any]:
    now = timezone.now()
    row = Suspension.objects.create(
        participant=_mine().author,
        reason="spam",
        sentence_th="โพสต์ซ้ำ",
        officer=ModerationDecision.objects.filter(officer__isnull=False).latest("pk").officer,
        at=now,
        until=now + timedelta(days=7),
    )
    return {"input": {"suspensionId": ids.global_id("sus", str(row.public_id)), "grounds": "ไม่ได้โพสต์ซ้ำ"}}


def _suspension(data: Any) -> Any:
    found = data["appealSuspension"]
    return found["suspension"]["appeal"], found["problems"]


def _mine() -> Comment:
    return Comment.objects.get(body="ความเห็นของฉัน")


def _hearing_id() -> str:
    return ids.global_id("hrg", str(Hearing.objects.get(code=CODE).public_id))


def _appeal(data: Any) -> Any:
    found = data["appealModeration"]
    return found["comment"]["hiddenBecause"]["appeal"], found["problems"]


MODERATED: dict[str, Entry] = {
    "CodeOfConduct": Entry(lambda data: len(data["codeOfConduct"]["rules"]), 8, 8, queries=0),
    "ModerationLog": Entry(
        edges("moderationLog"), 2, 20, lambda _: {"hearingId": _hearing_id(), "first": 20}, queries=2
    ),
    "AppealModeration": Entry(_appeal, ("filed", []), ("filed", []), lambda _: _hide(), viewer=VIEWER, queries=15),
    "AppealSuspension": Entry(
        _suspension, ("filed", []), ("filed", []), lambda _: _suspend(), viewer=VIEWER, queries=10
    ),
}
