"""A sheet: pages of A4 on which words, boxes and drawings are put at a place. What goes where is decided in pages.py.

Everything is drawn from what the caller gives; no clock, no chance: the same input gives the same bytes. Text copied
out of a PDF in Thai comes out damaged (marks without width, sara am in two), so nothing may ever read our own PDFs.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any, Final, Literal

import segno
from fontTools.ttLib import TTFont

from .breaking import clean
from .drawing import FONTS, Box, Dot, Drawing, Line

FAMILY: Final = "Sarabun"
MM_PER_POINT: Final = 25.4 / 72
# Sarabun's rise above and fall below the baseline, of its size; the tallest stack of marks stays within.
ASCENT: Final = 1.068
LINE_HEIGHT: Final = 1.5
PRODUCER: Final = "superapp"

Anchor = Literal["start", "middle", "end"]


@cache
def _letters() -> frozenset[int]:
    with TTFont(FONTS / "Sarabun-400.ttf", lazy=True) as font:
        return frozenset(font.getBestCmap())


def has_glyph(letter: str) -> bool:
    """Tell whether the font can draw a letter."""
    return ord(letter) in _letters()


def cleaned(text: str) -> str:
    """Return a text as it will be drawn (breaking.clean)."""
    return clean(text, has_glyph)


def leading(size: float) -> float:
    """Return the distance of lines in millimetres for letters of a size in points."""
    return size * MM_PER_POINT * LINE_HEIGHT


class Sheet:
    """Pages being drawn; measures in millimetres from the upper left corner, sizes of letters in points."""

    def __init__(
        self, *, title: str, author: str, made_at: datetime, language: str, is_landscape: bool = False
    ) -> None:
        # Only who draws pays for it: it brings numpy along, and whoever answers the web seldom draws.
        from fpdf import FPDF

        self._pdf = FPDF(orientation="landscape" if is_landscape else "portrait", unit="mm", format="A4")
        self._pdf.set_auto_page_break(False)
        self._pdf.c_margin = 0
        self._pdf.set_margin(0)
        for style, weight in (("", 400), ("B", 700)):
            self._pdf.add_font(FAMILY, style, FONTS / f"Sarabun-{weight}.ttf")
        for font in self._pdf.fonts.values():
            # fpdf2 leaves its font files open for as long as the document lives: read them whole instead.
            reader = font.ttfont.reader
            reader.file.seek(0)
            with reader.file as opened:
                reader.file = BytesIO(opened.read())
        self._pdf.set_text_shaping(True, script="thai", language="tha")
        self._pdf.set_title(title)
        self._pdf.set_author(author)
        self._pdf.set_lang(language)
        self._pdf.set_producer(PRODUCER)
        self._pdf.set_creation_date(made_at)
        self._widths: dict[tuple[str, float, bool], float] = {}
        self.new_page()

    @property
    def width(self) -> float:
        """Width of a page."""
        return float(self._pdf.w)

    @property
    def height(self) -> float:
        """Height of a page."""
        return float(self._pdf.h)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return int(self._pdf.pages_count)

    def new_page(self) -> None:
        """Begin another page."""
        self._pdf.add_page()

    def go_to(self, page: int) -> None:
        """Go on drawing on page `page`, counted from 1."""
        self._pdf.page = page
        # A page's stream has its own state, which fpdf2 believes to be that of the page left.
        self._pdf.current_font_is_set_on_page = False
        self._pdf.set_draw_color(0)

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return the width of a piece of text."""
        key = (text, size, bold)
        if key not in self._widths:
            self._font(size, bold)
            self._widths[key] = float(self._pdf.get_string_width(text))
        return self._widths[key]

    def write(
        self,
        x: float,
        baseline: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: str = "#000000",
        anchor: Anchor = "start",
    ) -> None:
        """Write one line, already cleaned; `x` is its beginning, middle or end."""
        if not text:
            return
        self._font(size, bold)
        if anchor != "start":
            x -= self.measure(text, size, bold=bold) * (0.5 if anchor == "middle" else 1)
        self._pdf.set_text_color(colour)
        # fpdf2 puts the baseline at 0.3 of the letters' size below the middle of a cell.
        letters = size * MM_PER_POINT
        self._pdf.set_xy(x, baseline - 0.8 * letters)
        self._pdf.cell(w=self.measure(text, size, bold=bold) + 1, h=letters, text=text)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str | None = None,
        edge: str | None = None,
        radius: float = 0,
        opacity: float = 1,
    ) -> None:
        """Draw a rectangle."""
        with self._pdf.local_context(fill_opacity=opacity):
            if fill:
                self._pdf.set_fill_color(fill)
            if edge:
                self._pdf.set_draw_color(edge)
                self._pdf.set_line_width(0.25)
            style = f"{'D' if edge else ''}{'F' if fill else ''}"
            self._pdf.rect(x, y, width, height, style=style, round_corners=radius > 0, corner_radius=radius)

    def line(
        self, points: Iterable[tuple[float, float]], colour: str, thickness: float, dashes: tuple[float, ...] = ()
    ) -> None:
        """Draw a line through points."""
        with self._pdf.local_context():
            self._pdf.set_draw_color(colour)
            self._pdf.set_line_width(thickness)
            if dashes:
                self._pdf.set_dash_pattern(dash=dashes[0], gap=dashes[-1])
            self._pdf.polyline(list(points))

    def draw(self, drawing: Drawing, x: float, y: float, width: float) -> float:
        """Draw a drawing `width` wide; return its height."""
        scale = width / drawing.width
        for shape in drawing.shapes:
            if isinstance(shape, Box):
                self.box(
                    x + shape.x * scale,
                    y + shape.y * scale,
                    max(shape.width * scale, 0.01),
                    max(shape.height * scale, 0.01),
                    fill=shape.colour,
                    radius=min(shape.radius, shape.width / 2, shape.height / 2) * scale,
                    opacity=shape.opacity,
                )
            elif isinstance(shape, Line):
                points = [(x + left * scale, y + top * scale) for left, top in shape.points]
                dashes = tuple(dash * scale for dash in shape.dashes)
                self.line(points, shape.colour, shape.thickness * scale, dashes)
            elif isinstance(shape, Dot):
                self._dot(x + shape.x * scale, y + shape.y * scale, shape.radius * scale, shape.colour)
            else:
                self.write(
                    x + shape.x * scale,
                    y + shape.y * scale,
                    cleaned(shape.text),
                    shape.size * scale / MM_PER_POINT,
                    bold=shape.weight >= 700,
                    colour=shape.colour,
                    anchor=shape.anchor,
                )
        return drawing.height * scale

    def picture(self, content: Any, x: float, y: float, width: float, height: float, *, told: str) -> None:
        """Draw a picture (bytes of a PNG or JPEG), kept in its proportions within the space; `told` describes it."""
        self._pdf.image(content, x, y, width, height, keep_aspect_ratio=True, alt_text=told)

    def qr(self, text: str, x: float, y: float, size: float) -> None:
        """Draw a QR code `size` wide, its quiet zone included."""
        rows = [bytes(row) for row in segno.make_qr(text, error="m", boost_error=False).matrix]
        module = size / (len(rows) + 8)
        with self._pdf.local_context():
            self._pdf.set_fill_color(0)
            for row, modules in enumerate(rows):
                column = 0
                while column < len(modules):
                    run = len(modules) - len(modules[column:].lstrip(b"\1")) - column
                    if run:
                        left, top = x + (column + 4) * module, y + (row + 4) * module
                        # A hair of overlap: viewers leave white seams between rectangles that only touch.
                        self._pdf.rect(left, top, run * module, module * 1.02, style="F")
                    column += max(run, 1)

    def bytes(self) -> bytes:
        """Return the PDF."""
        return bytes(self._pdf.output())

    def _dot(self, x: float, y: float, radius: float, colour: str) -> None:
        with self._pdf.local_context():
            self._pdf.set_fill_color(colour)
            self._pdf.circle(x, y, radius, style="F")

    def _font(self, size: float, bold: bool) -> None:
        self._pdf.set_font(FAMILY, "B" if bold else "", size)
