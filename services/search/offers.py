"""What to offer when a search found nothing: places to browse and what to try, as codes."""

from collections import defaultdict
from typing import Final

from services.search.index import Index
from services.search.query import Query
from services.search.result import Filters, Help

CATEGORIES: Final = 4
_LONG: Final = 25


def of(index: Index, asked: Query, filters: Filters, *, found_without_filters: bool) -> Help:
    """Return the categories and life events nearest to the query, best first, and tips in the order to try them."""
    categories: dict[str, float] = defaultdict(float)
    events: dict[str, float] = defaultdict(float)
    for feature, weight in asked.features.items():
        for number, impact in index.postings.get(feature, ()):
            document = index.documents[number]
            categories[document.category] += impact * weight
            if document.life_event:
                events[document.life_event] += impact * weight
    tips = []
    if found_without_filters and filters != Filters():
        tips.append("remove_filters")
    if len(asked.understood.normalised) > _LONG:
        tips.append("shorter")
    tips += ["everyday_words", "browse"]
    return Help(_best(categories), _best(events), tuple(tips))


def _best(sums: dict[str, float]) -> tuple[str, ...]:
    return tuple(code for code, _ in sorted(sums.items(), key=lambda each: (-each[1], each[0]))[:CATEGORIES])
