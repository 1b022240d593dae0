"""What the database engines say differently: integer division, wide integers, dates. One small class each.

DuckDB and PostgreSQL are run by the tests. For Spark and Trino the SQL is generated and parses; it has never been run,
and nothing is claimed for it.
"""

from __future__ import annotations

from sqlglot import exp
from sqlglot.errors import ErrorLevel

from welfare.rules.sql.shapes import Sql, bigint, binary, wrap


class Engine:
    """One SQL dialect; `dialect` is sqlglot's name, `is_materialised` asks for every step to be written down."""

    dialect = ""
    wide = "DECIMAL(38, 0)"
    is_materialised = False

    def text(self, sql: Sql) -> str:
        """Return the SQL text.

        :raises sqlglot.errors.UnsupportedError: when the dialect cannot say it; nothing is ever left out in silence.
        """
        return sql.sql(dialect=self.dialect, unsupported_level=ErrorLevel.RAISE)

    def widened(self, sql: Sql) -> Sql:
        """Return an integer as the engine's 128-bit one."""
        return exp.cast(sql.copy(), exp.DataType.build(self.wide, dialect=self.dialect))

    def quotient(self, left: Sql, right: Sql, *, is_wide: bool) -> Sql:
        """Return left divided by right, cut towards zero; both are integers of one width."""
        raise NotImplementedError

    def part(self, unit: str, day: Sql) -> Sql:
        """Return the YEAR, MONTH or DAY of a date as BIGINT."""
        return bigint(exp.Extract(this=exp.var(unit), expression=day.copy()))

    def start_of(self, unit: str, day: Sql) -> Sql:
        """Return the first day of the MONTH or YEAR of a date, as a date: the function gives a TIMESTAMP."""
        truncated = exp.TimestampTrunc(this=day.copy(), unit=exp.var(unit))
        return exp.cast(truncated, exp.DataType.Type.DATE)

    def days(self, first: Sql, last: Sql) -> Sql:
        """Return the number of days from first to last."""
        return bigint(exp.Paren(this=binary(exp.Sub, last, first)))

    def add_months(self, day: Sql, months: Sql) -> Sql:
        """Return the same day number `months` on, else that month's last day; cast back, for it is a TIMESTAMP."""
        step = exp.Mul(this=wrap(_int(months)), expression=_interval("1", "MONTH"))
        return exp.cast(exp.Paren(this=exp.Add(this=wrap(day), expression=step)), exp.DataType.Type.DATE)

    def add_days(self, day: Sql, days: Sql) -> Sql:
        """Return the date `days` on."""
        return exp.cast(exp.Paren(this=exp.Add(this=wrap(day), expression=_int(days))), exp.DataType.Type.DATE)

    def any_bits(self, mask: Sql) -> Sql:
        """Return the aggregate that ORs a mask over the rows."""
        return exp.BitwiseOrAgg(this=mask.copy())


class DuckDb(Engine):
    """DuckDB 2."""

    dialect = "duckdb"
    wide = "INT128"

    def quotient(self, left: Sql, right: Sql, *, is_wide: bool) -> Sql:
        """`//`, which keeps integers, HUGEINT too; `/` would be DOUBLE."""
        return exp.IntDiv(this=wrap(left), expression=wrap(right))


class PostgreSql(Engine):
    """PostgreSQL 15: each step is written down, or its planner folds them into one huge expression."""

    dialect = "postgres"
    is_materialised = True

    def quotient(self, left: Sql, right: Sql, *, is_wide: bool) -> Sql:
        """`/` of integers, DIV() of NUMERIC: both cut towards zero."""
        if is_wide:
            return exp.Anonymous(this="DIV", expressions=[left.copy(), right.copy()])
        return exp.Div(this=wrap(left), expression=wrap(right), typed=True, safe=False)


class Trino(Engine):
    """Trino: generated, never run. `/` of BIGINT cuts towards zero; of DECIMAL it rounds, hence the remainder first."""

    dialect = "trino"

    def quotient(self, left: Sql, right: Sql, *, is_wide: bool) -> Sql:
        """Exact division after taking the remainder away."""
        whole = exp.Sub(this=wrap(left), expression=exp.Mod(this=wrap(left), expression=wrap(right)))
        return exp.Div(this=exp.Paren(this=whole), expression=wrap(right), typed=True, safe=False)

    def days(self, first: Sql, last: Sql) -> Sql:
        """date_diff('day', ..) counts days exactly."""
        return exp.Anonymous(this="DATE_DIFF", expressions=[exp.Literal.string("day"), first.copy(), last.copy()])

    def add_months(self, day: Sql, months: Sql) -> Sql:
        """date_add keeps dates dates."""
        return exp.Anonymous(this="DATE_ADD", expressions=[exp.Literal.string("month"), months.copy(), day.copy()])

    def add_days(self, day: Sql, days: Sql) -> Sql:
        """date_add keeps dates dates."""
        return exp.Anonymous(this="DATE_ADD", expressions=[exp.Literal.string("day"), days.copy(), day.copy()])


class Spark(Engine):
    """Spark SQL: generated, never run. `/` of DECIMAL(38, 0) would round, hence the remainder first."""

    dialect = "spark"

    def quotient(self, left: Sql, right: Sql, *, is_wide: bool) -> Sql:
        """`DIV` of BIGINT, exact division of DECIMAL."""
        if not is_wide:
            return exp.IntDiv(this=wrap(left), expression=wrap(right))
        whole = exp.Sub(this=wrap(left), expression=exp.Mod(this=wrap(left), expression=wrap(right)))
        return self.widened(exp.Div(this=exp.Paren(this=whole), expression=wrap(right), typed=False, safe=False))

    def days(self, first: Sql, last: Sql) -> Sql:
        """DATEDIFF(last, first)."""
        return bigint(exp.Anonymous(this="DATEDIFF", expressions=[last.copy(), first.copy()]))

    def add_months(self, day: Sql, months: Sql) -> Sql:
        """ADD_MONTHS keeps the day number or takes the last day."""
        return exp.Anonymous(this="ADD_MONTHS", expressions=[day.copy(), _int(months)])

    def add_days(self, day: Sql, days: Sql) -> Sql:
        """DATE_ADD(day, days)."""
        return exp.Anonymous(this="DATE_ADD", expressions=[day.copy(), _int(days)])


ENGINES: dict[str, Engine] = {each.dialect: each for each in (DuckDb(), PostgreSql(), Trino(), Spark())}


def _int(sql: Sql) -> Sql:
    return exp.cast(sql.copy(), exp.DataType.Type.INT)


def _interval(amount: str, unit: str) -> Sql:
    return exp.Interval(this=exp.Literal.string(amount), unit=exp.var(unit))
