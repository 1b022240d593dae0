"""Cases aimed at the edges of rules: every threshold one step below, on it and above; birthdays around each anchor;
29 February, month ends, the turn of the budget year; odd satang; empty, short and missing lists.

Uniform random people almost never stand on an edge, so they miss the errors that live there. Values are as stored:
whole numbers scaled by the vocabulary's decimals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from welfare.population.storage import scalar_facts
from welfare.rules import dates
from welfare.rules.decide import decide
from welfare.rules.decision import Verdict
from welfare.rules.document import Document
from welfare.rules.facts import FactType, Vocabulary
from welfare.rules.given import Facts, read
from welfare.rules.programmes import Programmes
from welfare.rules.tree import Const, DatedCell, Fact, Field, HasRow, KeyedCell, Kind, Let, Node, Over, Pair, walk

Stored = dict[str, Any]
"""Facts as stored: a value, None (unknown), or for a list fact a list of such mappings of its fields."""
ODD = (1, 3, 5, 99, 101, 10001, 33333, 99999, 1234567, 1500050, 1650001)
LIST_SIZES = (0, 1, 1, 2, 2, 3)
REPAIRS = 40


class Edges:
    """Values worth trying for each fact, gathered from what the documents compare it with on one date."""

    def __init__(self, documents: Sequence[Document], vocabulary: Vocabulary, as_of: date) -> None:
        self.vocabulary = vocabulary
        self.as_of = as_of
        self._found: dict[str, dict[Any, None]] = {name: {} for name in vocabulary.facts}
        for document in documents:
            for tree in _trees(document):
                self._gather(document, tree)
        self.values = {name: self._completed(vocabulary.facts[name], found) for name, found in self._found.items()}
        # Codes have few values that mean something among many that stand beside one.
        self._usual = {name: _labels(fact) for name, fact in vocabulary.facts.items()}

    def _gather(self, document: Document, tree: Node) -> None:
        nodes = list(_opened(document, tree))
        facts = {
            node.fact if isinstance(node, Field) else node.name for node in nodes if isinstance(node, Fact | Field)
        }
        constants = list(_constants(document, nodes))
        numbers = {
            Fraction(each) for each in constants if isinstance(each, int | Fraction) and not isinstance(each, bool)
        }
        days = {each for each in constants if isinstance(each, date)}
        texts = {each for each in constants if isinstance(each, str)}
        for name in facts:
            fact = self.vocabulary.facts[name]
            found = self._found[name]
            if fact.kind is Kind.NUMBER:
                found.update(dict.fromkeys(_around(numbers, 10 ** (fact.decimals or 0))))
            elif fact.kind is Kind.DATE:
                found.update(dict.fromkeys(self._days(days, numbers)))
            elif fact.kind is Kind.STRING:
                found.update(dict.fromkeys(sorted(texts)))

    def _days(self, days: set[date], numbers: set[Fraction]) -> Iterator[date]:
        anchors = {self.as_of, dates.first_of_month(self.as_of), dates.end_of_month(self.as_of),
                   dates.fiscal_year_start(self.as_of), dates.tax_year_end(self.as_of), *days}  # fmt: skip
        counts = {0} | {int(number) for number in numbers if number.denominator == 1 and 0 < number <= 400}
        for anchor in sorted(anchors):
            for count in sorted(counts):
                moved = [dates.add_months(anchor, -count)]
                if count <= 110:
                    moved.append(dates.add_months(anchor, -12 * count))
                moved.append(anchor - timedelta(days=count))
                for day in moved:
                    yield from (day + timedelta(days=step) for step in (-1, 0, 1))

    def _completed(self, fact: FactType, found: dict[Any, None]) -> tuple[Any, ...]:
        if fact.kind is Kind.BOOL:
            return (True, False)
        if fact.kind is Kind.STRING:
            return (*found, *(value for value in fact.labels if value not in found), "other")
        if fact.kind is Kind.DATE:
            extra = [date(1940, 2, 29), date(2004, 2, 29), date(2020, 2, 29), date(2025, 9, 30), date(2025, 10, 1)]
            extra += [date(9999, 12, 31)] if fact.may_be_forever else []
            return (*found, *extra)
        if fact.kind is Kind.NUMBER:
            den = 10 ** (fact.decimals or 0)
            low = None if fact.minimum is None else fact.minimum * den
            values = [
                *found,
                *ODD,
                0,
                *(int(Fraction(label) * den) for label in fact.labels if not isinstance(label, str)),
            ]
            return tuple(value for value in dict.fromkeys(values) if low is None or value >= low)
        return ()

    def drawn(self, rng: Random, name: str) -> Any:
        """Return a value of a fact, a list with its elements for a list fact; never None."""
        fact = self.vocabulary.facts[name]
        if fact.kind is not Kind.LIST:
            usual = self._usual[name]
            return rng.choice(usual if usual and rng.random() < 0.5 else self.values[name])
        size = fact.length if fact.length is not None and rng.random() < 0.9 else rng.choice(LIST_SIZES)
        fields = self.vocabulary.lists[name]
        return [{key: rng.choice(self.values[each.name]) for key, each in fields.items()} for _ in range(size)]


def cases(
    programmes: Programmes, as_of: date, *, count: int, seed: int, missing: float, known: float = 0.7
) -> Iterator[Stored]:
    """Yield `count` applicants, each aimed at one programme in turn, with a share `missing` of facts taken away."""
    rng = Random(seed + 1)  # noqa: S311  # repeatable test data, nothing secret
    for stored in aimed(programmes, as_of, count=count, seed=seed, known=known):
        yield with_gaps(stored, missing, rng)


def aimed(programmes: Programmes, as_of: date, *, count: int, seed: int, known: float = 0.7) -> Iterator[Stored]:
    """Yield `count` applicants, each led towards being entitled to one programme in turn.

    Facts of the programme are drawn until its criteria hold or patience ends. `known` is the share of the other facts
    that are there.
    """
    rng = Random(seed)  # noqa: S311  # repeatable test data, nothing secret
    chosen = [programme.document for programme in programmes]
    edges = Edges(chosen, programmes.vocabulary, as_of)
    others = [fact.name for fact in scalar_facts(programmes.vocabulary)] + list(programmes.vocabulary.lists)
    for number in range(count):
        document = chosen[number % len(chosen)]
        stored: Stored = {name: edges.drawn(rng, name) for name in others if rng.random() < known}
        stored.update({name: edges.drawn(rng, name) for name in _scalars_and_lists(document.facts)})
        _lead(programmes, document, edges, rng, stored, as_of)
        if document.facts and rng.random() < 0.3:
            # One step away from being entitled, as well as there.
            name = rng.choice(_scalars_and_lists(document.facts))
            stored[name] = edges.drawn(rng, name)
        yield stored


def _lead(programmes: Programmes, document: Document, edges: Edges, rng: Random, stored: Stored, as_of: date) -> None:
    """Draw anew what the first false criterion reads, until there is none."""
    programme = programmes[document.code]
    reads = {criterion.id: _scalars_and_lists(criterion.facts) for criterion in document.criteria}
    wanted = _scalars_and_lists(document.facts)
    for _ in range(REPAIRS):
        facts = as_facts(programmes.vocabulary, {name: stored[name] for name in wanted})
        decision = decide(programme, facts, as_of, with_trace=False)
        if decision.verdict is not Verdict.NOT_ELIGIBLE or decision.reason is None:
            return
        names = reads[decision.reason]
        for name in names:
            if len(names) == 1 or rng.random() < 0.6:
                stored[name] = edges.drawn(rng, name)


def _labels(fact: FactType) -> tuple[Any, ...]:
    den = 10 ** (fact.decimals or 0)
    return tuple(int(Fraction(label) * den) if fact.kind is Kind.NUMBER else label for label in fact.labels)  # type: ignore[arg-type]


def with_gaps(stored: Stored, missing: float, rng: Random) -> Stored:
    """Return the facts without a share `missing` of facts and fields; those with defaults are taken away too."""
    found: Stored = {}
    for name, value in stored.items():
        if rng.random() < missing:
            continue
        if isinstance(value, list):
            value = [{key: each for key, each in item.items() if rng.random() >= missing} for item in value]
        found[name] = value
    return found


def as_facts(vocabulary: Vocabulary, stored: Stored) -> Facts:
    """Return stored facts as a single decision takes them."""
    given: dict[str, Any] = {}
    for name, value in stored.items():
        if isinstance(value, list):
            fields = vocabulary.lists[name]
            given[name] = [{key: unscaled(fields[key], each) for key, each in item.items()} for item in value]
        else:
            given[name] = unscaled(vocabulary.facts[name], value)
    return read(vocabulary, given)


def unscaled(fact: FactType, value: Any) -> Any:
    """Return a stored value as a fact is given."""
    if fact.kind is Kind.NUMBER and value is not None:
        return Fraction(value, 10 ** (fact.decimals or 0))
    return value


def _scalars_and_lists(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(name.partition("[]")[0] for name in names))


def _trees(document: Document) -> Iterator[Node]:
    yield from (criterion.tree for criterion in document.criteria)
    yield from (output.tree for output in document.outputs.values())


def _opened(document: Document, tree: Node) -> Iterator[Node]:
    """Yield every node below, lets opened."""
    for node in walk(tree):
        yield node
        if isinstance(node, Let):
            yield from _opened(document, document.lets[node.name].tree)


def _constants(document: Document, nodes: Sequence[Node]) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, Const):
            yield node.value
        elif isinstance(node, Pair):
            yield node.low
        elif isinstance(node, DatedCell | KeyedCell):
            for row in document.tables[node.table].rows:
                cell = row.cells[node.column]
                yield from (low for low, _ in cell) if isinstance(cell, tuple) else (cell,)
                yield from (each for each in (row.since, row.until, row.key) if each is not None)
        elif isinstance(node, HasRow):
            yield from (row.key for row in document.tables[node.table].rows)
        elif isinstance(node, Over):
            yield 1


def _around(numbers: set[Fraction], den: int) -> Iterator[int]:
    for number in sorted(numbers):
        for factor in (1, 12, Fraction(1, 12)):
            at = number * factor * den
            whole = at.__floor__()
            yield from (whole - 1, whole, whole + 1)


def rows(stored: Mapping[str, Any], pid: int, vocabulary: Vocabulary) -> dict[str, list[dict[str, Any]]]:
    """Return one applicant as rows of the tables of the storage layout."""
    person: dict[str, Any] = {"pid": pid, "hid": pid, "province": "10"}
    found: dict[str, list[dict[str, Any]]] = {"persons": [person]}
    for name, value in stored.items():
        if vocabulary.facts[name].kind is Kind.LIST:
            person[f"{name}_n"] = len(value)
            found[name] = [{"pid": pid, "pos": pos, **item} for pos, item in enumerate(value)]
        else:
            person[name] = value
    return found
