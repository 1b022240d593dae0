"""A document ready to decide: its closures, compiled once, and what each criterion reads.

Programme is immutable in what it answers: the same facts and date give the same decision, from any thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

from welfare.rules.asking import Ask, Asker
from welfare.rules.case import Case, Closure
from welfare.rules.closures import Compiler
from welfare.rules.decision import Comparison, Step
from welfare.rules.document import Criterion, Document
from welfare.rules.given import Elements, Facts
from welfare.rules.numbers import subtracted
from welfare.rules.tables import NOTHING_SHARED, Shared
from welfare.rules.tree import And, Compare, If, Kind, Let, Node, Not, Or, OutputOf, Over, Present, walk

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


@dataclass(frozen=True)
class Reads:
    """What a criterion or output reads, for its trace: single facts, lists, and lets with their closures."""

    facts: tuple[str, ...]
    lists: tuple[str, ...]
    lets: tuple[tuple[str, Closure], ...]


class Programme:
    """One document with its closures. `criteria` and `outputs` pair each name with its value and its ask."""

    def __init__(self, document: Document, shared: Shared = NOTHING_SHARED) -> None:
        self.document = document
        self.code = document.code
        self.compiler = Compiler(document, shared.sso_ceiling)
        asker = Asker(self.compiler)
        self.criteria: tuple[tuple[str, Closure, Ask], ...] = tuple(
            (one.id, self.compiler.compile(one.tree), asker.compile(one.tree)) for one in document.criteria
        )
        self.values: tuple[Closure, ...] = tuple(value for _, value, _ in self.criteria)
        self.outputs: tuple[tuple[str, Closure, Ask], ...] = tuple(
            (name, self.compiler.outputs[name], asker.compile(one.tree)) for name, one in document.outputs.items()
        )
        self.since, self.until = document.covers[0] or date.min, document.covers[1] or date.max
        self.lets = len(document.lets)
        self.places = len(document.outputs)
        self.reads = tuple(self._reads(one.tree, one.facts) for one in document.criteria)
        self.output_reads = tuple(self._reads(one.tree, one.facts) for one in document.outputs.values())

    def case(self, facts: Facts, as_of: date) -> Case:
        """Return a fresh case, in which this programme's closures give their values."""
        return Case(facts.values, facts.given, as_of, self.lets, self.places)

    def _reads(self, tree: Node, facts: tuple[str, ...]) -> Reads:
        lets: dict[str, Closure] = {}
        lists: set[str] = set()
        waiting = [tree]
        while waiting:
            for node in walk(waiting.pop()):
                if isinstance(node, Let) and node.name not in lets:
                    lets[node.name] = self.compiler.lets[node.name]
                    waiting.append(self.document.lets[node.name].tree)
                elif isinstance(node, OutputOf):
                    waiting.append(self.document.outputs[node.name].tree)
                elif isinstance(node, Over):
                    lists.add(node.list)
                elif isinstance(node, Present) and node.of.kind is Kind.LIST:
                    lists.add(node.of.name)
        singles = tuple(name for name in facts if "[]" not in name and name not in lists)
        return Reads(singles, tuple(name for name in facts if name in lists), tuple(lets.items()))

    def step(self, number: int, result: bool | None, case: Case) -> Step:
        """Return the trace of one criterion whose result is known."""
        criterion = self.document.criteria[number]
        values = self.values_read(self.reads[number], case)
        if result is not False:
            return Step(criterion.id, result, criterion.cites, values)
        failed: list[Comparison] = []
        self._why(criterion.tree, criterion, case, True, failed)
        return Step(criterion.id, result, criterion.cites, values, tuple(failed))

    def values_read(self, reads: Reads, case: Case) -> dict[str, Any]:
        """Return the value of each fact and let that something reads; a list is told by its number of elements."""
        facts = case.facts
        get = facts.get
        values: dict[str, Any] = {name: get(name) for name in reads.facts}
        for name in reads.lists:
            elements: Elements | None = get(name)
            values[name] = None if elements is None else len(elements.items)
        for name, closure in reads.lets:
            values[name] = closure(case)
        return values

    def _why(self, node: Node, criterion: Criterion, case: Case, wanted: bool, found: list[Comparison]) -> None:
        """Add the comparisons for which a node has the opposite of its `wanted` value."""
        value = self.compiler.compile(node)
        if value(case) is not (not wanted):
            return
        if isinstance(node, Compare):
            self._compared(node, criterion, case, wanted, found)
        elif isinstance(node, Not):
            self._why(node.item, criterion, case, not wanted, found)
        elif isinstance(node, And | Or):
            for item in node.items:
                self._why(item, criterion, case, wanted, found)
        elif isinstance(node, If):
            taken = node.then if self.compiler.compile(node.condition)(case) else node.otherwise
            self._why(taken, criterion, case, wanted, found)
        elif isinstance(node, Let):
            self._why(self.document.lets[node.name].tree, criterion, case, wanted, found)

    def _compared(self, node: Compare, criterion: Criterion, case: Case, wanted: bool, found: list[Comparison]) -> None:
        left: Any = self.compiler.compile(node.left)(case)
        right: Any = self.compiler.compile(node.right)(case)
        distance: Any = None
        kind = type(left)
        if kind is date:
            distance = abs((left - right).days)
        elif kind is int or kind is Fraction:
            distance = abs(subtracted(left, right))
        op = node.op if wanted else _OPPOSITE[node.op]
        found.append(Comparison(self._text(node, criterion), left, op, right, distance))

    def _text(self, node: Compare, criterion: Criterion) -> str:
        # The name a person knows: a bare fact, let or output; else the criterion's own text.
        name = getattr(node.left, "name", None)
        is_named = isinstance(name, str) and not isinstance(node.left, OutputOf) and "arguments" not in vars(node.left)
        return cast(str, name) if is_named and not hasattr(node.left, "list") else criterion.text


def compiled(documents: Mapping[str, Document], shared: Shared) -> dict[str, Programme]:
    """Return each document's programme by code."""
    return {code: Programme(document, shared) for code, document in documents.items()}
