"""Every question by which a comment or a number of comments gets out, found by looking and not by remembering.

The schema is enumerated: a field that gives comments and is asked for nowhere below fails here, until somebody says how
it is held to the one predicate. Pages, files and notices: test_every_page.py.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from graphql import TypeInfo, TypeInfoVisitor, Visitor, build_schema, get_named_type, parse, visit

from consultation.actions import (
    statements,
)
from consultation.models import (
    Comment,
)
from superapp.accounts.viewer import ANONYMOUS
from superapp.api.ids import global_id
from tests.asking import text_of
from tests.consultation.comments import place

from .conftest import LATER
from .saying import STATUSES, may_read, said, word

__all__ = ["said"]
pytestmark = pytest.mark.django_db
OPERATIONS = Path(configured.GRAPHQL_OPERATIONS_DIR)
SAID = {"Comment", "CommentRevision", "Statement"}
# Fields on which nobody gets more than what they have just written or voted on themselves: an action has checked it.
OWN = {
    f"{name}Payload.{field}"
    for field, names in {
        "comment": ("PostComment", "EditComment", "RemoveComment", "VoteComment", "FlagComment", "AppealModeration"),
        "statement": ("AddStatement", "VoteStatement", "AppealModeration"),
    }.items()
    for name in names
}
# Fields that are null or empty without the findings of a job: held by the tests of those jobs.
ELSEWHERE = {
    "Theme.comments": "tests/consultation/listening",
    "Campaign.comments": "tests/consultation/listening",
}
NODES = """
query Nodes($id: ID!) { node(id: $id) {
  ... on Comment { inReplyTo { text } replies(first: 20) { edges { node { text } } } }
  ... on Statement { text }
} }
"""
TALLY = "query Tally($code: String!) { hearing(code: $code) { tally { participants received shown pending hidden } } }"
# Shipped questions about hearings that neither show nor count what people say.
SILENT = {
    "CodeOfConduct", "DossierFile", "DraftLawDifference", "DraftLawList", "DraftLawPage", "EvaluationCalendar",
    "HearingSubjects", "MyFollows",
}  # fmt: skip


def kinds_of_questions() -> dict[str, str]:
    """Return the text of every shipped question about hearings, by name."""
    texts = {path.stem: path.read_text("utf-8") for path in (OPERATIONS / "consultation").glob("*.graphql")}
    return {name: text for name, text in texts.items() if "\nquery " in f"\n{text}"}


def variables_of(room: Any, comment: Comment) -> dict[str, Any]:
    """Return a value for every variable a question about hearings may declare."""
    return {
        "code": room.hearing.code, "hearingId": global_id("hrg", str(room.hearing.public_id)), "text": "zq",
        "id": global_id("cmt", str(comment.public_id)), "first": 50, "order": "NEWEST", "isOpen": True,
    }  # fmt: skip


def asked(ask: Any, viewer: Any, room: Any, said: dict[str, Comment]) -> Iterator[tuple[str, Any]]:
    """Ask every question as the viewer, those about one comment once for each; yield its name and the answer."""
    questions = {name: text for name, text in kinds_of_questions().items() if name not in SILENT}
    questions |= {"Nodes": NODES, "Tally": TALLY}
    for name, text in questions.items():
        declared = [one.variable.name.value for one in parse(text).definitions[0].variable_definitions]
        about = [*said.values(), *Comment.objects.filter(parent__isnull=False)] if "id" in declared else [None]
        for comment in about:
            known = variables_of(room, comment or next(iter(said.values())))
            given = {one: known[one] for one in declared if one in known}
            answer = ask(text, given, viewer=viewer)
            assert answer.errors == [], (name, answer.errors)
            yield name, answer.data


def test_no_question_shows_anybody_more_than_the_predicate(room, said, ask, monkeypatch):
    monkeypatch.setattr("superapp.api.context.dt", Clock)
    for viewer in (ANONYMOUS, room.writer, room.reader, room.moderator, room.outsider):
        shown = "".join(json.dumps(data, ensure_ascii=False) for _, data in asked(ask, viewer, room, said))

        leaks = [one for one in STATUSES if word(one) in shown and not may_read(one, viewer, room)]
        assert leaks == [], viewer
        assert word("visible") in shown


class Clock:
    """The module datetime, standing still after everything was said."""

    class datetime:  # noqa: N801
        @staticmethod
        def now(zone: Any) -> Any:
            return LATER


def numbers(data: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Yield each whole number in an answer with where it stands."""
    if isinstance(data, dict):
        for name, value in data.items():
            yield from numbers(value, f"{path}.{name}" if path else name)
    elif isinstance(data, list):
        for value in data:
            yield from numbers(value, path)
    elif isinstance(data, int) and not isinstance(data, bool):
        yield path, data


def test_no_number_tells_that_there_is_something_one_may_not_read(room, ask, monkeypatch):
    monkeypatch.setattr("superapp.api.context.dt", Clock)
    shown = {"visible": room.say(f"ความเห็น {word('visible')}")}

    def counted() -> set[tuple[str, int]]:
        ask.forget()
        return {found for _, data in asked(ask, ANONYMOUS, room, shown) for found in numbers(data)}

    before = counted()
    made = place.say(
        room.writer, room.hearing, f"โทร 081-234-5678 {word('hidden')}", parent=shown["visible"], now=LATER
    )
    room.say("www.example.org", now=LATER)
    statements.add(viewer=room.writer, hearing=room.hearing, text=word("pending", "s"), client_key="k" * 32, now=LATER)

    assert made.status == "pending"
    # How many wait is said to everybody, as a number and on purpose: nothing received is passed over in silence.
    assert {path for path, _ in counted() ^ before} == {"hearing.tally.received", "hearing.tally.pending"}


def test_every_field_that_gives_comments_is_asked_for_here():
    schema = build_schema((OPERATIONS.parent / "schema.graphql").read_text("utf-8"))
    giving = {
        f"{type_.name}.{name}"
        for type_ in schema.type_map.values()
        for name, field in getattr(type_, "fields", {}).items()
        if get_named_type(getattr(field, "type", None)).name.removesuffix("Connection") in SAID
        and not type_.name.endswith("Connection")
        and not type_.name.endswith("Edge")
    }
    seen: set[str] = set()
    info = TypeInfo(schema)

    class Fields(Visitor):
        def enter_field(self, node: Any, *_: Any) -> None:
            parent = info.get_parent_type()
            seen.add(f"{parent.name if parent else ''}.{node.name.value}")

    for text in [*(text_of(name) for name in kinds_of_questions()), NODES]:
        visit(parse(text), TypeInfoVisitor(info, Fields()))

    missing = giving - seen - OWN
    assert {one for one in missing if one not in ELSEWHERE} == set()
    assert len(giving) > 15
    for folder in ELSEWHERE.values():
        assert any(
            "visible_to" in path.read_text("utf-8") for path in (OPERATIONS.parents[1] / folder).rglob("test_*.py")
        )
