"""Limits: what a document may be, counted before a row is read.

Counting comes before validation and needs no types, so a hostile document is refused in time linear to its length:
each fragment is counted once and remembered. What it costs to run is cost.py's.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
)

from .errors import RequestRefused


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the API; see docs/api.md for why each is what it is."""

    body_bytes: int = 100 * 1024
    text_characters: int = 20_000
    tokens: int = 1_000
    comments: int = 100
    depth: int = 12
    aliases: int = 30
    directives: int = 20
    root_fields: int = 10
    mutation_root_fields: int = 5
    fragments: int = 20
    repeats: int = 30
    validation_errors: int = 5
    variable_errors: int = 5
    cost: int = 5_000
    cost_signed_in: int = 10_000
    page: int = 100
    time_s: float = 5.0


def current() -> Limits:
    """Return the limits in force: the ones above, with those named in settings.GRAPHQL_LIMITS instead."""
    return _with(tuple(sorted(settings.GRAPHQL_LIMITS.items())))


@lru_cache(maxsize=8)
def _with(others: tuple[tuple[str, float], ...]) -> Limits:
    return replace(Limits(), **dict(others))  # type: ignore[arg-type]


def too_complex(limit: str, allowed: float, found: float) -> RequestRefused:
    """Return the refusal that names a limit, what it allows and what was found."""
    return RequestRefused(
        "TOO_COMPLEX",
        f"{limit}: {found} found, {allowed} allowed.",
        extensions={"limit": limit, "allowed": allowed, "found": found},
    )


@dataclass(frozen=True, slots=True)
class Tally:
    """What a selection holds, fragments expanded.

    `names` counts the fields of its own level by the name they answer under; `repeats` is the largest such count, on
    this level or below. Validation compares all fields of one name with each other, so repeats cost their square.
    """

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    names: Mapping[str, int] = field(default_factory=dict)
    repeats: int = 0

    @property
    def fields(self) -> int:
        """Return how many fields the selection itself has."""
        return sum(self.names.values())


def check(document: DocumentNode, limits: Limits) -> None:
    """Count a parsed document.

    :raises RequestRefused: TOO_COMPLEX, for the first limit that is passed.
    """
    fragments = {
        definition.name.value: definition
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    count = _Counter(fragments)
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    tallies = [(node, count.of(node.selection_set)) for node in operations]
    # What no operation uses costs validation all the same.
    unused = [count.of(fragment.selection_set) for fragment in fragments.values()]
    for _, tally in tallies:
        _refuse("depth", limits.depth, tally.depth)
    for tally in [*(tally for _, tally in tallies), *unused]:
        _refuse("aliases", limits.aliases, tally.aliases)
    for node, tally in tallies:
        on_variables = sum(len(definition.directives or ()) for definition in node.variable_definitions or ())
        _refuse("directives", limits.directives, tally.directives + len(node.directives or ()) + on_variables)
    for tally in unused:
        _refuse("directives", limits.directives, tally.directives)
    for tally in [*(tally for _, tally in tallies), *unused]:
        _refuse("repeats", limits.repeats, tally.repeats)
    for node, tally in tallies:
        is_mutation = node.operation is OperationType.MUTATION
        _refuse("rootFields", limits.mutation_root_fields if is_mutation else limits.root_fields, tally.fields)
    _refuse("fragments", limits.fragments, len(fragments))
    _refuse("operations", limits.root_fields, len(operations))


def _refuse(limit: str, allowed: int, found: int) -> None:
    if found > allowed:
        raise too_complex(limit, allowed, found)


class _Counter:
    def __init__(self, fragments: dict[str, FragmentDefinitionNode]) -> None:
        self.fragments = fragments
        self.known: dict[str, Tally] = {}
        self.open: set[str] = set()

    def of(self, selection_set: SelectionSetNode) -> Tally:
        """Count one selection set."""
        depth = aliases = directives = repeats = 0
        names: Counter[str] = Counter()
        for node in selection_set.selections:
            directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                aliases += node.alias is not None
                names[(node.alias or node.name).value] += 1
                inner, below = self._inside(node), 1
            elif isinstance(node, FragmentSpreadNode):
                inner, below = self._spread(node.name.value), 0
                names.update(inner.names)
            else:
                inner, below = self.of(node.selection_set), 0  # type: ignore[attr-defined]
                names.update(inner.names)
            depth = max(depth, below + inner.depth)
            aliases += inner.aliases
            directives += inner.directives
            repeats = max(repeats, inner.repeats)
        return Tally(depth, aliases, directives, names, max([repeats, *names.values()]))

    def _inside(self, node: FieldNode) -> Tally:
        if node.selection_set is None:
            return Tally()
        inner = self.of(node.selection_set)
        # Introspection is deep by nature; graphql-core's MaxIntrospectionDepthRule guards it.
        return replace(inner, depth=0) if node.name.value in ("__schema", "__type") else inner

    def _spread(self, name: str) -> Tally:
        if name in self.known:
            return self.known[name]
        if name not in self.fragments or name in self.open:
            return Tally()  # unknown, or a circle: validation says so
        self.open.add(name)
        fragment = self.fragments[name]
        tally = self.of(fragment.selection_set)
        self.open.discard(name)
        self.known[name] = replace(tally, directives=tally.directives + len(fragment.directives or ()))
        return self.known[name]
