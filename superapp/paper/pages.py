"""Building a document: headings, paragraphs, tables, boxes, charts and codes, one below the other.

    paper = Paper(title="หนังสือแจ้งผล", made_at=now)
    paper.heading("หนังสือแจ้งผลการพิจารณา")
    paper.paragraph("ตามที่ท่านได้ยื่นคำขอ ...")
    paper.table([Column("เดือน"), Column("จำนวนเงิน", align="end")], rows)
    content = paper.pdf()

Text is set left-aligned, as Thai is read best. The same calls with the same `made_at` give the same bytes.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, Literal

from superapp.thai.numerals import to_thai

from . import breaking
from .drawing import INK, QUIET, RULE, SHADE, Drawing
from .sheet import ASCENT, LINE_HEIGHT, MM_PER_POINT, Anchor, Sheet, cleaned, leading
from .tables import Column, Table

LEFT, TOP, RIGHT, BOTTOM = 22.0, 20.0, 20.0, 22.0
BODY: Final = 12.0
HEADINGS: Final = {1: 19.0, 2: 15.0, 3: 13.0}
TONES: Final = {
    "plain": (SHADE, RULE),
    "good": ("#eaf6f0", "#0f7b5f"),
    "warning": ("#fdf4e3", "#a15c00"),
    "bad": ("#fbeeea", "#b4472e"),
}
MOST_PAGES: Final = 1_000

Tone = Literal["plain", "good", "warning", "bad"]
Numbering = Literal["thai", "arabic", "none"]


class PaperTooLong(ValueError):
    """A document has more pages than anybody reads; something is wrong with what was put into it."""


class Paper:
    """A document being written from top to bottom; measures in millimetres, sizes of letters in points."""

    def __init__(
        self,
        *,
        title: str,
        made_at: datetime,
        author: str = "",
        language: str = "th",
        numbering: Numbering = "arabic",
        footer: str = "",
        is_landscape: bool = False,
    ) -> None:
        self.left = LEFT
        self.sheet = Sheet(title=title, author=author, made_at=made_at, language=language, is_landscape=is_landscape)
        self._numbering = numbering
        self._language = language
        self._footer = cleaned(footer)
        self.y = TOP
        self._content: bytes | None = None

    @property
    def width(self) -> float:
        """Room between the margins."""
        return self.sheet.width - LEFT - RIGHT

    @property
    def height(self) -> float:
        """Room on a whole page."""
        return self.sheet.height - TOP - BOTTOM

    @property
    def room(self) -> float:
        """Room left on this page."""
        return self.sheet.height - BOTTOM - self.y

    def heading(self, text: str, level: Literal[1, 2, 3] = 1, *, align: Anchor = "start") -> None:
        """Write a heading, kept together with what follows."""
        size = HEADINGS[level]
        if self.y > TOP:
            self.space(size * 0.25)
        self.keep(leading(size) + 2.5 * leading(BODY))
        self._lines(text, size, bold=True, align=align)
        self.space(1.2)

    def paragraph(
        self,
        text: str,
        *,
        size: float = BODY,
        bold: bool = False,
        colour: str = INK,
        align: Anchor = "start",
        indent: float = 0,
    ) -> None:
        """Write a paragraph; `indent` moves its first line in, as official letters have it."""
        self._lines(text, size, bold=bold, colour=colour, align=align, indent=indent)
        self.space(size * 0.18)

    def note(self, text: str) -> None:
        """Write something small and grey."""
        self.paragraph(text, size=10, colour=QUIET)

    def bullets(self, items: Sequence[str], *, mark: Callable[[int], str] = lambda number: "•") -> None:
        """Write a list; `mark` gives each item's mark from its number, counted from 1."""
        for number, item in enumerate(items, 1):
            sign = cleaned(mark(number))
            start = max(6.0, self.sheet.measure(sign, BODY) + 2)
            self.keep(leading(BODY))
            self.sheet.write(LEFT + 1, self.baseline(BODY), sign, BODY, colour=INK)
            self._lines(item, BODY, left=LEFT + start, room=self.width - start)
            self.space(0.8)
        self.space(1.2)

    def facts(self, rows: Sequence[tuple[str, str]], *, label_share: float = 0.34) -> None:
        """Write names of things with their values beside them."""
        split = self.width * label_share
        for label, value in rows:
            names = self.broken(label, BODY, split - 4)
            values = self.broken(value, BODY, self.width - split, bold=True)
            self.keep(leading(BODY) * min(max(len(names), len(values)), 3))
            for number in range(max(len(names), len(values))):
                self.keep(leading(BODY))
                baseline = self.baseline(BODY)
                self.sheet.write(LEFT, baseline, "".join(names[number : number + 1]), BODY, colour=QUIET)
                self.sheet.write(
                    LEFT + split, baseline, "".join(values[number : number + 1]), BODY, bold=True, colour=INK
                )
                self.y += leading(BODY)
            self.space(0.6)
        self.space(2)

    def box(self, text: str, *, title: str = "", tone: Tone = "plain") -> None:
        """Write a text in a coloured box; one that is longer than a page goes on in a second box."""
        fill, edge = TONES[tone]
        inner = self.width - 10
        waiting = [(line, True) for line in self.broken(title, BODY, inner, bold=True)] if title else []
        waiting += [(line, False) for line in self.broken(text, BODY, inner)] if text else []
        self.keep(min(len(waiting), 4) * leading(BODY) + 7)
        while waiting:
            fits = max(int((self.room - 7) / leading(BODY)), 1)
            here, waiting = waiting[:fits], waiting[fits:]
            height = len(here) * leading(BODY) + 5
            self.sheet.box(LEFT, self.y, self.width, height, fill=fill)
            self.sheet.box(LEFT, self.y, 1.2, height, fill=edge)
            self.y += 2.2
            for line, bold in here:
                self.sheet.write(LEFT + 6, self.baseline(BODY), line, BODY, bold=bold, colour=INK)
                self.y += leading(BODY)
            self.y += 2.8
            if waiting:
                self.new_page()
        self.space(3)

    def table(self, columns: Sequence[Column], rows: Sequence[Sequence[str]], *, size: float = 11) -> None:
        """Write a table; its header is repeated on every page, and a row that is longer than a page is continued.

        :raises ValueError: for a row with another number of cells than there are columns.
        """
        Table(self, columns, size).write(rows)
        self.space(4)

    def chart(self, drawing: Drawing, *, width: float | None = None) -> None:
        """Draw a chart (superapp.paper.charts) as wide as the page, or as given."""
        width = min(width or self.width, self.width)
        height = drawing.height * width / drawing.width
        self.keep(height)
        self.sheet.draw(drawing, LEFT, self.y, width)
        self.y += height
        self.space(3)

    def picture(self, content: bytes, *, width: float, height: float, told: str) -> None:
        """Draw a picture (PNG or JPEG) into a space, in its proportions; `told` describes it to who cannot see it."""
        self.keep(height)
        self.sheet.picture(content, LEFT, self.y, width, height, told=told)
        self.y += height
        self.space(3)

    def qr(self, payload: str, *, caption: str = "", size: float = 34) -> None:
        """Draw a QR code with a text beside it."""
        lines = self.broken(caption, 10, self.width - size - 6)
        height = max(size, len(lines) * leading(10) + 6)
        self.keep(height)
        top = self.y
        self.sheet.qr(payload, LEFT, top, size)
        self.y = top + 3
        for line in lines:
            self.sheet.write(LEFT + size + 5, self.baseline(10), line, 10, colour=INK)
            self.y += leading(10)
        self.y = top + height
        self.space(2)

    def rule(self) -> None:
        """Draw a thin line across."""
        self.space(1.5)
        self.sheet.line([(LEFT, self.y), (LEFT + self.width, self.y)], RULE, 0.25)
        self.space(2.5)

    def space(self, height: float) -> None:
        """Leave some space; none at the top of a page."""
        if self.y > TOP:
            self.y += height

    def new_page(self) -> None:
        """Begin another page.

        :raises PaperTooLong: beyond MOST_PAGES.
        """
        if self.sheet.pages >= MOST_PAGES:
            raise PaperTooLong(f"more than {MOST_PAGES} pages")
        self.sheet.new_page()
        self.y = TOP

    def pdf(self) -> bytes:
        """Return the document; afterwards nothing can be added."""
        if self._content is None:
            self._number_pages()
            self._content = self.sheet.bytes()
        return self._content

    # --- how it is done ----------------------------------------------------------------------------------------

    def keep(self, height: float) -> None:
        """Begin another page unless there is `height` of room."""
        if self.room < height and self.y > TOP:
            self.new_page()

    def baseline(self, size: float) -> float:
        """Return where letters of a size stand in the line that begins here."""
        return self.y + (LINE_HEIGHT - 1) * size * MM_PER_POINT * 0.35 + ASCENT * size * MM_PER_POINT * 0.93

    def broken(self, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
        """Return a text as lines that fit into `room`."""
        return breaking.lines(cleaned(text), room, lambda piece: self.sheet.measure(piece, size, bold=bold))

    def _lines(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
        align: Anchor = "start",
        indent: float = 0,
        left: float = LEFT,
        room: float | None = None,
    ) -> None:
        room = room or self.width
        x = left + room * {"start": 0, "middle": 0.5, "end": 1}[align]
        # An em space as wide as the indent: the first line is then broken as it will stand.
        for number, line in enumerate(self._indented(text, size, room, indent, bold)):
            self.keep(leading(size))
            start = x + (indent if number == 0 else 0)
            self.sheet.write(start, self.baseline(size), line, size, bold=bold, colour=colour, anchor=align)
            self.y += leading(size)

    def _indented(self, text: str, size: float, room: float, indent: float, bold: bool) -> list[str]:
        if not indent:
            return self.broken(text, size, room, bold=bold)
        head, _, rest = cleaned(text).partition("\n")
        first = self.broken(head, size, room - indent, bold=bold)[0]
        left = head[len(first) :].lstrip()
        others = self.broken(left, size, room, bold=bold) if left else []
        return [first, *others, *(self.broken(rest, size, room, bold=bold) if rest else [])]

    def _number_pages(self) -> None:
        total = self.sheet.pages
        for page in range(1, total + 1):
            self.sheet.go_to(page)
            bottom = self.sheet.height - 12
            if self._footer:
                self.sheet.write(LEFT, bottom, self._footer, 9, colour=QUIET)
            if self._numbering != "none":
                text = f"Page {page} of {total}" if self._language == "en" else f"หน้า {page} จาก {total}"
                text = to_thai(text) if self._numbering == "thai" else text
                self.sheet.write(LEFT + self.width, bottom, text, 9, colour=QUIET, anchor="end")
