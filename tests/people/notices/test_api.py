"""Notices through the API: whose inbox it is, in which language, and what costs the same however many there are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from superapp.api.ids import global_id
from superapp.people.actions import notices
from superapp.people.models import Notice, NoticePreference, PushTarget
from superapp.people.schema.notices import NoticeMutation, NoticeQuery
from tests.factories import people
from tests.factories.services import NOW
from tests.people.notices.test_inbox import TEXTS, put

pytestmark = pytest.mark.django_db

VIEWERS = ("anonymous", "citizen", "other", "agent", "author")
HIDDEN = [("NOT_FOUND", [])]
TOKEN = "device-token-of-somchai"


@pytest.fixture
def somchai(db):
    return people.make_person(1)


@pytest.fixture
def scene(somchai, author, anonymous):
    """Everybody who may try, and one notice of Somchai's. The agent holds a mandate of his, and acts for themselves."""
    notice = put(somchai, key="a", link=global_id("prg", "old_age"))
    other, agent = people.make_person(2), people.make_person(3)
    people.make_mandate(agent, somchai)
    viewers = {
        "anonymous": anonymous,
        "citizen": people.viewer_of_person(somchai),
        "other": people.viewer_of_person(other),
        "agent": people.viewer_of_person(agent),
        "author": author,
    }
    return viewers, notice


def attempts(notice):
    """Return for each mutation its input, and the problems each viewer meets."""
    mine = {"anonymous": HIDDEN, "citizen": [], "other": [], "agent": [], "author": HIDDEN}
    named = [("NOT_FOUND", ["noticeIds", "0"])]
    return {
        "markNoticesRead": (
            {"noticeIds": [global_id("ntc", str(notice.public_id))]},
            dict.fromkeys(VIEWERS, named) | {"citizen": []},
        ),
        "registerPushTarget": ({"platform": "IOS", "token": TOKEN}, mine),
        "setNoticePreference": ({"subject": "WELFARE", "isPushed": False}, mine),
    }


def picture():
    return (
        list(Notice.objects.order_by("pk").values_list("pk", "read_at")),
        list(PushTarget.objects.values_list("citizen", "token_index")),
        list(NoticePreference.objects.values_list("citizen", "subject", "is_pushed")),
    )


def test_every_mutation_and_field_is_tried_here(scene):
    assert set(attempts(scene[1])) == {"markNoticesRead", "registerPushTarget", "setNoticePreference"}
    assert len(NoticeMutation._meta.fields) == 3
    assert set(NoticeQuery._meta.fields) == {"my_notices", "notice_preferences"}


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("name", ["markNoticesRead", "registerPushTarget", "setNoticePreference"])
def test_a_mutation_does_what_this_viewer_may(ask, scene, name, who):
    viewers, notice = scene
    sent, outcome = attempts(notice)[name]
    before = picture()
    kind = f"{name[0].upper()}{name[1:]}Input"

    answer = ask(
        f"mutation Try($input: {kind}!) {{ {name}(input: $input) {{ problems {{ code path message }} }} }}",
        {"input": sent},
        viewer=viewers[who],
    )

    assert answer.errors == []
    assert answer.problems(name) == outcome[who]
    assert (picture() == before) is bool(outcome[who])


@pytest.mark.parametrize("who", VIEWERS)
def test_the_inbox_shows_ones_own_notices(ask, scene, who):
    viewers, notice = scene

    answer = ask("MyNotices", viewer=viewers[who])
    node = ask(
        "query N($id: ID!) { node(id: $id) { id } }",
        {"id": global_id("ntc", str(notice.public_id))},
        viewer=viewers[who],
    )

    assert answer.errors == []
    is_theirs = who == "citizen"
    assert answer.data["myNotices"]["unreadCount"] == (1 if is_theirs else 0)
    assert len(answer.data["myNotices"]["edges"]) == (1 if is_theirs else 0)
    assert (node.data["node"] is not None) is is_theirs


@pytest.mark.parametrize(("who", "count"), [("anonymous", 0), ("author", 0), ("citizen", len(notices.SUBJECTS))])
def test_the_switches_are_ones_own(ask, scene, who, count):
    answer = ask("MyNoticePreferences", viewer=scene[0][who])

    assert len(answer.data["noticePreferences"]) == count


@pytest.mark.parametrize("language", ["th", "en"])
def test_a_notice_is_read_in_the_language_of_the_request(ask, scene, language):
    viewers, notice = scene

    (edge,) = ask("MyNotices", viewer=viewers["citizen"], language=language).data["myNotices"]["edges"]

    assert edge["node"] == {
        "id": global_id("ntc", str(notice.public_id)),
        "subject": "WELFARE",
        "topic": "welfare.entitlement",
        "title": TEXTS[f"title_{language}"],
        "body": TEXTS[f"body_{language}"],
        "link": global_id("prg", "old_age"),
        "createdAt": "2026-11-21T10:00:00+07:00",
        "readAt": None,
    }


def test_newest_first_filtered_and_counted_as_a_whole(ask, somchai):
    put(somchai, key="old", now=NOW - timedelta(days=2))
    put(somchai, key="mandate", topic="mandate.proposed", now=NOW - timedelta(days=1))
    read = put(somchai, key="new")
    viewer = people.viewer_of_person(somchai)
    ask("MarkNoticesRead", {"input": {"noticeIds": [global_id("ntc", str(read.public_id))]}}, viewer=viewer)

    def topics(**variables):
        inbox = ask("MyNotices", variables, viewer=viewer).data["myNotices"]
        return [edge["node"]["topic"] for edge in inbox["edges"]], inbox["unreadCount"]

    welfare, mandate = "welfare.entitlement", "mandate.proposed"
    assert topics() == ([welfare, mandate, welfare], 2)
    assert topics(unread=True) == ([mandate, welfare], 2)
    assert topics(unread=False) == ([welfare], 2)
    assert topics(subject="MANDATE") == ([mandate], 2)
    assert topics(first=1) == ([welfare], 2)


def test_on_behalf_of_a_principal(ask, scene):
    viewers, _ = scene
    mandate = global_id("mdt", str(viewers["agent"].citizen.mandates_held.get().public_id))

    seen = ask("MyNotices", {"onBehalfOf": mandate}, viewer=viewers["agent"])
    stolen = ask("MyNotices", {"onBehalfOf": mandate}, viewer=viewers["other"])
    marked = ask("MarkNoticesRead", {"input": {"onBehalfOf": mandate}}, viewer=viewers["agent"])
    refused = ask("MarkNoticesRead", {"input": {"onBehalfOf": mandate}}, viewer=viewers["other"])

    assert [edge["node"]["title"] for edge in seen.data["myNotices"]["edges"]] == [TEXTS["title_th"]]
    assert stolen.data["myNotices"]["edges"] == []
    assert marked.data["markNoticesRead"] == {"marked": 1, "unreadCount": 0, "problems": []}
    assert refused.problems("markNoticesRead") == [("NOT_FOUND", ["onBehalfOf"])]


def test_twenty_cost_as_many_queries_as_two(ask, somchai):
    counts = []
    for first, last in ((0, 2), (2, 20)):
        for place in range(first, last):
            put(somchai, key=str(place))
        with CaptureQueriesContext(connection) as seen:
            answer = ask("MyNotices", {"first": 20}, viewer=people.viewer_of_person(somchai))
        assert len(answer.data["myNotices"]["edges"]) == last
        counts.append(len([each for each in seen.captured_queries if "people_notice" in each["sql"]]))

    # The page, and the count of unread ones.
    assert counts == [2, 2]
