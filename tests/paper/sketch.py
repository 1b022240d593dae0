"""A surface that remembers the rectangles drawn on it, to be looked at without a PDF viewer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np


class Sketch:
    """Stands in for a sheet: `_pdf` is itself, and keeps rectangles in millimetres."""

    def __init__(self) -> None:
        self._pdf = self
        self._boxes: list[tuple[float, float, float, float]] = []

    @contextmanager
    def local_context(self) -> Iterator[None]:
        yield

    def set_fill_color(self, _colour: int) -> None:
        """Everything is black."""

    def rect(self, x: float, y: float, width: float, height: float, **_style: Any) -> None:
        self._boxes.append((x, y, width, height))

    def pixels(self, per_mm: int) -> np.ndarray:
        """Return a picture of 40 by 40 mm: 0 is black, 255 white."""
        found = np.full((40 * per_mm, 40 * per_mm), 255, np.uint8)
        for box in self._boxes:
            x, y, width, height = (round(measure * per_mm) for measure in box)
            found[y : y + height, x : x + width] = 0
        return found
