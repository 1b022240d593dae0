"""Taking facts away never changes a definite answer; it can only make it unknown."""

from pathlib import Path

import duckdb

from tests.welfare.population.conftest import AS_OF
from welfare.population import drawing, runs, storage
from welfare.rules.programmes import Programmes


def verdicts(connection: duckdb.DuckDBPyConnection, shipped: Programmes, code: str) -> dict[int, int]:
    statement = runs.compiled(shipped, code, AS_OF, None)
    return dict(connection.execute(f"SELECT pid, verdict FROM ({statement.sql})").fetchall())


def test_with_facts_taken_away_no_definite_answer_differs(shipped: Programmes, tmp_path: Path):
    for name, missing in (("whole", 0), ("gaps", 150)):
        drawing.draw(
            tmp_path / name, shipped.vocabulary, persons=800, seed=9, as_of=AS_OF.isoformat(), missing_permille=missing
        )
    answers = {}
    for name in ("whole", "gaps"):
        with duckdb.connect() as connection:
            storage.open_chunk(connection, tmp_path / name, 0, shipped.vocabulary)
            answers[name] = {code: verdicts(connection, shipped, code) for code in list(shipped.documents)[::4]}

    became_unknown = 0
    for code, whole in answers["whole"].items():
        for pid, verdict in answers["gaps"][code].items():
            assert verdict in (whole[pid], 2)
            became_unknown += verdict != whole[pid]
    assert became_unknown > 300
