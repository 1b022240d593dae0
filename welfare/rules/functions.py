"""The closed list of functions. Scalar ones are here with types and meaning; the others have nodes of their own.

A scalar function is strict: the engine calls it only with known values. It returns None for an error: a date beyond
the calendar, a number of months that is not whole, a day for which no wage ceiling is known.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from welfare.rules import dates
from welfare.rules.document import Table
from welfare.rules.tree import Kind, Number

LIST_FUNCTIONS = frozenset({"count", "total", "avg", "every", "some"})
SPECIAL = frozenset(
    {"date", "tbl", "row", "has_row", "tier", "marginal_rate", "marginal_amount", "iif", "present", "ssobase"}
)
SECTION_39_BASE = 4800
LEAST_BASE = 1650


@dataclass(frozen=True)
class Function:
    """A strict scalar function: kinds of its arguments (None: two or more numbers), kind and unit of its value.

    `keeps_unit`: the unit is that of the arguments, which must agree. `can_fail`: it may return None.
    """

    takes: tuple[Kind, ...] | None
    gives: Kind
    call: Callable[..., Any]
    unit: str | None = None
    keeps_unit: bool = False
    can_fail: bool = False


def _whole(number: Number) -> int | None:
    return int(number) if number == int(number) else None


def _add_months(day: date, months: Number, each: int = 1) -> date | None:
    whole = _whole(months)
    try:
        return None if whole is None else dates.add_months(day, whole * each)
    except ValueError:
        return None


def _add_years(day: date, years: Number) -> date | None:
    return _add_months(day, years, 12)


def _add_days(day: date, days: Number) -> date | None:
    whole = _whole(days)
    try:
        return None if whole is None else dates.add_days(day, whole)
    except OverflowError:
        return None


def _fiscal_year_start(day: date) -> date | None:
    try:
        return dates.fiscal_year_start(day)
    except ValueError:
        return None


def _days(first: date, last: date) -> int:
    return (last - first).days


_D, _N = Kind.DATE, Kind.NUMBER
FUNCTIONS: dict[str, Function] = {
    "age": Function((_D, _D), _N, dates.age, unit="year"),
    "fom": Function((_D,), _D, dates.first_of_month),
    "eom": Function((_D,), _D, dates.end_of_month),
    "fy_start": Function((_D,), _D, _fiscal_year_start, can_fail=True),
    "tax_year_end": Function((_D,), _D, dates.tax_year_end),
    "add_months": Function((_D, _N), _D, _add_months, can_fail=True),
    "add_years": Function((_D, _N), _D, _add_years, can_fail=True),
    "add_days": Function((_D, _N), _D, _add_days, can_fail=True),
    "days": Function((_D, _D), _N, _days, unit="days"),
    "min": Function(None, _N, min, keeps_unit=True),
    "max": Function(None, _N, max, keeps_unit=True),
    "floor": Function((_N,), _N, math.floor, keeps_unit=True),
    "ceil": Function((_N,), _N, math.ceil, keeps_unit=True),
    # Its table belongs to no programme; closures and the population compiler read it from Shared.
    "sso_ceiling": Function((_D,), _N, lambda day: None, unit="THB/month", can_fail=True),
}
NAMES = frozenset(FUNCTIONS) | LIST_FUNCTIONS | SPECIAL


def ceiling_of(table: Table | None) -> Callable[[date], Any]:
    """Return `sso_ceiling` over the shared table; without a table every day is an error."""

    def ceiling(day: date) -> Any:
        row = table.on(day) if table is not None else None
        return None if row is None else row.cells["ceiling"]

    return ceiling
