"""What the expressions of one document may name; its lets and outputs are built in the order they need each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import cast

from welfare.rules.building import Builder
from welfare.rules.document import Table, Warned
from welfare.rules.facts import Vocabulary
from welfare.rules.faults import BadExpression, Place
from welfare.rules.language import Source, parse
from welfare.rules.tree import Fact, Field, Kind, Let, Node, OutputOf, Over, walk

MOST_NODES = 5000
MOST_FACTS = 62
MOST_CHAINED = 30
"""How many lets or outputs may stand on one another; each takes a few calls when it is evaluated."""

Texts = Mapping[str, tuple[str, Place, str]]
"""Expressions by name: the text, its place and its key."""


class Scope:
    """The names of one document. Expressions are built on demand; a cycle is refused."""

    def __init__(self, vocabulary: Vocabulary, tables: Mapping[str, Table], lets: Texts, *, is_draft: bool) -> None:
        self.vocabulary = vocabulary
        self.tables = tables
        self.lets: Mapping[str, object] = lets
        self.is_draft = is_draft
        self.warnings: list[Warned] = []
        self.let_trees: dict[str, Node] = {}
        self.output_trees: dict[str, Node] = {}
        self._outputs: Texts = {}
        self._units: Mapping[str, str | None] = {}
        self._open: list[str] = []
        self._sizes: dict[str, int] = {}
        self._heights: dict[str, int] = {}
        self.nodes = 0

    def expression(self, text: str, place: Place, key: str, *kinds: Kind) -> Node:
        """Return the tree of a criterion or other expression that may not see outputs.

        :raises BadExpression: for anything wrong with it.
        """
        source, parsed = parse(text, place, key)
        tree = Builder(source, self).build(parsed, *kinds)
        self._weigh(tree, source)
        return tree

    def all_lets(self) -> dict[str, Node]:
        """Return every let, what is used before what uses it."""
        for name in self.lets:
            self._let(name)
        return self.let_trees

    def all_outputs(self, outputs: Texts, units: Mapping[str, str | None]) -> dict[str, Node]:
        """Return every output, what is used before what uses it; a unit in `units` is the author's own word for it."""
        self._outputs, self._units = outputs, units
        for name in outputs:
            self._output(name)
        return self.output_trees

    def let(self, name: str, source: Source, at: int) -> Node:
        """Return the tree of a let, building it first if need be."""
        if name in self._open:
            raise self._cycle(name, source, at)
        return self._let(name)

    def output(self, name: str, source: Source, at: int) -> Node | None:
        """Return the tree of another output; None outside outputs, for an unknown name and for the output itself."""
        here = self._open[-1] if self._open else ""
        if not here.startswith("=") or name not in self._outputs or here == f"={name}":
            return None
        if f"={name}" in self._open:
            raise self._cycle(name, source, at)
        return self._output(name)

    def unit_warning(self, fault: BadExpression) -> None:
        """Overlook two units that differ in a draft, whose tables declare none; refuse them elsewhere."""
        if not self.is_draft:
            raise fault
        self.warnings.append(Warned(f"{fault.place} {fault.key}", fault.th, fault.en))

    def _let(self, name: str) -> Node:
        if name not in self.let_trees:
            text, place, key = cast(Texts, self.lets)[name]
            self.let_trees[name] = self._build(name, text, place, key)
        return self.let_trees[name]

    def _output(self, name: str) -> Node:
        if name not in self.output_trees:
            text, place, key = self._outputs[name]
            tree = self._build(f"={name}", text, place, key)
            self.output_trees[name] = replace(tree, unit=self._units.get(name) or tree.unit)
        return self.output_trees[name]

    def _build(self, name: str, text: str, place: Place, key: str) -> Node:
        self._open.append(name)
        source, parsed = parse(text, place, key)
        if len(self._open) > MOST_CHAINED:
            raise self._chained(source)
        tree = Builder(source, self).build(parsed, Kind.BOOL, Kind.NUMBER, Kind.STRING, Kind.DATE)
        self._sizes[name] = self._weigh(tree, source)
        below = (
            f"={one.name}" if isinstance(one, OutputOf) else one.name
            for one in walk(tree)
            if isinstance(one, Let | OutputOf)
        )
        self._heights[name] = 1 + max((self._heights[one] for one in below), default=0)
        if self._heights[name] > MOST_CHAINED:
            raise self._chained(source)
        self._open.pop()
        return tree

    def _chained(self, source: Source) -> BadExpression:
        return source.fault(
            0,
            f"more than {MOST_CHAINED} lets or outputs on one another",
            (f"ซ้อนกันไม่เกิน {MOST_CHAINED} ชั้น", f"at most {MOST_CHAINED}"),
            ("ลดการใช้ let ซ้อน", "Use fewer lets inside lets."),
        )

    def _cycle(self, name: str, source: Source, at: int) -> BadExpression:
        return source.fault(
            at, f"{name}, which needs itself", ("นิพจน์ที่ไม่วนกลับ", "no cycle"), ("ตัดวงจร", "Break the cycle.")
        )

    def _weigh(self, tree: Node, source: Source) -> int:
        """Return the nodes of a tree after expansion; refuse a document that has become too large."""
        size = 0
        for node in walk(tree):
            if isinstance(node, Let):
                size += self._sizes[node.name]
            elif isinstance(node, OutputOf):
                size += self._sizes[f"={node.name}"]
            else:
                size += 1
        # A let counts where it is used; by itself it only must not have exploded.
        is_let = bool(self._open) and not self._open[-1].startswith("=")
        self.nodes += 0 if is_let else size
        if max(self.nodes, size) > MOST_NODES:
            raise source.fault(
                0,
                f"more than {MOST_NODES} nodes in the document",
                (f"ไม่เกิน {MOST_NODES} ส่วน", f"at most {MOST_NODES} after lets are written out"),
                ("ลดการใช้ let ซ้อน", "Use fewer lets inside lets."),
            )
        return size

    def facts_of(self, tree: Node) -> set[str]:
        """Return every fact a tree reads, through lets and outputs, lists by their names too."""
        names: set[str] = set()
        waiting, seen = [tree], set[str]()
        while waiting:
            for node in walk(waiting.pop()):
                if isinstance(node, Fact):
                    names.add(node.name)
                elif isinstance(node, Field):
                    names.add(node.fact)
                elif isinstance(node, Over):
                    names.add(node.list)
                elif isinstance(node, Let) and node.name not in seen:
                    seen.add(node.name)
                    waiting.append(self.let_trees[node.name])
                elif isinstance(node, OutputOf) and f"={node.name}" not in seen:
                    seen.add(f"={node.name}")
                    waiting.append(self.output_trees[node.name])
        return names
