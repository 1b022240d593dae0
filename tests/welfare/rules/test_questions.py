"""The next best question: order, guards, and that an interview ends."""

from datetime import date
from typing import Any

import pytest

from tests.welfare.rules.inventing import Inventing
from tests.welfare.rules.small import AS_OF, WORDS, programme
from welfare.rules import given
from welfare.rules.decide import decide_all
from welfare.rules.facts import load_vocabulary
from welfare.rules.loading import read_document
from welfare.rules.programme import Programme
from welfare.rules.programmes import Programmes
from welfare.rules.questions import Question, next_question


def document(code: str, *expressions: str, outputs: str = "") -> Programme:
    criteria = ", ".join(f'{{id: c{place}, expr: "{one}"}}' for place, one in enumerate(expressions))
    return programme(f"{{code: {code}, criteria: [{criteria}], outputs: {{{outputs}}}}}")


def asked(*programmes: Programme, **facts: Any) -> Question | None:
    return next_question(programmes, given.read(WORDS, facts), AS_OF)


def test_the_fact_that_blocks_most_for_its_cost_comes_first():
    question = asked(document("a", "n > 1"), document("b", "n > 2 and t"), document("c", "n > 3 and birth < as_of"))

    # n costs 3 and blocks 3; t costs 1 and blocks 1; birth costs 2 and blocks 1: the tie of n and t goes to what
    # settles a programme by itself.
    assert question is not None
    assert (question.fact, question.blocks, question.settles) == ("n", ("a", "b", "c"), ("a",))


def test_ties_go_to_what_can_say_no_by_itself(programmes: Programmes):
    words = programmes.vocabulary
    one = programmes.chosen(["child_support_grant"])
    facts = given.read(words, {"nationality": "THA"})

    question = next_question(one, facts, AS_OF, deciders=programmes.deciders)

    # Both lists cost 5 and block one; nobody's children end it, while a mean over members needs their incomes too.
    assert question is not None
    assert question.fact == "children"
    assert programmes.deciders["child_support_grant"] == {
        "nationality",
        "children",
        "household_members[].annual_income",
    }
    assert programmes.deciders["swc_water"] == {"has_state_welfare_card", "water_relief_registered", "water_bill"}


def test_a_verdict_goes_before_an_output():
    paid = document("a", "t", outputs='x: "iif(f, 1, 2)"')

    question = asked(paid, document("b", "n > 1"), t=True)

    assert question is not None
    assert (question.fact, question.blocks_verdict) == ("n", True)
    only_output = asked(paid, t=True)
    assert only_output is not None
    assert (only_output.fact, only_output.blocks_verdict) == ("f", False)


def test_sensitive_facts_come_last_and_weights_count():
    question = asked(document("a", "v"), document("b", "v"), document("c", "n > 1"))
    weighed = next_question([document("a", "t"), document("b", "f")], given.read(WORDS, {}), AS_OF, weights={"b": 5})

    assert question is not None
    assert question.fact == "n"
    assert weighed is not None
    assert weighed.fact == "f"


def test_what_the_person_does_not_know_parks_its_programmes():
    programmes = [document("a", "t and u"), document("b", "n > 1")]
    facts = given.read(WORDS, {})

    question = next_question(programmes, facts, AS_OF, not_known={"t"})

    assert question is not None
    assert question.fact == "n"
    assert next_question(programmes[:1], facts, AS_OF, not_known={"u"}) is None


def test_nothing_is_asked_when_all_is_decided_or_not_encoded():
    late = programme(
        "{code: p, criteria: [{id: a, expr: \"t and tbl('r', as_of).v > n\"}],"
        " tables: {r: [{from: 2030-01-01, to: null, v: 1}]}}"
    )

    assert asked(document("a", "t and u"), late, t=False) is None
    assert asked(late, t=True, n=0) is None
    assert asked() is None


def test_facts_of_one_screen_are_asked_together_and_sensitive_ones_apart():
    words = load_vocabulary(
        "facts: [{name: b, th: x, type: bool, screen: s}, {name: a, th: x, type: bool, screen: s},"
        " {name: h, th: x, type: bool, screen: s, sensitive: true}, {name: z, th: x, type: bool}]"
    )
    one = Programme(read_document('{code: p, criteria: [{id: i, expr: "a and h and b and z"}]}', words))

    question = next_question([one], given.read(words, {}), AS_OF)

    assert question is not None
    assert (question.fact, question.facts, question.screen) == ("b", ("b", "a"), "s")


@pytest.mark.parametrize("seed", range(12))
def test_an_interview_asks_only_what_matters_and_ends(
    seed: int, programmes: Programmes, interesting: dict[str, list[Any]]
):
    inventing = Inventing(programmes, interesting, seed)
    inventing.missing = 0
    truth = inventing.facts()
    told: dict[str, Any] = {}
    unknown: set[str] = set()
    as_of = date(2026, 9, 15)
    questions = 0
    while question := next_question(programmes, given.read(programmes.vocabulary, told), as_of, not_known=unknown):
        name = question.fact.partition("[].")[0]
        open_before = decide_all(programmes, given.read(programmes.vocabulary, told), as_of, with_trace=False)
        assert all(question.fact in open_before[code].ask for code in question.blocks)
        assert question.fact not in unknown
        if name in truth and name not in told:
            told[name] = truth[name]
        else:
            unknown.add(question.fact)
        questions += 1
        assert questions <= len(programmes.vocabulary.facts)

    decisions = decide_all(programmes, given.read(programmes.vocabulary, told), as_of, with_trace=False)
    assert all(one.is_decided or not unknown.isdisjoint(one.ask) for one in decisions.values())
    assert questions < 130
