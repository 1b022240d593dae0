"""Blocks of a report as the template shows them: words with their language and link, charts as SVG beside tables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from consultation.actions.report_blocks import (
    Block,
    Facts,
    Figure,
    Notice,
    Paragraph,
    Quotes,
    Rows,
    Said,
    Section,
    Subheading,
)
from consultation.models import Comment, Statement
from consultation.text import personal_data
from superapp.paper.chart_parts import Look
from superapp.thai.dates import date_text

LOOKS: Mapping[str, Look] = {
    "th": Look(width=330.0, has_title=False),
    "en": Look(width=330.0, hidden="not shown", more="and {number} more", has_title=False),
}
LONGEST_QUOTE = 600
# Rows of a table that are shown at once; a longer one is looked at through a window, and printed whole.
TALL = 14
WIDE = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Some words: `lang` is "" where it is the page's own, `href` "" where nothing is behind them."""

    text: str
    lang: str = ""
    href: str = ""

    @property
    def html(self) -> SafeString:
        """The words as they stand in a line."""
        if self.href:
            lang = format_html(' lang="{}"', self.lang) if self.lang else ""
            return format_html('<a href="{}"{}>{}</a>', self.href, lang, self.text)
        return (
            format_html('<span lang="{}">{}</span>', self.lang, self.text)
            if self.lang
            else format_html("{}", self.text)
        )


@dataclass(frozen=True, slots=True)
class Live:
    """What participants said, as everybody may read it now: looked up once for a page."""

    comments: Mapping[str, Comment]
    statements: Mapping[str, str]


def live(sections: Iterable[Section]) -> Live:
    """Return the quoted comments and statements of a report that are public now."""
    quoted, named = set(), set()
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Quotes):
                quoted |= set(block.comments)
            elif isinstance(block, Rows):
                named |= {cell.statement for row in block.rows for cell in row if cell.statement}
    comments = Comment.objects.public().filter(public_id__in=quoted).select_related("author")
    statements = Statement.objects.public().filter(public_id__in=named)
    return Live(
        {str(one.public_id): one for one in comments} if quoted else {},
        {str(one): text for one, text in statements.values_list("public_id", "text")} if named else {},
    )


class Shower:
    """Shows blocks in one language; `behind` is the address of the comments page."""

    def __init__(self, language: str, behind: str, live: Live) -> None:
        self.language, self._behind, self._live = language, behind, live

    def section(self, section: Section) -> dict[str, Any]:
        """Return a section for the template."""
        return {
            "key": section.key,
            "title": self.words(section.title),
            "blocks": [self.block(block) for block in section.blocks],
        }

    def block(self, block: Block) -> dict[str, Any]:
        """Return a block for the template, with its `kind`."""
        if isinstance(block, Paragraph):
            return {"kind": "paragraph", "said": self.words(block.said), "is_quiet": block.is_quiet}
        if isinstance(block, Subheading):
            return {"kind": "subheading", "said": self.words(block.said), "key": block.key}
        if isinstance(block, Notice):
            title = None if block.title is None else self.words(block.title)
            return {"kind": "notice", "said": self.words(block.said), "title": title, "tone": block.tone}
        if isinstance(block, Facts):
            return {"kind": "facts", "rows": [(self.words(name), self.words(value)) for name, value in block.rows]}
        if isinstance(block, Rows):
            return {"kind": "rows", "table": self.table(block)}
        if isinstance(block, Figure):
            return {"kind": "figure", "svg": self._svg(block), "table": self.table(block.table)}
        return {"kind": "quotes", "quotes": self._quotes(block)}

    def table(self, rows: Rows) -> dict[str, Any]:
        """Return a table for the template: the first cell of each row is its head."""
        return {
            "caption": self.words(rows.caption),
            "heads": [(self.words(head.said), head.is_number) for head in rows.heads],
            "rows": [
                (
                    self.words(first),
                    [(self.words(cell), head.is_number) for cell, head in zip(rest, heads, strict=True)],
                )
                for (first, *rest), (_, *heads) in ((row, rows.heads) for row in rows.rows)
            ],
            "is_tall": len(rows.rows) > TALL,
            # What may be wider or taller than its window is reached with the keyboard too.
            "is_window": len(rows.rows) > TALL or len(rows.heads) > WIDE,
        }

    def words(self, said: Said) -> Words:
        """Return words with their language where it is not the page's, and their link."""
        lang = "" if said.language == self.language else said.language
        if said.statement and said.statement in self._live.statements:
            text = personal_data.masked(self._live.statements[said.statement])
            return Words(text, "" if self.language == "th" else "th")
        href = f"{self._behind}?{said.behind}" if said.behind else ""
        return Words(said.text, lang, href)

    def _svg(self, figure: Figure) -> SafeString:
        # Every word in it was escaped when it was drawn (superapp/paper/drawing.py).
        return mark_safe(figure.draw(LOOKS[self.language]).svg)  # noqa: S308

    def _quotes(self, block: Quotes) -> dict[str, Any]:
        found = [self._live.comments[key] for key in block.comments if key in self._live.comments]
        return {
            "comments": [quoted(comment, self.language) for comment in found],
            "gone": len(block.comments) - len(found),
        }


def quoted(comment: Comment, language: str) -> dict[str, Any]:
    """Return a comment for the template: masked, under the name everybody sees."""
    text = personal_data.masked(comment.body).strip()
    is_cut = len(text) > LONGEST_QUOTE
    author = comment.author
    return {
        "id": comment.public_id,
        "text": f"{text[:LONGEST_QUOTE]}…" if is_cut else text,
        "author": "" if author is None else author.name_shown or author.pseudonym,
        "day": date_text(comment.created_at, language),
    }
