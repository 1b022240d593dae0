"""PDF: it opens, it is no longer than people read, and nothing in it acts, hides or asks for a password."""

from typing import IO, Any, Final

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from .unusable import Unusable

MOST_PAGES: Final = 500
MOST_OBJECTS: Final = 100_000
DEEPEST: Final = 60
# Names of entries that run, carry or fetch something (ISO 32000-1, 7.11.4, 12.6.4, 12.7.8, 13).
_ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent", "/AA"})
_ACTIVE_ACTIONS: Final = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound"}
)


def check(stream: IO[bytes]) -> None:
    """Do nothing for a sound PDF.

    :raises Unusable: for anything else.
    """
    head = stream.read(1024)
    if b"%PDF-" not in head:
        raise Unusable("NOT_THIS_TYPE")
    stream.seek(0)
    try:
        _look(PdfReader(stream, strict=False))
    except Unusable:
        raise
    except Exception:
        # The reader's own exceptions are many, and a hostile file finds others: none of them is a sound PDF.
        raise Unusable("BROKEN") from None


def _look(reader: PdfReader) -> None:
    if reader.is_encrypted:
        raise Unusable("ENCRYPTED")
    numbers = {(number, generation) for generation, known in reader.xref.items() for number in known if number} | {
        (number, 0) for number in reader.xref_objStm
    }
    if len(numbers) > MOST_OBJECTS:
        raise Unusable("TOO_MUCH")
    for number, generation in sorted(numbers):
        _walk(reader.get_object(IndirectObject(number, generation, reader)), 0)
    _walk(reader.trailer, 0)
    pages = len(reader.pages)
    if pages > MOST_PAGES:
        raise Unusable("TOO_MUCH")
    if not pages:
        raise Unusable("BROKEN")


def _walk(thing: Any, depth: int) -> None:
    """Look at one object and what lies directly in it; what it refers to has a number of its own."""
    if depth > DEEPEST:
        raise Unusable("TOO_MUCH")
    if isinstance(thing, DictionaryObject):
        if _ACTIVE_KEYS & thing.keys() or dict.get(thing, "/S") in _ACTIVE_ACTIONS:
            raise Unusable("ACTIVE")
        for part in dict.values(thing):
            _walk(part, depth + 1)
    elif isinstance(thing, ArrayObject):
        for part in list.__iter__(thing):
            _walk(part, depth + 1)
