"""Single decisions: all programmes for a household, the next question, and OpenFisca's country template beside ours.

    bin/bench eligibility [--rounds 5] [--citizens 300]

A household of four is decided for all shipped programmes with its trace, and the sentences are written; ten programmes
are decided with trace, for its applicant and for four such applicants; facts are read each time. The next question is
found at every step of interviews with invented citizens. The eight variables of OpenFisca's public template (three
persons) are calculated by it, in a process and an environment of its own, and by our engine from the same rules; the
values must be equal. The sides take turns, the order turned round each round; process CPU time, medians. Exit code 1
when a target is missed.
"""

import argparse
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from bench.country_template.beside import HOUSEHOLDS, OpenFisca, Ours, agree
from bench.interviews.citizens import citizens
from bench.interviews.interviewing import Told
from bench.timing.machine import load, machine
from welfare.rules import given
from welfare.rules.decide import decide_all
from welfare.rules.explanation import explain
from welfare.rules.programmes import Programmes, load_programmes
from welfare.rules.questions import next_question

NEEDS_OPENFISCA = True
AS_OF = date(2026, 9, 15)
MOST_OF_OPENFISCA, MOST_TEN_OF_OPENFISCA = 0.1, 0.31
TIMES, SAMPLE_S = 100, 0.2
MOST_TEN_MS, MOST_QUESTION_MS = 0.25, 1.0
TEN = (
    "old_age_allowance", "disability_allowance", "child_support_grant", "state_welfare_card", "swc_goods",
    "sso_child_allowance", "sso_unemployment", "elderly_hardship_aid", "free_electricity_50", "ucs_gold_card",
)  # fmt: skip


def main() -> int:
    """Measure and print; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bin/bench eligibility", description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--citizens", type=int, default=300, help="whose interviews are timed")
    arguments = parser.parse_args()
    programmes = load_programmes()
    figures: dict[str, Any] = {"machine": machine(), "load_before": load()}
    calls, sizes = ours(programmes)
    with OpenFisca() as openfisca:
        figures |= openfisca.versions | sizes
        figures["values_compared"] = agree(Ours().answers(), openfisca.run(0, trace=False)[1])
        print(f"{figures['values_compared']} values of the template are the same on both sides")
        times = in_turn(calls, openfisca, arguments.rounds)
    ratios = {
        "template": ratio(times, "template, ours", "template, OpenFisca"),
        "template with trace": ratio(times, "template with trace, ours", "template with trace, OpenFisca"),
        "10 programmes, household of 4": ratio(times, "10 programmes, household of 4, trace", "template, OpenFisca"),
        "10 programmes for each of 4": ratio(times, "10 programmes for each of 4, trace", "template, OpenFisca"),
    }
    medians = {name: round(statistics.median(each) * 1000, 4) for name, each in times.items()}
    for name, each in medians.items():
        print(f"{name:<42} {each:>8.4f} ms")
    for name, share in ratios.items():
        print(f"{name + ', of OpenFisca':<42} {share:>8.3f}   1/{1 / share:.1f}")
    question = questions(programmes, arguments.citizens)
    print(f"next question, {question['asked']} times: p50 {question['p50_ms']} ms, p99 {question['p99_ms']} ms")
    home = "10 programmes, household of 4"
    targets = (
        ("template, of OpenFisca", ratios["template"], MOST_OF_OPENFISCA),
        (f"{home}, of OpenFisca", ratios[home], MOST_TEN_OF_OPENFISCA),
        (f"{home}, ms", medians[f"{home}, trace"], MOST_TEN_MS),
        ("next question at p99, ms", question["p99_ms"], MOST_QUESTION_MS),
    )
    missed = [f"{name}: {found}, at most {most}" for name, found, most in targets if found > most]
    for target in missed:
        print(f"MISSED: {target}")
    figures |= {"ms": medians, "ratios": ratios, "next_question": question, "load_after": load(), "missed": missed}
    print(json.dumps(figures))
    return 1 if missed else 0


def ours(programmes: Programmes) -> tuple[dict[str, Callable[[], object]], dict[str, int]]:
    """Return what is timed of ours alone, by name, and how much it is."""
    vocabulary, every, ten = programmes.vocabulary, tuple(programmes), programmes.chosen(TEN)
    homes = [person for person in citizens(programmes, AS_OF, count=400, seed=2569) if len(members(person)) == 4]
    truth, four = homes[0], homes[:4]
    facts = given.read(vocabulary, truth)
    decided = decide_all(every, facts, AS_OF)

    def explained() -> object:
        return [explain(one, decided[one.code], vocabulary) for one in every]

    template = Ours()
    calls: dict[str, Callable[[], object]] = {
        "49 programmes, no trace": lambda: decide_all(every, given.read(vocabulary, truth), AS_OF, with_trace=False),
        "49 programmes, trace": lambda: decide_all(every, given.read(vocabulary, truth), AS_OF),
        "49 programmes, sentences": explained,
        "10 programmes, household of 4, trace": lambda: decide_all(ten, given.read(vocabulary, truth), AS_OF),
        "10 programmes for each of 4, trace": lambda: [
            decide_all(ten, given.read(vocabulary, one), AS_OF) for one in four
        ],
        "template, ours": lambda: template.every(trace=False),
        "template with trace, ours": lambda: template.every(trace=True),
    }
    return calls, {"programmes": len(every), "facts": len(truth), "criteria": sum(len(one.criteria) for one in every)}


def members(truth: dict[str, Any]) -> list[Any]:
    """Return the members of a citizen's household."""
    found: list[Any] = truth["household_members"]
    return found


def in_turn(calls: dict[str, Callable[[], object]], openfisca: OpenFisca, rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds of each call, round by round, OpenFisca's between ours; of the template per household."""
    timed: dict[str, Callable[[], float]] = {name: timer(call) for name, call in calls.items()}
    for name in ("template, ours", "template with trace, ours"):
        timed[name] = lambda call=timed[name]: call() / len(HOUSEHOLDS)
    for name, trace in (("template, OpenFisca", False), ("template with trace, OpenFisca", True)):
        timed[name] = lambda trace=trace: openfisca.run(TIMES, trace=trace)[0] / TIMES / len(HOUSEHOLDS)
    names = sorted(timed)
    times: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            times[name].append(timed[name]())
    return times


def timer(call: Callable[[], object]) -> Callable[[], float]:
    """Return a function that gives the CPU seconds of one call, taken over enough of them."""
    call()

    def measured() -> float:
        gc.collect()
        began, count = time.process_time(), 0
        while (took := time.process_time() - began) < SAMPLE_S:
            call()
            count += 1
        return took / count

    return measured


def ratio(times: dict[str, list[float]], over: str, under: str) -> float:
    """Return the median of the ratios within each round."""
    return round(statistics.median(one / other for one, other in zip(times[over], times[under], strict=True)), 4)


def questions(programmes: Programmes, count: int) -> dict[str, Any]:
    """Return how long the next question takes, at every step of the interviews of so many citizens."""
    every, vocabulary = tuple(programmes), programmes.vocabulary
    took: list[float] = []
    for truth in citizens(programmes, AS_OF, count=count, seed=2570):
        told = Told(truth, vocabulary)
        while True:
            facts = given.read(vocabulary, told.facts)
            began = time.process_time()
            question = next_question(every, facts, AS_OF, not_known=told.not_known, deciders=programmes.deciders)
            took.append(time.process_time() - began)
            if question is None:
                break
            told.tell(question.fact)
    took.sort()
    return {
        "asked": len(took),
        "p50_ms": round(took[len(took) // 2] * 1000, 3),
        "p99_ms": round(took[len(took) * 99 // 100] * 1000, 3),
    }


if __name__ == "__main__":
    sys.exit(main())
