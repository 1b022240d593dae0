"""Single decisions and the population's SQL agree in verdict, reason, facts to ask and every output."""

import pytest
import sqlglot
from django.db import connection as django_connection
from sqlglot.optimizer.qualify import qualify

from tests.welfare.population.conftest import AS_OF, Loaded, load
from welfare.population import agreement
from welfare.population.agreement import Differences
from welfare.population.storage import TYPES
from welfare.rules.programmes import Programmes
from welfare.rules.sql.statements import Statement, compile_sql
from welfare.rules.tree import Kind


def statements(
    loaded: Loaded, dialect: str = "duckdb", nulls: frozenset[str] | None = None, only: tuple[str, ...] = ("",)
) -> list[Statement]:
    """Compile the documents whose code begins with one of `only`."""
    programmes = loaded.programmes
    return [
        compile_sql(one, programmes.vocabulary, programmes.shared.tables, AS_OF, dialect=dialect, nulls=nulls)
        for code, one in programmes.documents.items()
        if code.startswith(only)
    ]


def in_duckdb(loaded: Loaded, nulls: frozenset[str] | None = None, only: tuple[str, ...] = ("",)) -> Differences:
    differences = Differences()
    agreement.compare(
        loaded.answers,
        statements(loaded, nulls=nulls, only=only),
        lambda sql: loaded.connection.execute(sql).fetchall(),
        differences,
    )
    return differences


def test_every_function_agrees_in_duckdb(every_function: Loaded):
    found = in_duckdb(every_function)

    assert found.first == []
    assert found.compared == 250 * len(every_function.programmes)
    assert set(found.verdicts) == {"true", "false", "unknown", "not_encoded"}


def test_the_shipped_programmes_agree_in_duckdb(real: Loaded):
    found = in_duckdb(real)

    assert found.first == []
    assert (found.compared, found.differing) == (400 * 49, 0)
    assert min(found.verdicts[word] for word in ("true", "false", "unknown")) > 500


def test_the_form_without_masks_agrees_where_nothing_is_missing(every_function: Loaded):
    whole = load(every_function.programmes, count=120, missing=0, known=1.0)

    found = in_duckdb(whole, nulls=frozenset())

    assert found.first == []
    assert found.compared == 120 * len(every_function.programmes)


def test_the_form_without_masks_has_no_masks_for_what_is_always_known(shipped: Programmes):
    document = shipped.documents["ucs_gold_card"]

    with_masks, without = (
        compile_sql(document, shipped.vocabulary, shipped.shared.tables, AS_OF, nulls=nulls)
        for nulls in (None, frozenset[str]())
    )

    assert with_masks.asked == ("nationality", "sso_section")
    assert without.asked == ()
    assert "IS NULL" not in without.sql
    assert "COALESCE" not in without.sql


@pytest.mark.postgresql
@pytest.mark.django_db
def test_everything_agrees_in_postgresql(every_function: Loaded, real: Loaded):
    for loaded in (every_function, real):
        django_connection.ensure_connection()
        differences = Differences()
        with django_connection.connection.cursor() as cursor:
            agreement.copy_to_postgresql(cursor, loaded.connection, loaded.programmes.vocabulary)
            fetch = lambda sql: cursor.execute(sql).fetchall()  # noqa: E731
            agreement.compare(loaded.answers, statements(loaded, "postgres"), fetch, differences)
            for table in ("persons", *loaded.programmes.vocabulary.lists):
                cursor.execute(f'DROP TABLE "{table}"')

        assert differences.first == []
        assert differences.compared == len(loaded.cases) * len(loaded.programmes)


@pytest.mark.parametrize("dialect", ["spark", "trino"])
def test_sql_for_other_engines_parses(every_function: Loaded, dialect: str):
    made = statements(every_function, dialect, only=("sums", "moved_d", "division_b", "wide", "quantified_c", "lets"))

    parsed = [sqlglot.parse_one(each.sql, dialect=dialect) for each in made]

    assert len(parsed) == 11 + 1 + 1 + 3 + 1 + 1


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "trino"])
def test_every_column_is_one_of_the_layout_and_no_star_is_left_to_chance(shipped: Programmes, dialect: str):
    vocabulary = shipped.vocabulary
    persons = {"pid": "BIGINT", "hid": "BIGINT"}
    for fact in vocabulary.facts.values():
        if fact.list is None:
            persons[f"{fact.name}_n" if fact.kind is Kind.LIST else fact.name] = TYPES.get(fact.kind, "SMALLINT")
    tables = {"persons": persons}
    for name, fields in vocabulary.lists.items():
        tables[name] = {"pid": "BIGINT", "pos": "SMALLINT"} | {key: TYPES[fact.kind] for key, fact in fields.items()}
    for document in list(shipped.documents.values())[::12]:
        statement = compile_sql(document, vocabulary, shipped.shared.tables, AS_OF, dialect=dialect)

        resolved = qualify(sqlglot.parse_one(statement.sql, dialect=dialect), schema=tables, dialect=dialect)

        assert "*" not in resolved.sql(dialect=dialect).replace("COUNT(*)", "").replace(" * ", "")


def test_a_date_outside_what_the_document_covers_is_not_encoded(every_function: Loaded):
    programmes = every_function.programmes
    later = compile_sql(programmes.documents["later"], programmes.vocabulary, {}, AS_OF)

    rows = every_function.connection.execute(later.sql).fetchall()

    assert {row[1:] for row in rows} == {(3, None, 1 << 62, None)}
