"""Where a comment stands in a law's text, and where it stands once the text has changed.

An anchor names a section, and within it a passage by its exact words, the 32 letters either side and an offset as a
hint. On a newer version it is at its words if they are found once, or found with their context; else at the whole
section, and the reader is told that the wording has changed since. Nothing moves silently: words that stood twice in
the old text and once in the new might be the other ones, so they count as found only where their context agrees.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

CONTEXT: Final = 32
"""Letters kept on either side of a passage."""
QUOTE: Final = 2_000
"""The longest passage, in letters."""


class Standing(StrEnum):
    """How sure a place is.

    PASSAGE: at the very words. SECTION: at the section, as the comment was written or because the words are gone.
    REMOVED: the section is no more.
    """

    PASSAGE = "passage"
    SECTION = "section"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a comment is about: a section, and a passage of it; `quote` "" for the whole section."""

    section: str
    quote: str = ""
    before: str = ""
    after: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """Where an anchor stands in a text: a section ("" when removed) and, for a passage, from `start` up to `end`.

    `is_changed` tells that the section reads otherwise than when the comment was written: the page says so and shows
    the difference beside it.
    """

    standing: Standing
    section: str
    start: int | None = None
    end: int | None = None
    is_changed: bool = False


def make(section: str, text: str, start: int, end: int) -> Anchor:
    """Return the anchor of the passage from `start` up to `end` of a section's text; of the whole when they are equal.

    :raises ValueError: when they lie outside the text or the passage is longer than QUOTE.
    """
    if start == end:
        return Anchor(section)
    if not 0 <= start < end <= len(text) or end - start > QUOTE:
        raise ValueError(f"{start}..{end} of {len(text)}")
    return Anchor(section, text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT], start)


def find(anchor: Anchor, text: str) -> int | None:
    """Return where the anchor's passage begins in the text it was made on, None when it is not in there.

    The context decides between equal words, then the offset.
    """
    starts = _starts(anchor.quote, text)
    if not starts:
        return None
    return min(starts, key=lambda start: (-_agreement(anchor, text, start), abs(start - anchor.offset)))


def settle(anchor: Anchor, text: str) -> Anchor | None:
    """Return an anchor from outside with offset and context as the text has them; None if it is not in there."""
    if not anchor.quote:
        return Anchor(anchor.section)
    start = find(anchor, text)
    return None if start is None else make(anchor.section, text, start, start + len(anchor.quote))


def resolve(anchor: Anchor, written_on: str, successors: Sequence[tuple[str, str]]) -> tuple[Place, ...]:
    """Return where an anchor stands in a newer version: one place for each section its own has become.

    `written_on` is the section's text when the comment was written; `successors` are (key, text) of what it became,
    none when it was removed.
    """
    if not successors:
        return (Place(Standing.REMOVED, "", is_changed=True),)
    return tuple(_place(anchor, written_on, section, text) for section, text in successors)


def _place(anchor: Anchor, written_on: str, section: str, text: str) -> Place:
    if not anchor.quote:
        return Place(Standing.SECTION, section, is_changed=text != written_on)
    start = find(anchor, text) if text == written_on else _certain(anchor, written_on, text)
    if start is None:
        return Place(Standing.SECTION, section, is_changed=text != written_on)
    return Place(Standing.PASSAGE, section, start, start + len(anchor.quote), is_changed=text != written_on)


def _certain(anchor: Anchor, written_on: str, text: str) -> int | None:
    """Return where the passage surely is in a text that differs; None when gone, or not to be told from another."""
    starts = _starts(anchor.quote, text)
    stood_once = len(_starts(anchor.quote, written_on)) == 1
    if len(starts) == 1 and stood_once:
        return starts[0]
    with_context = _starts(anchor.before + anchor.quote + anchor.after, text)
    if len(with_context) == 1:
        return with_context[0] + len(anchor.before)
    if not stood_once:
        return None
    # The same words have been written a second time since. A change right beside ours leaves the context of the other
    # side whole; that is enough where both sides do not point to different places.
    either = {start + len(anchor.before) for start in _starts(anchor.before + anchor.quote, text) if anchor.before}
    either |= {start for start in _starts(anchor.quote + anchor.after, text) if anchor.after}
    return either.pop() if len(either) == 1 else None


def _starts(part: str, text: str) -> list[int]:
    """Return every place where `part` begins in `text`, overlapping ones too."""
    starts: list[int] = []
    at = text.find(part) if part else -1
    while at >= 0:
        starts.append(at)
        at = text.find(part, at + 1)
    return starts


def _agreement(anchor: Anchor, text: str, start: int) -> int:
    """Return how many letters around the passage at `start` agree with the anchor's context."""
    end = start + len(anchor.quote)
    return _common(anchor.before[::-1], text[max(0, start - CONTEXT) : start][::-1]) + _common(
        anchor.after, text[end : end + CONTEXT]
    )


def _common(one: str, other: str) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def follow(section: str, steps: Sequence[Mapping[str, Sequence[str]]]) -> tuple[str, ...]:
    """Return what a section has become after several versions, in order and each once; empty when it was removed.

    Each step gives the successors of every section from one version to the next; a section it does not name is gone.

    >>> follow("s8", [{"s8": ["s8", "s9"]}, {"s8": ["s8"], "s9": ["s8"]}])
    ('s8',)
    """
    at: dict[str, None] = {section: None}
    for step in steps:
        at = {successor: None for key in at for successor in step.get(key, ())}
    return tuple(at)
