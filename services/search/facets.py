"""Filters and counts: what would be left if one more filter were set."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from services.search.document import ServiceDocument
from services.search.result import Facet, Filters

FACETS: Final = ("category", "life_event", "focus_area", "agency", "audience", "channel", "digital_level")


def passes(document: ServiceDocument, filters: Filters, but: str | None = None) -> bool:
    """Return whether `filters` let `document` through, the filter named `but` left aside."""
    if filters.free_only and document.fee_is_free is not True:
        return False
    for name in FACETS:
        wanted = getattr(filters, name)
        if wanted and name != but and not set(wanted).intersection(_values(document, name)):
            return False
    return True


def count(documents: Sequence[ServiceDocument], filters: Filters) -> tuple[Facet, ...]:
    """Count the values of each facet over `documents` with every filter applied but the facet's own."""
    found = []
    for name in FACETS:
        counts: Counter[str] = Counter()
        for document in documents:
            if passes(document, filters, but=name):
                counts.update(_values(document, name))
        found.append(Facet(name, tuple(sorted(counts.items(), key=lambda each: (-each[1], each[0])))))
    return tuple(found)


def _values(document: ServiceDocument, name: str) -> tuple[str, ...]:
    if name == "agency":
        return (document.agency_code,)
    if name == "channel":
        return document.channels
    value = getattr(document, name)
    if isinstance(value, tuple):
        return value
    return (value,) if value else ()
