"""A rule document after loading: frozen, typed, every expression parsed. loading.py makes them, nothing changes them.

Each expression is kept as its text (for people and the hash) and as its tree (see tree.py). All mappings keep the
order of the file, except `lets` and `outputs_by_need`, where what is used comes before what uses it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from welfare.rules.tree import Kind, Node, Number, Value

Pairs = tuple[tuple[Number, Number], ...]
"""A cell that is a list of [low, value], ascending by low."""
Cell = Value | Pairs

LEVELS = ("assumed", "self", "document", "registry")
"""Evidence, weakest first; "assumed" is a default of the vocabulary."""
STAGES = ("know", "apply", "pay")


@dataclass(frozen=True)
class Say:
    """One sentence in two languages with {name} placeholders; "" where the draft has none."""

    th: str
    en: str


@dataclass(frozen=True)
class Cite:
    """Where a value or clause comes from: the key of a Law and the rest of the text, "s.11(11)"."""

    key: str
    clause: str


@dataclass(frozen=True)
class Law:
    """One entry of `cites`: `status` is "unverified" or "verified", then with `by` and `on`."""

    key: str
    ref: str
    gazette: str | None = None
    url: str | None = None
    status: str = "unverified"
    by: str | None = None
    on: str | None = None


@dataclass(frozen=True)
class Column:
    """A column of a table, without from, to and cite; `unit` None is undeclared."""

    name: str
    kind: Kind
    unit: str | None


@dataclass(frozen=True)
class Row:
    """One row: `since` and `until` (None: open) when dated, else `key`; `cells` by column, the key included."""

    cells: Mapping[str, Cell]
    cites: tuple[Cite, ...] = ()
    since: date | None = None
    until: date | None = None
    key: Value | None = None


@dataclass(frozen=True)
class Table:
    """Dated when `key` is None: rows ascend by `since` and do not overlap. Else keyed by the column named `key`."""

    name: str
    columns: Mapping[str, Column]
    rows: tuple[Row, ...]
    key: str | None = None
    _starts: tuple[date, ...] = field(init=False, repr=False, compare=False)
    _by_key: Mapping[Value, Row] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = tuple(row.since for row in self.rows if row.since is not None)
        object.__setattr__(self, "_starts", starts)
        object.__setattr__(self, "_by_key", {row.key: row for row in self.rows if row.key is not None})

    @property
    def is_dated(self) -> bool:
        """Tell whether `tbl` reads it; otherwise `row` and `has_row` do."""
        return self.key is None

    def on(self, day: date) -> Row | None:
        """Return the row in force on `day`; None when there is none."""
        place = bisect_right(self._starts, day) - 1
        if place < 0:
            return None
        row = self.rows[place]
        return row if row.until is None or day <= row.until else None

    def at(self, key: Value) -> Row | None:
        """Return the row of `key`; None when there is none."""
        return self._by_key.get(key)


@dataclass(frozen=True)
class Definition:
    """A let: `facts` are all facts it reads, through other lets too, by vocabulary name."""

    name: str
    text: str
    tree: Node
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """One requirement; `tree` is of kind BOOL. `pinned`: the law is vaguer and `note` says which reading is fixed."""

    id: str
    text: str
    tree: Node
    say: Say
    cites: tuple[Cite, ...]
    pinned: bool
    note: str | None
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Output:
    """What is paid or told; `tree` is a number, boolean, text or date. `unit` None is undeclared."""

    name: str
    text: str
    tree: Node
    unit: str | None
    say: Say | None
    cites: tuple[Cite, ...]
    facts: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """The least level at which a fact counts, per stage; `per_fact` says otherwise for single facts, stage by stage."""

    know: str = "self"
    apply: str = "document"
    pay: str = "registry"
    per_fact: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Relation:
    """How two programmes touch: `kind` is excludes, passports_to or counts_as_income_in; never changes a verdict."""

    kind: str
    to: str
    by: str | None = None
    fact: str | None = None
    since: str | None = None


@dataclass(frozen=True)
class Warned:
    """Something the gate refuses and an evaluation may overlook: where it stands and what it is."""

    place: str
    th: str
    en: str


@dataclass(frozen=True)
class Document:
    """One programme. `is_draft`: it came in the sheet's short form and may be evaluated, never published.

    `covers` are the first and last date it can answer for (None: no limit). `source` is what was read, for the hash,
    as plain data; `tests` are its own cases, unread. `facts` are all facts it reads; `file` is for messages.
    """

    code: str
    version: int
    title: Say
    agency: Mapping[str, str]
    entity: str
    entity_note: str | None
    period: str | None
    period_note: str | None
    covers: tuple[date | None, date | None]
    laws: Mapping[str, Law]
    tables: Mapping[str, Table]
    lets: Mapping[str, Definition]
    criteria: tuple[Criterion, ...]
    outputs: Mapping[str, Output]
    outputs_by_need: tuple[str, ...]
    evidence: Evidence
    relations: tuple[Relation, ...]
    application: Mapping[str, Any]
    payment: Mapping[str, Any]
    notes: tuple[str, ...]
    confidence: str | None
    sources: tuple[str, ...]
    tests: tuple[Mapping[str, Any], ...]
    facts: tuple[str, ...]
    is_draft: bool
    warnings: tuple[Warned, ...]
    source: Mapping[str, Any] = field(repr=False)
    file: str = field(default="", compare=False)
