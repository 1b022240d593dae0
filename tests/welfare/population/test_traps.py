"""The seven traps of engines: the wrong answer that the plain form gives, and the right one that ours gives."""

from typing import Any

import duckdb
import pytest
import sqlglot

from tests.welfare.population.conftest import AS_OF
from welfare.population import agreement
from welfare.population.boundaries import Stored
from welfare.rules.facts import load_vocabulary
from welfare.rules.loading import read_document
from welfare.rules.sql.engines import ENGINES
from welfare.rules.sql.shapes import column
from welfare.rules.sql.statements import compile_sql
from welfare.rules.sql.terms import Uncompilable

VOCABULARY = """
facts:
- {name: n, th: n, type: number, decimals: 2}
- {name: wage, th: wage, type: number, decimals: 0}
- {name: yes, th: yes, type: bool}
- {name: born, th: born, type: date}
- {name: items, th: items, type: list}
- {name: "items[].v", th: v, type: number, decimals: 0}
- {name: "items[].ok", th: ok, type: bool}
"""


def plain(sql: str) -> Any:
    with duckdb.connect() as connection:
        row = connection.execute(f"SELECT {sql}").fetchone()
    assert row is not None
    return row[0]


def decided(expression: str, *people: Stored, criterion: str | None = None) -> list[tuple[Any, ...]]:
    """Return (verdict, ask, amount in hundredths) of each person."""
    vocabulary = load_vocabulary(VOCABULARY)
    criteria = f'{{id: only, expr: "{criterion}"}}' if criterion else ""
    text = f'{{code: trap, criteria: [{criteria}], outputs: {{amount: "{expression}"}}}}'
    statement = compile_sql(read_document(text, vocabulary), vocabulary, {}, AS_OF)
    with duckdb.connect() as connection:
        agreement.load(connection, vocabulary, people)
        found = dict(agreement.sql_answer(statement, row) for row in connection.execute(statement.sql).fetchall())
    return [(found[pid][0], sorted(found[pid][2]), *found[pid][3]) for pid in range(len(people))]


def test_1_least_and_greatest_skip_null():
    assert plain("LEAST(NULL, 6000)") == 6000
    assert plain("GREATEST(NULL, 0)") == 0

    assert decided("min(n, 6000)", {}, {"n": 700000}) == [("true", ["n"], None), ("true", [], 600000)]
    assert decided("max(n, 0)", {}, {"n": -1}) == [("true", ["n"], None), ("true", [], 0)]


def test_2_case_takes_else_when_the_condition_is_unknown():
    assert plain("CASE WHEN NULL::BOOLEAN THEN 1 ELSE 2 END") == 2

    assert decided("iif(yes, 1, 2)", {}, {"yes": False}) == [("true", ["yes"], None), ("true", [], 200)]
    assert decided("1", {}, {"yes": False}, criterion="yes") == [("unknown", ["yes"], None), ("false", [], None)]


def test_3_aggregates_skip_null_and_are_null_over_no_rows():
    assert plain("SUM(v) FROM (VALUES (1), (NULL)) t(v)") == 1
    assert plain("BOOL_OR(v) FROM (SELECT TRUE AS v WHERE FALSE)") is None
    gap = {"items": [{"v": 1, "ok": False}, {}]}
    empty: Stored = {"items": []}

    assert decided("total(items, c.v)", gap, empty, {}) == [
        ("true", ["items[].v"], None), ("true", [], 0), ("true", ["items"], None),
    ]  # fmt: skip
    assert decided("avg(items, c.v)", gap, empty) == [("true", ["items[].v"], None), ("true", ["items"], None)]
    assert decided("count(items, c.ok)", gap, empty) == [("true", ["items[].ok"], None), ("true", [], 0)]
    assert decided("1", gap, empty, criterion="some(items, c.ok)") == [
        ("unknown", ["items[].ok"], None), ("false", [], None),
    ]  # fmt: skip
    assert decided("1", gap, empty, criterion="every(items, c.ok)") == [("false", [], None), ("true", [], 100)]


def test_4_division_is_double_and_narrow_products_overflow():
    assert isinstance(plain("17500 / 30"), float)
    with pytest.raises(duckdb.OutOfRangeException):
        plain("160000::INTEGER * 15000::INTEGER")

    # 17,500 / 30 * 0.6 * 180 is exact only if nothing is divided before the end.
    assert decided("wage / 30 * 0.6 * 180", {"wage": 17500}) == [("true", [], 6300000)]
    assert decided("iif(yes, 160000, 1) * 15000", {"yes": True}) == [("true", [], 240_000_000_000)]
    assert decided("1", {"items": [{"v": 1}, {"v": 2}, {"v": 2}]}, criterion="avg(items, c.v) <= 5 / 3") == [
        ("true", [], 100)
    ]


def test_5_integer_division_cuts_towards_zero_and_rounding_is_once_half_away():
    assert plain("(-10) // 3") == -3

    assert decided("floor(n / 3)", {"n": -1000}, {"n": 1000}) == [("true", [], -400), ("true", [], 300)]
    assert decided("n / 2", {"n": 1}, {"n": -1}, {"n": 3}) == [
        ("true", [], 1), ("true", [], -1), ("true", [], 2),
    ]  # fmt: skip


def test_6_transpiling_neither_divides_through_double_nor_copies_a_star():
    copied = sqlglot.transpile("SELECT a // b", read="duckdb", write="trino")[0]
    quotient = ENGINES["trino"].text(ENGINES["trino"].quotient(column("a"), column("b"), is_wide=False))

    assert "DOUBLE" in copied
    assert quotient == '("a" - "a" % "b") / "b"'
    assert ENGINES["postgres"].text(ENGINES["postgres"].widened(column("a"))) == 'CAST("a" AS DECIMAL(38, 0))'


def test_7_adding_an_interval_is_a_timestamp_and_date_diff_counts_calendar_years():
    assert plain("typeof(DATE '2024-02-29' + INTERVAL 1 YEAR)") == "TIMESTAMP"
    assert plain("date_diff('year', DATE '2025-12-31', DATE '2026-01-01')") == 1

    assert decided("age(born, date('2027-02-28'))", {"born": "2024-02-29"}) == [("true", [], 200)]
    assert decided("age(born, date('2027-03-01'))", {"born": "2024-02-29"}) == [("true", [], 300)]
    assert decided("age(born, date('2026-01-01'))", {"born": "2025-12-31"}) == [("true", [], 0)]
    assert decided("days(add_years(born, 1), date('2025-02-28'))", {"born": "2024-02-29"}) == [("true", [], 0)]


def test_numbers_that_could_pass_128_bits_are_refused():
    vocabulary = load_vocabulary(VOCABULARY)
    document = read_document('{code: big, criteria: [], outputs: {amount: "n * n * n"}}', vocabulary)

    with pytest.raises(Uncompilable, match="10\\^36"):
        compile_sql(document, vocabulary, {}, AS_OF)
