"""Steps of a statement: each names columns that later steps use, so that a value is computed once and never copied.

A Frame begins with the columns of a table (persons, or the elements of a list) and grows: `bind` gives an expression
a name, in the first step after everything it reads. `select` writes the steps down, each with only what is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlglot import exp

from welfare.rules.sql.shapes import Sql, column, is_simple


@dataclass
class Frame:
    """The columns of one table and what is computed from them; `name` begins the names of its steps."""

    name: str
    base: dict[str, Sql] = field(default_factory=dict)
    """Column name -> what it is in the table."""
    _steps: list[dict[str, Sql]] = field(default_factory=list)
    _level_of: dict[str, int] = field(default_factory=dict)
    _bound: dict[Sql, str] = field(default_factory=dict)

    def read(self, name: str, sql: Callable[[], Sql]) -> exp.Column:
        """Return the base column `name`, which is `sql()` in the table."""
        if name not in self.base:
            self.base[name] = sql()
            self._level_of[name] = 0
        return column(name)

    def bind(self, sql: Sql, *, hint: str = "v") -> Sql:
        """Return a column that holds `sql`; a column or literal is returned as it is."""
        if is_simple(sql):
            return sql
        if sql not in self._bound:
            name = f"{hint}_{len(self._bound)}"
            level = 1 + max((self._level_of[each.name] for each in sql.find_all(exp.Column)), default=0)
            while len(self._steps) < level:
                self._steps.append({})
            self._steps[level - 1][name] = sql
            self._level_of[name] = level
            self._bound[sql] = name
        return column(self._bound[sql])

    def selects(
        self, source: Callable[[exp.Select], exp.Select], keys: Sequence[str], final: Sequence[tuple[str, Sql]]
    ) -> list[tuple[str, exp.Select]]:
        """Return (name, SELECT) for every step; the last one selects `keys` and `final` and has no name.

        `source` adds FROM and joins to the first step; `keys` are base columns carried through to the end.
        """
        wanted = set(keys) | _names(sql for _, sql in final)
        needs: list[set[str]] = []
        for step in reversed(self._steps):
            used = {name: sql for name, sql in step.items() if name in wanted}
            needs.append(set(wanted))
            wanted = (wanted - used.keys()) | _names(used.values())
        needs.reverse()
        first = [(name, sql) for name, sql in self.base.items() if name in wanted]
        found = [(f"{self.name}_0", source(_select(first)))]
        for number, (step, need) in enumerate(zip(self._steps, needs, strict=True), start=1):
            made = [(name, sql) for name, sql in step.items() if name in need]
            if not made:
                continue
            made_names = {name for name, _ in made}
            carried = [(name, column(name)) for name in self._ordered() if name in need and name not in made_names]
            before = found[-1][0]
            found.append((f"{self.name}_{number}", _select([*carried, *made]).from_(exp.to_identifier(before))))
        last = _select([*((key, column(key)) for key in keys), *final]).from_(exp.to_identifier(found[-1][0]))
        return [*found, ("", last)]

    def _ordered(self) -> Sequence[str]:
        return list(self._level_of)


def _select(columns: Sequence[tuple[str, Sql]]) -> exp.Select:
    chosen = []
    for name, sql in columns:
        is_itself = isinstance(sql, exp.Column) and sql.name == name and not sql.table
        identifier = exp.to_identifier(name, quoted=True)
        chosen.append(sql.copy() if is_itself else exp.Alias(this=sql.copy(), alias=identifier))
    return exp.Select(expressions=chosen)


def _names(expressions: object) -> set[str]:
    return {found.name for sql in expressions for found in sql.find_all(exp.Column)}  # type: ignore[attr-defined]
