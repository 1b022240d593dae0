"""Draw a whole population: chunk by chunk, each within bounded memory, all from one seed."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from welfare.population import engine, people, relatives, statuses, storage
from welfare.population.fitting import Cell, fit
from welfare.population.marginals import Marginals, read_marginals
from welfare.population.statuses import Scaled
from welfare.population.storage import TYPES, Manifest, scalar_facts
from welfare.rules.facts import FactType, Vocabulary
from welfare.rules.tree import Kind

if TYPE_CHECKING:
    import duckdb

MADE_BY = "make_population/1"
SURPLUS = 1.03
"""Households drawn beyond the expected number, so that there are always enough persons to keep."""


def draw(
    folder: Path,
    vocabulary: Vocabulary,
    *,
    persons: int,
    seed: int,
    as_of: str,
    missing_permille: int = 0,
    step: Callable[[int], None] = lambda count: None,
    memory: str = "1200MB",
) -> Manifest:
    """Write an invented population of exactly `persons` people into `folder`.

    `missing_permille` of every fact and list without a default is left unknown; a fact with one never is, because its
    absence means something. `step` hears how many persons more are written.

    :raises BadPopulation: when the folder already holds a population.
    """
    if (folder / storage.MANIFEST).exists():
        raise storage.BadPopulation(
            f"{folder}: มีประชากรอยู่แล้ว ให้ใช้โฟลเดอร์อื่น", f"{folder}: holds a population already. Choose another folder."
        )
    folder.mkdir(parents=True, exist_ok=True)
    marginals = read_marginals()
    cells = fit(marginals)
    chunks = max(1, -(-persons // storage.MOST_IN_CHUNK))
    for chunk in range(chunks):
        wanted = persons * (chunk + 1) // chunks - persons * chunk // chunks
        with engine.connect() as connection:
            connection.execute(f"SET memory_limit = '{memory}'")
            connection.execute("SET temp_directory = ?", [str(folder / "spill")])
            connection.execute("SET preserve_insertion_order = true")
            fill(
                connection, vocabulary, marginals, cells, chunk=chunk, persons=wanted, seed=seed, as_of=as_of,
                missing_permille=missing_permille,
            )  # fmt: skip
            storage.write_chunk(connection, folder, chunk, ["persons", *vocabulary.lists])
        step(wanted)
    manifest = Manifest(
        persons=persons,
        chunks=chunks,
        as_of=as_of,
        seed=seed,
        missing_permille=missing_permille,
        vocabulary=storage.vocabulary_hash(vocabulary),
        made_by=MADE_BY,
    )
    manifest.write(folder)
    return manifest


def fill(
    connection: duckdb.DuckDBPyConnection,
    vocabulary: Vocabulary,
    marginals: Marginals,
    cells: tuple[Cell, ...],
    *,
    chunk: int,
    persons: int,
    seed: int,
    as_of: str,
    missing_permille: int,
) -> None:
    """Create the tables of the layout in `connection`, filled with one chunk of people."""
    storage.create_tables(connection, vocabulary)
    for statement in [*people.macros(seed), *people.lookups(marginals, cells)]:
        connection.execute(statement)
    size = sum(cell.weight * cell.persons for cell in cells)
    count = int(persons / size * SURPLUS) + 50
    # Households are numbered by chunk, so that every chunk is drawn by itself.
    connection.execute(people.households(chunk * storage.MOST_IN_CHUNK * 2, count))
    connection.execute(people.persons(marginals, as_of, persons))
    connection.execute(people.occupations(marginals))
    connection.execute(statuses.derived(marginals, as_of))
    connection.execute(_WITH_HOME)
    hide = _Hider(missing_permille)
    held = statuses.facts(marginals, as_of)
    columns = [("pid", "pid"), ("hid", "hid"), ("province", "province")]
    columns += [
        (fact.name, hide(fact, "pid", _typed(fact, held[fact.name])))
        for fact in scalar_facts(vocabulary)
        if fact.name in held
    ]
    drawn = relatives.lists(marginals, as_of)
    for name in vocabulary.lists:
        if name in drawn:
            _fill_list(connection, vocabulary, name, drawn[name], hide)
        columns.append((f"{name}_n", _count_sql(vocabulary, name, hide)))
    names = ", ".join(f'"{name}"' for name, _ in columns)
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns)
    joins = " ".join(
        f'LEFT JOIN (SELECT pid, count(*) n FROM "{name}" GROUP BY pid) l_{name} USING (pid)'
        for name in vocabulary.lists
    )
    connection.execute(f"INSERT INTO persons ({names}) SELECT {listed} FROM homed {joins} ORDER BY pid")


_WITH_HOME = """
CREATE OR REPLACE TEMP TABLE homed AS
SELECT d.*, h.home_income, h.home_size, h.home_has_state AND (d.role IN ('head', 'spouse', 'parent') OR d.age < 20)
  AS home_has_state
FROM described d JOIN (
  SELECT hid, sum(income)::BIGINT AS home_income, count(*) AS home_size, bool_or(doing IN ('state', 'pensioner'))
    AS home_has_state FROM described GROUP BY hid
) h USING (hid)"""


class _Hider:
    """Leaves a share of the facts without default unknown, drawn from the person and the fact's name."""

    def __init__(self, permille: int) -> None:
        self.permille = permille

    def __call__(self, fact: FactType, key: str, sql: str) -> str:
        if not self.permille or fact.default is not None:
            return sql
        return f"CASE WHEN u({key}, {self.salt(fact)}) % 1000 >= {self.permille} THEN {sql} END"

    def salt(self, fact: FactType) -> int:
        """Return a salt of the fact's name, away from those of the facts themselves."""
        return 10_000 + zlib.crc32(fact.name.encode()) % 1_000_000


def _fill_list(
    connection: duckdb.DuckDBPyConnection,
    vocabulary: Vocabulary,
    name: str,
    drawn: tuple[str, Mapping[str, str | Scaled]],
    hide: _Hider,
) -> None:
    query, fields = drawn
    listed = [
        f'{hide(fact, "pid * 8 + pos", _typed(fact, fields[key]))} AS "{key}"'
        for key, fact in vocabulary.lists[name].items()
        if key in fields
    ]
    names = ", ".join(f'"{key}"' for key in vocabulary.lists[name] if key in fields)
    kept = ""
    if hide.permille:
        kept = f"WHERE u(pid, {hide.salt(vocabulary.facts[name])}) % 1000 >= {hide.permille}"
    connection.execute(
        f"""INSERT INTO "{name}" (pid, pos, {names}) SELECT pid, pos, {", ".join(listed)} FROM (
            SELECT *, row_number() OVER (PARTITION BY pid ORDER BY other) - 1 AS pos FROM ({query}) {kept}
        ) ORDER BY pid, pos"""
    )


def _count_sql(vocabulary: Vocabulary, name: str, hide: _Hider) -> str:
    return hide(vocabulary.facts[name], "pid", f"coalesce(l_{name}.n, 0)")


def _typed(fact: FactType, sql: str | Scaled) -> str:
    if isinstance(sql, Scaled):
        factor = 10 ** (fact.decimals or 0)
        if factor % sql.per == 0:
            return f"CAST(({sql.sql}) * {factor // sql.per} AS BIGINT)"
        return f"CAST(({sql.sql}) * {factor} // {sql.per} AS BIGINT)"
    return f"CAST({sql} AS {TYPES[fact.kind]})" if fact.kind is not Kind.LIST else sql
