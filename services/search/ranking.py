"""Rank services for a query by evidence of several kinds, each between 0 and 1 before it is weighed.

    words     words of the query in the fields of the service (BM25F)
    concepts  the same for synonyms and situations
    letters   three letters at a time, in a spelling skeleton: forgives misspelling and missing spaces
    sounds    four sounds at a time: forgives more, and reads romanised Thai
    phrase    likeness to the best single phrase (name or keyword) of the service
    intent    the person wants to do what the service does
    agency    the query names the agency, or a place that only it serves
    prior     how much the service is used

The weights were chosen by cross-validation (bench/search.py); they are few on purpose.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from services.search import facets, highlights, offers, query
from services.search.index import CHANNELS, Index, phrase_weight
from services.search.result import Evidence, Filters, Hit, SearchResult

KINDS: Final = {"w": "words", "c": "concepts", "g": "letters", "s": "sounds"}


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each kind of evidence counts."""

    words: float = 1.0
    concepts: float = 0.8
    letters: float = 1.0
    sounds: float = 0.5
    phrase: float = 1.5
    second: float = 0.3
    intent: float = 0.15
    agency: float = 0.2
    area: float = 0.2
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


def score(
    index: Index, asked: query.Query, weights: Weights = WEIGHTS
) -> tuple[list[float], Callable[[int], tuple[Evidence, ...]]]:
    """Return the score of every document, in index order, and a function that explains one of them."""
    total = len(index.documents)
    channels = {channel: [0.0] * total for channel in CHANNELS}
    possible = dict.fromkeys(CHANNELS, 0.0)
    rarest = math.log(1 + (total + 0.5) / 0.5)
    for feature, weight in asked.features.items():
        channel = feature[0]
        rarity = index.rarity.get(feature)
        if rarity is None:
            if channel != "s" and weight >= 1:
                possible[channel] += rarest * weight * 0.5
            continue
        possible[channel] += rarity * weight
        sums = channels[channel]
        for number, impact in index.postings[feature]:
            sums[number] += impact * weight
    phrases = _phrases(index, asked, weights.second)
    parts: list[tuple[str, list[float]]] = []
    for channel, name in KINDS.items():
        factor = getattr(weights, name) / possible[channel] if possible[channel] else 0.0
        parts.append((name, [each * factor for each in channels[channel]]))
    parts.append(("phrase", [each * weights.phrase for each in phrases]))
    parts.append(("intent", [_intent(asked.intents, each) * weights.intent for each in index.intents]))
    parts.append(("agency", _agency(index, asked, weights)))
    parts.append(("prior", [document.weight * weights.prior for document in index.documents]))
    content = [sum(each) for each in zip(*(values for name, values in parts[:5]), strict=True)]
    scores = [
        found + sum(values[number] for _, values in parts[5:]) if found > 0 else 0.0
        for number, found in enumerate(content)
    ]

    def explain(number: int) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(name, _detail(index, asked, name, number), round(values[number], 4))
            for name, values in parts
            if abs(values[number]) >= 0.00005
        )

    return scores, explain


def _phrases(index: Index, asked: query.Query, second: float) -> list[float]:
    """Cosine of the query with the closest phrase of each document, and a share of the second closest."""
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
    next_best = [0.0] * len(index.documents)
    for number, found in enumerate(sums):
        if found:
            owner = index.phrase_owner[number]
            if found > first[owner]:
                first[owner], next_best[owner] = found, first[owner]
            elif found > next_best[owner]:
                next_best[owner] = found
    return [(one + second * other) / (length * (1 + second)) for one, other in zip(first, next_best, strict=True)]


def _intent(wanted: frozenset[str], offered: frozenset[str]) -> float:
    """1 when the service does all that is wanted; a little less than nothing when it is for something else."""
    if not wanted:
        # Nobody asked for an appointment or a complaint: the plain service goes first.
        return -0.3 if offered & {"appointment", "complain", "appeal", "lost"} else 0.0
    return len(wanted & offered) / len(wanted) - 0.3 * len((offered - wanted) & {"appointment", "complain", "lost"})


def _agency(index: Index, asked: query.Query, weights: Weights) -> list[float]:
    found = [0.0] * len(index.documents)
    for name in asked.agencies:
        for number, _ in index.agencies[name]:
            found[number] = weights.agency
    if asked.area:
        for number, area in enumerate(index.areas):
            if area:
                found[number] += weights.area if area == asked.area else -weights.area
    return found


def _detail(index: Index, asked: query.Query, name: str, number: int) -> str:
    if name == "intent":
        return " ".join(sorted(asked.intents & index.intents[number]))
    if name == "agency":
        return " ".join(sorted(asked.agencies))
    channel = next((channel for channel, kind in KINDS.items() if kind == name), None)
    if channel not in ("w", "c"):
        return ""
    told = [feature for feature in asked.features if feature[0] == channel and number in index.fields.get(feature, {})]
    return " ".join(feature[1:] for feature in sorted(told))


def _nothing(number: int) -> tuple[Evidence, ...]:
    return ()
