"""Runs over a population: files by document hash, restart, summary, refusals."""

import json
from pathlib import Path

import duckdb
import pytest

from tests.welfare.population.conftest import AS_OF
from welfare.population import runs
from welfare.population.runs import Run
from welfare.population.storage import BadPopulation, Manifest
from welfare.rules.facts import load_vocabulary
from welfare.rules.programmes import Programmes

CODES = ("old_age_allowance", "child_support_grant", "hiv_allowance", "ucs_gold_card")


@pytest.fixture(scope="module")
def finished(shipped: Programmes, invented: tuple[Path, Manifest], tmp_path_factory: pytest.TempPathFactory) -> Run:
    work = Run(invented[0], tmp_path_factory.mktemp("results"), shipped, CODES, AS_OF)
    runs.run(work)
    return work


def test_results_are_named_by_document_date_and_chunk_and_hold_everybody(finished: Run):
    for code in CODES:
        digest = runs.document_hash(finished.programmes, code)
        file = finished.out / code / f"{digest[:16]}-2026-09-15-chunk-0000.parquet"
        with duckdb.connect() as connection:
            row = connection.execute(f"SELECT count(*), count(DISTINCT pid) FROM '{file}'").fetchone()

        assert row == (6000, 6000)
        assert list(file.parent.glob("*.part")) == []


def test_a_run_begun_again_computes_only_what_is_missing(finished: Run):
    kept, lost = (finished.result(code, 0) for code in CODES[:2])
    before = kept.stat().st_mtime_ns
    summary = (finished.out / runs.SUMMARY).read_text(encoding="utf-8")
    lost.unlink()
    steps: list[int] = []

    again = runs.run(finished, step=steps.append)

    assert kept.stat().st_mtime_ns == before
    assert lost.exists()
    assert steps == [3, 1]
    assert json.dumps(again, ensure_ascii=False, indent=1) + "\n" == summary


def test_the_summary_counts_persons_or_households_and_hides_small_cells(finished: Run):
    summary = json.loads((finished.out / runs.SUMMARY).read_text(encoding="utf-8"))
    found = {each["code"]: each for each in summary["programmes"]}

    for code in CODES:
        small = [cell for row in found[code]["provinces"] for cell in (row[name] for name in runs.VERDICTS)]
        assert not any(cell is not None and 0 < cell < 10 for cell in small)
        assert len(found[code]["provinces"]) == 77
    assert found["child_support_grant"]["counted"] == "households"
    assert sum(found["old_age_allowance"]["verdicts"].values()) == 6000
    assert 0 < found["child_support_grant"]["amount_thb"] < 600 * 6000
    assert found["old_age_allowance"]["amount_thb"] % 100 == 0


def test_a_population_of_another_vocabulary_is_refused(finished: Run, tmp_path: Path):
    other = load_vocabulary("facts: [{name: n, th: n, type: number}]")
    work = Run(finished.population, tmp_path, Programmes([], other), (), AS_OF)

    with pytest.raises(BadPopulation, match="another vocabulary"):
        runs.run(work)


def test_a_folder_without_manifest_is_unfinished(shipped: Programmes, tmp_path: Path):
    with pytest.raises(BadPopulation, match=r"population\.json"):
        runs.run(Run(tmp_path, tmp_path / "out", shipped, CODES, AS_OF))
