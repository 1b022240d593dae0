"""Texts: UTF-8, and nothing a text does not hold."""

import codecs
import re
from typing import IO

from .unusable import Unusable

_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_READ = 64 * 1024


def check(stream: IO[bytes]) -> None:
    """Do nothing for a text in UTF-8.

    :raises Unusable: for any other bytes, and for control characters.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while piece := stream.read(_READ):
            if _ODD.search(decoder.decode(piece)):
                raise Unusable("NOT_TEXT")
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise Unusable("NOT_TEXT") from None
