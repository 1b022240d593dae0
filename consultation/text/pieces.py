"""Comments cut into words, with references and personal data kept whole.

Joined again, the pieces give the text. The dictionary is the shared one with the room's own terms (lexicon.py).
"""

from collections.abc import Sequence

from consultation.text.lexicon import lexicon

Span = tuple[int, int]


def cut(text: str, whole: Sequence[Span] = ()) -> tuple[str, ...]:
    """Cut `text` into words and spaces; each span of `whole`, in any order, is one piece. Overlapping spans are joined.

    >>> cut("ไม่เห็นด้วย")
    ('ไม่', 'เห็นด้วย')
    """
    words = lexicon()
    if not whole:
        return words.cut(text)
    found: list[str] = []
    end = 0
    for start, stop in _joined(whole):
        if start > end:
            found += words.cut(text[end:start])
        found.append(text[start:stop])
        end = stop
    if end < len(text):
        found += words.cut(text[end:])
    return tuple(found)


def merged(pieces: Sequence[str], whole: Sequence[Span]) -> tuple[str, ...]:
    """Return `pieces` with those that lie in one span of `whole` joined into one."""
    if not whole:
        return tuple(pieces)
    spans = _joined(whole)
    found: list[str] = []
    place = at = 0
    open_until = -1
    for piece in pieces:
        while place < len(spans) and spans[place][1] <= at:
            place += 1
        is_inside = place < len(spans) and spans[place][0] < at + len(piece)
        if is_inside and open_until == spans[place][1]:
            found[-1] += piece
        else:
            found.append(piece)
        open_until = spans[place][1] if is_inside else -1
        at += len(piece)
    return tuple(found)


def starts(pieces: Sequence[str]) -> dict[int, str]:
    """Return the piece that starts at each offset."""
    found: dict[int, str] = {}
    at = 0
    for piece in pieces:
        found[at] = piece
        at += len(piece)
    return found


def _joined(spans: Sequence[Span]) -> list[Span]:
    ordered = sorted(spans)
    found: list[Span] = []
    for start, end in ordered:
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found
