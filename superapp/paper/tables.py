"""Tables that go on over the pages: the header is repeated, and only a row longer than a page is torn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from .drawing import INK, RULE, SHADE
from .sheet import leading

if TYPE_CHECKING:
    from .pages import Paper

HEADER = "#dfe6ee"
PADDING = 2.0

Cells = list[list[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its title, its share of the width, and at which side its cells stand."""

    title: str
    share: float = 1
    align: Literal["start", "end"] = "start"


class Table:
    """A table being written on a paper."""

    def __init__(self, paper: "Paper", columns: Sequence[Column], size: float) -> None:
        whole = sum(column.share for column in columns)
        self._paper = paper
        self._columns = columns
        self._widths = [paper.width * column.share / whole for column in columns]
        self._size = size
        self._titles = self._cells([column.title for column in columns], bold=True)

    def write(self, rows: Sequence[Sequence[str]]) -> None:
        """Write header and rows.

        :raises ValueError: for a row with another number of cells than there are columns.
        """
        self._paper.keep(self._height(self._titles) + 2 * leading(self._size))
        self._header()
        for number, row in enumerate(rows, 1):
            if len(row) != len(self._columns):
                raise ValueError(f"row {number} has {len(row)} cells for {len(self._columns)} columns")
            self._row(self._cells(row), is_shaded=number % 2 == 0)

    def _cells(self, row: Sequence[str], *, bold: bool = False) -> Cells:
        return [
            self._paper.broken(text, self._size, width - 2 * PADDING, bold=bold)
            for text, width in zip(row, self._widths, strict=True)
        ]

    def _height(self, cells: Cells) -> float:
        return max(len(cell) for cell in cells) * leading(self._size) + PADDING

    def _header(self) -> None:
        paper = self._paper
        height = self._height(self._titles)
        paper.sheet.box(paper.left, paper.y, paper.width, height, fill=HEADER)
        self._put(self._titles, bold=True)
        paper.y += height

    def _row(self, cells: Cells, *, is_shaded: bool) -> None:
        paper, step = self._paper, leading(self._size)
        most = int((paper.height - self._height(self._titles) - PADDING) / step)
        while True:
            needed = max(len(cell) for cell in cells)
            # A row that fits on a page is not torn; one that does not is torn where the page ends.
            if paper.room < (needed if needed <= most else 2) * step + PADDING:
                paper.new_page()
                self._header()
            fits = max(int((paper.room - PADDING) / step), 1)
            here, cells = [cell[:fits] for cell in cells], [cell[fits:] for cell in cells]
            height = self._height(here)
            if is_shaded:
                # Leaves the line under the row above uncovered.
                paper.sheet.box(paper.left, paper.y + 0.15, paper.width, height - 0.15, fill=SHADE)
            self._put(here)
            paper.y += height
            paper.sheet.line([(paper.left, paper.y), (paper.left + paper.width, paper.y)], RULE, 0.2)
            if not any(cells):
                return

    def _put(self, cells: Cells, *, bold: bool = False) -> None:
        paper = self._paper
        top, left = paper.y, paper.left
        for column, width, cell in zip(self._columns, self._widths, cells, strict=True):
            paper.y = top + PADDING / 2
            for line in cell:
                x = left + PADDING if column.align == "start" else left + width - PADDING
                paper.sheet.write(
                    x, paper.baseline(self._size), line, self._size, bold=bold, colour=INK, anchor=column.align
                )
                paper.y += leading(self._size)
            left += width
        paper.y = top
