"""Pictures: they decode, they are no bomb, and they are kept without what a camera writes beside them.

A photograph tells where it was taken, when, with what, often with a small copy of what was cut away. All of that goes,
without decoding the picture again: the segments that hold it are left out. Only the orientation stays.
"""

import struct
import warnings
import zlib
from typing import IO, Final

from PIL import Image

from .unusable import Unusable

MOST_PIXELS: Final = {"JPEG": 60_000_000, "PNG": 24_000_000}
_SHOWN_AT: Final = (1024, 1024)
_EXIF: Final = b"Exif\0\0"
_ORIENTATION: Final = 0x0112
# Start of frame and what a picture is made of: tables, scans, restart interval, colour profile, Adobe's transform.
_KEPT_SEGMENTS: Final = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDD, 0xE0, 0xE2, 0xEE})
_ICC: Final = b"ICC_PROFILE\0"
_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS: Final = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)


def check_jpeg(stream: IO[bytes], into: IO[bytes]) -> None:
    """Write a sound JPEG to `into`, without what the camera wrote beside the picture.

    :raises Unusable: for anything else.
    """
    content = stream.read()
    if not content.startswith(b"\xff\xd8\xff"):
        raise Unusable("NOT_THIS_TYPE")
    _write_jpeg(content, into)
    _decode(into, "JPEG")


def check_png(stream: IO[bytes], into: IO[bytes]) -> None:
    """Write a sound PNG to `into`, without texts, dates and EXIF data.

    :raises Unusable: for anything else.
    """
    content = stream.read()
    if not content.startswith(_PNG_HEAD):
        raise Unusable("NOT_THIS_TYPE")
    _write_png(content, into)
    _decode(into, "PNG")


def _decode(stream: IO[bytes], kind: str) -> None:
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream, formats=[kind]) as picture:
                if picture.width * picture.height > MOST_PIXELS[kind]:
                    raise Unusable("TOO_MUCH")
                # Decodes every byte but needs the room of a small picture only (JPEG).
                picture.draft("RGB", _SHOWN_AT)
                picture.load()
    except Unusable:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unusable("TOO_MUCH") from None
    except Exception:
        # Decoders raise whatever a broken picture makes them stumble over.
        raise Unusable("BROKEN") from None


def _write_jpeg(content: bytes, into: IO[bytes]) -> None:
    into.write(b"\xff\xd8")
    at = 2
    while True:
        at, marker = _marker(content, at)
        if marker == 0xD9:
            # Whatever follows the end of the picture is no picture: films and second copies of phones.
            into.write(b"\xff\xd9")
            return
        if 0xD0 <= marker <= 0xD7 or marker == 0x01:
            continue
        length = int.from_bytes(content[at : at + 2], "big")
        segment = content[at : at + length]
        if length < 2 or len(segment) < length:
            raise Unusable("BROKEN")
        at += length
        if marker == 0xE1 and segment[2:].startswith(_EXIF):
            into.write(_orientation_only(segment[2 + len(_EXIF) :]))
        elif marker == 0xDA or (marker in _KEPT_SEGMENTS and (marker != 0xE2 or segment[2:].startswith(_ICC))):
            into.write(bytes((0xFF, marker)) + segment)
        if marker == 0xDA:
            end = _end_of_scan(content, at)
            into.write(content[at:end])
            at = end


def _marker(content: bytes, at: int) -> tuple[int, int]:
    """Return the marker at a place and where its segment begins."""
    if content[at : at + 1] != b"\xff":
        raise Unusable("BROKEN")
    while content[at : at + 1] == b"\xff":
        at += 1
    if at >= len(content) or content[at] == 0:
        raise Unusable("BROKEN")
    return at + 1, content[at]


def _end_of_scan(content: bytes, at: int) -> int:
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise Unusable("BROKEN")
        if content[at + 1] == 0 or 0xD0 <= content[at + 1] <= 0xD7:
            at += 2
        elif content[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _orientation_only(exif: bytes) -> bytes:
    """Return a segment that says which way up the picture is, if the camera said so, and nothing else."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return b""
    try:
        (first,) = struct.unpack_from(f"{order}L", exif, 4)
        (count,) = struct.unpack_from(f"{order}H", exif, first)
        for number in range(min(count, 200)):
            tag, kind, _, value = struct.unpack_from(f"{order}HHLH", exif, first + 2 + 12 * number)
            if tag == _ORIENTATION and kind == 3 and 2 <= value <= 8:
                told = b"MM\0*" + struct.pack(">LHHHLHHL", 8, 1, _ORIENTATION, 3, 1, value, 0, 0)
                return b"\xff\xe1" + struct.pack(">H", 2 + len(_EXIF) + len(told)) + _EXIF + told
    except struct.error:
        return b""
    return b""


def _write_png(content: bytes, into: IO[bytes]) -> None:
    into.write(_PNG_HEAD)
    at = len(_PNG_HEAD)
    while True:
        head = content[at : at + 8]
        if len(head) < 8:
            raise Unusable("BROKEN")
        length, name = int.from_bytes(head[:4], "big"), head[4:]
        chunk = content[at : at + length + 12]
        if len(chunk) < length + 12 or zlib.crc32(chunk[4:-4]) != int.from_bytes(chunk[-4:], "big"):
            raise Unusable("BROKEN")
        if name in _KEPT_CHUNKS:
            into.write(chunk)
        at += len(chunk)
        if name == b"IEND":
            return
