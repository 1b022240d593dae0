"""DOCX: a ZIP file that says it is a Word document, holds no programs, fetches nothing, and is no bomb.

Sizes are read from the directory before anything is unpacked, and what is unpacked is cut off where the directory said
it ends. Whoever reads the document's text later still has to read it in bounds (`MOST_UNPACKED`).
"""

import posixpath
import zipfile
from typing import IO, Final

from defusedxml.ElementTree import fromstring

from .unusable import Unusable

MOST_ENTRIES: Final = 2_000
MOST_UNPACKED: Final = 100 * 1024 * 1024
MOST_TIMES: Final = 200
SMALL_PART: Final = 1024 * 1024
DOCUMENT: Final = "word/document.xml"
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Programs, controls and other files inside; a template or picture from elsewhere would tell who opens the document.
_ACTIVE_PARTS: Final = ("vbaproject", "vbadata", "/embeddings/", "/activex/", "oleobject", ".exe", ".bin")
_ACTIVE_LINKS: Final = ("attachedtemplate", "oleobject", "frame", "subdocument", "image", "control")


def check(stream: IO[bytes]) -> None:
    """Do nothing for a sound DOCX.

    :raises Unusable: for anything else.
    """
    if stream.read(4) != b"PK\x03\x04":
        raise Unusable("NOT_THIS_TYPE")
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _look(archive)
    except Unusable:
        raise
    except Exception:
        # Unpacking and reading XML fail in a dozen ways (zlib.error, struct.error, ParseError ...): none is a document.
        raise Unusable("BROKEN") from None


def _look(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unusable("TOO_MUCH")
    for entry in entries:
        if entry.flag_bits & 1:
            raise Unusable("ENCRYPTED")
        if entry.file_size > SMALL_PART and entry.file_size > MOST_TIMES * max(entry.compress_size, 1):
            raise Unusable("TOO_MUCH")
        if any(part in f"/{entry.filename.lower()}" for part in _ACTIVE_PARTS):
            raise Unusable("ACTIVE")
        if entry.filename.startswith(("/", "..")) or posixpath.normpath(entry.filename).startswith(".."):
            raise Unusable("BROKEN")
    if len(set(names)) != len(names):
        raise Unusable("BROKEN")
    if _TYPES not in names or DOCUMENT not in names:
        raise Unusable("NOT_THIS_TYPE")
    types = _small(archive, _TYPES)
    if "macroenabled" in types.lower():
        raise Unusable("ACTIVE")
    if _MAIN not in types:
        raise Unusable("NOT_THIS_TYPE")
    for name in names:
        if name.endswith(".rels"):
            _check_links(_small(archive, name))


def _check_links(text: str) -> None:
    for link in fromstring(text):
        kind = link.get("Type", "").lower().rpartition("/")[2]
        if link.get("TargetMode", "").lower() == "external" and kind in _ACTIVE_LINKS:
            raise Unusable("ACTIVE")


def _small(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > SMALL_PART:
        raise Unusable("TOO_MUCH")
    with archive.open(name) as part:
        text = part.read(SMALL_PART + 1).decode("utf-8-sig")
    fromstring(text)
    return text
