"""Hearings in the API: what everybody reads, who sees what is not public, answering and following over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultation.actions import hearing_schedule, hearing_steps, hearings
from consultation.models import Answer, Follow, Hearing, Question
from services.models import snapshot
from superapp.api import ids
from tests.consultation.comments import place
from tests.factories.people import make_person, viewer_of_person
from tests.factories.services import NOW

from . import making

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def fresh_catalogue():
    """Let no test see another's agencies."""
    snapshot.forget()
    yield
    snapshot.forget()


@pytest.fixture
def hearing(author, approver, version, monkeypatch):
    """Return a hearing that is open by the real clock, which the endpoint reads, prepared by officers."""
    began = timezone.now() - timedelta(days=8)
    monkeypatch.setattr(making, "NOW", began)
    hearing = making.opened(author, approver, version, first_day=TODAY - timedelta(days=5))
    assert hearing.is_open_at(timezone.now())
    return hearing


def gid(hearing):
    return ids.global_id("hrg", str(hearing.public_id))


def test_a_hearings_page_says_what_is_heard_for_how_long_and_why(ask, hearing):
    shown = ask("HearingPage", {"code": hearing.code}, language="en").data["hearing"]

    assert shown["title"] == "Hearing on the Complaints Bill"
    assert (shown["state"], shown["isOpen"], shown["daysLeft"]) == ("OPEN", True, 25)
    assert shown["openFunctions"] == ["STANCES", "COMMENTS", "VOTES", "STATEMENTS", "QUESTIONS"]
    assert shown["lastDay"] == (TODAY + timedelta(days=24)).isoformat()
    assert shown["period"] == {
        "days": 30,
        "minimumDays": 15,
        "recommendedDays": 30,
        "reportDays": 30,
        "isShorter": False,
        "rank": "RESOLUTION",
        "basis": hearing.policy["basis_en"],
    }
    assert shown["justification"] is None
    assert shown["agency"]["code"] == "DOPA"
    assert [one["kind"] for one in shown["documents"]] == [
        "AFFECTED",
        "IMPACT",
        "NEED",
        "PLAIN",
        "PRINCIPLES",
        "PROBLEM",
    ]
    assert [one["kind"] for one in shown["waivers"]] == ["COMMITTEES", "DISCRETION", "PENALTIES", "PERMITS"]
    assert [one["form"] for one in shown["questions"]] == ["OPEN", "ONE", "MANY", "SCALE", "RANK"]
    assert shown["questions"][1]["options"][0] == {"code": "phone", "text": "Telephone"}
    assert shown["questions"][3]["section"]["key"] == "s3"
    assert [one["kind"] for one in shown["events"]] == ["ANNOUNCED", "OPENED"]


def test_the_same_page_is_kept_for_everybody(ask, hearing, citizen, author, officer_elsewhere):
    first = ask("HearingPage", {"code": hearing.code})

    answers = [
        ask("HearingPage", {"code": hearing.code}, viewer=who).data for who in (citizen, author, officer_elsewhere)
    ]

    assert answers == [first.data] * 3


def test_what_is_not_public_is_found_by_nobody(ask, author, approver, citizen, officer_elsewhere, anonymous, version):
    draft = making.draft(author, version)
    waiting = making.ready(author, place.make_law(version.law.agency, "second-act"), code="second-act-bill-1")
    viewers = (anonymous, citizen, officer_elsewhere, author)
    again = "query Again($id: ID!) { node(id: $id) { id } }"

    for viewer in viewers:
        for hearing in (draft, waiting):
            assert ask("HearingPage", {"code": hearing.code}, viewer=viewer).data == {"hearing": None}
            assert ask(again, {"id": gid(hearing)}, viewer=viewer).data == {"node": None}
        assert ask("HearingList", {}, viewer=viewer).data["hearings"]["edges"] == []


def test_an_embargoed_hearing_is_found_again_by_its_agency_alone(
    ask, author, approver, citizen, officer_elsewhere, anonymous, version
):
    hearing = making.announced(author, approver, version, embargo_ground="กฎกระทรวง พ.ศ. 2562")
    again = "query Again($id: ID!) { node(id: $id) { id } }"

    found = {
        name: ask(again, {"id": gid(hearing)}, viewer=viewer).data["node"] is not None
        for name, viewer in (
            ("anonymous", anonymous),
            ("citizen", citizen),
            ("elsewhere", officer_elsewhere),
            ("author", author),
        )
    }

    assert found == {"anonymous": False, "citizen": False, "elsewhere": False, "author": True}
    assert ask("HearingPage", {"code": hearing.code}, viewer=author).data == {"hearing": None}
    assert ask("HearingList", {}).data["hearings"]["edges"] == []


def test_the_list_is_filtered_and_ordered(ask, author, approver, version, monkeypatch):
    monkeypatch.setattr(making, "NOW", timezone.now() - timedelta(days=90))
    version.law.subjects = ["health", "justice_rights"]
    version.law.save()
    other = place.make_law(version.law.agency, "second-act")
    for which, kind, first, title in (
        (version, "bill", 5, "ร่างกฎหมายร้องเรียน"),
        (version, "principles", 20, "หลักการร้องเรียน"),
        (other, "bill", 60, "ร่างกฎหมายที่สอง"),
    ):
        first_day = TODAY - timedelta(days=first)
        making.announced(
            author, approver, which, kind=kind, code=f"{which.law.code}-{kind}", first_day=first_day, title_th=title
        )
    hearing_schedule.turn(now=timezone.now())

    def codes(**variables):
        ask.forget()
        return [edge["node"]["code"] for edge in ask("HearingList", variables).data["hearings"]["edges"]]

    bill, principles, second = "complaints-act-bill", "complaints-act-principles", "second-act-bill"
    assert codes() == [bill, principles, second]
    assert codes(order="CLOSING") == [second, principles, bill]
    assert codes(isOpen=True, order="CLOSING") == [principles, bill]
    assert codes(states=["CLOSED"]) == [second]
    assert codes(kinds=["PRINCIPLES", "EVALUATION"]) == [principles]
    assert codes(subject="health") == [bill, principles]
    assert codes(subject="healt") == []
    assert codes(text="ร้องเรียน หลักการ") == [principles]
    assert codes(agencyCode="DOPA", first=2) == [bill, principles]
    assert codes(agencyCode="DLT") == []
    page = ask("HearingList", {"first": 1}).data["hearings"]["pageInfo"]
    assert codes(first=1, after=page["endCursor"]) == [principles]
    assert ask("HearingList", {"text": "ก" * 101}).codes == ["BAD_USER_INPUT"]


def test_answering_over_http_is_for_people_and_private(ask, hearing, anonymous, author, officer_elsewhere):
    question = Question.objects.get(form="scale")
    given = {"questionId": ids.global_id("qst", str(question.public_id)), "scale": 4}
    sent = {"input": {"hearingId": gid(hearing), "answers": [given]}}
    for viewer in (anonymous, author, officer_elsewhere):
        assert ask("AnswerQuestions", sent, viewer=viewer).problems("answerQuestions") == [("NOT_FOUND", [])]
    assert not Answer.objects.exists()
    me, other = viewer_of_person(make_person(1)), viewer_of_person(make_person(2))

    answer = ask("AnswerQuestions", sent, viewer=me)

    assert [one["scale"] for one in answer.data["answerQuestions"]["answers"]] == [4]
    mine = {
        name: ask("MyHearingAnswers", {"hearingId": gid(hearing)}, viewer=viewer).data["myAnswers"]
        for name, viewer in (("me", me), ("other", other), ("officer", author), ("nobody", anonymous))
    }
    assert len(mine.pop("me")) == 1
    assert mine == {"other": None, "officer": None, "nobody": None}


def test_a_wrong_answer_names_its_place(ask, hearing):
    question = Question.objects.get(form="one")
    given = {"questionId": ids.global_id("qst", str(question.public_id)), "choices": ["fax"]}
    sent = {"input": {"hearingId": gid(hearing), "answers": [given]}}

    answer = ask("AnswerQuestions", sent, viewer=viewer_of_person(make_person(1)))

    assert answer.problems("answerQuestions") == [("ANSWER_WRONG", ["answers", "0"])]
    stale = {"input": sent["input"] | {"noticeVersion": "2500-1"}}
    again = ask("AnswerQuestions", stale, viewer=viewer_of_person(make_person(2)))
    assert again.problems("answerQuestions") == [("NOTICE_OUTDATED", ["noticeVersion"])]


def test_following_over_http_is_ones_own(ask, hearing, anonymous, author, officer_elsewhere):
    sent = {"input": {"hearingId": gid(hearing)}}
    for viewer in (anonymous, author, officer_elsewhere):
        assert ask("FollowTopic", sent, viewer=viewer).problems("followTopic") == [("NOT_FOUND", [])]
        assert ask("MyFollows", {}, viewer=viewer).data["myFollows"]["edges"] == []
    me, other = viewer_of_person(make_person(1)), viewer_of_person(make_person(2))
    ask("FollowTopic", sent, viewer=me)
    ask("FollowTopic", {"input": {"subject": "health"}}, viewer=me)

    edges = ask("MyFollows", {}, viewer=me, language="en").data["myFollows"]["edges"]
    follow = edges[1]["node"]

    assert edges[0]["node"]["subject"] == {"code": "health", "name": "Public health"}
    assert (follow["hearing"]["code"], follow["law"], follow["agency"]) == (hearing.code, None, None)
    told = {"input": {"followId": follow["id"]}}
    assert ask("Unfollow", told, viewer=other).problems("unfollow") == [("NOT_FOUND", ["followId"])]
    assert Follow.objects.count() == 2
    assert ask("Unfollow", told, viewer=me).data["unfollow"] == {"unfollowedId": follow["id"], "problems": []}
    assert Follow.objects.count() == 1


def test_a_new_round_names_the_one_before(ask, author, approver, hearing, version):
    hearing_steps.cancel(viewer=approver, code=hearing.code, reason="ทบทวนร่าง", now=timezone.now())
    hearings.new_round(viewer=author, code=hearing.code, version=1, new_code="second-round", now=NOW)
    second = Hearing.objects.get(code="second-round")

    assert ask("HearingPage", {"code": hearing.code}).data["hearing"]["cancelledReason"] == "ทบทวนร่าง"
    assert (second.previous.code, second.round) == (hearing.code, 2)
