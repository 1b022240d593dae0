"""Each node compiles once to a closure that gives its value in a Case; None is U.

Only values: what is missing behind a U is found by asking.py, and only when a U decides. Lets and outputs are
computed once per case. What depends on the date of the assessment alone is kept from one case to the next.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from welfare.rules.case import Case, Closure, once_per_case, once_per_date, once_per_output
from welfare.rules.closures_lists import over, tiers
from welfare.rules.functions import FUNCTIONS, ceiling_of
from welfare.rules.given import GIVEN
from welfare.rules.numbers import added, divided, multiplied, subtracted
from welfare.rules.tree import (
    And,
    Arithmetic,
    AsOf,
    Call,
    Compare,
    Const,
    DatedCell,
    Fact,
    Field,
    HasRow,
    If,
    KeyedCell,
    Let,
    Marginal,
    Membership,
    Negate,
    Node,
    Not,
    Or,
    OutputOf,
    Over,
    Present,
    Tier,
    walk,
)

if TYPE_CHECKING:
    from welfare.rules.document import Document, Table

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": added, "-": subtracted, "*": multiplied, "/": divided}


class Compiler:
    """Compiles the nodes of one document; `closures` keeps each node's by identity, for asking.py and the trace."""

    def __init__(self, document: Document, sso_ceiling: Table | None) -> None:
        self.document = document
        self.closures: dict[int, Closure] = {}
        self.ceiling = ceiling_of(sso_ceiling)
        self.let_places = {name: place for place, name in enumerate(document.lets)}
        self.output_places = {name: place for place, name in enumerate(document.outputs_by_need)}
        self.constant_lets: set[str] = set()
        self.lets: dict[str, Closure] = {}
        self.outputs: dict[str, Closure] = {}
        for name, let in document.lets.items():
            if self._depends_on_date_only(let.tree):
                self.constant_lets.add(name)
            self.lets[name] = once_per_case(self.compile(let.tree), self.let_places[name])
        for name in document.outputs_by_need:
            body = self.compile(document.outputs[name].tree)
            self.outputs[name] = once_per_output(body, self.output_places[name])

    def compile(self, node: Node) -> Closure:
        """Return the closure of a node, made once."""
        found = self.closures.get(id(node))
        if found is None:
            found = self._MAKERS[type(node)](self, node)
            if not isinstance(node, AsOf | Const | Let) and self._depends_on_date_only(node):
                found = once_per_date(found)
            self.closures[id(node)] = found
        return found

    def _depends_on_date_only(self, node: Node) -> bool:
        for one in walk(node):
            if isinstance(one, Fact | Field | Over | Present | OutputOf):
                return False
            if isinstance(one, Let) and one.name not in self.constant_lets:
                return False
        return True

    def _const(self, node: Const) -> Closure:
        value = node.value
        return lambda case: value

    def _as_of(self, node: AsOf) -> Closure:
        return lambda case: case.as_of

    def _fact(self, node: Fact) -> Closure:
        name = node.name
        return lambda case: case.facts.get(name)

    def _field(self, node: Field) -> Closure:
        name = node.name
        return lambda case: case.c.get(name)

    def _let(self, node: Let) -> Closure:
        return self.lets[node.name]

    def _output(self, node: OutputOf) -> Closure:
        return self.outputs[node.name]

    def _not(self, node: Not) -> Closure:
        item = self.compile(node.item)

        def negation(case: Case) -> Any:
            value = item(case)
            return None if value is None else not value

        return negation

    def _and(self, node: And) -> Closure:
        items = tuple(map(self.compile, node.items))

        def conjunction(case: Case) -> Any:
            result: bool | None = True
            for item in items:
                value = item(case)
                if value is False:
                    return False
                if value is None:
                    result = None
            return result

        return conjunction

    def _or(self, node: Or) -> Closure:
        items = tuple(map(self.compile, node.items))

        def disjunction(case: Case) -> Any:
            result: bool | None = False
            for item in items:
                value = item(case)
                if value is True:
                    return True
                if value is None:
                    result = None
            return result

        return disjunction

    def _negate(self, node: Negate) -> Closure:
        item = self.compile(node.item)

        def minus(case: Case) -> Any:
            value = item(case)
            return None if value is None else -value

        return minus

    def _arithmetic(self, node: Arithmetic) -> Closure:
        return _binary(self, node, _ARITHMETIC[node.op])

    def _compare(self, node: Compare) -> Closure:
        return _binary(self, node, _COMPARE[node.op])

    def _membership(self, node: Membership) -> Closure:
        item = self.compile(node.item)
        options = frozenset(option.value for option in node.options)
        negated = node.negated

        def membership(case: Case) -> Any:
            value = item(case)
            return None if value is None else (value in options) is not negated

        return membership

    def _dated_cell(self, node: DatedCell) -> Closure:
        on, find, column = self.compile(node.on), self.document.tables[node.table].on, node.column

        def cell(case: Case) -> Any:
            day = on(case)
            row = None if day is None else find(day)
            return None if row is None else row.cells[column]

        return cell

    def _keyed_cell(self, node: KeyedCell) -> Closure:
        key, find, column = self.compile(node.key), self.document.tables[node.table].at, node.column

        def cell(case: Case) -> Any:
            value = key(case)
            row = None if value is None else find(value)
            return None if row is None else row.cells[column]

        return cell

    def _has_row(self, node: HasRow) -> Closure:
        key, find = self.compile(node.key), self.document.tables[node.table].at

        def has(case: Case) -> Any:
            value = key(case)
            return None if value is None else find(value) is not None

        return has

    def _call(self, node: Call) -> Closure:
        function: Callable[..., Any] = self.ceiling if node.name == "sso_ceiling" else FUNCTIONS[node.name].call
        arguments = tuple(map(self.compile, node.arguments))
        if len(arguments) == 1:
            (only,) = arguments

            def call_one(case: Case) -> Any:
                value = only(case)
                return None if value is None else function(value)

            return call_one
        if len(arguments) == 2:
            first, second = arguments

            def call_two(case: Case) -> Any:
                one = first(case)
                if one is None:
                    return None
                other = second(case)
                return None if other is None else function(one, other)

            return call_two

        def call(case: Case) -> Any:
            values = [argument(case) for argument in arguments]
            return None if None in values else function(*values)

        return call

    def _present(self, node: Present) -> Closure:
        name = node.of.name
        if isinstance(node.of, Field):
            return lambda case: name in case.c[GIVEN]
        return lambda case: name in case.given

    def _if(self, node: If) -> Closure:
        condition, then, otherwise = map(self.compile, (node.condition, node.then, node.otherwise))

        def choice(case: Case) -> Any:
            value = condition(case)
            if value is None:
                return None
            return then(case) if value else otherwise(case)

        return choice

    def _tiers(self, node: Tier | Marginal) -> Closure:
        return tiers(self, node)

    def _over(self, node: Over) -> Closure:
        return over(node, self.compile(node.body))

    _MAKERS: Mapping[type[Node], Callable[..., Closure]] = {
        Const: _const,
        AsOf: _as_of,
        Fact: _fact,
        Field: _field,
        Let: _let,
        OutputOf: _output,
        Not: _not,
        And: _and,
        Or: _or,
        Negate: _negate,
        Arithmetic: _arithmetic,
        Compare: _compare,
        Membership: _membership,
        DatedCell: _dated_cell,
        KeyedCell: _keyed_cell,
        HasRow: _has_row,
        Call: _call,
        Present: _present,
        If: _if,
        Tier: _tiers,
        Marginal: _tiers,
        Over: _over,
    }


def _binary(compiler: Compiler, node: Arithmetic | Compare, function: Callable[[Any, Any], Any]) -> Closure:
    if isinstance(node.right, Const):
        value = cast(Any, node.right.value)
        if isinstance(node.left, Fact):
            name = node.left.name

            def fact_and_constant(case: Case) -> Any:
                one = case.facts.get(name)
                return None if one is None else function(one, value)

            return fact_and_constant
        item = compiler.compile(node.left)
        compiler.compile(node.right)

        def with_constant(case: Case) -> Any:
            one = item(case)
            return None if one is None else function(one, value)

        return with_constant
    left, right = compiler.compile(node.left), compiler.compile(node.right)

    def binary(case: Case) -> Any:
        one = left(case)
        if one is None:
            return None
        other = right(case)
        return None if other is None else function(one, other)

    return binary
