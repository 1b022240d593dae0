"""Quotes that sum up a hearing: whole comments or whole lines of them, chosen and masked, never written by a machine.

Thai has no full stop and a space does not end a sentence, so nothing shorter than a line is quoted. Of each theme the
comments that stand for most of it come first; crude ones are passed over while another will do.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from consultation.text import flags, personal_data
from consultation.text.themes import Theme, Themes, Voice, said

LONGEST: Final = 300
"""Characters of a comment quoted whole; of a longer one, the line that says most about the theme."""


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


def quoted(text: str, words: Iterable[str]) -> str:
    """Return a comment as it is quoted: masked, and of a long one the line with most of the theme's words.

    >>> quoted("โทร 081-234-5678 นะคะ", ())
    'โทร [โทรศัพท์] นะคะ'
    """
    shown = personal_data.masked(text).strip()
    if len(shown) <= LONGEST:
        return shown
    wanted = set(words)
    lines = [line.strip() for line in shown.splitlines() if line.strip()]
    return max(lines, key=lambda line: (len(wanted.intersection(said(line))), -len(line)), default=shown)


def _civil_first(theme: Theme, by_id: Mapping[Any, Voice]) -> list[Any]:
    return sorted(theme.representatives, key=lambda member: bool(flags.find(by_id[member].text)))
