"""Places in a query: some services exist twice, once for the capital and once for the other provinces."""

from functools import cache
from typing import Final

from services.search import reading, wordlists
from services.search.document import ServiceDocument

METROPOLITAN: Final = "metropolitan"
PROVINCIAL: Final = "provincial"
ANYWHERE: Final = ""


def area_of_service(document: ServiceDocument) -> str:
    """Return the area that alone an agency serves, or "" when it serves the whole country."""
    for area in (METROPOLITAN, PROVINCIAL):
        if document.agency_code in wordlists.load("places")["agencies"][area]:
            return area
    return ANYWHERE


def area_of_query(prepared: str) -> str:
    """Return the area of the first place named in a prepared text, or "" when none is."""
    padded = f" {prepared} "
    for area, thai, latin in _names():
        if any(name in prepared for name in thai) or any(name in padded for name in latin):
            return area
    return ANYWHERE


@cache
def _names() -> tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]:
    found = []
    for area in (METROPOLITAN, PROVINCIAL):
        names = [reading.prepare(name) for name in wordlists.load("places")["names"][area]]
        thai = tuple(name for name in names if "\u0e01" <= name[0] <= "\u0e4e")
        latin = tuple(f" {name} " for name in names if not "\u0e01" <= name[0] <= "\u0e4e")
        found.append((area, thai, latin))
    return tuple(found)
