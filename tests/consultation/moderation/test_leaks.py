"""The one predicate on every path that shows or counts comments: for each status and each viewer, no leak.

A path takes a viewer and the hearing and returns the words it gave away, as one text. What a viewer may read of each
comment is said once, in `may_read`; every path is held to it.
"""

import json

import pytest
from django.test import Client

from consultation.actions import (
    moderation_log,
    moderation_queue,
    open_data_rows,
    recounting,
    report_numbers,
    statements,
)
from consultation.models import Comment, HearingCount, Statement
from superapp.accounts.viewer import ANONYMOUS
from superapp.api.ids import global_id
from superapp.people.models import Notice
from tests.consultation.comments import place
from tests.consultation.comments.reading import PAGE, read
from tests.signing_in import sign_in

from .conftest import officer_of
from .saying import STATUSES, may_read, said, word

__all__ = ["said"]

pytestmark = pytest.mark.django_db
ROOT = "/admin/consultation/moderationdecision/"
PAGES = (("", ""), ("/en", "section=-"), ("", "channel=online"), ("", "day=2026-11-21"))
NODE = "query Node($id: ID!) { node(id: $id) { ... on Comment { state text author { name } } } }"


def by_list(viewer, room, said):
    found = read(PAGE, viewer, code=room.hearing.code, order="OLDEST", first=50)
    assert found.errors == []
    return json.dumps(found.data, ensure_ascii=False)


def by_node(viewer, room, said):
    asked = [read(NODE, viewer, id=global_id("cmt", str(one.public_id))) for one in said.values()]
    assert [one.errors for one in asked] == [[]] * len(asked)
    return json.dumps([one.data for one in asked], ensure_ascii=False)


def by_rows(viewer, room, said):
    return " ".join(Comment.objects.visible_to(viewer).values_list("body", flat=True))


def by_page(viewer, room, said):
    client = Client()
    if viewer is not ANONYMOUS:
        sign_in(client, viewer.account)
    pages = [client.get(f"{start}/hearings/{room.hearing.code}/comments?{asked}") for start, asked in PAGES]
    assert [one.status_code for one in pages] == [200] * len(pages)
    return " ".join(one.content.decode() for one in pages)


PATHS = (by_list, by_node, by_rows, by_page)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_shows_each_viewer_what_the_predicate_says(room, said, path):
    for viewer in (ANONYMOUS, room.writer, room.reader, room.moderator, room.outsider):
        shown = path(viewer, room, said)

        leaks = [status for status in STATUSES if word(status) in shown and not may_read(status, viewer, room)]
        assert leaks == []
        assert word("visible") in shown


def test_statements_reach_nobody_else_before_they_are_accepted(room, said):
    for viewer in (ANONYMOUS, room.reader, room.outsider):
        texts = Statement.objects.visible_to(viewer).values_list("text", flat=True)
        following = statements.next_for(viewer=viewer, hearing=room.hearing, participant=None)

        assert list(texts) == [word("visible", "s")]
        assert following is not None
        assert following.text == word("visible", "s")


def test_counts_are_those_of_what_is_public(room, said):
    count = HearingCount.objects.get(hearing=room.hearing)

    assert count.shown == Comment.objects.public().count() == len(STATUSES) + 1
    assert [getattr(count, name) for name in ("pending", "hidden", "removed", "erased", "private")] == [1] * 5
    assert count.statements == Statement.objects.public().count() == 1
    assert recounting.differences(room.hearing) == {}


def test_what_is_published_holds_only_what_is_public(room, said):
    published = {
        "report": json.dumps(report_numbers.comments(room.hearing), ensure_ascii=False, default=str),
        "moderation": json.dumps(report_numbers.moderation(room.hearing), ensure_ascii=False, default=str),
        "export": json.dumps(
            [list(rows) for _, _, rows in open_data_rows.Tables(room.hearing).all()], ensure_ascii=False, default=str
        ),
        "opinions": json.dumps(list(open_data_rows.Tables(room.hearing).statements()), ensure_ascii=False, default=str),
        "log": "".join(moderation_log.lines(moderation_log.public())),
    }
    hidden = [word(status, what) for status in STATUSES[1:] for what in "cs"]

    assert [(name, one) for name, text in published.items() for one in hidden if one in text] == []
    assert word("visible") in published["export"]
    assert word("visible", "s") in published["opinions"]
    for name in (room.participant.pseudonym, str(room.participant.public_id), officer_of(room.moderator).name_th):
        assert name not in published["log"]


def test_the_desk_and_the_inbox_tell_only_whom_it_concerns(room, said, at_desk):
    pages = {
        "outsider": at_desk(officer_of(room.outsider)),
        "here": at_desk(officer_of(room.moderator)),
    }
    shown = {
        name: "".join(desk.get(f"{ROOT}?board={board}").content.decode() for board in ("waiting", "seconds", "log"))
        for name, desk in pages.items()
    }

    assert [status for status in STATUSES if word(status) in shown["outsider"]] == []
    assert [status for status in STATUSES if word(status) in shown["here"]] == ["pending"]
    assert [moderation_queue.waiting(viewer) for viewer in room.strangers] == [[]] * 4
    told = Notice.objects.filter(topic="consultation.moderated")
    assert {notice.citizen_id for notice in told} == {place.citizen_of(room.writer).pk}
