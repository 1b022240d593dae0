"""How many questions an interview takes: the next best question beside a form in a fixed order, 1,000 citizens.

    bin/bench questions [--citizens 1000] [--seed 2569] [--hindsight 60]

Invented citizens who answer everything are interviewed until all shipped programmes are settled: in our order, one
fact at a time and by screen; in the vocabulary's order, which stops when all is settled; in that order without what no
undecided programme reads any more; and by its pages. What registers presume is known to all of them. Then the four
programmes of bench/by_hand with birth date and nationality known. It fails when a question is asked that no undecided
programme reads, when an interview ends in another verdict than all facts together, or when a target is missed.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import date

from bench.by_hand.plain import STATEMENTS
from bench.interviews import interviewing
from bench.interviews.citizens import Truth, citizens
from bench.interviews.interviewing import Chooser, Interview
from superapp.jobs.progress import Progress
from welfare.rules import given
from welfare.rules.decide import decide_all
from welfare.rules.programme import Programme
from welfare.rules.programmes import Programmes, load_programmes

AS_OF = date(2026, 9, 15)
MOST_OF_FIXED = 0.5
MOST_OF_FOUR = 4.0
KNOWN = ("birth_date", "nationality")


def main() -> int:
    """Interview, print and return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bin/bench questions", description=__doc__.split("\n")[0])
    parser.add_argument("--citizens", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=2569)
    parser.add_argument("--hindsight", type=int, default=0, help="citizens whose shortest interview is sought")
    arguments = parser.parse_args()
    programmes = load_programmes()
    people = citizens(programmes, AS_OF, count=arguments.citizens, seed=arguments.seed)
    every = compared(programmes, tuple(programmes), people, ())
    four = compared(programmes, programmes.chosen(STATEMENTS), people, KNOWN)
    if arguments.hindsight:
        least = [
            interviewing.shortest(programmes.chosen(STATEMENTS), truth, programmes.vocabulary, AS_OF, known=KNOWN)
            for truth in people[: arguments.hindsight]
        ]
        four["with hindsight"] = round(statistics.fmean(least), 2)
        print(f"with hindsight, the first {len(least)}: mean {four['with hindsight']}")
    missed = []
    if every["of fixed order"] > MOST_OF_FIXED:
        missed.append(f"{every['of fixed order']} of the fixed order, at most {MOST_OF_FIXED}")
    if four["ours"] > MOST_OF_FOUR:
        missed.append(f"{four['ours']} questions for four programmes, at most {MOST_OF_FOUR}")
    for target in missed:
        print(f"MISSED: {target}")
    print(json.dumps({"citizens": len(people), "all": every, "four": four, "missed": missed}))
    return 1 if missed else 0


def compared(
    programmes: Programmes, chosen: Sequence[Programme], people: Sequence[Truth], known: Sequence[str]
) -> dict[str, float]:
    """Return mean numbers of questions and screens in each order, and what ours are of the fixed order's."""
    vocabulary = programmes.vocabulary
    read = tuple(name for name in interviewing.readable(chosen, vocabulary) if name not in known)
    orders: dict[str, tuple[Chooser, bool]] = {
        "ours": (interviewing.best_fact(programmes), False),
        "ours by screen": (interviewing.best_screen(programmes), False),
        "fixed order": (interviewing.form(read), True),
        "fixed, useful only": (interviewing.form_without_useless(read), False),
        "fixed by page": (interviewing.pages(read, vocabulary), True),
    }
    held: dict[str, list[Interview]] = {}
    figures: dict[str, float] = {"programmes": len(chosen), "whole form": len(read)}
    print(f"\n{len(chosen)} programmes, {len(read)} facts on the whole form, {len(people)} citizens")
    truths = [decide_all(chosen, given.read(vocabulary, truth), AS_OF, with_trace=False) for truth in people]
    for name, (choose, may_be_useless) in orders.items():
        began = time.process_time()
        with Progress(name.capitalize(), total=len(people)) as progress:
            held[name] = []
            for truth, decided in zip(people, truths, strict=True):
                one = interviewing.hold(
                    chosen, truth, vocabulary, AS_OF, choose, known=known, may_be_useless=may_be_useless
                )
                interviewing.agree(one, decided)
                held[name].append(one)
                progress.step(1)
        counts = sorted(len(one.asked) for one in held[name])
        figures[name] = round(statistics.fmean(counts), 2)
        figures[f"{name}, screens"] = round(statistics.fmean(one.screens for one in held[name]), 2)
        print(
            f"{name:<20} facts mean {figures[name]:>7.2f}  median {counts[len(counts) // 2]:>4}  most {counts[-1]:>4}"
            f"  screens {figures[f'{name}, screens']:>7.2f}  {time.process_time() - began:.1f} s of CPU"
        )
    for name, other in (("fixed order", "of fixed order"), ("fixed, useful only", "of useful only")):
        pairs = zip(held["ours"], held[name], strict=True)
        shares = [len(one.asked) / len(fixed.asked) for one, fixed in pairs if fixed.asked]
        figures[other] = round(statistics.fmean(shares), 3)
        print(f"ours {other}: mean {figures[other]}")
    return figures


if __name__ == "__main__":
    sys.exit(main())
