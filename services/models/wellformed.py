"""What a text may be made of: characters that any database keeps, that can be sent and seen, in the order written."""

import re

# Controls except tab and line ends; lone surrogates, which UTF-8 cannot write; and the marks that turn the direction of
# a line, with which a reviewer would read something else than what citizens get.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def is_plain(text: str) -> bool:
    r"""Tell whether `text` holds only characters that can be kept, sent and seen.

    >>> is_plain("บัตรหาย\nทำใหม่")
    True
    >>> is_plain("paid\u202etide")
    False
    """
    return _HARMFUL.search(text) is None
