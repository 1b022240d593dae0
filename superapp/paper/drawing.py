"""A drawing as data: boxes, lines and words on a surface, which SVG and PDF both show alike.

Measures are the surface's own units, from its upper left corner; in SVG one unit is one pixel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

FONTS = Path(__file__).parent / "fonts"
FONT = "Sarabun, 'Noto Sans Thai', 'Loma', Tahoma, sans-serif"
INK, QUIET, GRID, PAPER = "#1f2a37", "#5b6675", "#e3e7ec", "#ffffff"
RULE, SHADE = "#b9c2cd", "#f3f6f9"


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; `told` is what a pointer resting on it is told."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: int = 0
    opacity: float = 1
    told: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A straight or broken line through at least two points."""

    points: tuple[tuple[float, float], ...]
    colour: str
    thickness: float = 1
    dashes: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle; `told` as with Box."""

    x: float
    y: float
    radius: float
    colour: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text, its baseline at `y`."""

    x: float
    y: float
    text: str
    size: int
    colour: str = INK
    anchor: Literal["start", "middle", "end"] = "start"
    weight: Literal[400, 700] = 400


Shape = Box | Line | Dot | Words


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture with a title and a description for those who cannot see it."""

    width: float
    height: float
    title: str
    description: str
    shapes: tuple[Shape, ...]


def svg(drawing: Drawing) -> str:
    """Return a drawing as SVG text, with `<title>` and `<desc>`; every word in it is escaped."""
    width, height = f"{drawing.width:.0f}", f"{drawing.height:.0f}"
    font = escape(FONT, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(drawing.title, quote=True)}" font-family="{font}">'
        f"<title>{escape(drawing.title)}</title><desc>{escape(drawing.description)}</desc>"
        f'<rect width="{width}" height="{height}" fill="{PAPER}"/>{elements(drawing.shapes)}</svg>'
    )


def elements(shapes: Sequence[Shape]) -> str:
    """Return shapes as SVG elements, in their order."""
    return "".join(_element(shape) for shape in shapes)


def _element(shape: Shape) -> str:
    if isinstance(shape, Box):
        faded = f' fill-opacity="{shape.opacity}"' if shape.opacity != 1 else ""
        place = f'x="{shape.x:.1f}" y="{shape.y:.1f}" width="{shape.width:.1f}" height="{shape.height:.1f}"'
        return _told(f'<rect {place} rx="{shape.radius}" fill="{shape.colour}"{faded}', "rect", shape.told)
    if isinstance(shape, Dot):
        place = f'cx="{shape.x:.1f}" cy="{shape.y:.1f}" r="{shape.radius:.1f}"'
        return _told(f'<circle {place} fill="{shape.colour}"', "circle", shape.told)
    if isinstance(shape, Line):
        dashes = f' stroke-dasharray="{" ".join(f"{dash:g}" for dash in shape.dashes)}"' if shape.dashes else ""
        stroke = f'stroke="{shape.colour}" stroke-width="{shape.thickness:g}"{dashes}'
        if len(shape.points) == 2:
            (x1, y1), (x2, y2) = shape.points
            return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" {stroke}/>'
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
        return f'<polyline points="{points}" fill="none" {stroke}/>'
    return (
        f'<text x="{shape.x:.1f}" y="{shape.y:.1f}" font-size="{shape.size}" font-weight="{shape.weight}" '
        f'fill="{shape.colour}" text-anchor="{shape.anchor}">{escape(shape.text)}</text>'
    )


def _told(start: str, name: str, told: str) -> str:
    return f"{start}><title>{escape(told)}</title></{name}>" if told else f"{start}/>"
