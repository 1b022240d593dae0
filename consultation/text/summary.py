"""Quotes that sum up a hearing: whole comments or whole lines of them, chosen and masked, never written by a machine.

Thai has no full stop and a space does not end a sentence, so nothing shorter than a line is quoted. Of each theme the
comments that stand for most of it come first; crude ones are passed over while another will do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from consultation.text import flags
from consultation.text.themes import Theme, Themes, Voice
from consultation.text.wording import quoted


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote for one theme: whose it is, personal data masked, and how many comments the theme has."""

    theme: int
    id: Any
    text: str
    comments: int


def find(found: Themes, voices: Iterable[Voice], each: int = 1) -> tuple[Quote, ...]:
    """Return at most `each` quotes for every theme, in the order of the themes.

    `voices` are the comments the themes were made of; copies count as comments.
    """
    by_id = {voice.id: voice for voice in voices}
    quotes: list[Quote] = []
    for number, theme in enumerate(found.themes):
        size = sum(by_id[member].copies for member in theme.ids)
        for chosen in _civil_first(theme, by_id)[:each]:
            quotes.append(Quote(number, chosen, quoted(by_id[chosen].text, theme.words), size))
    return tuple(quotes)


def _civil_first(theme: Theme, by_id: Mapping[Any, Voice]) -> list[Any]:
    return sorted(theme.representatives, key=lambda member: bool(flags.find(by_id[member].text)))
