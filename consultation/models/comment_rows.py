"""Rows of comments at constant cost, however many there are: pages by keyset, and the first replies of a whole page.

The only place with SQL of its own. What it avoids was measured with a million comments: an OFFSET of 100,000 takes
131 ms, a window function over replies 133, `score < s OR (score = s AND id < i)` 61, each a fraction of one here.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Expression, F, Value
from django.db.models.sql.compiler import SQLCompiler

from .comment import Comment, CommentQuerySet
from .hearing import Hearing

# SQLite takes 500 selects in one statement.
MOST_PARENTS = 100


class RowCompare(Expression):
    """`(a, b) < (x, y)`: the form of a keyset that both databases take as a range of one index."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, columns: Sequence[str], operator: str, values: Sequence[Any]) -> None:
        super().__init__()
        self.operator = operator
        self.parts: list[Any] = [*map(F, columns), *map(Value, values)]

    def get_source_expressions(self) -> list[Any]:
        """Return the columns, then the values."""
        return self.parts

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Take the parts as they were resolved."""
        self.parts = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the comparison and its parameters."""
        compiled = [compiler.compile(part) for part in self.parts]
        half = len(compiled) // 2
        left, right = (", ".join(sql for sql, _ in side) for side in (compiled[:half], compiled[half:]))
        return f"({left}) {self.operator} ({right})", tuple(value for _, values in compiled for value in values)


@dataclass(frozen=True, slots=True)
class CommentPages:
    """Comments of one hearing in an order whose columns all run the same way; a Source for connections.

    `counted` returns how many there are, from a counter row or by a bounded count: nothing here counts.
    """

    queryset: CommentQuerySet
    columns: tuple[str, ...]
    is_descending: bool
    hearing: Hearing
    counted: Callable[[], int]

    def rows(
        self,
        *,
        after: Sequence[Any] | None = None,
        before: Sequence[Any] | None = None,
        limit: int,
        backwards: bool = False,
        inclusive: bool = False,
    ) -> list[Comment]:
        """Return at most `limit` rows between the bounds, from the end and in reverse when `backwards`."""
        if limit <= 0:
            return []
        queryset = self.queryset
        for bound, is_after in ((after, True), (before, False)):
            if bound is not None:
                operator = "<" if self.is_descending == is_after else ">"
                queryset = queryset.filter(RowCompare(self.columns, f"{operator}{'=' * inclusive}", bound))
        sign = "-" if self.is_descending != backwards else ""
        return in_hearing(queryset.order_by(*(f"{sign}{column}" for column in self.columns))[:limit], self.hearing)

    def count(self) -> int:
        """Return how many there are, as the list's maker knows."""
        return self.counted()


def in_hearing(comments: Iterable[Comment], hearing: Hearing) -> list[Comment]:
    """Return the comments with their hearing at hand, which is known and need not be read for each."""
    found = list(comments)
    for comment in found:
        comment.hearing = hearing
    return found


def first_replies(parents: Sequence[int], most: int) -> dict[int, list[Comment]]:
    """Return the first `most` listed replies of each parent by its key, in one statement; parents without are absent.

    :raises ValueError: for more than MOST_PARENTS.
    """
    if len(parents) > MOST_PARENTS:
        raise ValueError(f"{len(parents)} parents at once; at most {MOST_PARENTS}")
    found: dict[int, list[Comment]] = {}
    if parents:
        sql, parameters = _ON[connection.vendor](list(parents), most)
        for comment in Comment.objects.raw(sql, parameters):
            found.setdefault(comment.parent_id, []).append(comment)
    return found


# The conditions stand in the text, not in parameters: the partial index is used only then.
_REPLIES = (
    "SELECT * FROM consultation_comment WHERE parent_id = {parent} AND parent_id IS NOT NULL AND is_listed "
    "ORDER BY id LIMIT %s"
)


def _lateral(parents: list[int], most: int) -> tuple[str, list[Any]]:
    replies = _REPLIES.format(parent="asked.id")
    return (
        f"SELECT reply.* FROM unnest(%s::bigint[]) AS asked(id) CROSS JOIN LATERAL ({replies}) AS reply "  # noqa: S608 constants
        "ORDER BY reply.id",
        [parents, most],
    )


def _union(parents: list[int], most: int) -> tuple[str, list[Any]]:
    # SQLite has no LATERAL.
    one = f"SELECT * FROM ({_REPLIES.format(parent='%s')})"  # noqa: S608 constants
    return " UNION ALL ".join([one] * len(parents)), [value for parent in parents for value in (parent, most)]


_ON = {"postgresql": _lateral, "sqlite": _union}
