"""What a person wants to do with a thing: replace it, renew it, book, complain, pay, check."""

from collections.abc import Mapping, Sequence
from functools import cache

from services.search import english, reading, wordlists
from services.search.document import ServiceDocument


def of_text(each: reading.Reading) -> frozenset[str]:
    """Return the intents whose cues stand in a text."""
    stems = " " + " ".join(word.term for word in each.words if not word.is_thai) + " "
    thai = {word.term for word in each.words}
    joined = each.prepared.replace(" ", "")
    found = set()
    for code, (single, longer, latin) in _cues().items():
        if (
            not single.isdisjoint(thai)
            or any(cue in joined for cue in longer)
            or (len(stems) > 2 and any(cue in stems for cue in latin))
        ):
            found.add(code)
    return frozenset(found)


def of_service(document: ServiceDocument, fields: Mapping[str, Sequence[reading.Reading]]) -> frozenset[str]:
    """Return the intents a service answers: those of its names, and those its kind has by nature."""
    found = set().union(*(of_text(each) for name in ("name_th", "name_en") for each in fields[name]))
    kind = document.kind.replace(" ", "_")
    found |= {code for code, entry in wordlists.load("intents").items() if kind in entry["kinds"]}
    return frozenset(found)


@cache
def _cues() -> dict[str, tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]]:
    """Per intent: Thai cues of under 4 letters (whole words only), longer Thai cues (anywhere), English stems."""
    found = {}
    for code, entry in wordlists.load("intents").items():
        thai = [reading.prepare(cue) for cue in entry["th"]]
        latin = tuple(" " + " ".join(english.stem(word) for word in cue.lower().split()) + " " for cue in entry["en"])
        found[code] = (
            frozenset(cue for cue in thai if len(cue) < 4),
            tuple(cue for cue in thai if len(cue) >= 4),
            latin,
        )
    return found
