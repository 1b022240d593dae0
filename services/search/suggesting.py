"""Completions while someone types: services, agencies, categories and life events.

Keywords help to find a service but are never shown: typing บัตรคนจ offers the service by its name. A completion may
begin at any word of a name. The unfinished last syllable of Thai needs no care beyond comparing letters, except for a
leading vowel typed before its consonant, which is left out when nothing begins with it.
"""

from collections.abc import Iterable
from typing import Final

from services.search import ranking, reading
from services.search.completions import SOUNDED, SPELLED, Offer, bones
from services.search.index import Index
from services.search.result import Suggestion
from superapp.thai import sounds

LIMIT: Final = 60
"""Characters of what is being typed that are read."""

_ENOUGH: Final = 3
"""From this many letters on, an ordinary search fills the places that completions leave free."""

_CLOSE: Final = 0.6
"""A searched service must score at least this share of the best to be suggested."""

_LEADING: Final = "เแโใไ"


def suggest(index: Index, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
    """Return what the person typing `prefix` may want, likeliest first, each service, agency or heading once.

    Latin letters are answered in English, or in Thai when they are romanised Thai. An empty prefix gives nothing.
    """
    typed = reading.prepare(prefix[:LIMIT])
    if not typed or limit <= 0:
        return ()
    latin = typed.isascii()
    best: dict[tuple[str, str], tuple[tuple[float, ...], Offer, bool]] = {}
    for penalty, key, way in _ways(typed):
        if penalty and len(best) >= limit:
            break
        for place, length, offer in index.completions.beginning(key, way):
            order = (penalty, float(place), -offer.rank, float(length))
            known = best.get((offer.kind, offer.code))
            if known is None or order < known[0]:
                best[offer.kind, offer.code] = (order, offer, latin and way == SPELLED)
    ordered = sorted(best.values(), key=lambda each: (each[0], each[1].kind, each[1].code))
    found = [
        Suggestion(offer.text_en if english else offer.text_th, offer.code, offer.kind)
        for _, offer, english in ordered[:limit]
    ]
    if len(found) < limit and len(typed) >= _ENOUGH:
        found += _searched(index, prefix[:LIMIT], {each.code for each in found}, limit - len(found))
    return tuple(found)


def _searched(index: Index, prefix: str, known: set[str | None], limit: int) -> list[Suggestion]:
    result = ranking.search(index, prefix, limit=limit + len(known))
    names = {document.code: document for document in index.documents}
    english = result.understood.language == "en"
    return [
        Suggestion(names[hit.code].name_en if english else names[hit.code].name_th, hit.code, "service")
        for hit in result.hits
        if hit.code not in known and hit.score >= _CLOSE * result.hits[0].score
    ][:limit]


def _ways(typed: str) -> Iterable[tuple[float, str, int]]:
    """The ways to look up what was typed: (penalty, key, spelled or sounded)."""
    key = bones(typed)
    if not key:
        return
    yield 0.0, key, SPELLED
    if len(key) > 1 and typed[-1] in _LEADING:
        yield 1.0, key[:-1], SPELLED
    sound = sounds.key(typed)
    if len(sound) >= 2:
        yield 2.0, sound, SOUNDED
