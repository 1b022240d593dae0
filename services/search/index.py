"""The index: everything about the catalogue that can be computed before a query comes.

`build` reads all documents once. What remains per query is adding up short lists of numbers, in plain Python. The
index is never changed after it is built, so threads share it without locks; a new catalogue gets a new index.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from services.search import intents, places, reading, spelling
from services.search.completions import Completions
from services.search.document import ServiceDocument

FIELDS: Final = {
    "name_th": 3.0,
    "name_en": 3.0,
    "keywords": 1.5,
    "description_th": 1.0,
    "description_en": 1.0,
    "agency": 0.6,
    "category": 0.6,
    "life_event": 0.5,
    "legal": 0.2,
}
"""How much a word in each field counts beside the same word in a description."""

SHOWN: Final = ("name_th", "name_en", "description_th", "description_en")
"""Fields whose text the citizen sees, so the ones that carry highlights."""

SATURATION: Final = 1.2
LENGTH: Final = 0.5
"""The usual parameters of BM25: how soon repetition stops counting, how much long texts are held back."""

CHANNELS: Final = "wcgs"

Postings = dict[str, tuple[tuple[int, float], ...]]


@dataclass(frozen=True, slots=True)
class Shown:
    """A field as shown to citizens, with its words' places: (start, end, term) in code points of `text`."""

    field: str
    text: str
    words: tuple[tuple[int, int, str], ...]
    concepts: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Index:
    """The searchable catalogue; `documents` are in the order of their codes. Treat all fields as read-only."""

    documents: tuple[ServiceDocument, ...]
    reader: reading.Reader
    postings: Postings
    rarity: dict[str, float]
    phrase_postings: Postings
    phrase_owner: tuple[int, ...]
    phrases: tuple[str, ...]
    intents: tuple[frozenset[str], ...]
    agencies: Postings
    fields: dict[str, dict[int, tuple[str, ...]]]
    shown: tuple[tuple[Shown, ...], ...]
    areas: tuple[str, ...]
    speller: spelling.Speller
    completions: Completions
    vocabulary: dict[str, float]


def build(documents: Sequence[ServiceDocument]) -> Index:
    """Return an index of `documents`, whatever their order.

    :raises ValueError: two documents have one code.
    """
    ordered = tuple(sorted(documents, key=lambda document: document.code))
    if len({document.code for document in ordered}) < len(ordered):
        raise ValueError("two documents have one code")
    reader = reading.Reader(_own_terms(ordered))
    texts = [_texts(document) for document in ordered]
    # Names of agencies, categories and events stand in many services: each text is read once.
    read = cache(reader.read)
    readings = [{name: [read(text) for text in parts] for name, parts in fields.items()} for fields in texts]
    features = [_features(each) for each in readings]
    rarity = _rarity(features)
    phrases = [
        (number, each)
        for number, fields in enumerate(readings)
        for name in ("name_th", "name_en", "keywords")
        for each in fields[name]
        if each.prepared
    ]
    phrase_postings = _phrase_postings([each for _, each in phrases])
    vocabulary = _vocabulary(readings)
    return Index(
        documents=ordered,
        reader=reader,
        postings=_postings(features, rarity),
        rarity=rarity,
        phrase_postings=phrase_postings,
        phrase_owner=tuple(number for number, _ in phrases),
        phrases=tuple(each.prepared for _, each in phrases),
        intents=tuple(intents.of_service(document, each) for document, each in zip(ordered, readings, strict=True)),
        agencies=_agencies(ordered, reader),
        fields=_fields_by_feature(readings),
        shown=tuple(_shown(document, reader) for document in ordered),
        areas=tuple(places.area_of_service(document) for document in ordered),
        speller=spelling.Speller(vocabulary, _pairs(readings), reader.synonyms),
        completions=Completions(ordered, reader),
        vocabulary=vocabulary,
    )


def phrase_features(each: reading.Reading) -> Counter[str]:
    """Return what is compared between a query and a phrase: words, concepts and letters, not sounds."""
    counts: Counter[str] = Counter()
    for feature in reading.word_features(each):
        counts[feature] = 1
    for mention in each.mentions:
        counts["c" + mention.concept] = 1
    for feature in reading.gram_features(each.prepared):
        counts[feature] = 1
    return counts


def _texts(document: ServiceDocument) -> dict[str, list[str]]:
    return {
        "name_th": [document.name_th],
        "name_en": [document.name_en],
        "keywords": list(document.keywords),
        "description_th": [document.description_th],
        "description_en": [document.description_en],
        "agency": list(document.agency_names),
        "category": list(document.category_names),
        "life_event": list(document.life_event_names),
        "legal": list(document.legal),
    }


def _own_terms(documents: Iterable[ServiceDocument]) -> set[str]:
    """Short Thai keywords the dictionary does not know whole: names of apps, forms, agencies."""
    found = set()
    for document in documents:
        for phrase in (*document.keywords, *document.agency_names):
            prepared = reading.prepare(phrase)
            if 2 <= len(prepared) <= 6 and " " not in prepared and "\u0e01" <= prepared[0] <= "\u0e4e":
                found.add(prepared)
    return found


def _features(fields: dict[str, list[reading.Reading]]) -> dict[str, list[tuple[str, float]]]:
    """Return per field its features with their counts as (feature, count)."""
    found = {}
    for name, each in fields.items():
        counts: dict[str, float] = defaultdict(float)
        for one in each:
            for feature in reading.word_features(one):
                counts[feature] += 1
            for mention in one.mentions:
                counts["c" + mention.concept] += mention.weight
            for feature in reading.gram_features(one.prepared):
                counts[feature] += 1
            if any("\u0e01" <= letter <= "\u0e4e" for letter in one.prepared):
                for feature in reading.sound_features(one.prepared):
                    counts[feature] += 1
        found[name] = list(counts.items())
    return found


def _rarity(features: Sequence[dict[str, list[tuple[str, float]]]]) -> dict[str, float]:
    spread: Counter[str] = Counter()
    for fields in features:
        spread.update({feature for counts in fields.values() for feature, _ in counts})
    total = len(features)
    return {feature: math.log(1 + (total - many + 0.5) / (many + 0.5)) for feature, many in spread.items()}


def _postings(features: Sequence[dict[str, list[tuple[str, float]]]], rarity: dict[str, float]) -> Postings:
    """BM25F: each field's counts are held back by its own length, weighed, added, and only then saturated."""
    lengths = [{name: _by_channel(counts) for name, counts in fields.items()} for fields in features]
    averages = {
        (name, channel): sum(each[name].get(channel, 0.0) for each in lengths) / max(1, len(lengths)) or 1.0
        for name in FIELDS
        for channel in CHANNELS
    }
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, fields in enumerate(features):
        totals: dict[str, float] = defaultdict(float)
        for name, counts in fields.items():
            scale = {
                channel: FIELDS[name] / (1 - LENGTH + LENGTH * length / averages[name, channel])
                for channel, length in lengths[number][name].items()
            }
            for feature, count in counts:
                totals[feature] += count * scale[feature[0]]
        for feature, total in totals.items():
            postings[feature].append((number, rarity[feature] * total / (SATURATION + total)))
    return {feature: tuple(entries) for feature, entries in postings.items()}


def _by_channel(counts: Iterable[tuple[str, float]]) -> dict[str, float]:
    sums: dict[str, float] = defaultdict(float)
    for feature, count in counts:
        sums[feature[0]] += count
    return sums


def _phrase_postings(readings: Sequence[reading.Reading]) -> Postings:
    counts = [phrase_features(each) for each in readings]
    spread: Counter[str] = Counter()
    for each in counts:
        spread.update(each)
    total = len(counts)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, each in enumerate(counts):
        weights = {feature: phrase_weight(feature, spread[feature], total) for feature in each}
        size = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        for feature, weight in weights.items():
            postings[feature].append((number, weight / size))
    return {feature: tuple(entries) for feature, entries in postings.items()}


PHRASE_CHANNEL: Final = {"w": 1.0, "c": 1.0, "g": 0.45}


def phrase_weight(feature: str, spread: int, total: int) -> float:
    """Return how telling `feature` is among `total` phrases of which `spread` have it."""
    return PHRASE_CHANNEL[feature[0]] * math.log(1 + total / (1 + spread))


def _agencies(documents: Sequence[ServiceDocument], reader: reading.Reader) -> Postings:
    names: dict[str, set[int]] = defaultdict(set)
    for number, document in enumerate(documents):
        for name in (*document.agency_names, document.agency_code):
            prepared = reading.prepare(name)
            if len(prepared) > 1:
                names[prepared].add(number)
    return {name: tuple((number, 1.0) for number in sorted(numbers)) for name, numbers in names.items()}


def _fields_by_feature(readings: Sequence[dict[str, list[reading.Reading]]]) -> dict[str, dict[int, tuple[str, ...]]]:
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for number, fields in enumerate(readings):
        for name, each in fields.items():
            told = {feature for one in each for feature in reading.word_features(one)}
            told |= {"c" + mention.concept for one in each for mention in one.mentions}
            for feature in told:
                found[feature][number].append(name)
    return {feature: {number: tuple(names) for number, names in each.items()} for feature, each in found.items()}


def _vocabulary(readings: Sequence[dict[str, list[reading.Reading]]]) -> dict[str, float]:
    """Return the catalogue's own words with how often they are used: what a query may have meant."""
    counts: dict[str, float] = defaultdict(float)
    for fields in readings:
        for name in ("name_th", "name_en", "keywords", "description_th", "description_en", "category"):
            for one in fields[name]:
                for word in one.words:
                    counts[word.text] += FIELDS[name]
    return dict(counts)


def _pairs(readings: Sequence[dict[str, list[reading.Reading]]]) -> dict[tuple[str, str], float]:
    """Return Thai words that stand side by side in names and keywords, with how often."""
    counts: dict[tuple[str, str], float] = defaultdict(float)
    for fields in readings:
        for name in ("name_th", "keywords"):
            for one in fields[name]:
                for first, second in pairwise(one.words):
                    if first.is_thai and second.is_thai:
                        counts[first.text, second.text] += FIELDS[name]
    return dict(counts)


def _shown(document: ServiceDocument, reader: reading.Reader) -> tuple[Shown, ...]:
    return tuple(Shown(name, text, *reader.places(text)) for name in SHOWN if (text := getattr(document, name)))
