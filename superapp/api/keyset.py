"""Keyset: orders that can be continued from any row, over a QuerySet and over rows in memory.

An order is a list of columns that ends in a unique key, has no nulls and, in the database, its own index. A cursor is
base64url of JSON: the order's tag and the row's values. What comes back is checked for shape and types, since anybody
can send anything.
"""

import base64
import binascii
import datetime as dt
import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import orjson
from django.db.models import Q, QuerySet

LONGEST_CURSOR = 2000
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an order: `name` is the row's attribute, and the field's name in queries.

    `kind` is str, int, float, bool, uuid.UUID, datetime.date or datetime.datetime. `attribute` is the row's attribute
    where it differs from the name in queries, as in `agency__code`.
    """

    name: str
    kind: type = str
    is_descending: bool = False
    attribute: str | None = None

    def value(self, row: Any) -> Any:
        """Return the row's value."""
        return getattr(row, self.attribute or self.name)


@dataclass(frozen=True, slots=True)
class Order:
    """An order of rows. `tag` names list and order in cursors: no two orders share one. The last column is unique."""

    tag: str
    columns: tuple[Column, ...]

    def values(self, row: Any) -> Values:
        """Return the row's values in this order's columns."""
        return tuple(column.value(row) for column in self.columns)

    def cursor(self, row: Any) -> str:
        """Return the cursor that stands at `row`."""
        text = orjson.dumps([self.tag, *self.values(row)])
        return base64.urlsafe_b64encode(text).decode().rstrip("=")

    def read(self, cursor: str) -> Values | None:
        """Return the values in a cursor, None when this order did not make it."""
        if not 0 < len(cursor) <= LONGEST_CURSOR or not cursor.isascii():
            return None
        try:
            text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            parts = orjson.loads(text)
        except (binascii.Error, ValueError):
            return None
        if not isinstance(parts, list) or len(parts) != len(self.columns) + 1 or parts[0] != self.tag:
            return None
        values = tuple(_read(part, column.kind) for part, column in zip(parts[1:], self.columns, strict=True))
        return None if None in values else values

    def precedes(self, one: Values, other: Values) -> bool:
        """Tell whether a row with values `one` stands before a row with values `other`."""
        for column, left, right in zip(self.columns, one, other, strict=True):
            if left != right:
                return (left > right) if column.is_descending else (left < right)
        return False


def by(tag: str, *names: str | Column) -> Order:
    """Return an order from column names; a leading minus means descending. Give a Column for what is not text."""
    columns = tuple(
        name if isinstance(name, Column) else Column(name.removeprefix("-"), is_descending=name.startswith("-"))
        for name in names
    )
    return Order(tag, columns)


class Source(Protocol):
    """Rows in an order."""

    def rows(
        self,
        *,
        after: Values | None = None,
        before: Values | None = None,
        limit: int,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[Any]:
        """Return at most `limit` rows between the bounds, from the end and in reverse when `backwards`.

        `inclusive` takes the rows that stand at the bounds too.
        """
        ...

    def count(self) -> int:
        """Return how many rows there are."""
        ...


@dataclass(frozen=True, slots=True)
class InMemory:
    """A tuple or list of rows that is sorted by `order` already."""

    sorted_rows: Sequence[Any]
    order: Order

    def rows(
        self,
        *,
        after: Values | None = None,
        before: Values | None = None,
        limit: int,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[Any]:
        """Return the rows between the bounds; see Source."""
        start = 0 if after is None else self._place(after, past_equal=not inclusive)
        stop = len(self.sorted_rows) if before is None else self._place(before, past_equal=inclusive)
        if backwards:
            return self.sorted_rows[max(start, stop - limit) : stop][::-1]
        return self.sorted_rows[start : min(stop, start + limit)]

    def count(self) -> int:
        """Return how many rows there are."""
        return len(self.sorted_rows)

    def _place(self, values: Values, *, past_equal: bool) -> int:
        low, high = 0, len(self.sorted_rows)
        while low < high:
            middle = (low + high) // 2
            found = self.order.values(self.sorted_rows[middle])
            stands_before = self.order.precedes(found, values) or (past_equal and found == values)
            low, high = (middle + 1, high) if stands_before else (low, middle)
        return low


@dataclass(frozen=True, slots=True)
class InDatabase:
    """The rows of a QuerySet; the order's columns are its fields."""

    queryset: QuerySet[Any]
    order: Order

    def rows(
        self,
        *,
        after: Values | None = None,
        before: Values | None = None,
        limit: int,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> Sequence[Any]:
        """Return the rows between the bounds; see Source."""
        if limit <= 0:
            return []
        queryset = self.queryset
        for bound, is_after in ((after, True), (before, False)):
            if bound is not None:
                queryset = queryset.filter(self._beyond(bound, is_after=is_after, inclusive=inclusive))
        names = [
            f"-{column.name}" if column.is_descending != backwards else column.name for column in self.order.columns
        ]
        return list(queryset.order_by(*names)[:limit])

    def count(self) -> int:
        """Return how many rows there are, by a COUNT."""
        return self.queryset.order_by().count()

    def _beyond(self, values: Values, *, is_after: bool, inclusive: bool) -> Q:
        beyond, equal = Q(), Q()
        for place, (column, value) in enumerate(zip(self.order.columns, values, strict=True)):
            direction = "lt" if column.is_descending == is_after else "gt"
            is_last = place == len(self.order.columns) - 1
            step = Q(**{f"{column.name}__{direction}{'e' if inclusive and is_last else ''}": value})
            beyond |= equal & step
            equal &= Q(**{column.name: value})
        first, bound = self.order.columns[0], values[0]
        # Says nothing new, but lets the database start its index at this value instead of at the beginning.
        lead = f"{first.name}__{'lte' if first.is_descending == is_after else 'gte'}"
        return Q(**{lead: bound}) & beyond


def source_of(rows: Any, order: Order) -> Source:
    """Return the rows as a source; a source of a domain's own is one already."""
    if hasattr(rows, "rows"):
        return rows  # type: ignore[no-any-return]
    return InDatabase(rows, order) if isinstance(rows, QuerySet) else InMemory(rows, order)


def _read(part: Any, kind: type) -> Any:
    """Return a part of a cursor as a value of `kind`, None when it is none."""
    if kind is str:
        return part if isinstance(part, str) and "\0" not in part else None
    if kind is bool:
        return part if isinstance(part, bool) else None
    if kind is int:
        return part if type(part) is int and abs(part) < 2**63 else None
    if kind is float:
        return float(part) if type(part) in (int, float) and math.isfinite(part) else None
    if not isinstance(part, str):
        return None
    try:
        if kind is uuid.UUID:
            return uuid.UUID(part)
        if kind is dt.date:
            return dt.date.fromisoformat(part)
        if kind is dt.datetime:
            instant = dt.datetime.fromisoformat(part)
            return instant if instant.tzinfo and 1 < instant.year < 9999 else None
    except ValueError:
        return None
    raise TypeError(f"An order cannot have a column of {kind}.")
