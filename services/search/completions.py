"""What can be completed while someone types, sorted for looking up by its beginning, spelled or sounded."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from services.search import reading
from services.search.document import ServiceDocument
from superapp.thai import sounds

SPELLED: Final = 0
SOUNDED: Final = 1


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to suggest. `rank` orders offers that match equally well."""

    kind: str
    code: str
    text_th: str
    text_en: str
    rank: float


class Completions:
    """What can be completed, sorted for looking up by its beginning. Immutable after construction."""

    __slots__ = ("_keys", "_offers")

    def __init__(self, documents: Sequence[ServiceDocument], reader: reading.Reader) -> None:
        self._offers: list[Offer] = []
        keys: set[tuple[str, int, int, int]] = set()
        for offer, names, keywords in _offers(documents):
            number = len(self._offers)
            self._offers.append(offer)
            for name in names:
                for place, start in enumerate(_starts(reader, name)):
                    keys.update(_keys(start, number, 0 if place == 0 else 1))
            for keyword in keywords:
                # A nickname leads to a service as its own words do, but to a heading only when nothing else is left.
                keys.update(_keys(reading.prepare(keyword), number, 1 if offer.kind == "service" else 2))
        self._keys = sorted(keys)

    def beginning(self, key: str, way: int) -> list[tuple[int, int, Offer]]:
        """Return (place, length, offer) for each key that begins with `key`, spelled or sounded."""
        found = []
        at = bisect_left(self._keys, (key, -1, -1, -1))
        while at < len(self._keys) and self._keys[at][0].startswith(key):
            text, kept, place, number = self._keys[at]
            if kept == way:
                found.append((place, len(text), self._offers[number]))
            at += 1
        return found


def _starts(reader: reading.Reader, name: str) -> list[str]:
    """The prepared name from each of its words on."""
    each = reader.read(name)
    return [each.prepared[word.start :] for word in each.words]


def _keys(prepared: str, number: int, place: int) -> list[tuple[str, int, int, int]]:
    found = [(bones(prepared), SPELLED, place, number)]
    if not prepared.isascii():
        found.append((sounds.key(prepared), SOUNDED, place, number))
    return [key for key in found if key[0]]


def bones(prepared: str) -> str:
    """Return the spelling skeleton of a prepared text without spaces: what completions are compared by."""
    return reading.skeleton(prepared).replace(" ", "")


def _offers(documents: Sequence[ServiceDocument]) -> Iterable[tuple[Offer, tuple[str, ...], tuple[str, ...]]]:
    """Each thing to suggest with the names it begins with and the keywords that lead to it."""
    seen: set[tuple[str, str]] = set()
    for document in documents:
        offer = Offer("service", document.code, document.name_th, document.name_en, document.weight)
        yield offer, (document.name_th, document.name_en), document.keywords
        for kind, code, names in (
            ("agency", document.agency_code, document.agency_names),
            ("category", document.category, document.category_names),
            ("life_event", document.life_event, document.life_event_names),
        ):
            if code and names and (kind, code) not in seen:
                seen.add((kind, code))
                thai = next((name for name in names if not name.isascii()), names[0])
                english = next((name for name in names if name.isascii()), names[0])
                yield Offer(kind, code, thai, english, 0.5), names[:2], names[2:]
