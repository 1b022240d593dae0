"""Cost: how many rows an operation may touch, as a formula made once per document.

A scalar costs 0, an object 1, a list its declared most, a connection the size of its page times what is inside. The
weights stand beside the fields. Whatever does not depend on variables is added up when the formula is made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
)
from graphql.execution.execute import get_field_def

from .contract import weight_of
from .errors import BadInput, RequestRefused
from .paging import size_of

Variables = Mapping[str, Any]


@dataclass(slots=True)
class Run:
    """One working out of a formula: the variables, and the fragments already worked out for them."""

    variables: Variables
    done: dict[int, int] = field(default_factory=dict)


Number = Callable[[Run], int]


@dataclass(slots=True)
class Sum:
    """A known number, and parts that depend on the variables."""

    known: int = 0
    parts: list[Number] = field(default_factory=list)

    def add(self, times: "int | Number", inner: "Sum") -> None:
        """Add `times` times another sum."""
        if isinstance(times, int):
            self.known += times * inner.known
            if inner.parts and times:
                self.parts.append(lambda run: times * sum(part(run) for part in inner.parts))
            return
        self.parts.append(lambda run: times(run) * inner.value(run))

    def value(self, run: Run) -> int:
        """Return the number for this run's variables."""
        return self.known + sum(part(run) for part in self.parts)


def formula_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Callable[[Variables], int]:
    """Return the cost of a validated operation, as a function of its coerced variables.

    The function raises RequestRefused (BAD_USER_INPUT) when a page asked for is not one that may be asked for.

    :raises RequestRefused: the same, for a page size written in the document.
    """
    root = schema.get_root_type(operation.operation)
    if root is None:
        return lambda _: 0
    made = _Maker(schema, fragments).of(root, operation.selection_set, 1)
    return lambda variables: made.value(Run(variables))


class _Maker:
    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self.schema = schema
        self.fragments = fragments
        # A fragment inside pages of different sizes is a different sum for each.
        self.known: dict[tuple[str, int], Sum] = {}
        self.sizes: list[Any] = []

    def of(self, parent: GraphQLNamedType, selection_set: SelectionSetNode, page: int | Number) -> Sum:
        total = Sum()
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                found = get_field_def(self.schema, parent, node) if hasattr(parent, "fields") else None
                if found is not None:
                    self._add_field(total, found, node, page)
            elif isinstance(node, FragmentSpreadNode):
                total.add(1, self._spread(node.name.value, page))
            else:
                condition = node.type_condition  # type: ignore[attr-defined]
                inner = self.schema.get_type(condition.name.value) if condition else parent
                total.add(1, self.of(inner or parent, node.selection_set, page))  # type: ignore[attr-defined]
        return total

    def _spread(self, name: str, page: int | Number) -> Sum:
        self.sizes.append(page)  # kept, so that its id() is not used again
        key = (name, page if isinstance(page, int) else -id(page))
        if key not in self.known:
            fragment = self.fragments[name]
            self.known[key] = _remembering(
                self.of(self.schema.type_map[fragment.type_condition.name.value], fragment.selection_set, page)
            )
        return self.known[key]

    def _add_field(self, total: Sum, found: GraphQLField, node: FieldNode, page: int | Number) -> None:
        weight = weight_of(found)
        named = get_named_type(found.type)
        is_object = is_composite_type(named) and not node.name.value.startswith("__")
        if weight.pages:
            inner_page = _page_size(node, found)
            total.known += weight.cost or 0
            if not isinstance(inner_page, int):
                # Costs nothing, but is looked at even when nothing inside depends on the size.
                total.parts.append(lambda run: 0 * inner_page(run))
            total.add(1, self.of(named, node.selection_set, inner_page))  # type: ignore[arg-type]
            return
        each = (1 if is_object else 0) if weight.cost is None else weight.cost
        inner = self.of(named, node.selection_set, page) if node.selection_set else Sum()
        inner = Sum(inner.known + each, inner.parts)
        if weight.of_page:
            total.add(page, inner)
        elif weight.sized_by:
            total.add(_length(node, weight.sized_by, weight.most or 1), inner)
        else:
            total.add(weight.most or 1, inner)


def _remembering(made: Sum) -> Sum:
    """Return a sum that is worked out once in a run, so that chains of fragments stay linear."""
    if not made.parts:
        return made

    def value(run: Run) -> int:
        if id(made) not in run.done:
            run.done[id(made)] = sum(part(run) for part in made.parts)
        return run.done[id(made)]

    return Sum(made.known, [value])


def _page_size(node: FieldNode, found: GraphQLField) -> int | Number:
    given = {argument.name.value: argument.value for argument in node.arguments or ()}
    first, last = given.get("first"), given.get("last")
    if not isinstance(first, VariableNode) and not isinstance(last, VariableNode):
        return _size(_literal(first), _literal(last))

    def size(run: Run) -> int:
        return _size(_value(first, run.variables), _value(last, run.variables))

    return size


def _size(first: Any, last: Any) -> int:
    try:
        return size_of(first, last)
    except BadInput as error:
        raise RequestRefused("BAD_USER_INPUT", error.message) from error


def _literal(node: Any) -> int | None:
    return int(node.value) if isinstance(node, IntValueNode) else None


def _value(node: Any, variables: Variables) -> Any:
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    return _literal(node)


def _length(node: FieldNode, argument: str, most: int) -> int | Number:
    value = next((given.value for given in node.arguments or () if given.name.value == argument), None)
    if isinstance(value, VariableNode):
        name = value.name.value
        return lambda run: len(run.variables.get(name) or ())
    if isinstance(value, ListValueNode):
        return len(value.values)
    return 0 if value is None or isinstance(value, NullValueNode) else 1
