"""The public catalogue in memory: one set of frozen rows per language, and one search index.

A process looks at the catalogue's version at most once a second and builds the next snapshot beside the old one, so a
public answer is at most about two seconds old and, when nothing changed, costs no query at all. The search index takes
seconds to build, so a process that has one answers searches from it until the next is ready. Officers' pages never
read from here, and nothing about a citizen ever enters.
"""

import gc
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import structlog
from django.conf import settings
from django.db import DatabaseError

from services.search.document import ServiceDocument
from services.search.index import Index, build

from .agency import Agency
from .catalogue import Catalogue
from .content_rows import content_of
from .counter import Counter
from .row_making import (
    Publication,
    Surroundings,
    agency_row,
    category_row,
    counter_row,
    focus_area_row,
    life_event_row,
    service_row,
)
from .rows import AgencyRow, CategoryRow, FocusAreaRow, LifeEventRow, ServiceRow
from .search_document import document_of
from .service import Service
from .vocabulary import Category, FocusArea, LifeEvent

LANGUAGES = ("th", "en")
LOOK_AGAIN_AFTER_S = 1.0
MAY_BE_OLD_S = 600.0

log = structlog.get_logger("catalogue")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The published catalogue in one language. Tuples of services are in the order of their names.

    `retired` and `retired_agencies` are pairs of the version that withdrew something, and its code.
    """

    version: int
    language: str
    services: tuple[ServiceRow, ...]
    service_by_code: Mapping[str, ServiceRow]
    agencies: tuple[AgencyRow, ...]
    agency_by_code: Mapping[str, AgencyRow]
    categories: Mapping[str, CategoryRow]
    life_events: Mapping[str, LifeEventRow]
    focus_areas: Mapping[str, FocusAreaRow]
    by_agency: Mapping[str, tuple[ServiceRow, ...]]
    by_category: Mapping[str, tuple[ServiceRow, ...]]
    by_life_event: Mapping[str, tuple[ServiceRow, ...]]
    by_focus_area: Mapping[str, tuple[ServiceRow, ...]]
    retired: tuple[tuple[int, str], ...]
    index: Index = field(repr=False)
    retired_agencies: tuple[tuple[int, str], ...] = ()

    def related(self, service: ServiceRow) -> tuple[ServiceRow, ...]:
        """Return the related services that are published now."""
        return tuple(self.service_by_code[code] for code in service.related_codes if code in self.service_by_code)

    def services_of(self, agency: AgencyRow) -> tuple[ServiceRow, ...]:
        """Return what an agency offers: its own services and, at a municipality, those of the body it belongs to."""
        own = self.by_agency.get(agency.code, ())
        if agency.parent_code is None:
            return own
        return tuple(sorted((*own, *self.by_agency.get(agency.parent_code, ())), key=_by_name))


@dataclass(frozen=True, slots=True)
class _Generation:
    """One state of the catalogue. The index may be of an earlier one: of `indexed`, as of `indexed_version`."""

    version: int
    by_language: Mapping[str, Snapshot]
    documents: tuple[ServiceDocument, ...]
    indexed: tuple[ServiceDocument, ...]
    indexed_version: int

    @property
    def index(self) -> Index:
        return self.by_language[LANGUAGES[0]].index

    def with_index(self, index: Index) -> "_Generation":
        """Return the same state with the index of its own documents."""
        by_language = {language: replace(each, index=index) for language, each in self.by_language.items()}
        return _Generation(self.version, by_language, self.documents, self.documents, self.version)


class _Holder:
    """The process's newest generation, and the lock that lets one thread build the next."""

    def __init__(self) -> None:
        self.generation: _Generation | None = None
        self.looked_at = 0.0
        self.away_since: float | None = None
        self.building = threading.Lock()
        self.indexing = threading.Lock()

    def current(self) -> _Generation:
        now = time.monotonic()
        generation = self.generation
        if generation is not None and now - self.looked_at < LOOK_AGAIN_AFTER_S:
            return generation
        # With an old generation at hand nobody waits: one thread builds, the others answer from what they have.
        if not self.building.acquire(blocking=generation is None):
            return generation  # type: ignore[return-value]
        try:
            if self.generation is not None and time.monotonic() - self.looked_at < LOOK_AGAIN_AFTER_S:
                return self.generation
            try:
                version = Catalogue.objects.version()
            except DatabaseError as error:
                return self._without_database(error)
            self.away_since = None
            while self.generation is None or self.generation.version != version:
                built = _build(version, self.generation)
                # Every change raises the version in its own transaction, so an unchanged version after the last
                # read proves that all reads saw one state; otherwise what was built may be half of each.
                version = Catalogue.objects.version()
                if built.version == version:
                    self.generation = built
                    _set_aside()
            if self.generation.indexed != self.generation.documents and not self.indexing.locked():
                threading.Thread(target=self.index_later, name="search-index", daemon=True).start()
            self.looked_at = time.monotonic()
            return self.generation
        finally:
            self.building.release()

    def _without_database(self, error: DatabaseError) -> _Generation:
        """Answer from what is held while the database is away, for ten minutes; then the error is everybody's."""
        now = time.monotonic()
        if self.away_since is None:
            self.away_since = now
            log.warning("catalogue_without_database", error=type(error).__name__)
        if self.generation is None or now - self.away_since > MAY_BE_OLD_S:
            raise error
        self.looked_at = now
        return self.generation

    def index_later(self) -> None:
        """Build the search index of the newest generation, while requests are answered from the one that stands."""
        with self.indexing:
            while (generation := self.generation) is not None and generation.indexed != generation.documents:
                index = _index_of(generation.documents)
                with self.building:
                    newest = self.generation
                    if newest is not None and newest.documents == generation.documents:
                        self.generation = newest.with_index(index)
                        _set_aside()


def _index_of(documents: tuple[ServiceDocument, ...]) -> Index:
    """Build a search index without the garbage collector: it would walk what is being made again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return build(documents)
    finally:
        if was_on:
            gc.enable()


def _set_aside() -> None:
    """Spare the garbage collector what is held: half a million objects, and none of them in a cycle.

    A full round over them stops every thread for half a second, and rounds come with the traffic. What building left
    behind in cycles is collected before, and so is what was set aside the last time and has become garbage since; an
    older generation goes when the last request that reads it is done.
    """
    if settings.CATALOGUE_SET_ASIDE:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


_holder = _Holder()


def current(language: str) -> Snapshot:
    """Return the public catalogue in `language` ("th" or "en"), at most about two seconds old."""
    return _holder.current().by_language[language]


def version() -> str:
    """Return the version of the catalogue that `current` would answer from, for cached answers.

    Two numbers, of the rows and of the search index, since a newer index changes answers to searches.
    """
    generation = _holder.current()
    return f"{generation.version}.{generation.indexed_version}"


def forget() -> None:
    """Drop what is held, so that the next reader builds it anew; for tests and after a restored database."""
    _holder.generation = None


def _by_name(row: ServiceRow | AgencyRow) -> tuple[str, str]:
    return (row.sort_key, row.code)


def _build(version: int, previous: _Generation | None) -> _Generation:
    agencies = list(Agency.objects.in_service().select_related("parent"))
    counters = list(Counter.objects.prefetch_related("opening_hours", "services").order_by("code"))
    categories = list(Category.objects.order_by("position"))
    life_events = list(LifeEvent.objects.order_by("position"))
    focus_areas = list(FocusArea.objects.order_by("position"))
    services = list(Service.objects.published().with_parts())
    contents = {service.code: content_of(service) for service in services}
    retired = tuple(
        Service.objects.filter(state=Service.State.RETIRED)
        .order_by("changed_in", "code")
        .values_list("changed_in", "code")
    )
    retired_agencies = tuple(
        Agency.objects.exclude(retired_at=None).order_by("changed_in", "code").values_list("changed_in", "code")
    )
    terms = {row.code: row for row in (*categories, *life_events, *focus_areas)}
    agency_by_code = {agency.code: agency for agency in agencies}
    documents = tuple(
        document_of(code, content, agency=agency_by_code[content.agency], terms=terms)
        for code, content in sorted(contents.items())
    )
    if previous is None or not (settings.CATALOGUE_INDEX_LATER or previous.indexed == documents):
        indexed, indexed_version, index = documents, version, _index_of(documents)
    else:
        # Either no text changed, or the new index is made beside the new rows (_Holder.index_later).
        indexed, indexed_version, index = previous.indexed, previous.indexed_version, previous.index

    def in_language(language: str) -> Snapshot:
        agency_rows = {
            agency.code: agency_row(
                agency,
                [counter_row(each, language) for each in counters if each.agency_id == agency.pk],
                language,
            )
            for agency in agencies
        }
        around = Surroundings(
            language,
            agency_rows,
            {row.code: category_row(row, language) for row in categories},
            {row.code: life_event_row(row, language) for row in life_events},
            {row.code: focus_area_row(row, language) for row in focus_areas},
        )
        rows = tuple(
            sorted(
                (
                    service_row(contents[each.code], code=each.code, around=around, publication=_publication(each))
                    for each in services
                ),
                key=_by_name,
            )
        )
        return Snapshot(
            version=version,
            language=language,
            services=rows,
            service_by_code={row.code: row for row in rows},
            agencies=tuple(sorted(agency_rows.values(), key=_by_name)),
            agency_by_code=agency_rows,
            categories=around.categories,
            life_events=around.life_events,
            focus_areas=around.focus_areas,
            by_agency=_grouped((row.agency.code, row) for row in rows),
            by_category=_grouped((row.category.code, row) for row in rows),
            by_life_event=_grouped((row.life_event.code, row) for row in rows if row.life_event),
            by_focus_area=_grouped((row.focus_area.code, row) for row in rows if row.focus_area),
            retired=retired,
            index=index,
            retired_agencies=retired_agencies,
        )

    by_language = {language: in_language(language) for language in LANGUAGES}
    return _Generation(version, by_language, documents, indexed, indexed_version)


def _publication(service: Service) -> Publication:
    version = service.published_version
    assert version is not None
    assert version.effective_at is not None
    alert = next((each for each in service.alerts.all() if each.cleared_at is None), None)
    return Publication(version.number, version.effective_at, list(service.facts.all()), alert, service.changed_in)


def _grouped(pairs: Iterable[tuple[str, ServiceRow]]) -> dict[str, tuple[ServiceRow, ...]]:
    groups: dict[str, list[ServiceRow]] = defaultdict(list)
    for code, row in pairs:
        groups[code].append(row)
    return {code: tuple(rows) for code, rows in groups.items()}


def search_documents() -> list[ServiceDocument]:
    """Return what is published as documents for search, by code; for `evaluate_search` and measurements."""
    return list(_holder.current().documents)
