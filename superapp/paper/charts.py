"""Charts from numbers: bars, columns, stacked and paired bars, lines over time and a density grid, with Thai labels.

Each gives a `Chart`: a drawing for SVG and PDF, and the same numbers as a table for who cannot see it. Values are whole
numbers; None is a value that is hidden or unknown, never zero. Colours differ in lightness too, and every value is
written, so nothing is told by colour alone.
"""

from collections.abc import Sequence

from .chart_parts import (
    COLOURS,
    ROW,
    WIDE,
    Chart,
    Format,
    Look,
    Series,
    chart,
    colour_of,
    grouped,
    head_height,
    is_light,
    label_column,
    label_words,
    legend_of,
    levels,
    points,
    shown,
    ticks,
    titles,
)
from .drawing import INK, QUIET, SHADE, Box, Dot, Line, Words
from .measuring import text_width


def bars(
    title: str,
    labels: Sequence[str],
    values: Sequence[int | None],
    *,
    note: str = "",
    of: str = "รายการ",
    unit: str = "จำนวน",
    colour: str = COLOURS[0],
    show: Format = grouped,
    look: Look = WIDE,
) -> Chart:
    """Return horizontal bars, one for each label; `of` names what the labels are, `unit` what is counted."""
    wrapped, left = label_column(labels, look)
    top, right = head_height(note, look), min(110.0, look.width * 0.2)
    scale = (look.width - left - right) / max([value or 0 for value in values], default=0) if any(values) else 0
    shapes, y = titles(title, note, look), top
    for label, value in zip(wrapped, values, strict=True):
        height = max(len(label) * ROW, 26) + 8
        shapes += label_words(label, left, y, height)
        middle = y + height / 2
        if value is None:
            shapes.append(Words(left + 6, middle + 5, look.hidden, 13, QUIET))
        else:
            width = max(value * scale, 1.5 if value else 0)
            shapes.append(Box(left, middle - 10, width, 20, colour, radius=2))
            shapes.append(Words(left + width + 7, middle + 5, show(value), 13))
        y += height
    rows = tuple((label, shown(value, show, look)) for label, value in zip(labels, values, strict=True))
    return chart(title, shapes, y + 12, (of, unit), rows, look)


def columns(
    title: str,
    labels: Sequence[str],
    values: Sequence[int | None],
    *,
    note: str = "",
    of: str = "ช่วง",
    unit: str = "จำนวน",
    colour: str = COLOURS[0],
    show: Format = grouped,
    look: Look = WIDE,
) -> Chart:
    """Return upright bars side by side, for few labels that have an order, as months."""
    top, plot, left = head_height(note, look) + 18, 220.0, min(70.0, look.width * 0.15)
    steps = ticks(max([value or 0 for value in values], default=0))
    shapes = titles(title, note, look) + levels(steps, left, top, plot, show, look)
    room = (look.width - left - 20) / max(len(labels), 1)
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        x = left + number * room
        height = plot * (value or 0) / steps[-1]
        if value is None:
            shapes.append(Words(x + room / 2, top + plot - 6, look.hidden, 11, QUIET, "middle"))
        else:
            told = f"{label}: {show(value)}"
            shapes.append(Box(x + room * 0.15, top + plot - height, room * 0.7, height, colour, radius=2, told=told))
            if len(labels) <= 14:
                shapes.append(Words(x + room / 2, top + plot - height - 6, show(value), 12, anchor="middle"))
    shapes += points(labels, left, room, top + plot)
    rows = tuple((label, shown(value, show, look)) for label, value in zip(labels, values, strict=True))
    return chart(title, shapes, top + plot + 40, (of, unit), rows, look)


def stacked(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    note: str = "",
    of: str = "รายการ",
    is_share: bool = False,
    show: Format = grouped,
    look: Look = WIDE,
) -> Chart:
    """Return horizontal bars of parts put end to end; with `is_share` each bar is as long as the others.

    A label with a part that is hidden shows no bar: the rest would tell what is hidden.
    """
    wrapped, left = label_column(labels, look)
    shapes, top = titles(title, note, look), head_height(note, look) + 8
    legend, lines = legend_of(series, top, look)
    shapes += legend
    sums = [sum(one.values[number] or 0 for one in series) for number in range(len(labels))]
    y, most, room = top + 24 * lines + 6, max(sums, default=0), look.width - left - min(90.0, look.width * 0.16)
    for number, label in enumerate(wrapped):
        height = max(len(label) * ROW, 26) + 8
        shapes += label_words(label, left, y, height)
        middle, x = y + height / 2, left
        whole = sums[number] if is_share else most
        if any(one.values[number] is None for one in series):
            shapes.append(Words(left + 6, middle + 5, look.hidden, 13, QUIET))
        else:
            for place, one in enumerate(series):
                value = one.values[number] or 0
                width = room * value / whole if whole else 0
                if value:
                    told = f"{labels[number]}, {one.name}: {show(value)}"
                    shapes.append(Box(x, middle - 11, width, 22, colour_of(one, place), told=told))
                if width > text_width(show(value), 12) + 8:
                    paint = INK if is_light(colour_of(one, place)) else "#ffffff"
                    shapes.append(Words(x + width / 2, middle + 4.5, show(value), 12, paint, "middle"))
                x += width
            shapes.append(Words(x + 8, middle + 5, show(sums[number]), 13))
        y += height
    rows = tuple(
        (label, *(shown(one.values[number], show, look) for one in series)) for number, label in enumerate(labels)
    )
    return chart(title, shapes, y + 12, (of, *(one.name for one in series)), rows, look)


def paired(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    note: str = "",
    of: str = "รายการ",
    show: Format = grouped,
    look: Look = WIDE,
) -> Chart:
    """Return horizontal bars, one of each series below the other: the same things counted in two ways."""
    wrapped, left = label_column(labels, look)
    shapes, top = titles(title, note, look), head_height(note, look) + 8
    legend, lines = legend_of(series, top, look)
    shapes += legend
    y, right = top + 24 * lines + 6, min(110.0, look.width * 0.2)
    most = max([value or 0 for one in series for value in one.values], default=0)
    scale = (look.width - left - right) / most if most else 0
    for number, label in enumerate(wrapped):
        height = max(len(label) * ROW, 20 * len(series)) + 12
        shapes += label_words(label, left, y, height)
        for place, one in enumerate(series):
            value = one.values[number]
            middle = y + height / 2 + 20 * (place - (len(series) - 1) / 2)
            if value is None:
                shapes.append(Words(left + 6, middle + 5, look.hidden, 13, QUIET))
                continue
            width = max(value * scale, 1.5 if value else 0)
            told = f"{labels[number]}, {one.name}: {show(value)}"
            shapes.append(Box(left, middle - 8, width, 16, colour_of(one, place), radius=2, told=told))
            shapes.append(Words(left + width + 7, middle + 5, show(value), 13))
        y += height
    rows = tuple(
        (label, *(shown(one.values[number], show, look) for one in series)) for number, label in enumerate(labels)
    )
    return chart(title, shapes, y + 12, (of, *(one.name for one in series)), rows, look)


def lines(
    title: str,
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    note: str = "",
    of: str = "เวลา",
    show: Format = grouped,
    look: Look = WIDE,
) -> Chart:
    """Return lines over time; a hidden value leaves a gap."""
    shapes, top = titles(title, note, look), head_height(note, look) + 8
    legend, count = legend_of(series, top, look)
    shapes += legend
    top, plot, left = top + 24 * count + 14, 230.0, min(70.0, look.width * 0.15)
    steps = ticks(max([value or 0 for one in series for value in one.values], default=0))
    shapes += levels(steps, left, top, plot, show, look)
    room = (look.width - left - 20) / max(len(labels), 1)
    for place, one in enumerate(series):
        run: list[tuple[float, float]] = []
        for number, value in enumerate([*one.values, None]):
            if value is not None:
                run.append((left + (number + 0.5) * room, top + plot - plot * value / steps[-1]))
                continue
            if len(run) > 1:
                dashes = ((), (8.0, 4.0), (2.0, 4.0))[place % 3]
                shapes.append(Line(tuple(run), colour_of(one, place), 2.5, dashes))
            run = []
        for number, value in enumerate(one.values):
            if value is not None:
                x, y = left + (number + 0.5) * room, top + plot - plot * value / steps[-1]
                told = f"{labels[number]}, {one.name}: {show(value)}"
                shapes.append(Dot(x, y, 4 if len(labels) <= 40 else 2, colour_of(one, place), told=told))
    shapes += points(labels, left, room, top + plot)
    rows = tuple(
        (label, *(shown(one.values[number], show, look) for one in series)) for number, label in enumerate(labels)
    )
    return chart(title, shapes, top + plot + 40, (of, *(one.name for one in series)), rows, look)


def grid(
    title: str,
    columns_of: Sequence[str],
    rows_of: Sequence[str],
    values: Sequence[Sequence[int | None]],
    *,
    note: str = "",
    of: str = "",
    show: Format = grouped,
    look: Look = WIDE,
) -> Chart:
    """Return a density grid: `values[row][column]`, the darker the more; every field has its number in words."""
    wrapped, left = label_column(rows_of, look)
    top, room = head_height(note, look) + 26, (look.width - left - 20) / max(len(columns_of), 1)
    most = max([value or 0 for row in values for value in row], default=0)
    shapes, size = titles(title, note, look), min(max(room, 18), 44)
    for number, name in enumerate(columns_of):
        if text_width(name, 12) < room or number % max(int(60 / room), 1) == 0:
            shapes.append(Words(left + (number + 0.5) * room, top - 8, name, 12, QUIET, "middle"))
    for place, (label, row) in enumerate(zip(wrapped, values, strict=True)):
        y = top + place * size
        shapes += label_words(label[:2], left, y, size)
        for number, value in enumerate(row):
            told = f"{rows_of[place]}, {columns_of[number]}: {shown(value, show, look)}"
            shade = 0.08 + 0.92 * (value or 0) / most if most and value else 0
            x = left + number * room
            shapes.append(Box(x + 0.5, y + 0.5, room - 1, size - 1, SHADE, told=told))
            if shade:
                shapes.append(Box(x + 0.5, y + 0.5, room - 1, size - 1, COLOURS[0], opacity=round(shade, 3), told=told))
            if value is not None and text_width(show(value), 11) < room - 4:
                paint = "#ffffff" if shade > 0.55 else INK
                shapes.append(Words(x + room / 2, y + size / 2 + 4, show(value), 11, paint, "middle"))
    rows = tuple(
        (label, *(shown(value, show, look) for value in row)) for label, row in zip(rows_of, values, strict=True)
    )
    return chart(title, shapes, top + size * len(rows_of) + 14, (of, *columns_of), rows, look)
