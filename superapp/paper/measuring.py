"""How wide a text is, before there is a page: from the font's own table. Marks above and below have no width."""

from functools import cache

from fontTools.ttLib import TTFont

from .drawing import FONTS, Words


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width of a text set in letters of that size, in the unit of the size.

    Browsers without our font set it a little narrower or wider.
    """
    widths, usual = _widths(700 if bold else 400)
    return sum(widths.get(ord(letter), usual) for letter in text) * size


def width_of(words: Words) -> float:
    """Return the width of words in a drawing."""
    return text_width(words.text, words.size, bold=words.weight >= 700)


@cache
def _widths(weight: int) -> tuple[dict[int, float], float]:
    with TTFont(FONTS / f"Sarabun-{weight}.ttf", lazy=True) as font:
        unit, advances = font["head"].unitsPerEm, font["hmtx"].metrics
        found = {letter: advances[name][0] / unit for letter, name in font.getBestCmap().items()}
    return found, found[ord("ก")]
