"""How a population lies on disk: folders of chunks, in each a Parquet file of persons and one per list fact.

`persons(pid, hid, province, one column per scalar fact, one <list>_n per list)`; `<list>(pid, pos, fields)`. NULL is
unknown, `<list>_n` NULL an unknown list. A number is a whole one, scaled by the vocabulary's `decimals`. A household
lies in one chunk. `population.json` says what is there and which vocabulary it was written for.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from welfare.rules.facts import FactType, Vocabulary
from welfare.rules.sql.setting import FIRST_STORED_YEAR, LARGEST_STORED, LAST_STORED_YEAR, MOST_ELEMENTS
from welfare.rules.tree import Kind

if TYPE_CHECKING:
    import duckdb

FORMAT = "population/1"
MANIFEST = "population.json"
MOST_IN_CHUNK = 500_000
TYPES = {Kind.BOOL: "BOOLEAN", Kind.NUMBER: "BIGINT", Kind.STRING: "VARCHAR", Kind.DATE: "DATE"}


class BadPopulation(Exception):
    """A folder that is no population, or one that must not be run; `th` and `en` say why and what to do."""

    code = "POPULATION_FAULTY"

    def __init__(self, th: str, en: str) -> None:
        self.th = th
        self.en = en
        super().__init__(en)


@dataclass(frozen=True)
class Manifest:
    """What a population folder holds. `missing_permille` of the facts without a default were left unknown."""

    persons: int
    chunks: int
    as_of: str
    seed: int | None
    missing_permille: int
    vocabulary: str
    made_by: str
    format: str = FORMAT

    @property
    def origin(self) -> dict[str, object]:
        """Return where the people come from, for reports; a seed says that they are invented."""
        return {"seed": self.seed, "made_by": self.made_by, "missing_permille": self.missing_permille}

    def write(self, folder: Path) -> None:
        """Write population.json aside and move it into place: a folder without it is unfinished."""
        aside = folder / (MANIFEST + ".part")
        aside.write_text(json.dumps(asdict(self), indent=1, sort_keys=True) + "\n", encoding="utf-8")
        aside.replace(folder / MANIFEST)


def read_manifest(folder: Path) -> Manifest:
    """Return what the folder holds.

    :raises BadPopulation: when it is unfinished, or of another format.
    """
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**found) if found["format"] == FORMAT else _refuse(folder)
    except (OSError, ValueError, KeyError, TypeError):
        return _refuse(folder)


def _refuse(folder: Path) -> Manifest:
    raise BadPopulation(
        f"{folder}: ไม่พบ {MANIFEST} รูปแบบ {FORMAT} ให้สร้างด้วย make_population",
        f"{folder}: found no {MANIFEST} of format {FORMAT}. Make one with make_population.",
    )


def vocabulary_hash(vocabulary: Vocabulary) -> str:
    """Return the hash of names, types and decimals: what the columns depend on."""
    shape = [[fact.name, fact.kind.value, fact.decimals or 0] for fact in vocabulary.facts.values()]
    return hashlib.sha256(json.dumps(shape, ensure_ascii=False).encode()).hexdigest()[:16]


def chunk_folder(folder: Path, chunk: int) -> Path:
    """Return the folder of a chunk."""
    return folder / f"chunk-{chunk:04}"


def scalar_facts(vocabulary: Vocabulary) -> Iterator[FactType]:
    """Yield the facts that are columns of persons."""
    return (fact for fact in vocabulary.facts.values() if fact.list is None and fact.kind is not Kind.LIST)


def create_tables(connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary) -> None:
    """Create the empty tables of the layout."""
    for statement in table_statements(vocabulary):
        connection.execute(statement)


def table_statements(vocabulary: Vocabulary) -> list[str]:
    """Return CREATE TABLE for persons and every list; plain enough for PostgreSQL too."""
    columns = ["pid BIGINT PRIMARY KEY", "hid BIGINT", "province VARCHAR"]
    columns += [f'"{fact.name}" {TYPES[fact.kind]}' for fact in scalar_facts(vocabulary)]
    columns += [f'"{name}_n" SMALLINT' for name in vocabulary.lists]
    found = [f"CREATE TABLE persons ({', '.join(columns)})"]
    for name, fields in vocabulary.lists.items():
        listed = ", ".join(f'"{key}" {TYPES[fact.kind]}' for key, fact in fields.items())
        found.append(f'CREATE TABLE "{name}" (pid BIGINT, pos SMALLINT, {listed})')
    return found


def open_chunk(connection: duckdb.DuckDBPyConnection, folder: Path, chunk: int, vocabulary: Vocabulary) -> None:
    """Make views of a chunk's files, with NULL columns for facts that the files lack."""
    place = chunk_folder(folder, chunk)
    wanted = {"persons": {fact.name: fact.kind for fact in scalar_facts(vocabulary)}}
    for name, fields in vocabulary.lists.items():
        wanted[name] = {key: fact.kind for key, fact in fields.items()}
    for table, columns in wanted.items():
        file = str(place / f"{table}.parquet").replace("'", "''")
        held = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM '{file}'").fetchall()}
        lacking = [f'NULL::{TYPES[kind]} AS "{name}"' for name, kind in columns.items() if name not in held]
        if table == "persons":
            lacking += [f'NULL::SMALLINT AS "{name}_n"' for name in vocabulary.lists if f"{name}_n" not in held]
        chosen = ", ".join(["*", *lacking])
        connection.execute(f"CREATE OR REPLACE VIEW \"{table}\" AS SELECT {chosen} FROM '{file}'")


def null_facts(
    connection: duckdb.DuckDBPyConnection, folder: Path, chunk: int, vocabulary: Vocabulary
) -> frozenset[str]:
    """Return the facts whose columns hold, or may hold, NULL, from the statistics of the Parquet files."""
    place = chunk_folder(folder, chunk)
    found: set[str] = set()
    tables: list[tuple[str, dict[str, str]]] = [
        ("persons", {fact.name: fact.name for fact in scalar_facts(vocabulary)})
    ]
    tables[0][1].update({f"{name}_n": name for name in vocabulary.lists})
    tables += [(name, {key: fact.name for key, fact in fields.items()}) for name, fields in vocabulary.lists.items()]
    for table, columns in tables:
        rows = connection.execute(
            "SELECT path_in_schema, bool_and(stats_null_count = 0) FROM parquet_metadata(?) GROUP BY 1",
            [str(place / f"{table}.parquet")],
        ).fetchall()
        full = {name for name, is_full in rows if is_full}
        found |= {fact for column, fact in columns.items() if column not in full}
    return frozenset(found)


def check_chunk(
    connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, names: Iterable[str] | None = None
) -> None:
    """Check the open chunk against the layout, in one pass over each table; `names` limits it to what is read.

    :raises BadPopulation: when a list's count differs from its rows, or a value lies outside what may be stored.
    """
    wanted = set(vocabulary.facts if names is None else names)
    wanted |= {name.partition("[]")[0] for name in wanted}
    tests = {
        "persons": {fact.name: _outside(fact.name, fact) for fact in scalar_facts(vocabulary) if fact.name in wanted}
    }
    for name, fields in vocabulary.lists.items():
        if name in wanted:
            query = f"""SELECT count(*) FROM persons p LEFT JOIN (SELECT pid, count(*) n FROM "{name}" GROUP BY pid) l
                ON l.pid = p.pid
                WHERE coalesce(p."{name}_n", 0) <> coalesce(l.n, 0) OR p."{name}_n" > {MOST_ELEMENTS}"""
            _stop_if(f"{name}_n", connection.execute(query).fetchone())
            tests[name] = {fact.name: _outside(key, fact) for key, fact in fields.items() if fact.name in wanted}
    for table, columns in tests.items():
        bounded = {name: test for name, test in columns.items() if test}
        if bounded:
            counts = ", ".join(f"count(*) FILTER ({test})" for test in bounded.values())
            found = connection.execute(f'SELECT {counts} FROM "{table}"').fetchone() or ()
            for name, count in zip(bounded, found, strict=True):
                _stop_if(name, (count,))


def _outside(column: str, fact: FactType) -> str:
    """Return the test that a value may not be stored; none for texts and booleans."""
    if fact.kind is Kind.NUMBER:
        den = 10 ** (fact.decimals or 0)
        low = -LARGEST_STORED if fact.minimum is None else int(fact.minimum * den)
        high = LARGEST_STORED if fact.maximum is None else int(fact.maximum * den)
        return f'"{column}" NOT BETWEEN {low} AND {high}'
    if fact.kind is Kind.DATE:
        forever = f""" AND "{column}" <> DATE '9999-12-31'""" if fact.may_be_forever else ""
        return f"\"{column}\" NOT BETWEEN DATE '{FIRST_STORED_YEAR}-01-01' AND DATE '{LAST_STORED_YEAR}-12-31'{forever}"
    return ""


def _stop_if(what: str, row: tuple[int, ...] | None) -> None:
    if row and row[0]:
        raise BadPopulation(
            f"{what}: พบ {row[0]} แถวที่ไม่เป็นไปตามรูปแบบ หยุดการประมวลผล ให้แก้ข้อมูลก่อน",
            f"{what}: found {row[0]} rows that break the layout. The run stops: mend the data first.",
        )


def write_chunk(connection: duckdb.DuckDBPyConnection, folder: Path, chunk: int, tables: Sequence[str]) -> None:
    """Write tables to a chunk's folder as Parquet, with NULL counts in the statistics."""
    place = chunk_folder(folder, chunk)
    place.mkdir(parents=True, exist_ok=True)
    for table in tables:
        aside = place / f"{table}.parquet.part"
        name = str(aside).replace("'", "''")
        connection.execute(f"COPY \"{table}\" TO '{name}' (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)")
        aside.replace(place / f"{table}.parquet")
