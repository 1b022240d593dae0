"""What the tone model looks at: words and pairs of words, and runs of two to five characters.

Training and use share these functions, so a text gives the same features in both. Three equal letters stay three here,
unlike in the analysis form: elongation carries tone.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Final

from superapp.thai import forms

LINK: Final = "\ue000"
"""Stands for any address of the web."""

SHORTEST_RUN: Final = 2
LONGEST_RUN: Final = 5

_URL: Final = re.compile(r"(?:https?://|www\.)\S{1,2000}", re.I)
_ELONGATED: Final = re.compile(r"(\D)\1{3,}")
_SPACE: Final = re.compile(r"\s+")


def cleaned(text: str) -> str:
    """Return the form that is looked at: shown form, lower case, links as one mark, runs of equal letters cut at 3."""
    return _SPACE.sub(" ", _ELONGATED.sub(r"\1\1\1", _URL.sub(LINK, forms.display(text)).lower())).strip()


def words(tokens: Iterable[str]) -> list[str]:
    """Return the words of a comment and each two neighbours, as features; `tokens` as cut from its analysis form."""
    each = [token.lower() for token in tokens if not token.isspace()]
    return each + [f"{first} {second}" for first, second in itertools.pairwise(each)]


def runs(text: str) -> list[str]:
    """Return each run of two to five characters of a cleaned text, as features.

    >>> runs("ดีมาก")[:4]
    ['ดี', 'ีม', 'มา', 'าก']
    """
    size = len(text)
    return [
        text[start : start + length]
        for length in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for start in range(size - length + 1)
    ]


def features(text: str, tokens: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return both kinds of features of a comment."""
    return words(tokens), runs(cleaned(text))
