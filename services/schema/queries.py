"""The catalogue's part of the root query."""

from typing import Any

import graphene

from services.models.rows import AgencyRow, CategoryRow, CounterRow, FocusAreaRow, LifeEventRow, ServiceRow
from services.models.snapshot import current
from services.search.facets import passes
from services.search.suggesting import suggest
from superapp.api.connections import ConnectionField, Listing
from superapp.api.errors import BadInput
from superapp.api.fields import Field, ListField, optional, required
from superapp.api.ids import finds
from superapp.api.scalars import BigInt

from .agency import Agency, AgencyConnection
from .changes import CatalogueChangeConnection, changes_since
from .enums import LifeEventKind
from .reading import AGENCIES_BY_NAME, catalogue, listed, search_index
from .search import LONGEST_QUERY, ServiceFilter, ServiceSearchConnection, Suggestion, filters_of, found
from .service import Service
from .statistics import CatalogueStatistics, Figures, statistics_of
from .vocabulary import Category, FocusArea, LifeEvent, ServiceConnection

FRESH_S = 300
# A banner cannot wait five minutes in somebody's cache.
BANNER_S = 60
MOST_SUGGESTIONS = 10


class CatalogueQuery(graphene.ObjectType):
    """What anybody may read of the catalogue."""

    service = Field(
        Service,
        code=required(graphene.String, description="The service's code."),
        public=True,
        fresh_s=BANNER_S,
        description="One published service; null when there is none of that code.",
    )
    services = ConnectionField(
        ServiceConnection,
        filter=optional(ServiceFilter, description="Narrows the list; all services without it."),
        public=True,
        fresh_s=FRESH_S,
        description="The published services, by name.",
    )
    search_services = ConnectionField(
        ServiceSearchConnection,
        cost=50,
        query=required(graphene.String, description="What a person would say, at most 200 characters."),
        filter=optional(ServiceFilter, description="Narrows what is found."),
        public=True,
        fresh_s=FRESH_S,
        description="The published services that answer a query, best first.",
    )
    suggest_services = ListField(
        Suggestion,
        most=MOST_SUGGESTIONS,
        cost=20,
        prefix=required(graphene.String, description="What has been typed so far, at most 200 characters."),
        limit=optional(graphene.Int, description="How many at most, 1 to 10; 8 when nothing is said."),
        public=True,
        fresh_s=FRESH_S,
        description="Completions of what is being typed, likeliest first.",
    )
    agency = Field(
        Agency,
        code=required(graphene.String, description="The agency's code."),
        public=True,
        fresh_s=FRESH_S,
        description="One agency; null when there is none of that code.",
    )
    agencies = ConnectionField(AgencyConnection, public=True, fresh_s=FRESH_S, description="All agencies, by name.")
    categories = ListField(
        Category, most=60, public=True, fresh_s=FRESH_S, description="All categories, in the order to show them."
    )
    category = Field(
        Category,
        code=required(graphene.String, description="The category's code."),
        public=True,
        fresh_s=FRESH_S,
        description="One category; null when there is none of that code.",
    )
    life_events = ListField(
        LifeEvent,
        most=60,
        kind=optional(LifeEventKind, description="Only those of persons, or of businesses; both without it."),
        public=True,
        fresh_s=FRESH_S,
        description="Life and business events, in the order to show them.",
    )
    life_event = Field(
        LifeEvent,
        code=required(graphene.String, description="The event's code."),
        public=True,
        fresh_s=FRESH_S,
        description="One life or business event; null when there is none of that code.",
    )
    focus_areas = ListField(
        FocusArea, most=20, public=True, fresh_s=FRESH_S, description="The areas of the national plan."
    )
    focus_area = Field(
        FocusArea,
        code=required(graphene.String, description="The area's code."),
        public=True,
        fresh_s=FRESH_S,
        description="One focus area; null when there is none of that code.",
    )
    alerted_services = ListField(
        Service,
        most=50,
        public=True,
        fresh_s=BANNER_S,
        description="Services with a banner up now, by name; at most 50.",
    )
    catalogue_statistics = Field(
        CatalogueStatistics,
        required=True,
        cost=20,
        public=True,
        fresh_s=FRESH_S,
        description="The catalogue in figures.",
    )
    catalogue_changes = ConnectionField(
        CatalogueChangeConnection,
        since_version=required(BigInt, description="The version the app's copy is as of; 0 for a first copy."),
        public=True,
        fresh_s=60,
        description="What changed since a version, oldest change first.",
    )

    def resolve_service(self, info: Any, code: str) -> ServiceRow | None:
        return catalogue(info).service_by_code.get(code)

    def resolve_services(self, info: Any, filter: Any = None) -> Listing:
        snapshot = catalogue(info)
        if filter is None:
            return listed(snapshot.services)
        filters = filters_of(filter, snapshot)
        let_through = {document.code for document in snapshot.documents if passes(document, filters)}
        return listed([row for row in snapshot.services if row.code in let_through])

    def resolve_search_services(self, info: Any, query: str, filter: Any = None) -> Listing:
        return found(info, query, filter)

    def resolve_suggest_services(self, info: Any, prefix: str, limit: int | None = None) -> Any:
        limit = 8 if limit is None else limit
        if len(prefix) > LONGEST_QUERY or not 1 <= limit <= MOST_SUGGESTIONS:
            raise BadInput(
                f"พิมพ์ได้ไม่เกิน {LONGEST_QUERY} ตัวอักษร และขอได้ 1 ถึง {MOST_SUGGESTIONS} รายการ",
                f"At most {LONGEST_QUERY} characters, and 1 to {MOST_SUGGESTIONS} suggestions.",
            )
        return suggest(search_index(info), prefix, limit)

    def resolve_agency(self, info: Any, code: str) -> AgencyRow | None:
        return catalogue(info).agency_by_code.get(code)

    def resolve_agencies(self, info: Any) -> Listing:
        return listed(catalogue(info).agencies, AGENCIES_BY_NAME)

    def resolve_categories(self, info: Any) -> list[CategoryRow]:
        return list(catalogue(info).categories.values())

    def resolve_category(self, info: Any, code: str) -> CategoryRow | None:
        return catalogue(info).categories.get(code)

    def resolve_life_events(self, info: Any, kind: Any = None) -> list[LifeEventRow]:
        wanted = getattr(kind, "value", kind)
        return [row for row in catalogue(info).life_events.values() if wanted in (None, row.kind)]

    def resolve_life_event(self, info: Any, code: str) -> LifeEventRow | None:
        return catalogue(info).life_events.get(code)

    def resolve_focus_areas(self, info: Any) -> list[FocusAreaRow]:
        return list(catalogue(info).focus_areas.values())

    def resolve_focus_area(self, info: Any, code: str) -> FocusAreaRow | None:
        return catalogue(info).focus_areas.get(code)

    def resolve_alerted_services(self, info: Any) -> list[ServiceRow]:
        return [row for row in catalogue(info).services if row.alert is not None][:50]

    def resolve_catalogue_statistics(self, info: Any) -> Figures:
        return statistics_of(catalogue(info))

    def resolve_catalogue_changes(self, info: Any, since_version: int) -> Listing:
        return changes_since(catalogue(info), since_version)


@finds("svc", ServiceRow)
def _service(context: Any, code: str) -> ServiceRow | None:
    return current(context.language).service_by_code.get(code)


@finds("agc", AgencyRow)
def _agency(context: Any, code: str) -> AgencyRow | None:
    return current(context.language).agency_by_code.get(code)


@finds("lev", LifeEventRow)
def _life_event(context: Any, code: str) -> LifeEventRow | None:
    return current(context.language).life_events.get(code)


@finds("cou", CounterRow)
def _counter(context: Any, code: str) -> CounterRow | None:
    agencies = current(context.language).agencies
    return next((counter for row in agencies for counter in row.counters if counter.code == code), None)


@finds("cat", CategoryRow)
def _category(context: Any, code: str) -> CategoryRow | None:
    return current(context.language).categories.get(code)


@finds("foc", FocusAreaRow)
def _focus_area(context: Any, code: str) -> FocusAreaRow | None:
    return current(context.language).focus_areas.get(code)
