"""The one predicate: after any sequence of acts, every surface shows what it says and every counter equals its size."""

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultation.actions import comment_edits, comment_states, comments, paces, participant_display
from consultation.actions.recounting import differences
from consultation.models import Comment, HearingCount, Participant
from consultation.schema.comment_loaders import standing_of
from superapp.accounts.viewer import ANONYMOUS
from superapp.api.ids import global_id
from superapp.refusal import Refusal
from tests.factories.services import NOW

from . import place
from .reading import read

pytestmark = pytest.mark.django_db
ACTS = ("post", "reply", "link", "edit", "edit_link", "remove", "hide", "show", "private", "erase")
LIST = """query($code: String!) { hearing(code: $code) { tally { shown } comments(first: 50) {
    totalCount edges { node { id text thread(first: 50) { edges { node { id text } } } } } } } }"""
steps = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 9)), max_size=12)


def act(verb: str, who: int, which: int, voices, hearing) -> None:
    """Do one thing; what is refused changes nothing."""
    viewer, mine = voices[who]
    rows = list(Comment.objects.order_by("pk").select_related("hearing"))
    comment = rows[which % len(rows)] if rows else None
    if verb in ("post", "link"):
        place.say(viewer, hearing, "www.example.com" if verb == "link" else "ข้อความ")
    elif verb == "private":
        participant_display.choose(viewer=viewer, hearing=hearing, display="private", now=NOW)
    elif verb == "erase":
        comment_states.erase_of(author=mine, now=NOW)
    elif comment is None:
        return
    elif verb == "reply":
        place.say(viewer, hearing, "ตอบ", parent=comment)
    elif verb in ("edit", "edit_link"):
        body = "แก้ www.example.com" if verb == "edit_link" else "แก้"
        comment_edits.edit(viewer=viewer, comment=comment, body=body, now=NOW)
    elif verb == "remove":
        comments.remove(viewer=viewer, comment=comment, now=NOW)
    else:
        status = {"hide": Comment.Status.HIDDEN, "show": Comment.Status.VISIBLE}[verb]
        comment_states.set_status(comment=comment, status=status, now=NOW)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_every_surface_shows_what_the_predicate_says(hearing, author, officer_elsewhere, monkeypatch, steps):
    monkeypatch.setattr(paces, "take", lambda *_, **__: None)
    with transaction.atomic():
        # Each sequence begins with the same hearing, and is taken back.
        first = Participant.objects.count()
        voices = [place.make_voice(hearing, 100 + first + number) for number in range(3)]
        for verb, who, which in steps:
            with suppress(Refusal), transaction.atomic():
                act(verb, who, which, voices, hearing)

        rows = list(Comment.objects.all())
        for viewer in (ANONYMOUS, author, officer_elsewhere, *(viewer for viewer, _ in voices)):
            here = standing_of(viewer, hearing, NOW)
            assert set(Comment.objects.visible_to(viewer)) == {row for row in rows if here.sees(row)}
        public = set(Comment.objects.visible_to(ANONYMOUS))
        found = read(LIST, code=hearing.code).data["hearing"]
        nodes = [edge["node"] for edge in found["comments"]["edges"]]
        below = [edge["node"] for node in nodes for edge in node["thread"]["edges"]]
        shown = {node["id"] for node in (*nodes, *below) if node["text"] is not None}
        assert shown == {global_id("cmt", str(row.public_id)) for row in public}
        assert found["comments"]["totalCount"] == len(nodes)
        assert found["tally"]["shown"] == len(public)
        assert HearingCount.objects.get(hearing=hearing).received == len(rows)
        assert differences(hearing) == {}
        transaction.set_rollback(True)
