"""Single decisions against DuckDB and PostgreSQL on applicants aimed at every edge of the rules: 0 differences.

    bin/bench agreement [--households 100000] [--as-of 2026-09-15]

Every applicant is decided by the closures and by the SQL of both engines for all shipped programmes, with none, 15 %
and 40 % of the facts taken away; verdict, reason, facts to ask and every output are compared. PostgreSQL is the one
that DATABASE_URL names; without it that side is left out, and the last line of JSON says so. Works in batches.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import duckdb
import psycopg

from superapp.jobs.progress import Progress
from welfare.population import agreement, boundaries
from welfare.population.agreement import Differences
from welfare.rules.programmes import Programmes, load_programmes
from welfare.rules.sql.statements import Statement, compile_sql

MISSING = (0.0, 0.15, 0.4)
BATCH = 2_500


def main() -> int:
    """Compare, print what was compared, and return 1 if anything differs."""
    parser = argparse.ArgumentParser(prog="bin/bench agreement", description=__doc__.split("\n")[0])
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 9, 15))
    parser.add_argument("--seed", type=int, default=2569)
    arguments = parser.parse_args()
    programmes = load_programmes()
    url = os.environ.get("DATABASE_URL", "")
    postgres = psycopg.connect(url) if url.startswith("postgres") else None
    engines = ["duckdb", *(["postgres"] if postgres else [])]
    found = {(missing, engine): Differences() for missing in MISSING for engine in engines}
    entitled: Counter[str] = Counter()
    began = time.process_time()
    batches = range(0, arguments.households, BATCH)
    made = {engine: statements(programmes, arguments.as_of, engine) for engine in engines}
    with Progress("Applicants", total=arguments.households) as progress:
        for first in batches:
            count = min(BATCH, arguments.households - first)
            batch(programmes, arguments.as_of, arguments.seed + first, count, postgres, made, found, entitled)
            progress.step(count)
            # A night's run that is cut short still says how far it came.
            print(json.dumps(figures(found, first + count, programmes, engines, began)), file=sys.stderr, flush=True)
    for (missing, engine), each in found.items():
        verdicts = "  ".join(f"{word} {number:,}" for word, number in sorted(each.verdicts.items()))
        print(
            f"{missing:>5.0%} missing  {engine:<9}{each.compared:>12,} compared {each.differing:>4} differ  {verdicts}"
        )
        for code, pid, single, sql in each.first:
            print(f"  {code} #{pid}\n    closures {single}\n    {engine:<8} {sql}")
    never = sorted(set(programmes.documents) - set(entitled))
    print(f"programmes nobody was entitled to: {', '.join(never) or 'none'}")
    last = figures(found, arguments.households, programmes, engines, began)
    print(json.dumps(last))
    return 1 if last["differing"] else 0


def figures(
    found: dict[tuple[float, str], Differences], done: int, programmes: Programmes, engines: list[str], began: float
) -> dict[str, Any]:
    """Return what has been compared so far."""
    return {
        "households": done,
        "programmes": len(programmes),
        "engines": engines,
        "compared": sum(each.compared for each in found.values()),
        "differing": sum(each.differing for each in found.values()),
        "cpu_s": round(time.process_time() - began),
    }


def batch(
    programmes: Programmes,
    as_of: date,
    seed: int,
    count: int,
    postgres: psycopg.Connection[Any] | None,
    made: dict[str, list[Statement]],
    found: dict[tuple[float, str], Differences],
    entitled: Counter[str],
) -> None:
    """Draw applicants once and compare them with each share of facts taken away."""
    whole = list(boundaries.aimed(programmes, as_of, count=count, seed=seed))
    for missing in MISSING:
        rng = Random(seed)
        cases = [boundaries.with_gaps(stored, missing, rng) for stored in whole]
        answers = agreement.single_answers(programmes, cases, as_of)
        for answer in answers:
            entitled.update(code for code, each in answer.items() if each[0] == "true")
        with duckdb.connect() as connection:
            agreement.load(connection, programmes.vocabulary, cases)
            agreement.compare(
                answers,
                made["duckdb"],
                lambda sql, where=connection: where.execute(sql).fetchall(),
                found[missing, "duckdb"],
            )
            if postgres is not None:
                with postgres.cursor() as cursor:
                    agreement.copy_to_postgresql(cursor, connection, programmes.vocabulary)
                    agreement.compare(
                        answers,
                        made["postgres"],
                        lambda sql, where=cursor: where.execute(sql).fetchall(),
                        found[missing, "postgres"],
                    )
                postgres.rollback()


def statements(programmes: Programmes, as_of: date, dialect: str) -> list[Statement]:
    """Compile every programme for one engine."""
    return [
        compile_sql(one, programmes.vocabulary, programmes.shared.tables, as_of, dialect=dialect)
        for one in programmes.documents.values()
    ]


if __name__ == "__main__":
    sys.exit(main())
