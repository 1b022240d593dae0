"""Compare single decisions with the population's SQL, row by row: verdict, reason, facts to ask, every output."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from welfare.population import boundaries
from welfare.population.boundaries import Stored
from welfare.population.storage import TYPES, table_statements
from welfare.rules.decide import decide
from welfare.rules.decision import Verdict
from welfare.rules.facts import FactType, Vocabulary
from welfare.rules.programmes import Programmes
from welfare.rules.sql.statements import Statement
from welfare.rules.tree import Kind

if TYPE_CHECKING:
    import duckdb

Answer = tuple[str, str | None, frozenset[str], tuple[Any, ...]]
"""Verdict, reason, facts to ask, outputs in the document's order."""
_VERDICTS = (Verdict.NOT_ELIGIBLE, Verdict.ELIGIBLE, Verdict.UNKNOWN, Verdict.NOT_ENCODED)


@dataclass
class Differences:
    """What was compared and what differed: (programme, pid, from closures, from SQL) of the first ones."""

    compared: int = 0
    differing: int = 0
    verdicts: dict[str, int] = field(default_factory=dict)
    first: list[tuple[str, int, Answer, Answer]] = field(default_factory=list)

    def add(self, code: str, pid: int, single: Answer, sql: Answer) -> None:
        """Count one comparison."""
        self.compared += 1
        self.verdicts[single[0]] = self.verdicts.get(single[0], 0) + 1
        if single != sql:
            self.differing += 1
            if len(self.first) < 20:
                self.first.append((code, pid, single, sql))


def single_answers(programmes: Programmes, cases: Iterable[Stored], as_of: date) -> list[dict[str, Answer]]:
    """Return what the closures say about each case, by programme."""
    found = []
    for stored in cases:
        facts = boundaries.as_facts(programmes.vocabulary, stored)
        answers = {}
        for programme in programmes:
            decision = decide(programme, facts, as_of, with_trace=False)
            outputs = tuple(_plain(decision.outputs.get(name)) for name in programme.document.outputs)
            answers[programme.code] = (decision.verdict.value, decision.reason, frozenset(decision.ask), outputs)
        found.append(answers)
    return found


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | str | date):
        return value
    return int(Fraction(value) * 100)


def sql_answer(statement: Statement, row: Sequence[Any]) -> tuple[int, Answer]:
    """Return (pid, answer) of one row of a statement's result."""
    pid, verdict, reason, ask, *outputs = row
    is_failed = verdict == 3
    asked = frozenset() if is_failed else frozenset(n for bit, n in enumerate(statement.asked) if ask >> bit & 1)
    name = None if reason is None else statement.criteria[reason]
    values = tuple(
        int(value) if kind is Kind.NUMBER and value is not None else value
        for value, (_, kind) in zip(outputs, statement.outputs, strict=True)
    )
    return pid, (_VERDICTS[verdict].value, name, asked, values)


def load(connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary, cases: Iterable[Stored]) -> None:
    """Create the layout in `connection` and fill it; a case's place is its pid."""
    for statement in table_statements(vocabulary):
        connection.execute(statement)
    with tempfile.TemporaryDirectory() as folder:
        files = {name: (Path(folder) / f"{name}.json").open("wb") for name in ("persons", *vocabulary.lists)}
        for pid, stored in enumerate(cases):
            for table, rows in boundaries.rows(stored, pid, vocabulary).items():
                for row in rows:
                    files[table].write(orjson.dumps(row) + b"\n")
        for name, file in files.items():
            file.close()
            columns = _columns(vocabulary, name)
            listed = ", ".join(f"'{column}': '{kind}'" for column, kind in columns.items())
            names = ", ".join(f'"{column}"' for column in columns)
            connection.execute(
                f'INSERT INTO "{name}" ({names}) SELECT {names} '
                f"FROM read_json('{file.name}', format = 'newline_delimited', columns = {{{listed}}})"
            )


def copy_to_postgresql(cursor: Any, connection: duckdb.DuckDBPyConnection, vocabulary: Vocabulary) -> None:
    """Copy the loaded layout into temporary tables of a PostgreSQL session, with statistics for its planner.

    `cursor` is psycopg's. Without ANALYZE the planner joins by nested loops.
    """
    for statement in table_statements(vocabulary):
        cursor.execute(statement.replace("CREATE TABLE", "CREATE TEMPORARY TABLE"))
    with tempfile.TemporaryDirectory() as folder:
        for name in ("persons", *vocabulary.lists):
            names = ", ".join(f'"{column}"' for column in _columns(vocabulary, name))
            file = Path(folder) / f"{name}.csv"
            connection.execute(f"COPY (SELECT {names} FROM \"{name}\") TO '{file}' (FORMAT csv, HEADER false)")
            with cursor.copy(f'COPY "{name}" ({names}) FROM STDIN (FORMAT csv)') as copy, file.open("rb") as source:
                while block := source.read(1 << 20):
                    copy.write(block)
            cursor.execute(f'ANALYZE "{name}"')


def _columns(vocabulary: Vocabulary, table: str) -> dict[str, str]:
    if table == "persons":
        found = {"pid": "BIGINT", "hid": "BIGINT", "province": "VARCHAR"}
        scalars: Iterable[FactType] = (
            f for f in vocabulary.facts.values() if f.list is None and f.kind is not Kind.LIST
        )
        found |= {fact.name: TYPES[fact.kind] for fact in scalars}
        return found | {f"{name}_n": "SMALLINT" for name in vocabulary.lists}
    fields: Mapping[str, FactType] = vocabulary.lists[table]
    return {"pid": "BIGINT", "pos": "SMALLINT"} | {key: TYPES[fact.kind] for key, fact in fields.items()}


def compare(
    answers: Sequence[Mapping[str, Answer]],
    statements: Iterable[Statement],
    fetch: Callable[[str], Iterable[Sequence[Any]]],
    differences: Differences,
) -> None:
    """Run every statement and compare it with the closures' answers; `fetch` gives the rows of a query."""
    for statement in statements:
        seen = 0
        for row in fetch(statement.sql):
            pid, answer = sql_answer(statement, row)
            differences.add(statement.code, pid, answers[pid][statement.code], answer)
            seen += 1
        if seen != len(answers):
            raise AssertionError(f"{statement.code}: {seen} rows for {len(answers)} cases")
