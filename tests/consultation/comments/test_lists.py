"""Lists of comments: four orders continued from any row, at the same number of statements however many there are."""

import re

import pytest

from consultation.actions import comments, votes
from consultation.models import Comment, HearingCount, Section
from superapp.api.ids import global_id
from tests.factories.services import NOW

from . import place
from .reading import PAGE, read

pytestmark = pytest.mark.django_db
ORDERS = {
    "NEWEST": lambda one: (-one.pk,),
    "OLDEST": lambda one: (one.pk,),
    "BEST": lambda one: (-one.score, -one.pk),
    "MOST_DISCUSSED": lambda one: (-one.descendant_count, -one.pk),
}


def crowd(hearing, size: int):
    """Make `size` roots with replies and votes of many people; return the viewer who voted on all of them."""
    people = [place.make_voice(hearing, number) for number in range(1, 6)]
    reader, me = place.make_voice(hearing, 99)
    _, answering = place.make_voice(hearing, 98)
    sections = [*Section.objects.filter(law=hearing.law).order_by("pk"), None]
    for number in range(size):
        _, author = people[number % 5]
        root = Comment.objects.create(
            hearing=hearing,
            version=hearing.version,
            section=sections[number % 4],
            author=author,
            body=f"ที่ {number}",
            is_listed=True,
            created_at=NOW,
            up=number % 3,
            score=(number % 3) / 10,
            reply_count=0,
        )
        Comment.objects.filter(pk=root.pk).update(path=f"{number:08d}")
        for step in range(number % 6):
            reply = Comment.objects.create(
                hearing=hearing,
                version=hearing.version,
                section=root.section,
                author=answering,
                body=f"ตอบ {step}",
                parent=root,
                root=root,
                depth=1,
                is_listed=True,
                created_at=NOW,
            )
            Comment.objects.filter(pk=reply.pk).update(path=f"{number:08d}{step:08d}")
        Comment.objects.filter(pk=root.pk).update(reply_count=number % 6, descendant_count=number % 6)
        root.votes.create(participant=me, value=1, revision=1, at=NOW)
    count = Comment.objects.filter(hearing=hearing)
    HearingCount.objects.update_or_create(
        hearing=hearing, defaults={"shown": count.count(), "roots_listed": count.filter(parent=None).count()}
    )
    return reader


def pages(order: str, viewer, size: int, **about):
    """Yield the ids of each page of a list."""
    after = None
    while True:
        answer = read(PAGE, viewer, code="complaints-1", order=order, first=size, after=after, **about)
        assert answer.errors == []
        found = answer.data["hearing"]["comments"]
        yield [edge["node"]["id"] for edge in found["edges"]]
        if not found["pageInfo"]["hasNextPage"]:
            return
        after = found["pageInfo"]["endCursor"]


def test_every_comment_is_reached_once_in_each_order(hearing):
    reader = crowd(hearing, 23)
    roots = list(Comment.objects.filter(parent=None))
    section = Section.objects.get(law=hearing.law, key="s2")

    for order, key in ORDERS.items():
        wanted = [global_id("cmt", str(one.public_id)) for one in sorted(roots, key=key)]
        assert [one for page in pages(order, reader, 7) for one in page] == wanted, order
        here = [global_id("cmt", str(one.public_id)) for one in sorted(roots, key=key) if one.section == section]
        section_id = global_id("sec", str(section.public_id))
        assert [one for page in pages(order, reader, 4, section=section_id) for one in page] == here, order


def test_two_comments_cost_as_many_statements_as_twenty(hearing):
    reader = crowd(hearing, 20)

    taken = {}
    for order in ORDERS:
        for first in (2, 20):
            answer = read(PAGE, reader, code="complaints-1", order=order, first=first)
            assert (answer.errors, len(answer.data["hearing"]["comments"]["edges"])) == ([], first)
            taken[order, first] = len(answer.statements)

    assert set(taken.values()) == {11}, taken
    for sql in answer.statements:
        assert not re.search(r"COUNT\(| OFFSET |ROW_NUMBER", sql), sql


def test_the_page_shows_three_replies_votes_rights_and_counts(hearing):
    reader = crowd(hearing, 6)

    answer = read(PAGE, reader, code="complaints-1", order="MOST_DISCUSSED", first=2)

    found = answer.data["hearing"]["comments"]
    first = found["edges"][0]["node"]
    assert (found["totalCount"], len(first["firstReplies"]), first["replyCount"]) == (6, 3, 5)
    assert [reply["text"] for reply in first["firstReplies"]] == ["ตอบ 0", "ตอบ 1", "ตอบ 2"]
    assert (first["myVote"], first["mayReply"], first["mayVote"], first["mayEdit"]) == ("AGREE", True, True, False)
    assert re.fullmatch(r"[ก-๙]+ [0-9]{4}", first["author"]["name"])
    assert answer.data["hearing"]["tally"]["shown"] == 21


def test_a_page_is_at_most_fifty_and_a_cursor_is_not_made_up(hearing):
    crowd(hearing, 3)
    good = read(PAGE, code="complaints-1", first=1).data["hearing"]["comments"]["pageInfo"]["endCursor"]

    for about in (
        {"first": 51},
        {"first": 100},
        {"first": 2, "after": "x"},
        {"first": 2, "after": good[:-1] + ("0" if good[-1] != "0" else "1")},
        {"first": 2, "after": good.partition(".")[0]},
        {"first": 2, "after": good, "order": "BEST"},
    ):
        answer = read(PAGE, code="complaints-1", **about)
        assert len(answer.errors) == 1, about
        assert "BadInput" in answer.errors[0], answer.errors


def test_replies_and_the_whole_thread_are_paged_too(hearing):
    voices = [place.make_voice(hearing, number)[0] for number in (1, 2, 3)]
    root = place.say(voices[0], hearing)
    first = place.say(voices[1], hearing, "ก", parent=root)
    second = place.say(voices[2], hearing, "ข", parent=Comment.objects.get(pk=root.pk))
    below = place.say(voices[0], hearing, "ค", parent=Comment.objects.get(pk=first.pk))
    document = """query Thread($id: ID!) { node(id: $id) { ... on Comment {
        replies(first: 10) { totalCount edges { node { text depth inReplyTo { text } } } }
        thread(first: 10) { totalCount edges { node { text depth } } } } } }"""

    answer = read(document, id=global_id("cmt", str(root.public_id)))

    assert answer.errors == []
    texts = {name: [edge["node"]["text"] for edge in found["edges"]] for name, found in answer.data["node"].items()}
    assert texts == {"replies": [first.body, second.body], "thread": [first.body, below.body, second.body]}
    assert [found["totalCount"] for found in answer.data["node"].values()] == [2, 3]


TOMBSTONE = """query One($id: ID!) { node(id: $id) { ... on Comment {
    state text author { name } anchor { quote } heldFor mayEdit revisions(first: 5) { edges { node { text } } } } } }"""


def test_four_viewers_see_what_the_predicate_says(hearing, author, officer_elsewhere, anonymous):
    viewer, _ = place.make_voice(hearing, 1)
    other, _ = place.make_voice(hearing, 2)
    shown = place.say(viewer, hearing, "เห็นได้")
    waits = place.say(viewer, hearing, "รอ https://example.org")
    gone = place.say(viewer, hearing, "ลบแล้ว")
    place.say(other, hearing, "ตอบ", parent=gone)
    comments.remove(viewer=viewer, comment=gone, now=NOW)
    votes.vote(viewer=other, comment=shown, value=1, now=NOW)

    def seen(who, comment):
        answer = read(TOMBSTONE, who, id=global_id("cmt", str(comment.public_id)))
        assert answer.errors == []
        return answer.data["node"] and (answer.data["node"]["state"], answer.data["node"]["text"])

    for who in (anonymous, other, viewer, author, officer_elsewhere):
        assert seen(who, shown) == ("VISIBLE", "เห็นได้")
        # Nobody reads what somebody took back, not even the agency.
        assert seen(who, gone) == ("REMOVED", None)
    for who in (anonymous, other, officer_elsewhere):
        assert seen(who, waits) is None
    for who in (viewer, author):
        assert seen(who, waits) == ("PENDING", "รอ https://example.org")
    own = read(TOMBSTONE, viewer, id=global_id("cmt", str(waits.public_id))).data["node"]
    assert (own["heldFor"], own["mayEdit"]) == (["link"], True)
