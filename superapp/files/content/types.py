"""What a file is, by its bytes: checked whole before it is kept, and kept without what it tells by accident."""

import shutil
from collections.abc import Callable
from typing import IO, Final

from superapp.files import purposes
from superapp.refusal import Refusal

from . import office, pdf, pictures, texts
from .unusable import Unusable

Check = Callable[[IO[bytes], IO[bytes]], None]


class ContentRefused(Refusal):
    """The bytes are not what they are said to be, or hold what must not be handed on."""

    code = "UPLOAD_CONTENT_REFUSED"
    th = "รับแฟ้มนี้ไม่ได้: {th}"
    en = "This file cannot be taken: {en}"


def check(stream: IO[bytes], *, media_type: str, into: IO[bytes]) -> None:
    """Check that `stream` is a sound file of that type, and write it to `into` as it will be kept.

    :raises ContentRefused: otherwise; its details say why, in both languages.
    """
    stream.seek(0)
    try:
        CHECKS[media_type](stream, into)
    except Unusable as error:
        raise ContentRefused(reason=error.reason, th=error.th, en=error.en) from None


def _as_it_is(look: Callable[[IO[bytes]], None]) -> Check:
    def keep(stream: IO[bytes], into: IO[bytes]) -> None:
        look(stream)
        stream.seek(0)
        shutil.copyfileobj(stream, into)

    return keep


CHECKS: Final[dict[str, Check]] = {
    purposes.PDF: _as_it_is(pdf.check),
    purposes.JPEG: pictures.check_jpeg,
    purposes.PNG: pictures.check_png,
    purposes.DOCX: _as_it_is(office.check),
    purposes.CSV: _as_it_is(texts.check),
    purposes.TEXT: _as_it_is(texts.check),
}
