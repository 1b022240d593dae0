"""Charts as SVG text: bars and ranges with Thai labels, written by hand so that nothing has to be installed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from superapp.paper.chart_parts import ticks
from superapp.paper.drawing import GRID, INK, QUIET, Box, Drawing, Line, Shape, Words, svg

GAIN, LOSS, UNCLEAR = "#0f7b5f", "#b4472e", "#8a93a0"
BASE_COLOUR, REFORM_COLOUR = "#7a8aa0", "#1d4f91"
WIDTH = 860


@dataclass(frozen=True)
class Bar:
    """One line of a diverging chart: persons who lose and who gain; None is hidden."""

    label: str
    loses: int | None
    gains: int | None


@dataclass(frozen=True)
class Range:
    """One line of a cost chart, in THB: from nobody undecided entitled to all of them; None is hidden."""

    label: str
    low: int | None
    high: int | None
    colour: str


def diverging(title: str, note: str, bars: Sequence[Bar], *, hidden: str) -> str:
    """Return a chart with losers to the left of a line and winners to the right, on one scale."""
    row, top, left, right = 30, 78, 232, 92
    labels = 150
    height = top + row * len(bars) + 34
    most_left = max([bar.loses or 0 for bar in bars], default=0)
    most_right = max([bar.gains or 0 for bar in bars], default=0)
    room = WIDTH - left - right
    whole = max(most_left + most_right, 1)
    # A side without anybody keeps a strip for its words.
    share = min(max(most_left / whole, 0.16), 0.84)
    middle = left + room * share
    scale = min(room * share / max(most_left, 1) if most_left else 1e9, room * (1 - share) / max(most_right, 1))
    parts: list[Shape] = [_text(16, 26, title, size=17, weight=700), _text(16, 47, note, size=13, colour=QUIET)]
    parts.append(_text(middle - 10, 68, "ได้ลดลง", size=13, colour=LOSS, anchor="end", weight=700))
    parts.append(_text(middle + 10, 68, "ได้เพิ่มขึ้น", size=13, colour=GAIN, weight=700))
    for number, bar in enumerate(bars):
        y = top + number * row
        if number % 2 == 0:
            parts.append(_box(8, y, WIDTH - 16, row, "#f6f8fa"))
        parts.append(_text(labels - 14, y + 20, bar.label, size=14, anchor="end"))
        parts += _side(middle, y + 7, bar.loses, scale, LOSS, hidden, is_left=True)
        parts += _side(middle, y + 7, bar.gains, scale, GAIN, hidden, is_left=False)
    bottom = top + row * len(bars)
    parts.append(Line(((middle, top), (middle, bottom)), INK))
    return _svg(height, title, note, parts)


def _side(
    x: float, y: float, value: int | None, scale: float, colour: str, hidden: str, *, is_left: bool
) -> list[Shape]:
    sign = -1 if is_left else 1
    anchor = "end" if is_left else "start"
    if value is None:
        return [_text(x + sign * 8, y + 13, hidden, size=12, colour=QUIET, anchor=anchor)]
    if not value:
        return []
    width = max(value * scale, 1.5)
    start = x - width if is_left else x
    return [
        _box(start, y, width, 16, colour, radius=2),
        _text(x + sign * (width + 7), y + 13, f"{value:,}", size=13, colour=INK, anchor=anchor),
    ]


def ranges(title: str, note: str, items: Sequence[Range], *, hidden: str) -> str:
    """Return a chart of cost ranges on one scale from zero: solid to the lower end, light to the upper."""
    row, top, left, right = 62, 66, 150, 40
    height = top + row * len(items) + 40
    most = max([each.high or 0 for each in items], default=0)
    steps = ticks(most)
    room = WIDTH - left - right
    scale = room / max(steps[-1], 1)
    parts: list[Shape] = [_text(16, 26, title, size=17, weight=700), _text(16, 47, note, size=13, colour=QUIET)]
    bottom = top + row * len(items)
    for value in steps:
        x = left + value * scale
        parts.append(Line(((x, top + 4), (x, bottom)), GRID))
        parts.append(_text(x, bottom + 20, money(value), size=12, colour=QUIET, anchor="middle"))
    for number, each in enumerate(items):
        y = top + number * row
        parts.append(_text(left - 14, y + 42, each.label, size=14, anchor="end"))
        if each.low is None or each.high is None:
            parts.append(_text(left + 8, y + 42, hidden, size=13, colour=QUIET))
            continue
        words = money(each.low) if each.high == each.low else f"{money(each.low)} ถึง {money(each.high)}"
        parts.append(_text(left, y + 19, words, size=14, weight=700))
        parts.append(_box(left, y + 26, max(each.low * scale, 1.5), 24, each.colour, radius=2))
        if each.high > each.low:
            width = (each.high - each.low) * scale
            parts.append(_box(left + each.low * scale, y + 26, max(width, 1.5), 24, each.colour, opacity=0.32))
    return _svg(height, title, note, parts)


def money(baht: int) -> str:
    """Return an amount in words short enough for a chart.

    >>> money(950), money(2_500_000), money(13_400_000_000)
    ('950 บาท', '2.5 ล้านบาท', '13,400 ล้านบาท')
    """
    if abs(baht) < 1_000_000:
        return f"{baht:,} บาท"
    tenths = (baht * 10 + 500_000) // 1_000_000
    text = f"{tenths // 10:,}" if tenths % 10 == 0 or tenths >= 10_000 else f"{tenths // 10:,}.{tenths % 10}"
    return f"{text} ล้านบาท"


def _text(
    x: float,
    y: float,
    words: str,
    *,
    size: int,
    colour: str = INK,
    anchor: Literal["start", "middle", "end"] = "start",
    weight: Literal[400, 700] = 400,
) -> Words:
    return Words(x, y, words, size, colour, anchor, weight)


def _box(x: float, y: float, width: float, height: float, colour: str, *, radius: int = 0, opacity: float = 1) -> Box:
    return Box(x, y, width, height, colour, radius, opacity)


def _svg(height: float, title: str, note: str, parts: Sequence[Shape]) -> str:
    return svg(Drawing(WIDTH, height, title, note, tuple(parts)))
