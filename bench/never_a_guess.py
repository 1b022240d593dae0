"""Taking facts away never changes a definite answer: 10 % of the facts of 100,000 persons, all programmes.

    bin/bench never_a_guess [--persons 100000] [--missing 100]

The same invented people twice, whole and with a share of the facts (those without a default) left unknown. Counts, per
programme, the answers that became unknown and those that changed without saying so; exit code 1 if there is one.
"""

import argparse
import json
import sys
import tempfile
from datetime import date
from pathlib import Path

import duckdb

from welfare.population import drawing, runs, storage
from welfare.rules.programmes import Programmes, load_programmes

AS_OF = date(2026, 9, 15)


def main() -> int:
    """Compare and print; return 1 when a definite answer differs."""
    parser = argparse.ArgumentParser(prog="bin/bench never_a_guess", description=__doc__.split("\n")[0])
    parser.add_argument("--persons", type=int, default=100_000)
    parser.add_argument("--missing", type=int, default=100, help="permille")
    arguments = parser.parse_args()
    programmes = load_programmes()
    with tempfile.TemporaryDirectory(prefix="never-a-guess-") as folder:
        whole, gaps = Path(folder) / "whole", Path(folder) / "gaps"
        for place, missing in ((whole, 0), (gaps, arguments.missing)):
            manifest = drawing.draw(
                place,
                programmes.vocabulary,
                persons=arguments.persons,
                seed=2569,
                as_of=AS_OF.isoformat(),
                missing_permille=missing,
            )
        totals = [0, 0, 0, 0]
        for chunk in range(manifest.chunks):
            for code in programmes.documents:
                found = counted(programmes, code, whole, gaps, chunk)
                totals = [one + other for one, other in zip(totals, found, strict=True)]
                if found[3]:
                    print(f"{code}: {found[3]} definite answers differ")
    figures = dict(
        zip(("answers", "definite_in_both", "became_unknown", "definite_and_different"), totals, strict=True)
    )
    for name, count in figures.items():
        print(f"{name:<24}{count:>14,}")
    print(json.dumps({"persons": arguments.persons, "missing_permille": arguments.missing} | figures))
    return 1 if figures["definite_and_different"] else 0


def counted(programmes: Programmes, code: str, whole: Path, gaps: Path, chunk: int) -> list[int]:
    """Return how many answers there are, are definite in both, became unknown, and differ though definite.

    An answer is the verdict with its amount: an amount that became unknown is no difference, another one is.
    """
    amount = runs.amount_column(programmes.documents[code]) or "0"
    with duckdb.connect() as connection:
        for name, place in (("before", whole), ("after", gaps)):
            storage.open_chunk(connection, place, chunk, programmes.vocabulary)
            statement = runs.compiled(programmes, code, AS_OF, None)
            connection.execute(
                f"CREATE TEMP TABLE {name} AS SELECT pid, verdict, {amount} AS amount FROM ({statement.sql})"
            )
        row = connection.execute(
            """SELECT count(*), count(*) FILTER (b.verdict IN (0, 1) AND a.verdict IN (0, 1)),
                count(*) FILTER (b.verdict IN (0, 1) AND a.verdict NOT IN (0, 1)),
                count(*) FILTER (a.verdict IN (0, 1) AND (a.verdict <> b.verdict OR a.amount <> b.amount))
            FROM before b JOIN after a USING (pid)"""
        ).fetchone()
    assert row is not None
    return list(row)


if __name__ == "__main__":
    sys.exit(main())
