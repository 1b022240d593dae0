"""Understand a query: which of its words matter, what they also mean, what the person wants to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.search import intents, places, reading
from services.search.index import Index
from services.search.result import Understood

LIMIT: Final = 200
"""Characters of a query that are read; the API refuses longer ones, this is the second line."""

EVERYDAY: Final = 0.6
"""Weight of words that say nothing about any service, such as "where" and "please"."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart. The weights are of features as in reading.py; `phrase` those compared with phrases."""

    features: Mapping[str, float]
    phrase: Mapping[str, float]
    intents: frozenset[str]
    agencies: Mapping[str, float]
    area: str
    corrected: str | None
    understood: Understood
    nothing: bool


def understand(index: Index, text: str, *, reread: bool = True) -> Query:
    """Return `text` (any text, cut to 200 characters) as weighed features.

    `reread` off takes the text as it is written, without asking what was misspelt; for measuring.
    """
    each = index.reader.read(text[:LIMIT])
    meant = index.speller.reread(each) if reread else None
    language = _language(each, index)
    again = index.reader.read(meant.text) if meant else None
    features: dict[str, float] = {}
    _add(features, index, each, 1.0, sound=True)
    wanted = intents.of_text(each)
    if again is not None and meant is not None:
        _add(features, index, again, meant.sure, sound=False)
        wanted |= intents.of_text(again)
    phrase: dict[str, float] = {}
    for one, trust in ((each, 1.0), (again, meant.sure if meant else 0.0)):
        if one is not None:
            for feature, weight in _phrase(one).items():
                phrase[feature] = max(phrase.get(feature, 0.0), weight * trust)
    return Query(
        features=features,
        phrase=phrase,
        intents=wanted,
        agencies=_agencies(index, each, again),
        area=places.area_of_query(again.prepared if again else each.prepared) or places.area_of_query(each.prepared),
        corrected=meant.text if meant and meant.sure >= 0.5 else None,
        understood=Understood(
            language=language,
            normalised=each.prepared,
            expansions=tuple(sorted({m.concept for one in (each, again) if one for m in one.mentions})),
            intents=tuple(sorted(wanted)),
        ),
        nothing=not each.words,
    )


def _add(features: dict[str, float], index: Index, each: reading.Reading, trust: float, *, sound: bool) -> None:
    for word in each.words:
        _raise(features, "w" + word.term, trust * weight_of(word))
    for number in each.numbers:
        _raise(features, "w" + number, trust * 0.5)
    for mention in each.mentions:
        _raise(features, "c" + mention.concept, trust * mention.weight)
    for feature, weight in _letters(each).items():
        _raise(features, feature, trust * weight)
    for feature in reading.sound_features(_content(each)):
        _raise(features, feature, trust)


def weight_of(word: reading.Word) -> float:
    """Return how much a word of the query counts: little for words that say nothing about any service."""
    return EVERYDAY if word.term in reading.everyday() else 1.0


def _letters(each: reading.Reading) -> dict[str, float]:
    """Grams of the content words count fully, those of everyday words and across borders less."""
    found = dict.fromkeys(reading.gram_features(each.prepared), 0.35)
    for feature in reading.gram_features(_content(each)):
        found[feature] = 1.0
    return found


def _content(each: reading.Reading) -> str:
    kept = ""
    end = -1
    for word in each.words:
        if weight_of(word) < 1:
            continue
        kept += (" " if kept and word.start > end else "") + word.text
        end = word.end
    return kept or each.prepared


def _phrase(each: reading.Reading) -> dict[str, float]:
    found: dict[str, float] = {}
    for word in each.words:
        _raise(found, "w" + word.term, weight_of(word))
    for number in each.numbers:
        _raise(found, "w" + number, 0.5)
    for mention in each.mentions:
        _raise(found, "c" + mention.concept, mention.weight)
    for feature, weight in _letters(each).items():
        _raise(found, feature, weight)
    return found


def _agencies(index: Index, *readings: reading.Reading | None) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in readings:
        if each is None:
            continue
        padded = f" {each.prepared} "
        whole = {word.text for word in each.words}
        for name in index.agencies:
            thai = "\u0e01" <= name[0] <= "\u0e4e"
            if name in whole or (name in each.prepared if thai and len(name) > 4 else f" {name} " in padded):
                found[name] = 1.0
    return found


def _language(each: reading.Reading, index: Index) -> str:
    thai = sum(1 for word in each.words if word.is_thai)
    latin = [word for word in each.words if "a" <= word.text[0] <= "z"]
    if not thai and not latin:
        return "und"
    if thai and latin:
        return "mixed"
    if thai:
        return "th"
    return "romanised" if index.speller.is_romanised(latin) else "en"


def _raise(weights: dict[str, float], feature: str, weight: float) -> None:
    if weight > weights.get(feature, 0.0):
        weights[feature] = weight
