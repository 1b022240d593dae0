"""One state of the public catalogue: its frozen rows in each language, built from the database in a few queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace

from django.conf import settings

from services.search.document import ServiceDocument
from services.search.index import Index

from .agency import Agency
from .content_rows import content_of
from .counter import Counter
from .measured_time import MeasuredTime
from .row_making import (
    Publication,
    Surroundings,
    agency_row,
    category_row,
    counter_row,
    focus_area_row,
    life_event_row,
    measured_row,
    service_row,
)
from .rows import AgencyRow, CategoryRow, FocusAreaRow, LifeEventRow, MeasuredRow, ServiceRow
from .search_document import document_of
from .service import Service
from .vocabulary import Category, FocusArea, LifeEvent

LANGUAGES = ("th", "en")


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
    measured: Mapping[str, MeasuredRow]
    retired: tuple[tuple[int, str], ...]
    retired_agencies: tuple[tuple[int, str], ...]
    documents: tuple[ServiceDocument, ...] = field(repr=False)
    index_ready: "Future[Index]" = field(repr=False)

    @property
    def index(self) -> Index:
        """Return the search index. Just after the process started this waits for it; seldom, and for seconds."""
        return self.index_ready.result()

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
class Generation:
    """One state of the catalogue. The index may be of an earlier one: of `indexed`, as of `indexed_version`."""

    version: int
    by_language: Mapping[str, Snapshot]
    documents: tuple[ServiceDocument, ...]
    indexed: tuple[ServiceDocument, ...]
    indexed_version: int

    @property
    def index_ready(self) -> "Future[Index]":
        """Return the promise of the index; kept once the process has its first."""
        return self.by_language[LANGUAGES[0]].index_ready

    def with_index(self, index: Index) -> "Generation":
        """Return the same state with the index of its own documents."""
        ready: Future[Index] = Future()
        ready.set_result(index)
        by_language = {language: replace(each, index_ready=ready) for language, each in self.by_language.items()}
        return Generation(self.version, by_language, self.documents, self.documents, self.version)


def _by_name(row: ServiceRow | AgencyRow) -> tuple[str, str]:
    return (row.sort_key, row.code)


def build_generation(
    version: int, previous: Generation | None, promise: Callable[[tuple[ServiceDocument, ...]], "Future[Index]"]
) -> Generation:
    """Read the catalogue as it is now; `promise` gives the index of documents that need a new one at once."""
    agencies = list(Agency.objects.in_service().select_related("parent"))
    counters = list(Counter.objects.prefetch_related("opening_hours", "services").order_by("code"))
    categories = list(Category.objects.order_by("position"))
    life_events = list(LifeEvent.objects.order_by("position"))
    focus_areas = list(FocusArea.objects.order_by("position"))
    services = list(Service.objects.published().with_parts())
    contents = {service.code: content_of(service) for service in services}
    measured = list(MeasuredTime.objects.filter(matter__in=contents))
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
        indexed, indexed_version, index_ready = documents, version, promise(documents)
    else:
        # Either no text changed, or the new index is made beside the new rows (snapshot.py).
        indexed, indexed_version, index_ready = previous.indexed, previous.indexed_version, previous.index_ready

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
            measured={row.matter: measured_row(row, language) for row in measured},
            retired=retired,
            retired_agencies=retired_agencies,
            documents=documents,
            index_ready=index_ready,
        )

    by_language = {language: in_language(language) for language in LANGUAGES}
    return Generation(version, by_language, documents, indexed, indexed_version)


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
