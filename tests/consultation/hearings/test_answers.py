"""Questions and answers: each of its form, kept once a person, until the closing instant and never after."""

from datetime import timedelta
from uuid import uuid4

import pytest

from consultation.actions import answers, participants, questions
from consultation.actions.answers import AnswerGiven
from consultation.actions.questions import QuestionGiven
from consultation.models import Answer, Participant, Question
from superapp.accounts.viewer import ANONYMOUS
from superapp.audit.models import AuditEvent
from superapp.people.actions import erasures
from superapp.refusal import NotFound
from tests.factories.people import make_person, viewer_of_person

from . import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def hearing(author, approver, version):
    """Return an open hearing with one question of each form."""
    return making.opened(author, approver, version)


def given(hearing, form, **fields):
    return AnswerGiven(question=Question.objects.get(hearing=hearing, form=form).public_id, **fields)


def give(viewer, hearing, *those, **later):
    return answers.give(viewer=viewer, hearing=making.fresh(hearing), answers=those, now=making.at(hearing, **later))


def test_each_form_is_answered_and_changed_and_taken_back(hearing):
    viewer = viewer_of_person(make_person(1))
    give(
        viewer,
        hearing,
        given(hearing, "open", text="  ควรแก้มาตรา 2  "),
        given(hearing, "one", choices=("app",)),
        given(hearing, "many", choices=("safety", "price")),
        given(hearing, "scale", scale=4),
        given(hearing, "rank", choices=("free", "fast", "fair")),
        hours=1,
    )

    kept = give(
        viewer,
        hearing,
        given(hearing, "one", choices=("phone",)),
        given(hearing, "scale"),
        given(hearing, "many"),
        days=2,
    )

    assert [(one.question.form, one.choices, one.scale, one.text) for one in kept] == [
        ("open", [], None, "ควรแก้มาตรา 2"),
        ("one", ["phone"], None, ""),
        ("rank", ["free", "fast", "fair"], None, ""),
    ]
    assert Participant.objects.count() == 1
    event = AuditEvent.objects.filter(action="consultation.answer").order_by("seq").last()
    assert event.details == {"count": 1, "emptied": 2}
    assert event.actor == f"participant:{Participant.objects.get().public_id}"


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ("open", {"text": "ก" * 5_001}),
        ("open", {"text": "ก\0"}),
        ("open", {"scale": 1}),
        ("one", {"choices": ("app", "phone")}),
        ("one", {"choices": ("fax",)}),
        ("one", {"text": "แอป"}),
        ("many", {"choices": ("price", "price")}),
        ("many", {"scale": 2}),
        ("scale", {"scale": 0}),
        ("scale", {"scale": 6}),
        ("scale", {"choices": ("fast",), "scale": 1}),
        ("rank", {"choices": ("free", "fast")}),
    ],
)
def test_an_answer_of_another_form_is_refused_and_none_is_kept(hearing, form, fields):
    viewer = viewer_of_person(make_person(1))
    fine = given(hearing, "scale" if form == "open" else "open", **({"scale": 3} if form == "open" else {"text": "ดี"}))

    with pytest.raises(answers.AnswerWrong) as caught:
        give(viewer, hearing, fine, given(hearing, form, **fields), hours=1)

    assert caught.value.path == ("answers", "1")
    assert not Answer.objects.exists()


def test_the_closing_instant_itself_is_too_late_whatever_the_job_has_done(hearing):
    viewer = viewer_of_person(make_person(1))
    last = hearing.closes_at - timedelta(microseconds=1)
    told = {"viewer": viewer, "hearing": hearing, "answers": [given(hearing, "scale", scale=1)]}
    answers.give(**told, now=last)

    for now in (hearing.closes_at, hearing.closes_at + timedelta(days=1), hearing.opens_at - timedelta(seconds=1)):
        with pytest.raises(participants.HearingNotOpen):
            answers.give(viewer=viewer, hearing=hearing, answers=[given(hearing, "scale", scale=5)], now=now)

    assert (making.fresh(hearing).state, Answer.objects.get().scale) == ("open", 1)


def test_only_people_answer_and_only_this_hearings_questions(hearing, author, citizen, officer_elsewhere):
    for viewer in (ANONYMOUS, author, officer_elsewhere, citizen):
        with pytest.raises(NotFound):
            give(viewer, hearing, given(hearing, "scale", scale=1), hours=1)
    with pytest.raises(NotFound) as caught:
        give(viewer_of_person(make_person(1)), hearing, AnswerGiven(question=uuid4(), text="ก"), hours=1)

    assert caught.value.path == ("answers", "0", "question_id")
    assert (Answer.objects.count(), Participant.objects.count()) == (0, 0)


def test_a_phase_opens_and_closes_the_questions_alone(author, approver, version):
    first, second = making.plan().opens_at, making.plan().opens_at + timedelta(days=10)
    told = {"name_th": "ช่วงที่", "name_en": "Phase"}
    phases = (
        {**told, "opens_at": first.isoformat(), "closes_at": second.isoformat(), "functions": ["comments"]},
        {
            **told,
            "opens_at": second.isoformat(),
            "closes_at": making.plan().closes_at.isoformat(),
            "functions": ["comments", "questions"],
        },
    )
    hearing = making.opened(author, approver, version, phases=phases)
    viewer = viewer_of_person(make_person(1))
    with pytest.raises(participants.HearingNotOpen):
        give(viewer, hearing, given(hearing, "scale", scale=1), days=9)

    kept = give(viewer, hearing, given(hearing, "scale", scale=1), days=10)

    assert len(kept) == 1
    assert making.fresh(hearing).takes("comments", making.at(hearing, days=9))


def test_totals_count_every_answer_once(hearing):
    voices = (
        ("app", 5, ("fast", "free", "fair")),
        ("app", 4, ("free", "fast", "fair")),
        ("phone", 5, ("fair", "fast", "free")),
    )
    for number, (choice, point, order) in enumerate(voices, 1):
        viewer = viewer_of_person(make_person(number))
        those = (given(hearing, "scale", scale=point), given(hearing, "rank", choices=order))
        give(viewer, hearing, given(hearing, "one", choices=(choice,)), *those, hours=1)

    found = {question.form: answers.tally(question) for question in Question.objects.all()}

    assert found == {
        "open": {"answered": 0, "counts": {}},
        "one": {"answered": 3, "counts": {"app": 2, "phone": 1}},
        "many": {"answered": 0, "counts": {}},
        "scale": {"answered": 3, "counts": {"5": 2, "4": 1}},
        "rank": {"answered": 3, "counts": {"fast": 5, "free": 6, "fair": 7}},
    }


def test_an_erased_citizens_words_go_and_the_totals_stay(hearing):
    person = make_person(1)
    give(
        viewer_of_person(person),
        hearing,
        given(hearing, "open", text="ชื่อของฉัน"),
        given(hearing, "scale", scale=2),
        hours=1,
    )

    erasures.erase(viewer=viewer_of_person(person), confirmation="ERASE MY DATA", now=making.NOW)

    found = sorted(Answer.objects.values_list("question__form", "text", "scale"))
    assert found == [("open", "", None), ("scale", "", 2)]


@pytest.mark.parametrize(
    "question",
    [
        QuestionGiven(form="essay", text_th="ก"),
        QuestionGiven(form="open", text_th="  "),
        QuestionGiven(form="open", text_th="ก" * 1_001),
        QuestionGiven(form="open", text_th="ก", options=({"code": "a", "th": "ก"},)),
        QuestionGiven(form="one", text_th="ก", options=({"code": "a", "th": "ก"},)),
        QuestionGiven(form="many", text_th="ก", options=({"code": "a", "th": "ก"}, {"code": "a", "th": "ข"})),
        QuestionGiven(form="rank", text_th="ก", options=({"code": "a", "th": "ก"}, {"code": "b", "th": ""})),
        QuestionGiven(form="rank", text_th="ก", options=({"code": "a b", "th": "ก"}, {"code": "b", "th": "ข"})),
        QuestionGiven(form="scale", text_th="ก"),
        QuestionGiven(form="scale", text_th="ก", scale_points=11),
        QuestionGiven(form="open", text_th="ก", scale_points=5),
        QuestionGiven(form="open", text_th="ก", section="s99"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused_and_the_others_stay(version, question):
    hearing = making.draft(None, version)
    questions.write(viewer=None, code=hearing.code, questions=making.QUESTIONS, now=making.NOW)

    with pytest.raises(questions.QuestionWrong) as caught:
        questions.write(viewer=None, code=hearing.code, questions=[making.QUESTIONS[0], question], now=making.NOW)

    assert caught.value.path == ("questions", "1")
    assert hearing.questions.count() == 5
