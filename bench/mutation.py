"""Change every number, comparison and connective of the welfare rules, one at a time: do the cases notice?

Runs tests/welfare/cases against every mutant of the programmes they ask about. Mutants that mean the same as the
original are listed, each with its reason, in tests/welfare/equivalent_mutants.yaml; every other survivor is printed.
Prints one JSON line; ends with 1 when fewer than 95 % died, a survivor is not listed, or a listed one has died.
"""

import argparse
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from bench.mutants.hunting import Hunt, hunt  # noqa: E402
from welfare.rules import yaml_reading  # noqa: E402
from welfare.rules.programmes import load_programmes  # noqa: E402

CASES = ROOT / "tests" / "welfare" / "cases"
EQUIVALENT = ROOT / "tests" / "welfare" / "equivalent_mutants.yaml"
TARGET = 0.95
BAR = 40


def main() -> None:
    """Hunt the mutants of the chosen programmes, of all without a choice."""
    parser = argparse.ArgumentParser(prog="bin/bench mutation", description=__doc__.split("\n", 1)[0])
    parser.add_argument("codes", nargs="*", metavar="CODE", help="programmes; all without")
    parser.add_argument("--processes", type=int, default=2, choices=(1, 2), help="at once (default 2)")
    chosen = parser.parse_args()
    known = sorted(load_programmes().documents)
    strangers = sorted(set(chosen.codes) - set(known))
    if strangers:
        parser.error(f"no such programme: {', '.join(strangers)}")
    codes = sorted(set(chosen.codes)) or known
    began = time.monotonic()
    hunts = run(codes, chosen.processes)
    listed = read_equivalent(codes)
    if not report(hunts, listed, time.monotonic() - began):
        sys.exit(1)


def run(codes: list[str], processes: int) -> list[Hunt]:
    """Return one hunt for each programme, showing on stderr how far it has got."""
    hunts: list[Hunt] = []
    with ProcessPoolExecutor(max_workers=processes) as pool:
        running = [pool.submit(hunt, code, CASES) for code in codes]
        for done in as_completed(running):
            hunts.append(done.result())
            show(len(hunts), len(codes), hunts[-1].code)
    return sorted(hunts, key=lambda one: one.code)


def show(done: int, of: int, code: str) -> None:
    """Draw the bar: over itself on a terminal, a line at every tenth elsewhere."""
    filled = BAR * done // of
    line = f"[{'#' * filled}{'.' * (BAR - filled)}] {done}/{of} {code}"
    if sys.stderr.isatty():
        print(f"\r{line:<{BAR + 50}}", end="\n" if done == of else "", file=sys.stderr, flush=True)
    elif done == of or done % max(1, of // 10) == 0:
        print(line, file=sys.stderr, flush=True)


def read_equivalent(codes: list[str]) -> dict[tuple[str, str, str], str]:
    """Return why each listed mutant of these programmes is no mutant at all."""
    entries = yaml_reading.read_file(EQUIVALENT)["equivalent"]
    return {
        (one["code"], one["place"], what): one["because"]
        for one in entries
        if one["code"] in codes
        for what in one["changes"]
    }


def report(hunts: list[Hunt], listed: dict[tuple[str, str, str], str], seconds: float) -> bool:
    """Print the table, the survivors and the JSON line; tell whether all is well."""
    print(f"{'programme':<30}{'cases':>7}{'mutants':>9}{'refused':>9}{'alive':>7}")
    for one in hunts:
        print(f"{one.code:<30}{one.cases:>7}{one.mutants:>9}{one.refused:>9}{len(one.alive):>7}")
    alive = [(one.code, *survivor) for one in hunts for survivor in one.alive]
    surprising = [survivor for survivor in alive if survivor not in listed]
    dead = [survivor for survivor in listed if survivor not in alive]
    for survivor in alive:
        print(f"alive: {' | '.join(survivor)} | {listed.get(survivor, 'NOT EXPLAINED: add a case, or list it')}")
    for survivor in dead:
        print(f"listed as equivalent, but dead or gone: {' | '.join(survivor)}")
    mutants = sum(one.mutants for one in hunts)
    killed = mutants - len(alive)
    figures = {
        "programmes": len(hunts),
        "cases": sum(one.cases for one in hunts),
        "mutants": mutants,
        "killed": killed,
        "refused_when_loaded": sum(one.refused for one in hunts),
        "equivalent": len(alive) - len(surprising),
        "unexplained": len(surprising),
        "wrongly_listed": len(dead),
        "kill_rate": round(killed / mutants, 4),
        "kill_rate_without_equivalent": round(killed / (killed + len(surprising)), 4),
        "seconds": round(seconds, 1),
    }
    print(json.dumps(figures, separators=(",", ":")))
    return killed >= TARGET * mutants and not surprising and not dead


if __name__ == "__main__":
    main()
