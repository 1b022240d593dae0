"""Rank services for a query by evidence of several kinds, each between 0 and 1 before it is weighed.

    words     words of the query in the fields of the service (BM25F)
    concepts  the same for synonyms and situations
    letters   three letters at a time, in a spelling skeleton: forgives misspelling and missing spaces
    sounds    four sounds at a time: forgives more, and reads romanised Thai
    phrase    likeness to the best single phrase (name or keyword) of the service
    intent    the person wants to do what the service does
    second    likeness to the second best
    agency    the query names the agency
    area      the query names a place: the service of the capital or of the other provinces
    prior     how much the service is used

The weights were chosen by cross-validation (bench/search.py); they are few on purpose.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from services.search import facets, highlights, offers, query
from services.search.index import CHANNELS, Index, phrase_weight
from services.search.result import Evidence, Filters, Hit, SearchResult

KINDS: Final = {"w": "words", "c": "concepts", "g": "letters", "s": "sounds"}
CONTENT: Final = (*KINDS.values(), "phrase", "second")
"""Evidence about what the query says; without any of it nothing is found."""

UNKNOWN: Final = 0.5
"""How rare a word counts that no service has, beside the rarest."""


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts."""

    words: float = 1.1
    concepts: float = 1.4
    letters: float = 1.5
    sounds: float = 0.5
    phrase: float = 0.3
    second: float = 0.5
    intent: float = 0.1
    agency: float = 0.15
    area: float = 0.4
    prior: float = 0.02


WEIGHTS: Final = Weights()

EVERYTHING: Final = Filters()

FLOOR: Final = 0.12
"""Services that score less than this are not shown: sharing a few letters is no find."""

TAIL: Final = 0.3
"""Nor those that score less than this share of the best."""


def search(
    index: Index,
    text: str,
    filters: Filters = EVERYTHING,
    limit: int | None = None,
    weights: Weights = WEIGHTS,
) -> SearchResult:
    """Return the services that answer `text`, best first, equal scores in the order of codes.

    Any text is safe: it is cut to 200 characters, and what cannot be read finds nothing. An empty `text` lists
    everything the filters let through, by prior and code. `limit` cuts the hits, not the counts; None gives all.
    """
    asked = query.understand(index, text)
    explain: Callable[[int], tuple[Evidence, ...]] = _nothing
    if asked.nothing:
        everything = not text.strip()
        ranked = [(number, 0.0) for number in range(len(index.documents))] if everything else []
        ranked.sort(key=lambda each: (-index.documents[each[0]].weight, each[0]))
    else:
        scores, explain = score(index, asked, weights)
        best = max(scores, default=0.0)
        floor = max(FLOOR, TAIL * best)
        ranked = [(number, each) for number, each in enumerate(scores) if each >= floor]
        ranked.sort(key=lambda each: (-round(each[1], 9), each[0]))
    kept = [each for each in ranked if facets.passes(index.documents[each[0]], filters)]
    hits = tuple(
        Hit(
            code=index.documents[number].code,
            score=round(each, 6),
            fields=highlights.fields(index, number, asked),
            highlights=highlights.of(index, number, asked),
            evidence=explain(number),
        )
        for number, each in (kept if limit is None else kept[: max(0, limit)])
    )
    return SearchResult(
        hits=hits,
        total=len(kept),
        facets=facets.count([index.documents[number] for number, _ in ranked], filters),
        did_you_mean=asked.corrected,
        understood=asked.understood,
        help=None if kept else offers.of(index, asked, filters, found_without_filters=bool(ranked)),
    )


def codes(index: Index, text: str, limit: int) -> tuple[str, ...]:
    """Return only the codes of the hits of a search, best first, at most `limit`."""
    return tuple(hit.code for hit in search(index, text, limit=limit).hits)


def score(
    index: Index, asked: query.Query, weights: Weights = WEIGHTS
) -> tuple[list[float], Callable[[int], tuple[Evidence, ...]]]:
    """Return the score of every document, in index order, and a function that explains one of them."""
    found = evidence(index, asked)
    factors = asdict(weights)

    def explain(number: int) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(kind, _detail(index, asked, kind, number), round(values[number] * factors[kind], 4))
            for kind, values in found.items()
            if abs(values[number] * factors[kind]) >= 0.00005
        )

    return combine(found, weights), explain


def combine(found: Mapping[str, Sequence[float]], weights: Weights) -> list[float]:
    """Return the weighed sum per document; 0 for documents with nothing but intent, agency or prior to show."""
    factors = asdict(weights)
    content = [0.0] * len(next(iter(found.values())))
    beside = list(content)
    for kind, values in found.items():
        factor = factors[kind]
        if factor:
            sums = content if kind in CONTENT else beside
            for number, value in enumerate(values):
                if value:
                    sums[number] += value * factor
    return [one + other if one > 0 else 0.0 for one, other in zip(content, beside, strict=True)]


def evidence(index: Index, asked: query.Query) -> dict[str, list[float]]:
    """Return each kind of evidence for every document, unweighed, 0 to 1 (intent and area may be negative)."""
    total = len(index.documents)
    sums = {channel: [0.0] * total for channel in CHANNELS}
    possible = dict.fromkeys(CHANNELS, 0.0)
    rarest = math.log(1 + (total + 0.5) / 0.5)
    for feature, weight in asked.features.items():
        channel = feature[0]
        rarity = index.rarity.get(feature)
        if rarity is None:
            # A word nobody here uses still says that the query asks for more than was matched.
            if channel in "wg" and weight >= 1:
                possible[channel] += rarest * weight * UNKNOWN
            continue
        possible[channel] += rarity * weight
        values = sums[channel]
        for number, impact in index.postings[feature]:
            values[number] += impact * weight
    found = {}
    for channel, kind in KINDS.items():
        most = possible[channel]
        found[kind] = [value / most for value in sums[channel]] if most else sums[channel]
    found["phrase"], found["second"] = _phrases(index, asked)
    found["intent"] = [_intent(asked.intents, each) for each in index.intents]
    found["agency"] = _agency(index, asked)
    found["area"] = _area(index, asked)
    found["prior"] = [document.weight for document in index.documents]
    return found


def _phrases(index: Index, asked: query.Query) -> tuple[list[float], list[float]]:
    """Cosines of the query with the closest and the second closest phrase of each document."""
    total = len(index.phrases)
    sums = [0.0] * total
    size = 0.0
    for feature, weight in asked.phrase.items():
        entries = index.phrase_postings.get(feature)
        telling = weight * phrase_weight(feature, len(entries) if entries else 0, total)
        size += telling * telling
        if entries:
            for number, share in entries:
                sums[number] += telling * share
    length = math.sqrt(size) or 1.0
    first = [0.0] * len(index.documents)
    second = [0.0] * len(index.documents)
    for number, found in enumerate(sums):
        if found:
            owner = index.phrase_owner[number]
            likeness = found / length
            if likeness > first[owner]:
                first[owner], second[owner] = likeness, first[owner]
            elif likeness > second[owner]:
                second[owner] = likeness
    return first, second


def _intent(wanted: frozenset[str], offered: frozenset[str]) -> float:
    """1 when the service does all that is wanted; a little less than nothing when it is for something else."""
    if not wanted:
        # Nobody asked for an appointment or a complaint: the plain service goes first.
        return -0.3 if offered & {"appointment", "complain", "appeal", "lost"} else 0.0
    return len(wanted & offered) / len(wanted) - 0.3 * len((offered - wanted) & {"appointment", "complain", "lost"})


def _agency(index: Index, asked: query.Query) -> list[float]:
    found = [0.0] * len(index.documents)
    for name in asked.agencies:
        for number, _ in index.agencies[name]:
            found[number] = 1.0
    return found


def _area(index: Index, asked: query.Query) -> list[float]:
    """1 for services of the area named in the query, -1 for those of the other, 0 for those of the whole country."""
    if not asked.area:
        return [0.0] * len(index.documents)
    return [0.0 if not area else 1.0 if area == asked.area else -1.0 for area in index.areas]


def _detail(index: Index, asked: query.Query, name: str, number: int) -> str:
    if name == "intent":
        return " ".join(sorted(asked.intents & index.intents[number]))
    if name == "area":
        return asked.area
    if name == "agency":
        return " ".join(sorted(asked.agencies))
    channel = next((channel for channel, kind in KINDS.items() if kind == name), None)
    if channel not in ("w", "c"):
        return ""
    told = [feature for feature in asked.features if feature[0] == channel and number in index.fields.get(feature, {})]
    return " ".join(feature[1:] for feature in sorted(told))


def _nothing(number: int) -> tuple[Evidence, ...]:
    return ()
