"""The typed tree of an expression: made by language.py, run by closures.py, turned into SQL by the population compiler.

Every node carries its `kind` (type) and `unit` (None: undeclared, matches all) and `at`, the column in the expression's
text where it begins, for messages. Nodes are frozen and compare by value, `at` aside. Lets and outputs are referred to
by name and never copied in: each is computed once per decision, though it means what its text would mean in brackets.

Unknown (U) is not a value here; how each node meets it is said beside the node. A node that meets an error (no such
row, no tier, division by zero, a date beyond the calendar) is U and puts NOT_ENCODED into the set of facts to ask.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Number = int | Fraction
"""Exact; a Fraction only where a whole number does not do."""
Value = bool | int | Fraction | str | date
"""A known value of a scalar kind."""

NOT_ENCODED = "!not_encoded"
"""The mark that an error leaves in a set of facts to ask; no fact can be named so."""


class Kind(Enum):
    """The type of a node or fact; the texts are the words of facts.yaml (pairs exist only in tables)."""

    BOOL = "bool"
    NUMBER = "number"
    STRING = "string"
    DATE = "date"
    LIST = "list"
    PAIRS = "pairs"

    # By identity: the enum's own hash is a call in Python, and every fact that is read looks its kind up.
    __hash__ = object.__hash__


@dataclass(frozen=True, kw_only=True)
class Node:
    """Any expression: `unit` None is undeclared; `at` is the column of its first character, from 0."""

    kind: Kind
    unit: str | None = None
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Const(Node):
    """A literal: true, false, a text, a number or date('YYYY-MM-DD')."""

    value: Value


@dataclass(frozen=True, kw_only=True)
class AsOf(Node):
    """The date of the assessment; never U."""


@dataclass(frozen=True, kw_only=True)
class Fact(Node):
    """A fact of the applicant; U when absent and without default. A list only as the operand of Present."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Field(Node):
    """`c.name` inside a list function; asked as "list[].name" (see `fact`)."""

    list: str
    name: str

    @property
    def fact(self) -> str:
        """Return the vocabulary's name of it: "children[].birth_date"."""
        return f"{self.list}[].{self.name}"


@dataclass(frozen=True, kw_only=True)
class Let(Node):
    """A named expression of the document: Document.lets[name].tree."""

    name: str


@dataclass(frozen=True, kw_only=True)
class OutputOf(Node):
    """Another output of the same document, unrounded: Document.outputs[name].tree. Occurs in outputs only."""

    name: str


@dataclass(frozen=True, kw_only=True)
class Not(Node):
    """Kleene not."""

    item: Node


@dataclass(frozen=True, kw_only=True)
class And(Node):
    """Kleene and over two or more items."""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Or(Node):
    """Kleene or over two or more items."""

    items: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Negate(Node):
    """Minus a number."""

    item: Node


@dataclass(frozen=True, kw_only=True)
class Arithmetic(Node):
    """`op` is one of + - * /. U when a side is U; division by a known zero with a known left side is an error."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Compare(Node):
    """`op` is one of == != < <= > >=; both sides of one kind. U when a side is U."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, kw_only=True)
class Membership(Node):
    """`item in [...]`, or not in when `negated`; the options are literals of one kind. U when the item is U."""

    item: Node
    options: tuple[Const, ...]
    negated: bool


@dataclass(frozen=True, kw_only=True)
class DatedCell(Node):
    """`tbl('table', on).column`: the row with from <= on <= to. U when `on` is U; no such row is an error."""

    table: str
    on: Node
    column: str


@dataclass(frozen=True, kw_only=True)
class KeyedCell(Node):
    """`row('table', key).column`: the row whose key equals `key`. U when `key` is U; no such row is an error."""

    table: str
    key: Node
    column: str


@dataclass(frozen=True, kw_only=True)
class HasRow(Node):
    """`has_row('table', key)`: T or F; U when `key` is U."""

    table: str
    key: Node


@dataclass(frozen=True, kw_only=True)
class Call(Node):
    """A strict scalar function of FUNCTIONS in functions.py, `sso_ceiling(on)` among them; U when an argument is U.

    `ssobase(on)` is written out by the parser into the nodes it stands for.
    """

    name: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, kw_only=True)
class Present(Node):
    """`present(x)`: T when the fact or field was supplied and is not null, else F; a default does not count."""

    of: Fact | Field


@dataclass(frozen=True, kw_only=True)
class If(Node):
    """`iif(c, a, b)`: the branch taken, U when the condition is U; the other branch is not evaluated."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, kw_only=True)
class Pair(Node):
    """One [low, value] of a literal list of pairs; `low` is a number known at load. Its kind is the value's."""

    low: Number
    value: Node


@dataclass(frozen=True, kw_only=True)
class Tier(Node):
    """Value of the last pair whose low is <= x (`<` when `strict`); none fits: an error.

    `pairs` is a tuple of Pair, or a cell (kind PAIRS) whose known value is a tuple of (low, value) numbers, ascending.
    Only x, the cell and the chosen value can make it U.
    """

    x: Node
    pairs: tuple[Pair, ...] | DatedCell | KeyedCell
    strict: bool


@dataclass(frozen=True, kw_only=True)
class Marginal(Node):
    """Over all bands reached: `of` "rate" sums rate x the part of x in the band, "amount" sums the bands' amounts.

    A band reaches from its low to the next one's; `strict` False is the edge '>=', True is '>'. Below the first: 0.
    For "rate" the edge makes no difference (`strict` is False). U when x, the cell, or a reached band's value is U.
    """

    of: str
    x: Node
    pairs: tuple[Pair, ...] | DatedCell | KeyedCell
    strict: bool


@dataclass(frozen=True, kw_only=True)
class Over(Node):
    """A list function: `name` is count, total, avg, every or some; `body` is evaluated with each element as `c`.

    An absent list is U and asked by its name. count, total and avg are U when the body is U for any element; avg of
    an empty list is U and asks for the list; total of an empty list is 0. every and some are Kleene and, or.
    A list marked incomplete has one element more, for which everything is U, asked under the list's name.
    """

    name: str
    list: str
    body: Node


def children(node: Node) -> Iterator[Node]:
    """Yield the nodes directly below `node`, in the order of the text; a Let or OutputOf has none."""
    for one in fields(node):
        below = getattr(node, one.name)
        if isinstance(below, Node):
            yield below
        elif isinstance(below, tuple):
            yield from (item for item in below if isinstance(item, Node))


def walk(node: Node) -> Iterator[Node]:
    """Yield `node` and everything below it, lets and outputs unopened."""
    yield node
    for below in children(node):
        yield from walk(below)
