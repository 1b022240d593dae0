"""Connections: lists that are paged by where one stopped, never by counting rows to skip.

A resolver returns a Listing: rows and the order they are in. Rows come from a QuerySet or from a tuple that is
already sorted; a cursor holds the values of the order for one row, so a page starts right after that row even when
others came or went. One row more than asked tells whether there is a next page; everything else that would cost a
query is looked at only when selected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import graphene

from .fields import Field, Weight, optional
from .keyset import Order, Source, source_of
from .paging import Paging, paging_of


@dataclass(frozen=True, slots=True)
class Listing:
    """What a connection pages through.

    `rows` is a QuerySet, a tuple or list sorted by `order`, or a Source that knows how to continue from a row. `node`
    turns a row into what `node` shows; None means the row itself. `about` is for the extra fields of a connection type
    of its own (facets of a search).
    """

    rows: Any
    order: Order
    node: Callable[[Any], Any] | None = None
    about: Any = None


class Page:
    """One page of a Listing; what the connection, its edges and its page info read."""

    __slots__ = ("_rows", "_source", "has_more", "listing", "paging")

    def __init__(self, listing: Listing, paging: Paging) -> None:
        self.listing = listing
        self.paging = paging
        self._source: Source = source_of(listing.rows, listing.order)
        rows = self._source.rows(
            after=paging.after, before=paging.before, limit=paging.size + 1, backwards=paging.backwards
        )
        self.has_more = len(rows) > paging.size
        rows = rows[: paging.size]
        self._rows = rows[::-1] if paging.backwards else rows

    @property
    def edges(self) -> list["Edge"]:
        """The rows of this page with their cursors."""
        return [Edge(self, row) for row in self._rows]

    @property
    def about(self) -> Any:
        """What the listing says of itself as a whole."""
        return self.listing.about

    @property
    def page_info(self) -> "Page":
        """Where this page stands; the page itself knows."""
        return self

    @property
    def total_count(self) -> int:
        """How many rows there are on all pages."""
        return self._source.count()

    @property
    def start_cursor(self) -> str | None:
        """The first row's cursor, None on an empty page."""
        return self.cursor_of(self._rows[0]) if self._rows else None

    @property
    def end_cursor(self) -> str | None:
        """The last row's cursor, None on an empty page."""
        return self.cursor_of(self._rows[-1]) if self._rows else None

    @property
    def has_next_page(self) -> bool:
        """Whether rows follow this page."""
        return self._is_more_before() if self.paging.backwards else self.has_more

    @property
    def has_previous_page(self) -> bool:
        """Whether rows stand before this page."""
        return self.has_more if self.paging.backwards else self._is_more_before()

    def cursor_of(self, row: Any) -> str:
        """Return the cursor that stands at `row`."""
        return self.listing.order.cursor(row)

    def _is_more_before(self) -> bool:
        # "Before" in the direction of walking: what this page has left behind.
        order, backwards = self.listing.order, self.paging.backwards
        if self._rows:
            edge = order.values(self._rows[-1] if backwards else self._rows[0])
            bounds = {"after": edge} if backwards else {"before": edge}
            return bool(self._source.rows(limit=1, backwards=not backwards, **bounds))
        start = self.paging.before if backwards else self.paging.after
        if start is None:
            return False
        bounds = {"after": start} if backwards else {"before": start}
        return bool(self._source.rows(limit=1, backwards=not backwards, inclusive=True, **bounds))


class Edge:
    """One row of a page."""

    __slots__ = ("page", "row")

    def __init__(self, page: Page, row: Any) -> None:
        self.page = page
        self.row = row

    @property
    def node(self) -> Any:
        """What the row shows."""
        make = self.page.listing.node
        return make(self.row) if make else self.row

    @property
    def cursor(self) -> str:
        """Where the row stands in the list."""
        return self.page.cursor_of(self.row)


class PageInfo(graphene.ObjectType):
    """Where a page stands in its list."""

    is_public = True
    has_next_page = graphene.Boolean(required=True, description="Whether rows follow this page.")
    has_previous_page = graphene.Boolean(required=True, description="Whether rows stand before this page.")
    start_cursor = graphene.String(description="The first edge's cursor; null on an empty page.")
    end_cursor = graphene.String(description="The last edge's cursor; null on an empty page.")


_made: dict[str, type[graphene.ObjectType]] = {}


def connection_of(
    node_type: Any,
    name: str,
    *,
    is_public: bool = False,
    extra: dict[str, Any] | None = None,
    edge_extra: dict[str, Any] | None = None,
) -> type[graphene.ObjectType]:
    """Return the type `<name>Connection`, made once.

    `node_type` is a type, or a lambda of one. `extra` fields are resolved from the Page (its `about`), `edge_extra`
    fields from the Edge (its `row`); give them resolvers.
    """
    if name in _made:
        return _made[name]
    edge = type(
        f"{name}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"One {name} in a list, and where it stands.",
            "is_public": is_public,
            "node": Field(node_type, required=True, cost=0, description="What stands here."),
            "cursor": graphene.String(required=True, description="Where it stands: give it as `after` or `before`."),
            **(edge_extra or {}),
        },
    )
    _made[name] = type(
        f"{name}Connection",
        (graphene.ObjectType,),
        {
            "__doc__": f"A page of a list of {name}.",
            "is_public": is_public,
            "edges": _edges(edge),
            "page_info": Field(PageInfo, required=True, cost=0, description="Where this page stands."),
            "total_count": Field(graphene.Int, required=True, cost=20, description="How many there are on all pages."),
            **(extra or {}),
        },
    )
    return _made[name]


def _edges(edge: Any) -> graphene.Field:
    field = graphene.Field(graphene.List(graphene.NonNull(edge)), required=True, description="The rows of this page.")
    field.weight = Weight(of_page=True)
    return field


class ConnectionField(graphene.Field):  # type: ignore[misc]
    """A field that pages: its resolver returns a Listing, or a Deferred of one, and knows nothing of pages.

    `connection` comes from `connection_of`. More arguments are given by name and reach the resolver.
    """

    def __init__(
        self,
        connection: Any,
        *,
        description: str,
        cost: int = 0,
        public: bool | None = None,
        fresh_s: int | None = None,
        **options: Any,
    ) -> None:
        if public and fresh_s is None:
            raise TypeError(f"A public field says how long it may be shown: fresh_s= ({description!r}).")
        super().__init__(
            connection,
            required=True,
            description=description,
            first=optional(graphene.Int, description="How many from the start, 0 to 100; 20 when nothing is said."),
            after=optional(graphene.String, description="A cursor: only rows after it."),
            last=optional(graphene.Int, description="How many from the end, 0 to 100; not together with `first`."),
            before=optional(graphene.String, description="A cursor: only rows before it."),
            **options,
        )
        self.weight = Weight(cost=cost, pages=True, public=public, fresh_s=fresh_s)

    def wrap_resolve(self, parent_resolver: Any) -> Any:
        """Return a resolver that takes the paging off the arguments and pages what the resolver lists."""
        resolver = super().wrap_resolve(parent_resolver)

        def resolve(root: Any, info: Any, *, first=None, after=None, last=None, before=None, **filters: Any) -> Any:  # type: ignore[no-untyped-def]
            paging = paging_of(first, after, last, before)
            # A filter that is null is one that was not given: the resolver's own default counts.
            given = {name: value for name, value in filters.items() if value is not None}
            listed = resolver(root, info, **given)
            if isinstance(listed, Listing):
                return _page(listed, paging)
            return listed.then(lambda listing: _page(listing, paging))

        return resolve


def _page(listing: Listing, paging: Paging) -> Page:
    return Page(listing, paging.read_with(listing.order))
