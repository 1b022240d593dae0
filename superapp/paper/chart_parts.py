"""What charts are made of: titles, labels, legends, levels; and the chart itself with its table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from .breaking import lines as broken
from .drawing import GRID, QUIET, Box, Drawing, Line, Shape, Words, svg
from .measuring import text_width

WIDTH: Final = 860.0
COLOURS: Final = ("#145e5b", "#c08a00", "#7a3b69", "#4f86c6", "#b4472e", "#8a93a0")
HIDDEN: Final = "ไม่แสดง"
LABEL: Final = 14
_EDGE: Final = 16.0
ROW: Final = 20.0

Format = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Look:
    """How a chart is drawn: its width, its own words, and whether it writes its title itself."""

    width: float = WIDTH
    hidden: str = HIDDEN
    more: str = "และอีก {number} รายการ"
    has_title: bool = True

    @property
    def label_room(self) -> float:
        """The widest a column of labels may be."""
        return min(self.width * 0.35, 300.0)


WIDE: Final = Look()


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values with its name; `colour` "" takes the next of COLOURS."""

    name: str
    values: tuple[int | None, ...]
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: how it is drawn, and its numbers as a table of texts."""

    drawing: Drawing
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def svg(self) -> str:
        """The chart as SVG text, with `<title>` and `<desc>`."""
        return svg(self.drawing)

    @property
    def table(self) -> str:
        """The same numbers as an HTML table."""
        head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in self.header)
        body = "".join(
            f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in rest)}</tr>'
            for first, *rest in self.rows
        )
        caption = f"<caption>{escape(self.drawing.title)}</caption>"
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def grouped(value: int) -> str:
    """Return a whole number with its thousands apart."""
    return f"{value:,}"


def ticks(most: int) -> list[int]:
    """Return round values from 0 to at least `most`, four to six of them.

    >>> ticks(37)
    [0, 10, 20, 30, 40]
    """
    if most <= 0:
        return [0, 1]
    size = 10 ** (len(str(most)) - 1)
    step = next(unit for unit in (size // 5, size // 2, size, size * 2) if unit and most <= unit * 5)
    return [step * number for number in range(-(-most // step) + 1)]


def chart(
    title: str,
    shapes: list[Shape],
    height: float,
    header: tuple[str, ...],
    rows: tuple[tuple[str, ...], ...],
    look: Look = WIDE,
) -> Chart:
    """Return the chart of these shapes and numbers, described in words."""
    told = "; ".join(f"{first}: {', '.join(rest)}" for first, *rest in rows[:40])
    more = f"; {look.more.format(number=len(rows) - 40)}" if len(rows) > 40 else ""
    description = f"{' / '.join(filter(None, header))}. {told}{more}"
    return Chart(Drawing(look.width, height, title, description, tuple(shapes)), header, rows)


def titles(title: str, note: str, look: Look = WIDE) -> list[Shape]:
    """Return title and note; neither where the page around the chart says them."""
    if not look.has_title:
        return []
    found: list[Shape] = [Words(_EDGE, 28, title, 18, weight=700)]
    return [*found, Words(_EDGE, 50, note, 13, QUIET)] if note else found


def head_height(note: str, look: Look = WIDE) -> float:
    """Return where what comes below the titles begins."""
    if not look.has_title:
        return 8.0
    return 68.0 if note else 48.0


def label_column(labels: Sequence[str], look: Look = WIDE) -> tuple[list[list[str]], float]:
    """Return labels broken into at most three lines, and where what they name begins."""
    room = min(max([text_width(label, LABEL) for label in labels], default=0) + 2, look.label_room)
    wrapped = [broken(label, room, lambda piece: text_width(piece, LABEL)) for label in labels]
    cut = [[*label[:2], f"{label[2][:-1]}…"] if len(label) > 3 else label for label in wrapped]
    return cut, _EDGE + room + 14


def label_words(label: Sequence[str], left: float, y: float, height: float) -> list[Shape]:
    """Return a label's lines, their ends at `left`."""
    first = y + height / 2 - (len(label) - 1) * ROW / 2 + 5
    return [Words(left - 12, first + number * ROW, line, LABEL, anchor="end") for number, line in enumerate(label)]


def legend_of(series: Sequence[Series], y: float, look: Look = WIDE) -> tuple[list[Shape], int]:
    """Return the legend, and how many lines it takes."""
    found: list[Shape] = []
    x, line = _EDGE, 0
    for place, one in enumerate(series):
        wide = 24 + text_width(one.name, 13) + 22
        if x + wide > look.width and x > _EDGE:
            x, line = _EDGE, line + 1
        found.append(Box(x, y + line * 24 - 12, 16, 16, colour_of(one, place), radius=3))
        found.append(Words(x + 24, y + line * 24 + 1, one.name, 13))
        x += wide
    return found, line + 1


def levels(steps: Sequence[int], left: float, top: float, plot: float, show: Format, look: Look = WIDE) -> list[Shape]:
    """Return the level lines of a plot with their values."""
    found: list[Shape] = []
    for step in steps:
        y = top + plot - plot * step / steps[-1]
        found.append(Line(((left, y), (look.width - 20, y)), GRID))
        found.append(Words(left - 8, y + 4, show(step), 12, QUIET, "end"))
    return found


def points(labels: Sequence[str], left: float, room: float, y: float) -> list[Shape]:
    """Return the labels below a plot, as many as fit."""
    widest = max([text_width(label, 12) for label in labels], default=0) + 10
    every = max(int(-(-widest // room)), 1)
    return [
        Words(left + (number + 0.5) * room, y + 20, label, 12, QUIET, "middle")
        for number, label in enumerate(labels)
        if number % every == 0
    ]


def colour_of(series: Series, place: int) -> str:
    """Return a series' colour."""
    return series.colour or COLOURS[place % len(COLOURS)]


def is_light(colour: str) -> bool:
    """Tell whether dark letters are read better on a colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue > 140


def shown(value: int | None, show: Format, look: Look = WIDE) -> str:
    """Return a value in words."""
    return look.hidden if value is None else show(value)
