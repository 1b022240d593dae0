"""The facts that still matter behind an unknown: the ask set.

Each node compiles once to a closure that adds to a set; it is called only where the node is U, and goes down only into
parts that are themselves U. An error adds NOT_ENCODED.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from welfare.rules.case import Case, Closure
from welfare.rules.closures import Compiler
from welfare.rules.closures_lists import chosen, pairs_of
from welfare.rules.functions import FUNCTIONS
from welfare.rules.tree import (
    NOT_ENCODED,
    Arithmetic,
    AsOf,
    Call,
    Const,
    DatedCell,
    Fact,
    Field,
    If,
    KeyedCell,
    Let,
    Marginal,
    Node,
    OutputOf,
    Over,
    Present,
    Tier,
    children,
)

Ask = Callable[[Case, set[str]], None]


class Asker:
    """Compiles the asking side of one document's nodes."""

    def __init__(self, compiler: Compiler) -> None:
        self.compiler = compiler
        self.document = compiler.document
        self.asks: dict[int, Ask] = {}

    def compile(self, node: Node) -> Ask:
        """Return the closure that asks on behalf of a node that is U, made once."""
        found = self.asks.get(id(node))
        if found is None:
            maker = self._MAKERS.get(type(node))
            found = maker(self, node) if maker is not None else self._plain(node)
            self.asks[id(node)] = found
        return found

    def _plain(self, node: Node) -> Ask:
        """Ask every part that is U; when none is, the node itself met an error.

        Right for the strict nodes, and for and, or, not: when these are U, no part has decided.
        """
        parts = [one for one in children(node) if not isinstance(one, Const | AsOf | Present)]
        if len(parts) == 1 and not _can_fail(node):
            return self.compile(parts[0])
        pairs = tuple((self.compiler.compile(one), self.compile(one)) for one in parts)

        def ask(case: Case, out: set[str]) -> None:
            is_error = True
            for value, ask_part in pairs:
                if value(case) is None:
                    ask_part(case, out)
                    is_error = False
            if is_error:
                out.add(NOT_ENCODED)

        return ask

    def _named(self, node: Fact) -> Ask:
        name = node.name
        return lambda case, out: out.add(name)

    def _field(self, node: Field) -> Ask:
        name = node.fact
        return lambda case, out: out.add(name)

    def _let(self, node: Let) -> Ask:
        name = node.name
        return _once(f"let {name}", self.compile(self.document.lets[name].tree))

    def _output(self, node: OutputOf) -> Ask:
        name = node.name
        return _once(f"output {name}", self.compile(self.document.outputs[name].tree))

    def _if(self, node: If) -> Ask:
        condition = self.compiler.compile(node.condition)
        ask_condition, ask_then, ask_otherwise = map(self.compile, (node.condition, node.then, node.otherwise))

        def ask(case: Case, out: set[str]) -> None:
            value = condition(case)
            if value is None:
                ask_condition(case, out)
            elif value:
                ask_then(case, out)
            else:
                ask_otherwise(case, out)

        return ask

    def _over(self, node: Over) -> Ask:
        name, body, ask_body = node.list, self.compiler.compile(node.body), self.compile(node.body)

        def ask(case: Case, out: set[str]) -> None:
            elements = case.facts.get(name)
            # An average over nobody asks who there is, too.
            if elements is None or not elements.is_complete or not elements.items:
                out.add(name)
            for case.c in elements.items if elements is not None else ():
                if body(case) is None:
                    ask_body(case, out)

        return ask

    def _tiers(self, node: Tier | Marginal) -> Ask:
        x_of, ask_x = self.compiler.compile(node.x), self.compile(node.x)
        pairs_in: Closure = pairs_of(self.compiler, node)
        is_literal = isinstance(node.pairs, tuple)
        ask_values = tuple(self.compile(pair.value) for pair in node.pairs) if isinstance(node.pairs, tuple) else ()
        ask_cell = None if isinstance(node.pairs, tuple) else self.compile(node.pairs)
        strict, is_tier = node.strict or (isinstance(node, Marginal) and node.of == "rate"), isinstance(node, Tier)

        def ask(case: Case, out: set[str]) -> None:
            x, pairs = x_of(case), pairs_in(case)
            if x is None:
                ask_x(case, out)
            if pairs is None and ask_cell is not None:
                ask_cell(case, out)
            if x is None or pairs is None:
                return
            place = chosen(pairs, x, strict)
            if place < 0 and is_tier:
                out.add(NOT_ENCODED)
            for one in (place,) if is_tier else range(place + 1):
                if one >= 0 and is_literal and pairs[one][1](case) is None:
                    ask_values[one](case, out)

        return ask

    _MAKERS: Mapping[type[Node], Callable[..., Ask]] = {
        Fact: _named,
        Field: _field,
        Let: _let,
        OutputOf: _output,
        If: _if,
        Over: _over,
        Tier: _tiers,
        Marginal: _tiers,
    }


def _can_fail(node: Node) -> bool:
    if isinstance(node, Call):
        return FUNCTIONS[node.name].can_fail
    if isinstance(node, Arithmetic):
        return node.op == "/"
    return isinstance(node, DatedCell | KeyedCell)


def _once(key: str, body: Ask) -> Ask:
    """Return an ask that a case goes through once: lets inside lets would be asked again and again.

    A case therefore collects into one set only.
    """

    def ask(case: Case, out: set[str]) -> None:
        if key not in case.asked:
            case.asked.add(key)
            body(case, out)

    return ask
