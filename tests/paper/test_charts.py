"""Charts: every number is in the drawing's words and in the table, hidden ones in neither; all words are escaped."""

from xml.etree import ElementTree

import pytest

from superapp.paper import charts
from superapp.paper.chart_parts import HIDDEN, Chart, Look, Series, ticks
from superapp.paper.drawing import FONT, Box, Words
from superapp.paper.measuring import text_width

SVG = "{http://www.w3.org/2000/svg}"
LABELS = ("มาตรา 1", "<b>มาตรา 2</b> & “อื่น”")
SERIES = (Series("เห็นด้วย", (1_200, None)), Series("ไม่เห็นด้วย", (30, 7)))
NARROW = Look(width=360.0, has_title=False)


def every_chart() -> dict[str, Chart]:
    return {
        "bars": charts.bars("ชื่อ <1>", LABELS, (1_200, None), note="หมายเหตุ"),
        "columns": charts.columns("ชื่อ <1>", LABELS, (1_200, None)),
        "stacked": charts.stacked("ชื่อ <1>", LABELS, SERIES),
        "paired": charts.paired("ชื่อ <1>", LABELS, SERIES),
        "narrow paired": charts.paired("ชื่อ <1>", LABELS, SERIES, look=NARROW),
        "share": charts.stacked("ชื่อ <1>", LABELS, SERIES, is_share=True),
        "lines": charts.lines("ชื่อ <1>", LABELS, SERIES),
        "narrow": charts.stacked("ชื่อ <1>", LABELS, SERIES, look=NARROW),
        "narrow bars": charts.bars("ชื่อ <1>", LABELS, (1_200, None), note="หมายเหตุ", look=NARROW),
        "narrow columns": charts.columns("ชื่อ <1>", LABELS, (1_200, None), look=NARROW),
        "grid": charts.grid("ชื่อ <1>", ("ก", "ข"), LABELS, ((1_200, None), (30, 7))),
    }


@pytest.mark.parametrize("name", every_chart())
def test_a_chart_has_a_title_a_description_and_the_same_numbers_as_a_table(name: str):
    chart = every_chart()[name]

    root, table = ElementTree.fromstring(chart.svg), ElementTree.fromstring(chart.table)

    assert root.findtext(f"{SVG}title") == table.findtext("caption") == "ชื่อ <1>"
    assert "1,200" in (root.findtext(f"{SVG}desc") or "")
    assert root.get("role") == "img"
    cells = [cell.text for cell in table.iter("td")]
    assert cells[0] == "1,200"
    assert HIDDEN in cells
    assert [cell.text for cell in table.iter("th") if cell.get("scope") == "row"] == list(LABELS)


@pytest.mark.parametrize("name", every_chart())
def test_nothing_reaches_beyond_the_drawing(name: str):
    drawing = every_chart()[name].drawing

    for shape in drawing.shapes:
        if isinstance(shape, Box):
            assert shape.x >= 0, shape
            assert shape.x + shape.width <= drawing.width + 0.01, shape
            assert shape.y + shape.height <= drawing.height, shape
        if isinstance(shape, Words) and shape.anchor == "start":
            assert shape.x + text_width(shape.text, shape.size) <= drawing.width, shape


def test_a_bar_with_a_hidden_part_is_not_drawn_since_the_rest_would_tell_it():
    shapes = charts.stacked("ชื่อ", ("ก",), (Series("x", (5,)), Series("y", (None,)))).drawing.shapes

    assert [shape.text for shape in shapes if isinstance(shape, Words)] == ["ชื่อ", "x", "y", "ก", HIDDEN]


def test_charts_of_nothing_are_drawn_too():
    empty = [
        charts.bars("ว่าง", (), ()),
        charts.lines("ว่าง", (), ()),
        charts.grid("ว่าง", (), (), ()),
        charts.columns("ว่าง", ("ก",), (0,)),
        charts.stacked("ว่าง", ("ก",), (Series("x", (0,)),), is_share=True),
    ]

    for chart in empty:
        assert ElementTree.fromstring(chart.svg).findtext(f"{SVG}title") == "ว่าง"


@pytest.mark.parametrize(
    ("most", "steps"),
    [(0, [0, 1]), (1, [0, 1]), (7, [0, 2, 4, 6, 8]), (100, [0, 20, 40, 60, 80, 100]), (101, [0, 50, 100, 150])],
)
def test_levels_are_round_numbers(most: int, steps: list[int]):
    assert ticks(most) == steps


def test_marks_above_and_below_take_no_room():
    assert text_width("ที่", 10) == text_width("ท", 10)
    assert text_width("กก", 10) == pytest.approx(2 * text_width("ก", 10))


def test_a_chart_on_a_page_in_english_says_nothing_in_thai():
    look = Look(width=360.0, hidden="not shown", more="and {number} more", has_title=False)

    chart = charts.bars(
        "Issues", [f"Issue {number}" for number in range(42)], [None] * 42, of="Issue", unit="Comments", look=look
    )

    assert chart.drawing.width == 360
    assert "Issues" not in [shape.text for shape in chart.drawing.shapes if isinstance(shape, Words)]
    assert chart.drawing.description.endswith("; and 2 more")
    assert not [letter for letter in chart.svg.replace(FONT, "") + chart.table if "ก" <= letter <= "๛"]
