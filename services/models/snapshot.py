"""The public catalogue in memory: one set of frozen rows per language, and one search index.

A process looks at the catalogue's version at most once a second and builds the next snapshot beside the old one, so a
public answer is at most about two seconds old and, when nothing changed, costs no query at all. Officers' pages never
read from here, and nothing about a citizen ever enters.
"""

import gc
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.search.document import ServiceDocument
from services.search.index import Index, build

from .agency import Agency
from .catalogue import Catalogue
from .content import ServiceContent
from .content_rows import content_of
from .counter import Counter
from .fact import Certainty, FactName
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
from .service import Service
from .vocabulary import Category, FocusArea, LifeEvent

LANGUAGES = ("th", "en")
LOOK_AGAIN_AFTER_S = 1.0


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
    version: int
    by_language: Mapping[str, Snapshot]
    documents: tuple[ServiceDocument, ...]


class _Holder:
    """The process's newest generation, and the lock that lets one thread build the next."""

    def __init__(self) -> None:
        self.generation: _Generation | None = None
        self.looked_at = 0.0
        self.building = threading.Lock()

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
            version = Catalogue.objects.version()
            while self.generation is None or self.generation.version != version:
                built = _build(version, self.generation)
                # Every change raises the version in its own transaction, so an unchanged version after the last
                # read proves that all reads saw one state; otherwise what was built may be half of each.
                version = Catalogue.objects.version()
                if built.version == version:
                    self.generation = built
                    _set_aside()
            self.looked_at = time.monotonic()
            return self.generation
        finally:
            self.building.release()


def _set_aside() -> None:
    """Spare the garbage collector what is held: half a million objects, and none of them in a cycle.

    A full round over them stops every thread for half a second, and rounds come with the traffic. What building left
    behind in cycles is collected before; an older generation goes when the last request that reads it is done.
    """
    gc.collect()
    gc.freeze()


_holder = _Holder()


def current(language: str) -> Snapshot:
    """Return the public catalogue in `language` ("th" or "en"), at most about two seconds old."""
    return _holder.current().by_language[language]


def version() -> str:
    """Return the version of the catalogue that `current` would answer from, for keys of cached answers."""
    return str(_holder.current().version)


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
    documents = tuple(
        sorted(
            (
                _document(code, content, {row.code: row for row in agencies}, terms)
                for code, content in contents.items()
            ),
            key=lambda document: document.code,
        )
    )
    if previous is not None and previous.documents == documents:
        index = previous.by_language["th"].index
    else:
        index = build(documents)

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

    return _Generation(version, {language: in_language(language) for language in LANGUAGES}, documents)


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


def _document(
    code: str,
    content: ServiceContent,
    agencies: Mapping[str, Agency],
    terms: Mapping[str, Category | LifeEvent | FocusArea],
) -> ServiceDocument:
    agency = agencies[content.agency]
    return ServiceDocument(
        code=code,
        name_th=content.name_th,
        name_en=content.name_en,
        description_th=content.description_th,
        description_en=content.description_en,
        keywords=content.keywords,
        agency_code=agency.code,
        agency_names=tuple(
            dict.fromkeys(
                name
                for name in (agency.name_th, agency.name_en, agency.abbreviation_th, agency.code, *agency.nicknames)
                if name
            )
        ),
        category=content.category,
        category_names=_names(terms[content.category]),
        life_event=content.life_event or None,
        life_event_names=_names(terms[content.life_event]) if content.life_event else (),
        focus_area=content.focus_area or None,
        audience=content.audience,
        channels=tuple(dict.fromkeys(channel.type for channel in content.channels)),
        kind=content.kind,
        digital_level=content.digital_level,
        legal=tuple(law.title_th for law in content.legal),
        fee_is_free=_is_free(content),
    )


def _is_free(content: ServiceContent) -> bool | None:
    # None where nobody knows: no fee is given, or the sources do not agree on it.
    if not content.fees or content.facts[FactName.FEE].certainty == Certainty.CONFLICTING:
        return None
    return all(fee.amount_satang == 0 for fee in content.fees)


def _names(term: Category | LifeEvent | FocusArea) -> tuple[str, ...]:
    return (term.name_th, term.name_en, *getattr(term, "nicknames", ()))


def search_documents() -> list[ServiceDocument]:
    """Return what is published as documents for search, by code; for `evaluate_search` and measurements."""
    return list(_holder.current().documents)
