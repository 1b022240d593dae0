"""Search: services for what a person would say, with facets, highlights, "did you mean" and suggestions."""

from dataclasses import dataclass
from typing import Any

import graphene
from django.utils import timezone

from services.actions import searches
from services.models import wording
from services.models.rows import ServiceRow
from services.models.snapshot import Snapshot
from services.search.ranking import search
from services.search.result import Filters, Hit, SearchResult
from superapp.api.connections import Listing, connection_of
from superapp.api.errors import BadInput
from superapp.api.fields import Field, ListField
from superapp.api.ids import global_id
from superapp.api.keyset import Column, Order

from .enums import Audience, ChannelType, DigitalLevel, SuggestionKind
from .reading import catalogue, search_index
from .service import Service
from .statistics import Tally
from .vocabulary import Category, LifeEvent

LONGEST_QUERY = 200
BY_RELEVANCE = Order("search.relevance", (Column("score", float, is_descending=True), Column("code")))


class ServiceFilter(graphene.InputObjectType):
    """Narrows a list of services. Each list means "any of these"; what is left out narrows nothing."""

    category = graphene.List(graphene.NonNull(graphene.String), description="Category codes.")
    life_event = graphene.List(graphene.NonNull(graphene.String), description="Life event codes.")
    focus_area = graphene.List(graphene.NonNull(graphene.String), description="Focus area codes.")
    agency = graphene.List(graphene.NonNull(graphene.String), description="Agency codes.")
    audience = graphene.List(graphene.NonNull(Audience), description="Whom it is for.")
    channel = graphene.List(graphene.NonNull(ChannelType), description="How one reaches it.")
    digital_level = graphene.List(graphene.NonNull(DigitalLevel), description="How much can be done online.")
    free_only = graphene.Boolean(description="True: only what is known to be free.")


def filters_of(given: Any, snapshot: Snapshot) -> Filters:
    """Return a filter as the search takes it; None narrows nothing.

    :raises BadInput: for a code that does not exist, so that a typing slip does not look like an empty shelf.
    """
    if given is None:
        return Filters()
    known = {
        "category": snapshot.categories,
        "life_event": snapshot.life_events,
        "focus_area": snapshot.focus_areas,
        "agency": snapshot.agency_by_code,
    }
    values: dict[str, Any] = {}
    for name in ("category", "life_event", "focus_area", "agency", "audience", "channel", "digital_level"):
        chosen = tuple(getattr(each, "value", each) for each in given.get(name) or ())
        for code in chosen:
            if name in known and code not in known[name]:
                raise BadInput(f"ไม่มีรหัสนี้ใน {name}", f"There is no such code in {name}.")
        values[name] = chosen
    return Filters(**values, free_only=bool(given.get("free_only")))


class Highlight(graphene.ObjectType):
    """Where a text of the service matches what was searched for."""

    is_public = True
    field = Field(graphene.String, required=True, description="Which text: name_th, name_en, description_th, ...")
    text = Field(graphene.String, required=True, description="The whole text.")
    ranges = ListField(
        graphene.Int,
        most=100,
        description="The parts that match, in order, as pairs of code points: start, end (not included), start, end.",
    )

    def resolve_ranges(self: Any, _info: Any) -> list[int]:
        return [point for part in self.ranges[:50] for point in part]


class Facet(graphene.ObjectType):
    """One way to narrow what was found."""

    is_public = True
    name = Field(graphene.String, required=True, description="Name of the filter: category, agency, channel, ...")
    values = ListField(
        Tally, most=100, cost=0, description="Its values, commonest first, with all filters applied but its own."
    )


class Suggestion(graphene.ObjectType):
    """A completion of what is being typed."""

    is_public = True
    id = Field(graphene.ID, required=True, description="The same for the same suggestion.")
    text = Field(graphene.String, required=True, description="The text to show, and to search for.")
    kind = Field(SuggestionKind, required=True, description="What choosing it leads to.")
    code = Field(graphene.String, description="Code of the service, agency or category; null for a phrase.")
    service = Field(Service, description="The service; null when it leads elsewhere.")

    def resolve_id(self: Any, _info: Any) -> str:
        return global_id("sug", f"{self.kind}/{self.code or self.text}"[:150])

    def resolve_service(self: Any, info: Any) -> ServiceRow | None:
        return catalogue(info).service_by_code.get(self.code) if self.kind == "service" and self.code else None


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A hit with what it is a hit of."""

    score: float
    code: str
    service: ServiceRow
    hit: Hit


@dataclass(frozen=True, slots=True)
class About:
    """What a search says as a whole."""

    result: SearchResult
    snapshot: Snapshot


TIPS = {
    "shorter": ("ลองใช้คำให้น้อยลง", "Try fewer words."),
    "everyday_words": ("ลองใช้คำที่พูดกันทั่วไป", "Try the words you would say aloud."),
    "remove_filters": ("ลองเอาตัวกรองออก", "Try without filters."),
    "browse": ("ลองเลือกดูตามหมวดหรือเหตุการณ์ในชีวิต", "Browse by category or life event."),
}


def _facets(page: Any, _info: Any) -> list[dict[str, Any]]:
    about: About = page.about
    return [
        {
            "name": facet.name,
            "values": [
                {"code": code, "name": _facet_word(facet.name, code, about.snapshot), "count": count}
                for code, count in facet.values[:100]
            ],
        }
        for facet in about.result.facets
    ]


def _facet_word(name: str, code: str, snapshot: Snapshot) -> str:
    rows = {
        "category": snapshot.categories,
        "life_event": snapshot.life_events,
        "focus_area": snapshot.focus_areas,
        "agency": snapshot.agency_by_code,
    }
    words = {"audience": wording.AUDIENCE, "channel": wording.CHANNEL, "digital_level": wording.DIGITAL_LEVEL}
    if name in rows:
        row = rows[name].get(code)
        return row.name if row else code
    return wording.word(words[name][code], snapshot.language) if name in words else code


def _offered(name: str, page: Any) -> list[Any]:
    about: About = page.about
    codes = getattr(about.result.help, name, ())
    rows: Any = getattr(about.snapshot, name)
    return [rows[code] for code in codes if code in rows]


def _tips(page: Any, info: Any) -> list[str]:
    return [
        TIPS[tip][info.context.language == "en"] for tip in getattr(page.about.result.help, "tips", ()) if tip in TIPS
    ]


ServiceSearchConnection = connection_of(
    Service,
    "ServiceSearch",
    is_public=True,
    extra={
        "facets": ListField(Facet, most=10, cost=0, description="Ways to narrow, with counts.", resolver=_facets),
        "did_you_mean": Field(
            graphene.String,
            description="What the person may have meant; null when the text was read as written.",
            resolver=lambda page, _info: page.about.result.did_you_mean,
        ),
        "understood_language": Field(
            graphene.String,
            required=True,
            description="How the text was read: th, en, mixed, romanised, or und when nothing could be read.",
            resolver=lambda page, _info: page.about.result.understood.language,
        ),
        "near_categories": ListField(
            Category,
            most=10,
            description="Categories to offer when nothing was found; empty otherwise.",
            resolver=lambda page, _info: _offered("categories", page),
        ),
        "near_life_events": ListField(
            LifeEvent,
            most=10,
            description="Life events to offer when nothing was found; empty otherwise.",
            resolver=lambda page, _info: _offered("life_events", page),
        ),
        "tips": ListField(
            graphene.String,
            most=10,
            description="What to try when nothing was found, in sentences; empty otherwise.",
            resolver=_tips,
        ),
    },
    edge_extra={
        "highlights": ListField(
            Highlight,
            most=4,
            cost=0,
            description="Where it matches.",
            resolver=lambda edge, _info: edge.row.hit.highlights,
        ),
        "score": Field(
            graphene.Float,
            required=True,
            description="How well it matches; comparable within one search only.",
            resolver=lambda edge, _info: edge.row.score,
        ),
    },
)


def found(info: Any, query: str, given: Any) -> Listing:
    """Return what a search finds, best first, as something to page through.

    :raises BadInput: when the text is longer than 200 characters or a filter names a code that does not exist.
    """
    if len(query) > LONGEST_QUERY:
        raise BadInput(
            f"คำค้นยาวเกิน {LONGEST_QUERY} ตัวอักษร โปรดย่อให้สั้นลง",
            f"The query is longer than {LONGEST_QUERY} characters: shorten it.",
        )
    snapshot = catalogue(info)
    filters = filters_of(given, snapshot)
    result = search(search_index(info), query, filters)
    if not result.hits and query.strip() and filters == Filters():
        searches.note_unfound(text=query, language=snapshot.language, day=timezone.localdate(info.context.now))
    # Without a text nothing matches better than anything else: what is used most comes first.
    use = {} if query.strip() else {document.code: document.weight for document in snapshot.documents}
    rows = [
        FoundRow(use.get(hit.code, hit.score), hit.code, snapshot.service_by_code[hit.code], hit)
        for hit in result.hits
        if hit.code in snapshot.service_by_code
    ]
    rows.sort(key=lambda row: (-row.score, row.code))
    return Listing(rows, BY_RELEVANCE, node=lambda row: row.service, about=About(result, snapshot))
