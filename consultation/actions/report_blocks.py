"""What a report is made of when people read it: words, figures and tables, in one language, for page and paper alike.

The page shows the blocks as HTML, the paper as a PDF: both say the same. `Said` carries the language its words are in,
since what an agency wrote only in Thai stays Thai in the English report, and is marked so.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from superapp.paper.chart_parts import Chart, Look

Tone = Literal["plain", "good", "warning", "bad"]


@dataclass(frozen=True, slots=True)
class Said:
    """Some words and their language. `behind`: the query of the comments page that lists what the figure counts.

    `statement`: the words are those of a statement of that public id, looked up when the page is shown; `text` stands
    for them on paper and where they are no longer public.
    """

    text: str
    language: str
    behind: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words as they are; `is_quiet` for remarks."""

    said: Said
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Subheading:
    """A heading within a section; `key` is where links to it lead, "" for none."""

    said: Said
    key: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Words that stand out, under a title of their own."""

    said: Said
    title: Said | None = None
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names of things with their values."""

    rows: tuple[tuple[Said, Said], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its words, its share of the width on paper, and whether numbers stand below it."""

    said: Said
    share: float = 1
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """A table; the first cell of each row names it."""

    caption: Said
    heads: tuple[Head, ...]
    rows: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, drawn to a look, with the table of its numbers."""

    draw: Callable[[Look], Chart]
    table: Rows
    is_table_on_paper: bool = True


@dataclass(frozen=True, slots=True)
class Quotes:
    """Comments worth quoting, by their public ids: shown on the page while they are public, never put on paper."""

    comments: tuple[str, ...]


Block = Paragraph | Subheading | Notice | Facts | Rows | Figure | Quotes


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the report: `key` is where links to it lead."""

    key: str
    title: Said
    blocks: tuple[Block, ...]


class Speaker:
    """Whoever says a report in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, th: str, en: str, *, behind: str = "", statement: str = "") -> Said:
        """Return words in the report's language."""
        return Said(en if self.language == "en" else th, self.language, behind, statement)

    def either(self, pair: Mapping[str, Any], *, behind: str = "") -> Said:
        """Return what somebody wrote, in the report's language where they did, else in Thai."""
        if self.language == "en" and pair.get("en"):
            return Said(pair["en"], "en", behind)
        return Said(pair.get("th") or "", "th", behind)

    def thai(self, text: str, *, behind: str = "") -> Said:
        """Return words there are in Thai only."""
        return Said(text, "th", behind)

    def number(self, value: int | None, *, behind: str = "") -> Said:
        """Return a number with its thousands apart, or that it is hidden; nothing is behind zero."""
        if value is None:
            return self("ไม่แสดง (น้อยกว่า 5)", "not shown (fewer than 5)")
        return Said(f"{value:,}", self.language, behind if value else "")

    def head(self, th: str, en: str, share: float = 1, *, is_number: bool = False) -> Head:
        """Return the head of a column."""
        return Head(self(th, en), share, is_number)
