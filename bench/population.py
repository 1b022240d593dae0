"""A whole population: processor time and memory of a run, and generated SQL beside SQL written by hand.

    bin/bench population [--persons 1000000] [--only CODE ...] [--skip-pairs] [--keep DIR]

The population is invented first (seed 2569). The run is the command `run_population` in a process of its own, in
chunks. The four programmes of bench/by_hand are then run in turn with ours on the first chunk held in memory, once
with nothing missing and once with 10 % of the facts missing; answers must be equal; five rounds, the order turned
round each time, process CPU time, one thread, medians. Exit code 1 when a target is missed.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from bench.by_hand import masked, plain
from welfare.population import storage
from welfare.rules.facts import Vocabulary
from welfare.rules.programmes import Programmes, load_programmes
from welfare.rules.sql.statements import Statement, compile_sql
from welfare.rules.tree import Kind

AS_OF = date(2026, 9, 15)
ROUNDS = 5
MOST_MB = 2000
MOST_MASKED, MOST_PLAIN = 2.5, 1.3
ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    """Measure and print; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="bin/bench population", description=__doc__.split("\n")[0])
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="+", default=[], metavar="CODE")
    parser.add_argument("--skip-pairs", action="store_true", help="only the run")
    parser.add_argument("--keep", type=Path, help="keep populations and results here")
    arguments = parser.parse_args()
    folder = arguments.keep or Path(tempfile.mkdtemp(prefix="population-"))
    programmes = load_programmes()
    codes = arguments.only or list(programmes.documents)
    try:
        figures = run(folder, arguments.persons, codes)
        missed = [] if figures["run_peak_mb"] < MOST_MB else [f"memory {figures['run_peak_mb']} MB"]
        if not arguments.skip_pairs:
            figures["pairs"] = pairs(folder, min(arguments.persons, 1_000_000), programmes)
            for name, most in (("masked", MOST_MASKED), ("plain", MOST_PLAIN)):
                ratio = figures["pairs"][name]["all"]
                missed += [] if ratio <= most else [f"{name} {ratio} of hand-written, at most {most}"]
    finally:
        if arguments.keep is None:
            shutil.rmtree(folder)
    for target in missed:
        print(f"MISSED: {target}")
    print(json.dumps(figures | {"missed": missed}))
    return 1 if missed else 0


def run(folder: Path, persons: int, codes: list[str]) -> dict[str, object]:
    """Invent a population and decide it by the commands, each in its own process."""
    people, out = folder / f"people-{persons}", folder / f"results-{persons}"
    figures: dict[str, object] = {"persons": persons, "programmes": len(codes)}
    if not (people / storage.MANIFEST).exists():
        made = command("make_population", "--persons", str(persons), "--out", str(people), "--as-of", str(AS_OF))
        figures |= {"make_cpu_s": made[0], "make_peak_mb": made[1]}
        print(f"inventing {persons:,} persons: {made[0]} s of CPU, {made[1]} MB")
    shutil.rmtree(out, ignore_errors=True)
    cpu, peak = command("run_population", str(people), "--as-of", str(AS_OF), "--out", str(out), "--only", *codes)
    print(f"{len(codes)} programmes over {persons:,} persons: {cpu} s of CPU, {peak} MB")
    return figures | {"run_cpu_s": cpu, "run_peak_mb": peak}


def command(*words: str) -> tuple[float, int]:
    """Run a management command; return CPU seconds and peak memory in MB of its process alone."""
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    measured = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL); "
        "used = resource.getrusage(resource.RUSAGE_CHILDREN); "
        "print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024); sys.exit(done.returncode)"
    )
    line = [sys.executable, "-c", measured, sys.executable, str(ROOT / "manage.py"), *words]
    done = subprocess.run(line, env=environ, stdout=subprocess.PIPE, text=True, check=True)
    cpu, peak = done.stdout.split()
    return round(float(cpu), 1), int(peak)


def pairs(folder: Path, persons: int, programmes: Programmes) -> dict[str, dict[str, float]]:
    """Return CPU of ours in CPU of the hand-written statement, by programme and for all, with and without gaps."""
    found: dict[str, dict[str, float]] = {}
    for name, missing, statements in (("masked", 100, masked.STATEMENTS), ("plain", 0, plain.STATEMENTS)):
        people = folder / f"pairs-{persons}-{missing}"
        if not (people / storage.MANIFEST).exists():
            command(
                "make_population", "--persons", str(persons), "--out", str(people), "--as-of", str(AS_OF),
                "--missing", str(missing),
            )  # fmt: skip
        with duckdb.connect() as connection:
            connection.execute("SET threads = 1")
            in_memory(connection, people, programmes, statements, is_whole=missing == 0)
            found[name] = measured(connection, programmes, statements, None if missing else frozenset())
        print(f"{name:<8}" + "".join(f"{code} {ratio:.2f}  " for code, ratio in found[name].items()))
    return found


def in_memory(
    connection: duckdb.DuckDBPyConnection,
    people: Path,
    programmes: Programmes,
    statements: dict[str, str],
    *,
    is_whole: bool,
) -> None:
    """Hold what the statements read as tables; `is_whole` fills what is missing, so that nothing is."""
    vocabulary = programmes.vocabulary
    storage.open_chunk(connection, people, 0, vocabulary)
    chosen = [programmes.documents[code] for code in statements]
    facts = sorted({name for document in chosen for name in document.facts})
    for table in ("persons", *sorted({name.partition("[]")[0] for name in facts if "[]" in name})):
        columns = [f'"{key}"' for key in (("pid", "hid") if table == "persons" else ("pid", "pos"))]
        columns += [column(vocabulary, name, is_whole=is_whole) for name in facts if owner(vocabulary, name) == table]
        connection.execute(f'CREATE TABLE t_{table} AS SELECT {", ".join(columns)} FROM "{table}"')
        connection.execute(f'DROP VIEW "{table}"')
        connection.execute(f'ALTER TABLE t_{table} RENAME TO "{table}"')


def owner(vocabulary: Vocabulary, name: str) -> str:
    """Return the table that holds a fact."""
    return vocabulary.facts[name].list or "persons"


def column(vocabulary: Vocabulary, name: str, *, is_whole: bool) -> str:
    """Return the SELECT of a fact's column."""
    fact = vocabulary.facts[name]
    stored = f"{name}_n" if fact.kind is Kind.LIST else fact.field
    if not is_whole:
        return f'"{stored}"'
    usual = {
        Kind.BOOL: "FALSE", Kind.NUMBER: "0", Kind.STRING: "'other'", Kind.LIST: "0",
        Kind.DATE: "DATE '2020-01-01' + CAST(pid % 3000 AS INTEGER)",
    }  # fmt: skip
    return f'coalesce("{stored}", {usual[fact.kind]}) AS "{stored}"'


def measured(
    connection: duckdb.DuckDBPyConnection,
    programmes: Programmes,
    statements: dict[str, str],
    nulls: frozenset[str] | None,
) -> dict[str, float]:
    """Check that answers are equal, then time both sides in turn."""
    ratios, ours_all, hand_all = {}, 0.0, 0.0
    for code, hand in statements.items():
        made = compile_sql(
            programmes.documents[code], programmes.vocabulary, programmes.shared.tables, AS_OF, nulls=nulls
        )
        by_hand = filled(hand, made)
        check(connection, code, made.sql, by_hand)
        ours, theirs = [], []
        for number in range(ROUNDS):
            sides = [(made.sql, ours), (by_hand, theirs)]
            for sql, times in sides if number % 2 else reversed(sides):
                times.append(timed(connection, sql))
        ratios[code] = round(statistics.median(ours) / statistics.median(theirs), 2)
        ours_all += statistics.median(ours)
        hand_all += statistics.median(theirs)
        print(f"  {code:<24} ours {statistics.median(ours):.3f} s  by hand {statistics.median(theirs):.3f} s")
    return ratios | {"all": round(ours_all / hand_all, 2)}


def filled(hand: str, made: Statement) -> str:
    """Put the bits of the mask where the hand-written statement names facts."""
    for bit, name in enumerate(made.asked):
        hand = hand.replace("{" + name + "}", str(1 << bit))
    return hand


def check(connection: duckdb.DuckDBPyConnection, code: str, ours: str, by_hand: str) -> None:
    """Stop when one answer differs."""
    for one, other in ((ours, by_hand), (by_hand, ours)):
        row = connection.execute(f"SELECT count(*) FROM (({one}) EXCEPT ALL ({other}))").fetchone()
        if row is None or row[0]:
            example = connection.execute(f"({one}) EXCEPT ALL ({other}) LIMIT 3").fetchall()
            raise SystemExit(f"{code}: {row} answers differ, such as {example}")


def timed(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    """Return CPU seconds of writing the result to a table."""
    began = time.process_time()
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answer AS {sql}")
    return time.process_time() - began


if __name__ == "__main__":
    sys.exit(main())
