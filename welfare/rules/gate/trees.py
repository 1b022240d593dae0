"""Walking all expressions of a document: each with where it stands, and with its lets opened or not."""

from __future__ import annotations

from collections.abc import Iterator

from welfare.rules.document import Document
from welfare.rules.faults import Place
from welfare.rules.tree import Fact, Field, Let, Node, OutputOf, Over, walk
from welfare.rules.yaml_reading import place_of


def trees(document: Document) -> Iterator[tuple[str, Place, Node]]:
    """Yield (key, place, tree) of every let, criterion and output, in the order of the file."""
    source = document.source
    for name, definition in document.lets.items():
        yield f"let.{name}", place_of(source.get("let"), name), definition.tree
    entries = source.get("criteria") or []
    for number, one in enumerate(document.criteria):
        at = place_of(entries, number)
        yield f"criteria.{one.id}", at, one.tree
    for name, output in document.outputs.items():
        yield f"outputs.{name}", place_of(source.get("outputs"), name), output.tree


def opened(document: Document, tree: Node) -> Iterator[Node]:
    """Yield every node of a tree, through lets and other outputs."""
    for node in walk(tree):
        yield node
        if isinstance(node, Let):
            yield from opened(document, document.lets[node.name].tree)
        elif isinstance(node, OutputOf):
            yield from opened(document, document.outputs[node.name].tree)


def facts_of(document: Document, tree: Node) -> frozenset[str]:
    """Return the facts a tree reads, lists by their names too."""
    names = set()
    for node in opened(document, tree):
        if isinstance(node, Fact):
            names.add(node.name)
        elif isinstance(node, Field):
            names.add(node.fact)
        elif isinstance(node, Over):
            names.add(node.list)
    return frozenset(names)
