"""Contract: the joined schema, with the weights of its fields and the list of its refusals.

Building one fails when something is not described, when a list of objects has no bound, or when two parts use one
name for two things. So a schema that starts is a schema that can be published.
"""

import hashlib
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from typing import Any

import graphene
from graphene.types.definitions import GrapheneEnumType
from graphene.types.resolver import dict_or_attr_resolver
from graphene.types.schema import TypeMap
from graphql import (
    GraphQLEnumType,
    GraphQLEnumValue,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_introspection_type,
    is_list_type,
    is_non_null_type,
    is_specified_scalar_type,
    print_schema,
)

from superapp.refusal import Refusal, every_refusal

from .fields import Weight, plain_of, reader
from .problems import ProblemCode

PLAIN = Weight()


class ContractError(Exception):
    """The schema breaks a rule of the house; the message names every place."""


class WeighedTypes(TypeMap):  # type: ignore[misc]
    """graphene's translation into graphql-core, keeping our weights and reading plain fields directly."""

    def __init__(self, *, refusals: Iterable[type[Refusal]], **types: Any) -> None:
        self.refusals = tuple(refusals)
        super().__init__(**types)

    def create_enum(self, graphene_type: Any) -> Any:
        if graphene_type is not ProblemCode:
            return TypeMap.create_enum(graphene_type)
        values = {kind.code: GraphQLEnumValue(kind.code, description=kind.en) for kind in self.refusals}
        return GrapheneEnumType(
            graphene_type=graphene_type,
            name=graphene_type._meta.name,
            description=graphene_type._meta.description,
            values=values or {Refusal.code: GraphQLEnumValue(Refusal.code, description=Refusal.en)},
        )

    def create_fields_for_type(self, graphene_type: Any, is_input_type: bool = False) -> dict[str, Any]:
        made: dict[str, Any] = super().create_fields_for_type(graphene_type, is_input_type=is_input_type)
        if is_input_type:
            return made
        for name, declared in graphene_type._meta.fields.items():
            field: GraphQLField = made[declared.name or self.get_name(name)]
            field.extensions["weight"] = getattr(declared, "weight", PLAIN)
            resolve = field.resolve
            if isinstance(resolve, partial) and resolve.func is dict_or_attr_resolver and not field.args:
                field.resolve = reader(name)
                plain = plain_of(name, field.type)
                if plain is not None:
                    field.extensions["plain"] = plain
        return made

    def resolve_type(self, resolve_type_func: Any, type_name: str, root: Any, info: Any, _type: Any) -> str | None:
        # graphene drops a name that is returned here and tries each type in turn instead.
        named = resolve_type_func(root, info)
        return (
            named if isinstance(named, str) else super().resolve_type(resolve_type_func, type_name, root, info, _type)
        )

    def create_objecttype(self, graphene_type: Any) -> GraphQLObjectType:
        made: GraphQLObjectType = super().create_objecttype(graphene_type)
        made.extensions["public"] = bool(getattr(graphene_type, "is_public", False))
        return made


class Contract(graphene.Schema):  # type: ignore[misc]
    """The schema the endpoint serves.

    `query` and `mutation` are the joined root types; None means no mutations. `types` names those reached only
    through an interface. `public_version` returns the version of the public data, a text that changes when any
    public answer may have changed. `refusals` are listed in ProblemCode; None means all of the house.

    :raises ContractError: when something is not described, or a list has no bound.
    """

    def __init__(
        self,
        *,
        query: type[graphene.ObjectType],
        mutation: type[graphene.ObjectType] | None = None,
        types: Iterable[Any] = (),
        public_version: Callable[[], str] = lambda: "0",
        refusals: Iterable[type[Refusal]] | None = None,
        description: str | None = None,
    ) -> None:
        self.query, self.mutation, self.subscription = query, mutation, None
        self.public_version = public_version
        type_map = WeighedTypes(
            refusals=_of_the_house(every_refusal()) if refusals is None else refusals,
            query=query,
            mutation=mutation,
            types=list(types),
        )
        self.graphql_schema = GraphQLSchema(
            type_map.query, type_map.mutation, None, type_map.types, description=description
        )
        faults = [*_undescribed(self.graphql_schema), *_unbounded(self.graphql_schema)]
        if faults:
            raise ContractError("The schema breaks the house rules:\n- " + "\n- ".join(faults))

    @cached_property
    def sdl(self) -> str:
        """The contract as text, the content of graphql/schema.graphql."""
        return print_schema(self.graphql_schema) + "\n"

    @cached_property
    def digest(self) -> str:
        """A short hash of the contract: part of every key of a kept answer."""
        return hashlib.blake2b(f"{self.sdl}{self.weights}".encode(), digest_size=8).hexdigest()

    @cached_property
    def weights(self) -> str:
        """Every field that costs something or is shared by all, a line each: the content of graphql/weights.txt."""
        lines = []
        for type_ in _own_types(self.graphql_schema):
            if isinstance(type_, GraphQLObjectType):
                if type_.extensions.get("public"):
                    lines.append(f"{type_.name}: public")
                lines += [
                    f"{type_.name}.{name}: {told}" for name, field in type_.fields.items() if (told := _told(field))
                ]
        return "\n".join(sorted(lines, key=lambda line: line.replace(":", "!"))) + "\n"


def weight_of(field: GraphQLField) -> Weight:
    """Return the weight declared beside a field; the plain one for fields of graphql-core itself."""
    return field.extensions.get("weight", PLAIN) if field.extensions else PLAIN


def _of_the_house(kinds: Iterable[type[Refusal]]) -> list[type[Refusal]]:
    # Tests define refusals of their own, which are no part of the contract; nor is what no request can bring about, or
    # the contract would depend on what else the process has imported.
    return [kind for kind in kinds if kind.is_for_clients and not kind.__module__.startswith("tests")]


def _own_types(schema: GraphQLSchema) -> list[GraphQLNamedType]:
    return [
        type_
        for type_ in schema.type_map.values()
        if not is_introspection_type(type_) and not is_specified_scalar_type(type_)
    ]


def _told(field: GraphQLField) -> str:
    weight = weight_of(field)
    parts = [] if weight.cost is None else [f"cost {weight.cost}"]
    if weight.most:
        parts.append(f"at most {weight.most}" + (f", by {weight.sized_by}" if weight.sized_by else ""))
    if weight.pages:
        parts.append("a page at a time")
    if weight.public is not None:
        parts.append("public" if weight.public else "never public")
    if weight.fresh_s is not None:
        parts.append(f"fresh {weight.fresh_s} s")
    return ", ".join(parts)


def _is_bounded(field: GraphQLField) -> bool:
    weight = weight_of(field)
    return bool(weight.most) or weight.of_page


def _undescribed(schema: GraphQLSchema) -> Iterable[str]:
    for type_ in _own_types(schema):
        if not (type_.description or "").strip():
            yield f"{type_.name} has no description"
        if isinstance(type_, GraphQLEnumType):
            yield from _without(type_.name, type_.values)
        elif isinstance(type_, GraphQLInputObjectType):
            yield from _without(type_.name, type_.fields)
        elif isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            yield from _without(type_.name, type_.fields)
            for name, field in type_.fields.items():
                yield from _without(f"{type_.name}.{name}", field.args)


def _without(owner: str, parts: dict[str, Any]) -> Iterable[str]:
    for name, part in parts.items():
        if not (part.description or "").strip():
            yield f"{owner}.{name} has no description"


def _unbounded(schema: GraphQLSchema) -> Iterable[str]:
    for type_ in _own_types(schema):
        if not isinstance(type_, GraphQLObjectType):
            continue
        for name, field in type_.fields.items():
            bare = field.type.of_type if is_non_null_type(field.type) else field.type
            if is_list_type(bare) and is_composite_type(get_named_type(bare)) and not _is_bounded(field):
                yield f"{type_.name}.{name} is a list of objects without a bound: use ListField or a connection"
