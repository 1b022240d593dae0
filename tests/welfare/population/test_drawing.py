"""The invented population: the same for the same seed, like its marginals, and in the layout that runs expect."""

from pathlib import Path

import duckdb
import pytest

from tests.welfare.population.conftest import AS_OF
from welfare.population import drawing, storage
from welfare.population.fitting import fit
from welfare.population.marginals import read_marginals
from welfare.population.storage import BadPopulation, Manifest
from welfare.rules.faults import BadVocabulary
from welfare.rules.programmes import Programmes


def draw(folder: Path, shipped: Programmes, seed: int, missing: int = 0) -> Manifest:
    return drawing.draw(
        folder, shipped.vocabulary, persons=400, seed=seed, as_of=AS_OF.isoformat(), missing_permille=missing
    )


def fingerprint(folder: Path) -> tuple[object, ...]:
    with duckdb.connect() as connection:
        files = sorted(folder.glob("chunk-*/*.parquet"))
        query = "SELECT md5(string_agg(t::VARCHAR, '|')) FROM '{}' t"
        return tuple(connection.execute(query.format(file)).fetchone() for file in files)


def test_the_same_seed_gives_the_same_people_and_another_seed_others(shipped: Programmes, tmp_path: Path):
    for name, seed in (("one", 1), ("same", 1), ("other", 2)):
        draw(tmp_path / name, shipped, seed)

    prints = {name: fingerprint(tmp_path / name) for name in ("one", "same", "other")}

    assert len(prints["one"]) == 1 + len(shipped.vocabulary.lists)
    assert prints["one"] == prints["same"]
    assert prints["one"] != prints["other"]


def test_ages_fit_the_register_within_one_per_cent_of_all(invented: tuple[Path, Manifest]):
    folder, manifest = invented
    wanted = read_marginals().ages
    query = f"""SELECT least(date_diff('year', birth_date, DATE '{AS_OF}') // 10, 9), count(*)
        FROM '{folder}/chunk-*/persons.parquet' WHERE birth_date IS NOT NULL GROUP BY 1"""
    with duckdb.connect() as connection:
        found = dict(connection.execute(query).fetchall())

    known = sum(found.values())
    for decade in range(10):
        share = sum(wanted[decade * 2 : decade * 2 + 2]) / sum(wanted)
        assert abs(found.get(decade, 0) / known - share) < 0.015

    assert manifest.persons == 6000
    assert 0.93 < known / manifest.persons < 0.97


def test_fitted_weights_reach_the_age_pyramid():
    cells = fit(read_marginals())

    assert round(sum(cell.weight for cell in cells), 9) == 1
    assert min(cell.weight for cell in cells) >= 0
    assert 2.4 < sum(cell.weight * cell.persons for cell in cells) < 3.2


def test_a_chunk_is_in_the_layout_and_facts_with_a_default_are_never_hidden(
    shipped: Programmes, invented: tuple[Path, Manifest]
):
    folder, _ = invented
    with duckdb.connect() as connection:
        storage.open_chunk(connection, folder, 0, shipped.vocabulary)
        storage.check_chunk(connection, shipped.vocabulary)
        nulls = storage.null_facts(connection, folder, 0, shipped.vocabulary)
        columns = connection.execute("DESCRIBE persons").fetchall()

    assert {"nationality", "birth_date", "household_members"} <= nulls
    assert {"receives_state_pension", "bankrupt", "children[].lives_with_applicant"}.isdisjoint(nulls)
    assert len(columns) == 3 + sum(fact.list is None for fact in shipped.vocabulary.facts.values())


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE persons SET children_n = 7 WHERE pid = 0", "children_n"),
        ("UPDATE persons SET annual_income = -1", "annual_income"),
        ("UPDATE persons SET birth_date = DATE '2509-01-01'", "birth_date"),
    ],
)
def test_data_that_breaks_the_layout_stops_the_run(shipped: Programmes, change: str, what: str):
    with duckdb.connect() as connection:
        storage.create_tables(connection, shipped.vocabulary)
        connection.execute("INSERT INTO persons (pid, hid) VALUES (0, 0)")
        storage.check_chunk(connection, shipped.vocabulary)
        connection.execute(change)

        with pytest.raises(BadPopulation, match=what):
            storage.check_chunk(connection, shipped.vocabulary)


def test_a_population_is_never_written_over(shipped: Programmes, invented: tuple[Path, Manifest]):
    with pytest.raises(BadPopulation, match="another folder"):
        draw(invented[0], shipped, 1)


def test_every_figure_names_its_source_year_and_status(tmp_path: Path):
    text = Path("welfare/population/marginals.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "marginals.yaml"
    broken.write_text(text.replace("source: LED, year: 2566", "year: 2566"), encoding="utf-8")

    assert len(read_marginals().provinces) == 77
    with pytest.raises(BadVocabulary, match=r"statuses.bankrupt.source"):
        read_marginals(broken)
