"""What a law's text consists of once it is read: provisions, their paragraphs and items, and the faults found.

A provision's text leaves out its printed label, so that renumbering a section does not change its wording.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a provision is. Those in HEADINGS hold others; SECTION is one มาตรา (or ข้อ, in a subordinate rule)."""

    PREAMBLE = "preamble"
    BOOK = "book"
    TITLE = "title"
    CHAPTER = "chapter"
    PART = "part"
    HEADING = "heading"
    SECTION = "section"
    SIGNATURE = "signature"
    NOTE = "note"
    LATER_SECTION = "later_section"


HEADINGS = (Kind.BOOK, Kind.TITLE, Kind.CHAPTER, Kind.PART, Kind.HEADING)


@dataclass(frozen=True, slots=True)
class Item:
    """One อนุมาตรา: `label` as printed, "(๑)" or "(ก)", its text, and the items under it."""

    label: str
    text: str
    items: tuple["Item", ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One วรรค, counted from 1, with the items that belong to it."""

    number: int
    text: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Provision:
    """A piece of a law. `key` names it within the law and outlives its number.

    `number` is in Arabic digits ("15/1"), None where nothing is numbered; `label` is as printed ("มาตรา ๑๕/๑");
    `heading` is the title of a chapter; `text` is the wording without the label, one line to a paragraph or item.
    `parent` is the key of the chapter it stands in, "" at the top. `line` is where it begins in what was read, from 1.
    """

    key: str
    kind: Kind
    number: str | None
    label: str
    text: str
    heading: str = ""
    parent: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a draft from being taken: on which line, what stands there, what was expected, how to mend.

    `kind` is stable: gap, duplicate, backwards, item_order, quote, empty, no_section, line_too_long, letters.
    """

    kind: str
    line: int
    found: str
    expected: str
    mend_th: str
    mend_en: str

    def message(self, language: str) -> str:
        """Return one sentence for whoever brought the text."""
        if language == "en":
            return f"Line {self.line}: found {self.found}, expected {self.expected}. {self.mend_en}"
        return f"บรรทัดที่ {self.line}: พบ {self.found} แต่ควรเป็น {self.expected} {self.mend_th}"


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as it was read: its title, provisions in order, and every fault; only without faults may it be kept."""

    title: str
    provisions: tuple[Provision, ...]
    faults: tuple[Fault, ...]
