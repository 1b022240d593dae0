"""Citizens about whom everything is known: invented people, with what their registers are silent about filled in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence, Set
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from welfare.population import storage
from welfare.population.boundaries import Edges, unscaled
from welfare.population.drawing import draw
from welfare.rules.document import Document
from welfare.rules.facts import FactType, Vocabulary
from welfare.rules.programmes import Programmes
from welfare.rules.tree import Kind, Node, Present, walk

Truth = dict[str, Any]
"""Every fact of one citizen as `given.read` takes it; those that only repeat a default may be absent."""


def citizens(programmes: Programmes, as_of: date, *, count: int, seed: int) -> list[Truth]:
    """Return `count` citizens of the invented population.

    What it leaves open (nobody gave birth, lost a job or a harvest there) is drawn from the values that rules tell
    apart, so that a question has an answer; a fact with a default stays with its default, and one whose very absence
    means something (a date of death) stays absent.
    """
    vocabulary = programmes.vocabulary
    telling = {node.of.name for one in programmes for node in _nodes(one.document) if isinstance(node, Present)}
    edges = Edges([one.document for one in programmes], vocabulary, as_of)
    rng = Random(seed)  # repeatable test data, nothing secret
    with tempfile.TemporaryDirectory(prefix="citizens-") as folder:
        people = Path(folder) / "people"
        draw(people, vocabulary, persons=count, seed=seed, as_of=as_of.isoformat())
        with duckdb.connect() as connection:
            storage.open_chunk(connection, people, 0, vocabulary)
            rows = _rows(connection, "persons", "pid")
            lists = {name: _rows(connection, name, "pid, pos") for name in vocabulary.lists}
    return [_truth(row, lists, vocabulary, edges, rng, telling) for row in rows]


def _nodes(document: Document) -> Iterator[Node]:
    for one in (*document.criteria, *document.lets.values(), *document.outputs.values()):
        yield from walk(one.tree)


def _rows(connection: duckdb.DuckDBPyConnection, table: str, order: str) -> list[dict[str, Any]]:
    found = connection.execute(f'SELECT * FROM "{table}" ORDER BY {order}')
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _truth(
    row: dict[str, Any],
    lists: dict[str, list[dict[str, Any]]],
    vocabulary: Vocabulary,
    edges: Edges,
    rng: Random,
    telling: Set[str],
) -> Truth:
    truth: Truth = {}
    for name, fact in vocabulary.facts.items():
        if fact.kind is Kind.LIST:
            fields = tuple(vocabulary.lists[name].values())
            items = [_filled(item, fields, edges, rng, telling) for item in lists[name] if item["pid"] == row["pid"]]
            truth[name] = items
    truth |= _filled(row, list(storage.scalar_facts(vocabulary)), edges, rng, telling)
    return truth


def _filled(
    row: dict[str, Any], facts: Sequence[FactType], edges: Edges, rng: Random, telling: Set[str]
) -> dict[str, Any]:
    filled: dict[str, Any] = {}
    for fact in facts:
        value = row.get(fact.field)
        if value is None and fact.default is None and fact.name not in telling:
            value = edges.drawn(rng, fact.name)
        if value is not None:
            filled[fact.field] = unscaled(fact, value)
    return filled
