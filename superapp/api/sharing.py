"""Sharing: whether an operation's answer is the same for everybody, and how long a copy may be shown.

An operation is shared when every root field is declared public, and every type and field it touches agrees. A field
that does not say is as its type says; a type that does not say is private.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)
from graphql.execution.execute import get_field_def

from .contract import weight_of


@dataclass(frozen=True, slots=True)
class Sharing:
    """A shared answer may be shown for `fresh_s` seconds."""

    fresh_s: int


class _Private(Exception):
    """Something on the way is not for everybody."""


def sharing_of(
    schema: GraphQLSchema, operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> Sharing | None:
    """Return how a validated query may be shared, None when it may not."""
    root = schema.get_root_type(operation.operation)
    walk = _Walk(schema, fragments, root)
    try:
        walk.over(root, operation.selection_set)  # type: ignore[arg-type]
    except _Private:
        return None
    # A query of nothing but __typename is the same for everybody, but not worth keeping.
    return Sharing(min(walk.freshness)) if walk.freshness else None


class _Walk:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        root: GraphQLNamedType | None,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.root = root
        self.freshness: list[int] = []
        self.seen: set[str] = set()

    def over(self, parent: GraphQLNamedType, selection_set: SelectionSetNode) -> None:
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                self._field(parent, node)
            elif isinstance(node, FragmentSpreadNode):
                self._spread(node.name.value)
            else:
                condition = node.type_condition  # type: ignore[attr-defined]
                inner = self.schema.type_map[condition.name.value] if condition else parent
                self.over(self._checked(inner), node.selection_set)  # type: ignore[attr-defined]

    def _spread(self, name: str) -> None:
        if name not in self.seen:
            self.seen.add(name)
            fragment = self.fragments[name]
            inner = self.schema.type_map[fragment.type_condition.name.value]
            self.over(self._checked(inner), fragment.selection_set)

    def _field(self, parent: GraphQLNamedType, node: FieldNode) -> None:
        if node.name.value == "__typename":
            return
        if node.name.value in ("__schema", "__type"):
            raise _Private
        found = get_field_def(self.schema, parent, node)  # type: ignore[arg-type]
        weight = weight_of(found)
        if weight.public is False or (parent is self.root and not weight.public):
            raise _Private
        if weight.fresh_s is not None:
            self.freshness.append(weight.fresh_s)
        named = get_named_type(found.type)
        if not is_leaf_type(named) and node.selection_set:
            self.over(self._checked(named), node.selection_set)

    def _checked(self, type_: GraphQLNamedType) -> GraphQLNamedType:
        if type_ is self.root:
            return type_
        if is_abstract_type(type_):
            possible = self.schema.get_possible_types(type_)  # type: ignore[arg-type]
            if not possible or not all(one.extensions.get("public") for one in possible):
                raise _Private
        elif isinstance(type_, GraphQLObjectType) and not type_.extensions.get("public"):
            raise _Private
        return type_
