"""Decide a whole population: chunk by chunk, programme by programme, within a bound on memory, and restartable.

A result is a Parquet file named by programme, hash of its document, date and chunk, written aside and renamed; what is
there is not computed again. The summary counts verdicts and publishes no small cell.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from welfare.population import engine, storage
from welfare.population.suppression import THRESHOLD, published
from welfare.rules.canonical import digest, document_data
from welfare.rules.document import Document
from welfare.rules.programmes import Programmes
from welfare.rules.sql.statements import Statement, compile_sql

if TYPE_CHECKING:
    import duckdb

SUMMARY = "summary.json"
MEMORY = "1000MB"
VERDICTS = ("no", "yes", "unknown", "not_encoded")
Step = Callable[[int], None]
"""Hears how many more programmes of chunks are done."""


@dataclass(frozen=True)
class Run:
    """One run: which programmes, on which date, over which population, into which folder."""

    population: Path
    out: Path
    programmes: Programmes
    codes: tuple[str, ...]
    as_of: date

    def result(self, code: str, chunk: int) -> Path:
        """Return the file of a programme's results for one chunk."""
        return self.out / code / f"{document_hash(self.programmes, code)[:16]}-{self.as_of}-chunk-{chunk:04}.parquet"


def document_hash(programmes: Programmes, code: str) -> str:
    """Return the hash of what decides: the document, the vocabulary and the shared values."""
    document = programmes.documents[code]
    return digest([document_data(document), programmes.vocabulary.source, programmes.shared.source])


def connect(folder: Path, memory: str = MEMORY, threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB that keeps to `memory` and spills beside the results."""
    connection = engine.connect()
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute("SET temp_directory = ?", [str(folder / "spill")])
    connection.execute("SET preserve_insertion_order = false")
    if threads is not None:
        connection.execute(f"SET threads = {int(threads)}")
    return connection


def run(work: Run, *, step: Step = lambda count: None, threads: int | None = None) -> dict[str, Any]:
    """Decide everything that is not there yet and return the summary, which is also written to summary.json.

    :raises BadPopulation: for a folder that is no population, one written for another vocabulary, or broken data.
    :raises Uncompilable: for a document that SQL cannot hold exactly.
    """
    manifest = checked_manifest(work.population, work.programmes)
    work.out.mkdir(parents=True, exist_ok=True)
    for chunk in range(manifest.chunks):
        missing = [code for code in work.codes if not work.result(code, chunk).exists()]
        step(len(work.codes) - len(missing))
        if not missing:
            continue
        with opened(work.population, chunk, work.programmes, missing, work.out, threads) as (connection, nulls):
            for code in missing:
                statement = compiled(work.programmes, code, work.as_of, nulls)
                _write(connection, statement, work.result(code, chunk))
                step(1)
    summary = summarise(work, manifest)
    aside = work.out / (SUMMARY + ".part")
    aside.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    aside.replace(work.out / SUMMARY)
    return summary


def checked_manifest(population: Path, programmes: Programmes) -> storage.Manifest:
    """Return the manifest of a population that was written for these programmes' vocabulary.

    :raises BadPopulation: when there is none, or it was written for another one.
    """
    manifest = storage.read_manifest(population)
    if manifest.vocabulary != storage.vocabulary_hash(programmes.vocabulary):
        raise storage.BadPopulation(
            f"{population}: เขียนไว้สำหรับคำศัพท์ข้อเท็จจริงชุดอื่น ให้สร้างหรือแปลงใหม่",
            f"{population}: was written for another vocabulary of facts. Make or load it again.",
        )
    return manifest


class opened:  # noqa: N801  # reads as `with opened(...)`
    """A chunk open for statements: a connection with its views, checked, and the facts that may be NULL."""

    def __init__(
        self,
        population: Path,
        chunk: int,
        programmes: Programmes,
        codes: Sequence[str],
        out: Path,
        threads: int | None = None,
    ) -> None:
        self.arguments = population, chunk, programmes.vocabulary
        self.read = {name for code in codes for name in programmes.documents[code].facts}
        self.connection = connect(out, threads=threads)

    def __enter__(self) -> tuple[duckdb.DuckDBPyConnection, frozenset[str]]:
        population, chunk, vocabulary = self.arguments
        storage.open_chunk(self.connection, population, chunk, vocabulary)
        storage.check_chunk(self.connection, vocabulary, self.read)
        return self.connection, storage.null_facts(self.connection, population, chunk, vocabulary)

    def __exit__(self, *error: object) -> None:
        self.connection.close()


def compiled(programmes: Programmes, code: str, as_of: date, nulls: frozenset[str] | None) -> Statement:
    """Return the statement of a programme for a chunk: without masks where its columns hold no NULL."""
    document: Document = programmes.documents[code]
    return compile_sql(
        document, programmes.vocabulary, programmes.shared.tables, as_of, nulls=nulls, carried=("hid", "province")
    )


def _write(connection: duckdb.DuckDBPyConnection, statement: Statement, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(".part")
    name = str(aside).replace("'", "''")
    connection.execute(f"COPY ({statement.sql}) TO '{name}' (FORMAT parquet, COMPRESSION snappy)")
    aside.replace(file)


def summarise(work: Run, manifest: storage.Manifest, threshold: int = THRESHOLD) -> dict[str, Any]:
    """Count verdicts per programme and province from the results on disk; small cells are None.

    `amount_thb` sums the output `amount` (else `amount_max`) of those entitled, for one period, and is None where the
    count of the entitled is hidden.
    """
    with connect(work.out) as connection:
        programmes = [_summed(connection, work, manifest, code, threshold) for code in work.codes]
    whole = published([each.pop("_counts") for each in programmes], threshold=threshold, adds_up=False)
    for each, cells in zip(programmes, whole.cells, strict=True):
        each["verdicts"] = dict(zip(VERDICTS, cells, strict=True))
        if cells[1] is None:
            each["amount_thb"] = None
    return {
        "format": "population-summary/1",
        "as_of": work.as_of.isoformat(),
        "persons": manifest.persons,
        "population": manifest.origin,
        "threshold": threshold,
        "programmes": programmes,
    }


def _summed(
    connection: duckdb.DuckDBPyConnection, work: Run, manifest: storage.Manifest, code: str, threshold: int
) -> dict[str, Any]:
    document = work.programmes.documents[code]
    amount = amount_column(document)
    key = unit_column(document)
    counts: dict[str, list[int]] = {}
    hundredths = 0
    for chunk in range(manifest.chunks):
        file = _quoted(work.result(code, chunk))
        found = f"SELECT {key} AS unit, verdict, {amount or 0} AS amount, province FROM '{file}'"
        answers = per_unit(found, "any_value(province) AS province") if key == "hid" else found
        query = f"""SELECT province, verdict, count(*), coalesce(sum(amount) FILTER (verdict = 1), 0)::HUGEINT
            FROM ({answers}) GROUP BY 1, 2"""
        for province, verdict, count, paid_here in connection.execute(query).fetchall():
            counts.setdefault(province or "", [0, 0, 0, 0])[verdict] += count
            hundredths += int(paid_here)
    provinces = sorted(counts)
    table = published([counts[province] for province in provinces], threshold=threshold)
    return {
        "code": code,
        "title": {"th": document.title.th, "en": document.title.en},
        "document": document_hash(work.programmes, code),
        "_counts": [sum(counts[province][place] for province in provinces) for place in range(len(VERDICTS))],
        "amount_thb": hundredths // 100 if amount else None,
        "period": document.period,
        "counted": "households" if key == "hid" else "persons",
        "provinces": [
            {"province": province, **dict(zip(VERDICTS, cells, strict=True)), "persons": total}
            for province, cells, total in zip(provinces, table.cells, table.rows, strict=True)
        ],
    }


def unit_column(document: Document) -> str:
    """Return the column that counts once: a household's right exists once, whoever of its members applies."""
    return "hid" if document.entity == "household" else "pid"


def per_unit(found: str, more: str = "") -> str:
    """Return SQL of one answer per unit: its best (yes, unknown, not encoded, no) and the most that a yes gives.

    `found` selects unit, verdict and amount in hundredths of THB; a no gives 0, an undecided one NULL.
    """
    best = "max(CASE verdict WHEN 1 THEN 3 WHEN 2 THEN 2 WHEN 3 THEN 1 ELSE 0 END)"
    extra = f", {more}" if more else ""
    return f"""SELECT unit, CASE best WHEN 3 THEN 1 WHEN 2 THEN 2 WHEN 1 THEN 3 ELSE 0 END AS verdict,
        CASE best WHEN 3 THEN most WHEN 0 THEN 0 END AS amount{", province" if more else ""}
        FROM (SELECT unit, {best} AS best, max(CASE WHEN verdict = 1 THEN amount END) AS most{extra}
            FROM ({found}) GROUP BY unit)"""


def amount_column(document: Document) -> str | None:
    """Return the result's column of what is paid; None for a status or a service."""
    return next((f"out_{name}" for name in ("amount", "amount_max") if name in document.outputs), None)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def lines(summary: dict[str, Any]) -> Iterator[str]:
    """Yield the summary as a table for a terminal."""
    yield f"{'programme':<30}{'yes':>11}{'no':>11}{'unknown':>11}{'not encoded':>13}{'THB a period':>18}"
    for each in summary["programmes"]:
        verdicts: Sequence[int | None] = [each["verdicts"][name] for name in ("yes", "no", "unknown", "not_encoded")]
        cells = ["<10*" if value is None else f"{value:,}" for value in verdicts]
        paid = "-" if each["amount_thb"] is None else f"{each['amount_thb']:,}"
        yield f"{each['code']:<30}{cells[0]:>11}{cells[1]:>11}{cells[2]:>11}{cells[3]:>13}{paid:>18}"
    yield "* hidden: fewer than 10 persons, or a cell that would reveal them"
