"""Two at the same moment: the database lets one through, and nobody is told twice."""

import re
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction

from consultation import actions
from consultation.actions import answers, hearing_schedule, hearing_steps, policies
from consultation.models import HearingEvent
from superapp.audit import verification
from tests.consultation.comments import place
from tests.factories import services as make
from tests.factories.people import make_person, viewer_of_person
from tests.factories.services import NOW
from tests.racing import kinds, together, until_somebody_waits

from . import making


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_two_officers_at_once_one_announces():
    agency = make.make_agency("DOPA")
    policies.load()
    version = place.make_law(agency)
    officers = [make.make_officer(name, (agency, "approver")) for name in ("prasit", "wanida")]
    hearing = making.ready(None, version)
    announcing = [
        lambda officer=officer: hearing_steps.announce(
            viewer=make.viewer_of_officer(officer), code=hearing.code, now=NOW
        )
        for officer in officers
    ]

    announced = together(*announcing)

    assert kinds(announced) == ["HEARING_STEP_WRONG", hearing.code]
    assert HearingEvent.objects.count() == 1


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_closing_lets_an_answer_through_that_holds_the_audit_chain():
    # References are checked when a transaction ends, after it has taken the chain's head. Closing holds the hearing
    # and waits for that head: were its lock one that a reference waits for, each would wait for the other.
    agency = make.make_agency("DOPA")
    policies.load()
    hearing = making.opened(None, None, place.make_law(agency))
    people = [make_person(number, created_at=hearing.opens_at - timedelta(days=30)) for number in (1, 2)]
    scale = hearing.questions.get(form="scale")
    given = [answers.AnswerGiven(question=scale.public_id, scale=4)]
    last = hearing.closes_at - timedelta(microseconds=1)
    has_answered = threading.Event()

    def answer() -> int:
        with transaction.atomic():
            for person in people:
                answers.give(viewer=viewer_of_person(person), hearing=hearing, answers=given, now=last)
            has_answered.set()
            until_somebody_waits()
        return scale.answers.count()

    def close() -> int:
        assert has_answered.wait(20)
        return hearing_schedule.turn(now=hearing.closes_at)

    assert together(answer, close) == [2, 1]
    assert making.fresh(hearing).state == "closed"
    assert verification.verify(verification.streams()) == []


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_at_the_closing_instant_each_answer_is_in_or_refused():
    agency = make.make_agency("DOPA")
    policies.load()
    hearing = making.opened(None, None, place.make_law(agency))
    scale = hearing.questions.get(form="scale")
    given = [answers.AnswerGiven(question=scale.public_id, scale=4)]
    people = [make_person(number, created_at=hearing.opens_at - timedelta(days=30)) for number in range(1, 7)]
    instants = [hearing.closes_at - timedelta(microseconds=1), hearing.closes_at] * 3

    def give(person, now):
        return lambda: answers.give(viewer=viewer_of_person(person), hearing=hearing, answers=given, now=now)

    acts = [give(person, now) for person, now in zip(people, instants, strict=True)]
    outcomes = together(*acts, *[lambda: hearing_schedule.turn(now=hearing.closes_at)] * 2)

    assert kinds(outcomes[:6]) == ["HEARING_NOT_OPEN"] * 3 + ["list"] * 3
    assert sorted(outcomes[6:]) == [0, 1]
    assert scale.answers.count() == 3


def test_no_lock_here_is_one_that_references_wait_for():
    folder = Path(actions.__file__).parent
    calls = [
        f"{path.name}: {call}"
        for path in sorted(folder.glob("*.py"))
        for call in re.findall(r"select_for_update\((?:[^()]|\([^()]*\))*\)", path.read_text(encoding="utf-8"))
    ]

    assert len(calls) > 20
    assert [call for call in calls if "no_key=True" not in call] == []
