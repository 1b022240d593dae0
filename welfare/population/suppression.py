"""Small cells are not published: a count from 1 to 9 could point at a person, and so could a total that gives it away.

A table is rows of counts with a total for each row and, when its rows add up to something, for each column. Hidden
cells are None. After the small ones, further cells are hidden until no line can be solved for a hidden cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

THRESHOLD = 10
Place = tuple[int, int]


@dataclass(frozen=True)
class Published:
    """A table ready to be shown: `cells[row][column]`, `rows` totals by row, `columns` totals by column (or empty)."""

    cells: tuple[tuple[int | None, ...], ...]
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]

    @property
    def hidden(self) -> int:
        """Return how many cells and totals are hidden."""
        return sum(value is None for line in (*self.cells, self.rows, self.columns) for value in line)


def published(counts: Sequence[Sequence[int]], *, threshold: int = THRESHOLD, adds_up: bool = True) -> Published:
    """Return the table with small cells hidden, and others where a total would reveal them.

    `adds_up` False: the rows describe different things, there are no column totals.

    >>> published([[3, 50, 47], [20, 30, 50]], adds_up=False).cells[0]
    (None, 50, None)
    """
    height, width = len(counts), len(counts[0]) if counts else 0
    # Totals are the last row and column; the grand total, the whole population, is public.
    table = [[*row, sum(row)] for row in counts]
    if adds_up:
        table.append([sum(column) for column in zip(*table, strict=True)])
    last = len(table) - 1
    public = {(last, width)} if adds_up else set()
    hidden = {
        (y, x)
        for y, row in enumerate(table)
        for x, value in enumerate(row)
        if 0 < value < threshold and (y, x) not in public
    }
    lines: list[list[Place]] = [[(y, x) for x in range(width + 1)] for y in range(len(table))]
    if adds_up:
        lines += [[(y, x) for y in range(len(table))] for x in range(width + 1)]
    changed = True
    while changed:
        changed = False
        for line in lines:
            found = _next(line, table, hidden, public, threshold)
            if found is not None:
                hidden.add(found)
                changed = True
    shown = [[None if (y, x) in hidden else value for x, value in enumerate(row)] for y, row in enumerate(table)]
    return Published(
        cells=tuple(tuple(row[:width]) for row in shown[:height]),
        rows=tuple(row[width] for row in shown[:height]),
        columns=tuple(shown[last][: width + 1]) if adds_up else (),
    )


def _next(
    line: list[Place], table: list[list[int]], hidden: set[Place], public: set[Place], threshold: int
) -> Place | None:
    """Return the cell of a line to hide next; None when nothing in it can be worked out."""
    parts, total = line[:-1], line[-1]
    covered = [place for place in parts if place in hidden]
    if not covered and total not in hidden:
        return None
    if total in hidden:
        if covered:
            return None
    elif len(covered) > 1 and sum(table[y][x] for y, x in covered) >= threshold:
        return None
    open_parts = [place for place in parts if place not in hidden and place not in public]
    # The smallest that holds somebody first; a zero only where nothing else is left.
    open_parts.sort(key=lambda place: (table[place[0]][place[1]] == 0, table[place[0]][place[1]]))
    if open_parts:
        return open_parts[0]
    return total if total not in hidden and total not in public else None
