"""A hearing in which something was said for each status, in words that stand in one text only, and who may read it."""

from datetime import timedelta

import pytest

from consultation.actions import comment_states, moderation, paces, statements
from consultation.actions.moderation import Ruling
from consultation.models import Comment, Statement
from tests.consultation.comments import place
from tests.factories.services import NOW

from .conftest import LATER, fresh

STATUSES = ("visible", "pending", "hidden", "removed", "erased", "private")


def word(status: str, what: str = "c") -> str:
    """Return words that stand in one text only."""
    return f"{what}{STATUSES.index(status)}zq"


@pytest.fixture
def said(room):
    """Let the writer say something for each status, with a public reply below each, and propose statements."""
    found = {}
    for number, status in enumerate(STATUSES):
        paces.forget()
        comment = room.say(f"ความเห็น {word(status)}", now=NOW + timedelta(minutes=11 * number))
        place.say(room.reader, room.hearing, "ตอบ", parent=fresh(comment), now=NOW + timedelta(minutes=11 * number))
        made = Statement.objects.create(
            hearing=room.hearing, author=room.participant, text=word(status, "s"), status="pending", created_at=NOW
        )
        from_pending = {"private": "pending", "visible": "visible"}.get(status, status)
        if from_pending != "pending":
            statements.set_status(statement=made, status=from_pending, now=LATER)
        if status == "private":
            comment_states.change({comment.pk}, lambda row: setattr(row, "is_private", True))
        elif status == "hidden":
            ruling = Ruling("hide", "insult", "ดูหมิ่น")
            moderation.decide(viewer=room.moderator, subject=comment, ruling=ruling, revision=1, now=LATER)
        elif status == "erased":
            _, participant = place.make_voice(room.hearing, 9)
            Comment.objects.filter(pk=comment.pk).update(author=participant)
            comment_states.erase_of(author=participant, now=LATER)
        elif status != "visible":
            comment_states.set_status(comment=comment, status=status, now=LATER)
        found[status] = fresh(comment)
    return found


def may_read(status: str, viewer, room) -> bool:
    """Tell what is right: public for all; what waits, is hidden or private for author and agency; the rest nobody."""
    if status == "visible":
        return True
    return status in ("pending", "hidden", "private") and viewer in (room.writer, room.moderator)


def found_in(text: str) -> list[tuple[str, str]]:
    """Return whose words stand in a text: the status, and "c" for a comment or "s" for a statement."""
    return [(status, what) for status in STATUSES for what in "cs" if word(status, what) in text]
