"""What a search asks and answers, as plain values."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Filters:
    """Narrow a search. An empty tuple filters nothing; several values in one filter mean "any of these"."""

    category: tuple[str, ...] = ()
    life_event: tuple[str, ...] = ()
    focus_area: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    digital_level: tuple[str, ...] = ()
    free_only: bool = False


@dataclass(frozen=True, slots=True)
class Highlight:
    """Where a field matched: `ranges` are (start, end) code points of `text`, which is the original text."""

    field: str
    text: str
    ranges: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a place in the list: its kind (see ranking.py), what matched, and how much it gave."""

    kind: str
    detail: str
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """One service found. `score` is 0 or more and comparable within one search only; `fields` names what matched."""

    code: str
    score: float
    fields: tuple[str, ...]
    highlights: tuple[Highlight, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Facet:
    """Counts by value, commonest first, with all filters applied but this facet's own."""

    name: str
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Understood:
    """How the query was read. `language` is th, en, mixed, romanised or und (nothing readable)."""

    language: str
    normalised: str
    expansions: tuple[str, ...]
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """What to offer when nothing was found: codes to turn into buttons, and `tips`, codes of what to try.

    Tips: `shorter` (fewer words), `everyday_words` (say it as you would aloud), `remove_filters`, `browse`.
    """

    categories: tuple[str, ...]
    life_events: tuple[str, ...]
    tips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to one search. `total` counts all hits, also those that `limit` cut off.

    `did_you_mean` is None when the query was read as written. `help` is None when something was found.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: tuple[Facet, ...]
    did_you_mean: str | None
    understood: Understood
    help: Help | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion. `kind` is service, phrase, agency or category; `code` is None for a phrase."""

    text: str
    code: str | None
    kind: str
