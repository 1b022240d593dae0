"""Applicants aimed at edges with what closures say of them, made once for all tests of this folder."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.welfare.population import everything
from welfare.population import agreement, boundaries, drawing
from welfare.population.agreement import Answer
from welfare.population.storage import Manifest
from welfare.rules.programmes import Programmes, load_programmes

AS_OF = date(2026, 9, 15)


@dataclass
class Loaded:
    """Programmes, the closures' answers about some applicants, and the same applicants as tables."""

    programmes: Programmes
    cases: list[boundaries.Stored]
    answers: list[dict[str, Answer]]
    connection: duckdb.DuckDBPyConnection


def load(programmes: Programmes, *, count: int, missing: float, known: float = 0.7) -> Loaded:
    """Return `count` applicants, decided one by one and loaded into DuckDB."""
    cases = list(boundaries.cases(programmes, AS_OF, count=count, seed=11, missing=missing, known=known))
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    agreement.load(connection, programmes.vocabulary, cases)
    return Loaded(programmes, cases, agreement.single_answers(programmes, cases, AS_OF), connection)


@pytest.fixture(scope="session")
def shipped() -> Programmes:
    """Return the 49 programmes of this project."""
    return load_programmes()


@pytest.fixture(scope="session")
def every_function() -> Iterator[Loaded]:
    """Return documents that use everything, over applicants with gaps."""
    loaded = load(everything.programmes(), count=250, missing=0.2)
    yield loaded
    loaded.connection.close()


@pytest.fixture(scope="session")
def real(shipped: Programmes) -> Iterator[Loaded]:
    """Return the 49 programmes over applicants with gaps."""
    loaded = load(shipped, count=400, missing=0.15)
    yield loaded
    loaded.connection.close()


@pytest.fixture(scope="session")
def invented(shipped: Programmes, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Manifest]:
    """Return the folder and manifest of 6,000 invented persons with 5 % of facts unknown."""
    folder = tmp_path_factory.mktemp("population") / "people"
    manifest = drawing.draw(
        folder, shipped.vocabulary, persons=6000, seed=5, as_of=AS_OF.isoformat(), missing_permille=50
    )
    return folder, manifest
