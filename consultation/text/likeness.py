"""What counts in comparing two comments: the letters, not how they were set. Plain Python, for comparing a few."""

import re
from typing import Final

from superapp.thai.forms import LIMIT

SHORTEST: Final = 25
"""Key characters below which only equal texts are grouped: 300 people who write เห็นด้วย are no campaign."""

_NOT_KEY: Final = re.compile("[^ก-ฺเ-๎๐-๙a-z0-9]+")


def key(text: str) -> str:
    """Return what counts in comparing: Thai letters and marks, Latin letters and digits, in lower case.

    >>> key("ไม่เห็นด้วย!!! (1)")
    'ไม่เห็นด้วย1'
    """
    return _NOT_KEY.sub("", text[:LIMIT].lower())
