"""Which fields matched, and where, in the text as citizens see it."""

from services.search.index import Index
from services.search.query import Query
from services.search.result import Highlight

_TELLING = 0.7
"""Words that weigh less than this in the query are not worth a mark."""


def fields(index: Index, number: int, asked: Query) -> tuple[str, ...]:
    """Return the names of the fields of document `number` that have words or concepts of the query, sorted."""
    found: set[str] = set()
    for feature, weight in asked.features.items():
        if weight >= _TELLING and feature[0] in "wc":
            found.update(index.fields.get(feature, {}).get(number, ()))
    return tuple(sorted(found))


def of(index: Index, number: int, asked: Query) -> tuple[Highlight, ...]:
    """Return the shown fields of document `number` with what the query matched; fields without a match are left out."""
    found = []
    for shown in index.shown[number]:
        ranges = [(start, end) for start, end, term in shown.words if asked.features.get("w" + term, 0.0) >= _TELLING]
        ranges += [
            (start, end) for start, end, code in shown.concepts if asked.features.get("c" + code, 0.0) >= _TELLING
        ]
        if ranges:
            found.append(Highlight(shown.field, shown.text, _joined(ranges, shown.text)))
    return tuple(found)


def _joined(ranges: list[tuple[int, int]], text: str) -> tuple[tuple[int, int], ...]:
    """Join ranges that overlap, touch, or have only a space between them."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)
