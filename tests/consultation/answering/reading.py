"""Reading the public pages as a reader does: what they say, which figures they give, where their links lead."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client


@dataclass
class Reading(HTMLParser):
    """A page taken apart: tables by their caption, links with their words, ids, languages, everything as text."""

    tables: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    articles: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        """Begin."""
        super().__init__()
        self._open: list[tuple[str, str]] = []
        self._row: list[str] = []
        self._caption = self._term = ""

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Remember what begins."""
        known = dict(attrs)
        if "id" in known:
            self.ids.append(known["id"])
        if tag == "article":
            self.articles.append(known["id"])
        if tag in ("a", "caption", "th", "td", "dt", "dd", "h1", "h2", "h3"):
            self._open.append((tag, ""))
            self._href = known.get("href", "") if tag == "a" else getattr(self, "_href", "")
        if tag == "tr":
            self._row = []

    def handle_data(self, data: str) -> None:
        """Add words to everything that is open."""
        self.text += data
        self._open = [(tag, text + data) for tag, text in self._open]

    def handle_endtag(self, tag: str) -> None:
        """Keep what ends."""
        if tag == "tr" and self._row:
            self.tables.setdefault(self._caption, {})[self._row[0]] = self._row[1:]
        if not self._open or self._open[-1][0] != tag:
            return
        _, text = self._open.pop()
        if tag == "a":
            self.links.append((self._href, text))
        elif tag == "caption":
            self._caption = text
        elif tag in ("th", "td"):
            self._row.append(text)
        elif tag == "dt":
            self._term = text
        elif tag == "dd":
            self.facts[self._term] = text
        else:
            self.headings.append((tag, text))


def read(address: str, client: Client | None = None, status: int = 200) -> Reading:
    """Fetch a page and take it apart."""
    response = (client or Client()).get(address)
    assert response.status_code == status, (address, response.status_code)
    page = Reading()
    page.feed(response.content.decode())
    return page


def listed(address: str, client: Client | None = None) -> list[str]:
    """Return the ids of every comment of a list, page by page, in its order."""
    found: list[str] = []
    following: str | None = address
    while following:
        page = read(following, client)
        found += page.articles
        following = next((href for href, words in page.links if words in ("หน้าถัดไป", "Next page")), None)
    return found
