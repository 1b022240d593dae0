"""What changed between two wordings, in a form people can read: lines, and within a changed line the words.

Lines (paragraphs and items) are set beside each other first, then words are compared within lines that are alike, by
the longest common subsequence. Letters would be unreadable: Thai has no spaces. Above the caps whole lines are shown as
gone and come, so that no text, however long, holds the page up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from . import words

SpanKind = Literal["same", "added", "removed"]
LineKind = Literal["same", "changed", "added", "removed"]

LINE_WORDS: Final = 1_200
"""Lines with more words are not compared by word."""
CHARACTERS: Final = 40_000
"""Above this length of both texts together no line is compared by word."""
_CELLS: Final = 400_000
"""The most steps of one comparison by longest common subsequence; above, what lies between equal ends is replaced."""
# Lines less alike than this are one gone and another come.
_ALIKE: Final = 0.45
# An equal stretch shorter than this between two changes, in letters, is noise to a reader.
_ISLAND: Final = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text: the same in both, only in the newer (added) or only in the older (removed)."""

    kind: SpanKind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line. "changed" has spans of several kinds; any other has one span of its own kind."""

    kind: LineKind
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """The lines of both wordings in reading order. `by_words` is False where the texts were too long for that."""

    lines: tuple[Line, ...]
    by_words: bool

    @property
    def is_same(self) -> bool:
        """Tell whether nothing changed."""
        return all(line.kind == "same" for line in self.lines)

    def before(self) -> str:
        """Return the older wording, put together again."""
        return _joined(self.lines, "added")

    def after(self) -> str:
        """Return the newer wording, put together again."""
        return _joined(self.lines, "removed")


def compare(before: str, after: str) -> Difference:
    """Return what changed from `before` to `after`; an empty text has no lines.

    >>> compare("ภายใน ๑๕ วัน", "ภายใน ๓๐ วัน").lines[0].spans[1:3]
    (Span(kind='removed', text='๑๕'), Span(kind='added', text='๓๐'))
    """
    by_words = len(before) + len(after) <= CHARACTERS
    old, new = _lines(before), _lines(after)
    return Difference(tuple(_compare_lines(old, new, by_words=by_words)), by_words)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _joined(lines: Sequence[Line], without: SpanKind) -> str:
    kept = [line for line in lines if line.kind != without]
    return "\n".join("".join(span.text for span in line.spans if span.kind != without) for line in kept)


def _whole(kind: SpanKind, text: str) -> Line:
    return Line(kind, (Span(kind, text),))


def _compare_lines(old: list[str], new: list[str], *, by_words: bool) -> Iterator[Line]:
    gone: list[str] = []
    come: list[str] = []
    for kind, text in _steps(old, new):
        if kind == "same":
            yield from _replaced(gone, come, by_words=by_words)
            gone, come = [], []
            yield _whole("same", text)
        elif kind == "removed":
            gone.append(text)
        else:
            come.append(text)
    yield from _replaced(gone, come, by_words=by_words)


def _replaced(gone: list[str], come: list[str], *, by_words: bool) -> Iterator[Line]:
    """Yield the lines of a stretch that differs: those alike beside each other, the others gone and come."""
    pairs = _pairs(gone, come) if by_words else []
    at_old = at_new = 0
    for old, new in [*pairs, (len(gone), len(come))]:
        yield from (_whole("removed", text) for text in gone[at_old:old])
        yield from (_whole("added", text) for text in come[at_new:new])
        if old < len(gone):
            yield Line("changed", tuple(compare_words(gone[old], come[new])))
        at_old, at_new = old + 1, new + 1


def _pairs(gone: list[str], come: list[str]) -> list[tuple[int, int]]:
    """Return which lines go together: the order-preserving choice with the greatest likeness in all."""
    if not gone or not come or len(gone) * len(come) > _CELLS // 100:
        return []
    old = [words.fingerprint(text) for text in gone]
    new = [words.fingerprint(text) for text in come]
    alike = [[words.similarity(one, other) for other in new] for one in old]
    return best_alignment(alike, _ALIKE)


def best_alignment(alike: Sequence[Sequence[float]], least: float) -> list[tuple[int, int]]:
    """Return the pairs (row, column), rising in both, whose likeness of at least `least` sums to the most."""
    rows, columns = len(alike), len(alike[0]) if alike else 0
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            most = max(best[row + 1][column], best[row][column + 1])
            if alike[row][column] >= least:
                most = max(most, alike[row][column] + best[row + 1][column + 1])
            best[row][column] = most
    pairs, row, column = [], 0, 0
    while row < rows and column < columns:
        here = alike[row][column]
        if here >= least and best[row][column] == here + best[row + 1][column + 1]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            row += 1
        else:
            column += 1
    return pairs


def compare_words(before: str, after: str) -> list[Span]:
    """Return two lines as one run of spans; removed words stand before the added ones that take their place."""
    old, new = words.cut(before), words.cut(after)
    if len(old) > LINE_WORDS or len(new) > LINE_WORDS:
        return [Span("removed", before), Span("added", after)]
    runs: list[list[str]] = []  # same, removed, added: either the first or the others
    for kind, text in _steps(old, new):
        place = ("same", "removed", "added").index(kind)
        if not runs or bool(runs[-1][0]) != (kind == "same"):
            runs.append(["", "", ""])
        runs[-1][place] += text
    return [Span(kind, text) for run in _without_islands(runs) for kind, text in _named(run) if text]


def _named(run: Sequence[str]) -> Iterator[tuple[SpanKind, str]]:
    yield "same", run[0]
    yield "removed", run[1]
    yield "added", run[2]


def _without_islands(runs: list[list[str]]) -> list[list[str]]:
    """Join changes that only a space or a few letters keep apart, which would read as confetti."""
    joined: list[list[str]] = []
    for place, run in enumerate(runs):
        is_between = 0 < place < len(runs) - 1
        if run[0] and is_between and len(run[0].strip()) < _ISLAND:
            joined[-1][1] += run[0]
            joined[-1][2] += run[0]
        elif joined and not run[0] and not joined[-1][0]:
            joined[-1][1] += run[1]
            joined[-1][2] += run[2]
        else:
            joined.append(run)
    return joined


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[SpanKind, str]]:
    """Yield the steps from `old` to `new` along a longest common subsequence."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield from (("same", text) for text in old[:start])
    yield from _middle(old[start : len(old) - end], new[start : len(new) - end])
    yield from (("same", text) for text in old[len(old) - end :])


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[SpanKind, str]]:
    if not old or not new or len(old) * len(new) > _CELLS:
        yield from (("removed", text) for text in old)
        yield from (("added", text) for text in new)
        return
    # lengths[i][j]: how long a common subsequence of old[i:] and new[j:] can be.
    lengths = [[0] * (len(new) + 1)]
    for one in reversed(old):
        below = lengths[-1]
        row = [0] * (len(new) + 1)
        for place in range(len(new) - 1, -1, -1):
            if one == new[place]:
                row[place] = below[place + 1] + 1
            else:
                row[place] = below[place] if below[place] >= row[place + 1] else row[place + 1]
        lengths.append(row)
    lengths.reverse()
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            yield "same", old[i]
            i, j = i + 1, j + 1
        elif lengths[i + 1][j] >= lengths[i][j + 1]:
            yield "removed", old[i]
            i += 1
        else:
            yield "added", new[j]
            j += 1
    yield from (("removed", text) for text in old[i:])
    yield from (("added", text) for text in new[j:])
