"""Whole interviews with invented citizens: short, never useless, true in the end. More in `bin/bench questions`."""

from datetime import date
from statistics import fmean

import pytest

from bench.interviews import interviewing
from bench.interviews.citizens import Truth, citizens
from welfare.rules import given
from welfare.rules.decide import decide_all
from welfare.rules.programmes import Programmes

AS_OF = date(2026, 9, 15)


@pytest.fixture(scope="module")
def people(programmes: Programmes) -> list[Truth]:
    return citizens(programmes, AS_OF, count=20, seed=2569)


def test_an_interview_takes_at_most_half_the_questions_of_a_form(programmes: Programmes, people: list[Truth]):
    every, vocabulary = tuple(programmes), programmes.vocabulary
    form = interviewing.form(interviewing.readable(every, vocabulary))

    shares = []
    for truth in people:
        # A question that no undecided programme reads raises Useless.
        ours = interviewing.hold(every, truth, vocabulary, AS_OF, interviewing.best_fact(programmes))
        fixed = interviewing.hold(every, truth, vocabulary, AS_OF, form, may_be_useless=True)
        shares.append(len(ours.asked) / len(fixed.asked))

    assert len(shares) == 20
    assert fmean(shares) <= 0.5


def test_an_interview_by_screen_ends_where_all_facts_lead(programmes: Programmes, people: list[Truth]):
    every, vocabulary = tuple(programmes), programmes.vocabulary

    for truth in people:
        ended = interviewing.hold(every, truth, vocabulary, AS_OF, interviewing.best_screen(programmes))
        interviewing.agree(ended, decide_all(every, given.read(vocabulary, truth), AS_OF, with_trace=False))
        assert ended.screens < len(ended.asked)


def test_a_useless_question_is_noticed(programmes: Programmes, people: list[Truth]):
    one = programmes.chosen(["swc_water"])

    with pytest.raises(interviewing.Useless, match="birth_date"):
        interviewing.hold(one, people[0], programmes.vocabulary, AS_OF, lambda decisions, told: ("birth_date",))
