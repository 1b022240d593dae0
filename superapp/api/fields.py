"""Fields that say what they mean and what they cost.

A field is declared with graphene, plus: a description that cannot be left out, its weight in the limit on cost, and
whether its answer is the same for everybody. The limits, the response cache and graphql/weights.txt read these
weights from the schema, so that no second list is kept by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import graphene
from graphql import GraphQLOutputType, is_leaf_type, is_non_null_type, is_specified_scalar_type


@dataclass(frozen=True, slots=True)
class Weight:
    """What a field costs and who may share its answer.

    `cost`: rows touched by the field itself, or by each item of a list; None means 1 for an object and 0 otherwise.
    `most`: at most how many items a list holds; what is selected inside counts that often.
    `sized_by`: the list argument whose length says how many items there are, at most `most`.
    `pages`: the field is a connection; `first` or `last` says how large a page is.
    `of_page`: the field is the list of one page; the connection around it says how many items there are.
    `public`: True or False; None, only below the root, means as the type it belongs to says (`is_public`).
    `fresh_s`: for how many seconds a copy may be shown; None sets no bound of its own.
    """

    cost: int | None = None
    most: int | None = None
    sized_by: str | None = None
    pages: bool = False
    of_page: bool = False
    public: bool | None = None
    fresh_s: int | None = None


class Field(graphene.Field):
    """A field with a description, a cost and, for public data, a freshness.

    The rest is graphene's: `required`, `resolver`, `deprecation_reason`, arguments by name. A field without a
    resolver reads the attribute (or key) of its own name.
    """

    def __init__(
        self,
        type_: Any,
        *,
        description: str,
        cost: int | None = None,
        public: bool | None = None,
        fresh_s: int | None = None,
        **options: Any,
    ) -> None:
        if public and fresh_s is None:
            raise TypeError(f"A public field says how long it may be shown: fresh_s= ({description!r}).")
        super().__init__(type_, description=description, **options)
        self.weight = Weight(cost=cost, public=public, fresh_s=fresh_s)


class ListField(graphene.Field):
    """A small bounded list, without nulls in it. Anything that may grow is a connection.

    `most` is the bound, at most 100 unless `sized_by` names a list argument; a constraint or the action that fills
    the list must keep it. `nullable_items` allows nulls, for lists that answer in the order asked; `nullable` allows
    the whole list to be null, where "not known" differs from "none".
    """

    def __init__(
        self,
        of_type: Any,
        *,
        description: str,
        most: int,
        sized_by: str | None = None,
        cost: int | None = None,
        public: bool | None = None,
        fresh_s: int | None = None,
        nullable_items: bool = False,
        nullable: bool = False,
        **options: Any,
    ) -> None:
        if not 0 < most <= 100:
            raise TypeError("A plain list holds at most 100 items: use a connection.")
        if public and fresh_s is None:
            raise TypeError(f"A public field says how long it may be shown: fresh_s= ({description!r}).")
        item = of_type if nullable_items else _non_null(of_type)
        super().__init__(graphene.List(item), description=description, required=not nullable, **options)
        self.weight = Weight(cost=cost, most=most, sized_by=sized_by, public=public, fresh_s=fresh_s)


def _non_null(of_type: Any) -> Any:
    # graphene resolves lambdas one by one, so the lambda stays innermost.
    return graphene.NonNull(of_type)


def required(of_type: Any, *, description: str, **options: Any) -> graphene.Argument:
    """Return an argument that must be given."""
    return graphene.Argument(graphene.NonNull(of_type), description=description, **options)


def optional(of_type: Any, *, description: str, **options: Any) -> graphene.Argument:
    """Return an argument that may be left out."""
    return graphene.Argument(of_type, description=description, **options)


@dataclass(frozen=True, slots=True)
class Plain:
    """A field that only reads an attribute (or key) `name` and holds a scalar or an enum value: most fields.

    A value of exactly the type `as_is` is the answer already; others go through `serialize`.
    """

    name: str
    serialize: Callable[[Any], Any]
    as_is: type | None
    is_required: bool


_AS_IS = {"String": str, "ID": str, "Boolean": bool}


def plain_of(name: str, type_: GraphQLOutputType) -> Plain | None:
    """Return how to read such a field directly, None when it holds an object or a list."""
    bare = type_.of_type if is_non_null_type(type_) else type_
    if not is_leaf_type(bare):
        return None
    as_is = _AS_IS.get(bare.name) if is_specified_scalar_type(bare) else None
    return Plain(name, bare.serialize, as_is, bare is not type_)


def reader(name: str) -> Callable[..., Any]:
    """Return the resolver of a field that only reads the attribute `name` (or the key, of a dict)."""

    def read(source: Any, _info: Any) -> Any:
        return source.get(name) if type(source) is dict else getattr(source, name, None)

    return read
