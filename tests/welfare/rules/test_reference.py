"""The engine against a second reading of the language, over every shipped document and invented facts."""

from fractions import Fraction
from typing import Any

import pytest

from tests.welfare.rules.inventing import Inventing, raw
from tests.welfare.rules.reference import Reading, plain
from welfare.rules import given
from welfare.rules.decide import decide
from welfare.rules.programmes import Programmes

ROUNDS = 24


def typed(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as the reference wants them: every number a Fraction."""

    def one(value: Any) -> Any:
        if isinstance(value, list):
            return [{key: one(below) for key, below in element.items()} for element in value]
        return Fraction(value) if isinstance(value, int) and not isinstance(value, bool) else value

    return {name: one(value) for name, value in facts.items()}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_the_engine_agrees_with_the_second_reading(
    seed: int, programmes: Programmes, documents: dict[str, Any], interesting: dict[str, list[Any]]
):
    defaults = {one["name"]: plain(one["default"]) for one in raw("facts.yaml")["facts"] if "default" in one}
    ceilings = raw("shared.yaml")["tables"]["sso_ceiling"]["rows"]
    inventing = Inventing(programmes, interesting, seed)
    facts = inventing.facts()
    ready = given.read(programmes.vocabulary, facts)

    for code, document in documents.items():
        expected = Reading(document, typed(facts), defaults, inventing.as_of, ceilings).decide()
        decision = decide(programmes[code], ready, inventing.as_of)

        got = (decision.verdict.value, decision.reason, set(decision.ask), dict(decision.outputs))
        assert got == expected, (code, inventing.as_of)


def test_the_invented_facts_reach_every_verdict(programmes: Programmes, interesting: dict[str, list[Any]]):
    seen: dict[str, int] = {}
    for seed in range(ROUNDS):
        inventing = Inventing(programmes, interesting, seed)
        ready = given.read(programmes.vocabulary, inventing.facts())
        for one in programmes:
            verdict = decide(one, ready, inventing.as_of, with_trace=False).verdict.value
            seen[verdict] = seen.get(verdict, 0) + 1

    assert {verdict for verdict, times in seen.items() if times >= 20} == {"true", "false", "unknown", "not_encoded"}
