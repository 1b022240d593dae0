"""Which thresholds of a document its own tests stand on: on each, one step below and one step above.

A threshold is a comparison of something that depends on facts (or on the date) with something that does not, the low
end of a tier or band, and the first day of a table's row. The step is the smallest that the facts can take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from welfare.rules.case import Case
from welfare.rules.document import Document
from welfare.rules.facts import Vocabulary
from welfare.rules.faults import Place
from welfare.rules.gate.report import REFUSAL, REMARK, Finding, finding
from welfare.rules.gate.trees import facts_of, opened, trees
from welfare.rules.given import Facts
from welfare.rules.numbers import number_text
from welfare.rules.programme import Programme
from welfare.rules.tree import (
    AsOf,
    Compare,
    Const,
    DatedCell,
    Fact,
    Field,
    KeyedCell,
    Kind,
    Let,
    Marginal,
    Node,
    Over,
    Tier,
    children,
)

SIDES = (-1, 0, 1)
_SIDE_TH = {-1: "ต่ำกว่าหนึ่งขั้น", 0: "ที่เส้นพอดี", 1: "สูงกว่าหนึ่งขั้น"}
_SIDE_EN = {-1: "one step below", 0: "on it", 1: "one step above"}

Distances = Callable[[Case], Iterator[tuple[str, Any]]]
"""Gives for one case (threshold in words, distance from it); nothing where something is unknown."""


@dataclass
class Edge:
    """One threshold: its words, the step, the sides `wanted` of the tests, and those on which they stand."""

    key: str
    place: Place
    words: str
    step: Fraction
    wanted: tuple[int, ...] = SIDES
    seen: set[int] = field(default_factory=set)

    @property
    def missing(self) -> tuple[int, ...]:
        """Return the sides that no test stands on."""
        return tuple(side for side in self.wanted if side not in self.seen)


def covered(programme: Programme, vocabulary: Vocabulary, cases: Sequence[tuple[Facts, date]]) -> list[Edge]:
    """Return every threshold of a document, with the sides that `cases` stand on."""
    document = programme.document
    edges: dict[tuple[str, str], Edge] = {}
    probes: list[tuple[str, Place, Fraction, tuple[int, ...], Distances]] = []
    for key, place, tree in trees(document):
        for node, lists in _with_lists(tree, ()):
            distances = _distances(programme, document, node)
            if distances is not None:
                step, wanted = _step(document, vocabulary, node), _wanted(document, vocabulary, node)
                probes.append((key, place, step, wanted, _over_elements(distances, lists)))
    for facts, day in cases:
        case = programme.case(facts, day)
        for key, place, step, wanted, distances in probes:
            for words, distance in distances(case):
                edge = edges.setdefault((key, words), Edge(key, place, words, step, wanted))
                if distance is not None:
                    _mark(edge, distance)
    for edge in _rows(document, cases):
        edges[(edge.key, edge.words)] = edge
    return list(edges.values())


def _mark(edge: Edge, distance: Any) -> None:
    if distance == 0:
        edge.seen.add(0)
    elif 0 < distance <= edge.step:
        edge.seen.add(1)
    elif -edge.step <= distance < 0:
        edge.seen.add(-1)


def _with_lists(node: Node, lists: tuple[str, ...]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    """Yield every node with the list whose elements `c` stands for there."""
    yield node, lists
    below = (node.list,) if isinstance(node, Over) else lists
    for one in children(node):
        yield from _with_lists(one, below)


def _over_elements(distances: Distances, lists: tuple[str, ...]) -> Distances:
    if not lists:
        return distances

    def each(case: Case) -> Iterator[tuple[str, Any]]:
        elements = case.facts.get(lists[0])
        for element in elements.items if elements is not None else ():
            case.c = element
            yield from distances(case)

    return each


def _distances(programme: Programme, document: Document, node: Node) -> Distances | None:
    if isinstance(node, Compare) and node.left.kind in (Kind.NUMBER, Kind.DATE):
        if not (_is_fixed(document, node.left) or _is_fixed(document, node.right)):
            return None
        return _compared(programme, node, -1 if _is_fixed(document, node.left) else 1)
    if isinstance(node, Tier | Marginal):
        return _banded(programme, node)
    return None


def _is_fixed(document: Document, node: Node) -> bool:
    """Tell whether a side is a threshold: it reads facts only to find its row of a table."""
    if isinstance(node, DatedCell | KeyedCell):
        return True
    if facts_of(document, node):
        return all(_is_fixed(document, one) for one in children(node)) if list(children(node)) else False
    return True


def _wanted(document: Document, vocabulary: Vocabulary, node: Node) -> tuple[int, ...]:
    """Return the sides a test can and should stand on: an equality has one, nothing lies below a least value."""
    if not isinstance(node, Compare):
        return SIDES
    if node.op in ("==", "!="):
        return (0,)
    for one, other, side in ((node.left, node.right, -1), (node.right, node.left, -1)):
        if isinstance(other, Const) and isinstance(other.value, int | Fraction):
            least = _least(document, vocabulary, one)
            if least is not None and least >= other.value:
                return tuple(each for each in SIDES if each != side)
    return SIDES


def _least(document: Document, vocabulary: Vocabulary, node: Node) -> Any:
    """Return the least value an expression can take; None when nothing is known of it."""
    if isinstance(node, Fact):
        return vocabulary.facts[node.name].minimum
    if isinstance(node, Field):
        return vocabulary.facts[node.fact].minimum
    if isinstance(node, Let):
        return _least(document, vocabulary, document.lets[node.name].tree)
    return 0 if isinstance(node, Over) and node.name == "count" else None


def _compared(programme: Programme, node: Compare, sign: int) -> Distances:
    left, right = programme.compiler.compile(node.left), programme.compiler.compile(node.right)
    text = f"{_plain(node.left)} {node.op} {_plain(node.right)}"

    def distances(case: Case) -> Iterator[tuple[str, Any]]:
        one, other = left(case), right(case)
        known = one is not None and other is not None
        yield text, sign * ((one - other).days if isinstance(one, date) else one - other) if known else None

    return distances


def _banded(programme: Programme, node: Tier | Marginal) -> Distances:
    x = programme.compiler.compile(node.x)
    cell = programme.compiler.compile(node.pairs) if not isinstance(node.pairs, tuple) else None
    literal = tuple(pair.low for pair in node.pairs) if isinstance(node.pairs, tuple) else ()
    name = _plain(node.x)
    sign = ">" if node.strict else ">="

    def distances(case: Case) -> Iterator[tuple[str, Any]]:
        value = x(case)
        lows = literal if cell is None else tuple(low for low, _ in cell(case) or ())
        for low in lows:
            yield f"{name} {sign} {number_text(low)}", None if value is None else value - low

    return distances


def _step(document: Document, vocabulary: Vocabulary, node: Node) -> Fraction:
    """Return the smallest step of what is compared: from the decimals of the number facts it reads, else 1."""
    decimals = [0]
    for name in facts_of(document, node):
        fact = vocabulary.facts[name]
        if fact.kind is Kind.NUMBER:
            decimals.append(fact.decimals or 0)
    return Fraction(1, 10 ** max(decimals))


def _rows(document: Document, cases: Sequence[tuple[Facts, date]]) -> Iterator[Edge]:
    """Yield the first day of every later row of the tables that the date of the assessment chooses from."""
    by_date = {
        node.table
        for _, _, tree in trees(document)
        for node in opened(document, tree)
        if isinstance(node, DatedCell) and isinstance(node.on, AsOf)
    }
    since, until = document.covers[0] or date.min, document.covers[1] or date.max
    days = {day for _, day in cases}
    for name in sorted(by_date):
        rows = document.tables[name].rows
        for number, row in enumerate(rows[1:], 1):
            first = row.since or date.min
            if since < first <= until:
                entry = document.source["tables"][name]
                listed = entry["rows"] if isinstance(entry, dict) else entry
                place = getattr(listed, "places", [Place()] * len(rows))[number]
                edge = Edge(f"tables.{name}[{number}]", place, f"as_of >= {first}", Fraction(1), (-1, 0))
                edge.seen.update(side for side in (-1, 0) if date.fromordinal(first.toordinal() + side) in days)
                yield edge


def _plain(node: Node) -> str:
    """Return a short name of an expression for people."""
    name = getattr(node, "name", None)
    if isinstance(node, DatedCell | KeyedCell):
        return f"{node.table}.{node.column}"
    if hasattr(node, "value"):
        value = node.value
        return str(value) if isinstance(value, bool | str | date) else number_text(value)
    if isinstance(node, AsOf):
        return "as_of"
    inner = ", ".join(_plain(one) for one in children(node))
    sign = getattr(node, "op", None)
    if sign is not None:
        return f" {sign} ".join(_plain(one) for one in children(node))
    if hasattr(node, "list") and name and not inner:
        return f"c.{name}"
    return f"{name or type(node).__name__.lower()}({inner})" if inner else str(name)


def thresholds(edges: Sequence[Edge]) -> frozenset[tuple[str, str]]:
    """Return each threshold by key and words, as `settled` in `findings` takes them."""
    return frozenset((edge.key, edge.words) for edge in edges)


def findings(edges: Sequence[Edge], settled: frozenset[tuple[str, str]]) -> Iterator[Finding]:
    """Yield the thresholds with a side that no test stands on: refusals, but for those that were in force already."""
    for edge in edges:
        if not edge.missing:
            continue
        th = ", ".join(_SIDE_TH[side] for side in edge.missing)
        en = ", ".join(_SIDE_EN[side] for side in edge.missing)
        step = number_text(edge.step)
        yield finding(
            REMARK if (edge.key, edge.words) in settled else REFUSAL,
            "GATE_EDGE_UNTESTED", edge.place, edge.key, found=en,
            expected=("กรณีทดสอบทุกด้านของเส้นแบ่ง", "a test on each side of the threshold"),
            mend=(f"เพิ่มกรณีทดสอบใน tests: {th} (ขั้นละ {step})", f"Add tests: {en} (a step is {step})."),
            says=(f"{edge.key}: เส้นแบ่ง {edge.words} ยังไม่มีกรณีทดสอบ{th}",
                  f"{edge.key}: no test stands {en} of the threshold {edge.words}."),
        )  # fmt: skip
