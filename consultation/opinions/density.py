"""Where people lie, without a person: a grid of 16 x 16 cells with numbers in fives, and none below five."""

from typing import Any, Final

import numpy

from .ballots import Real
from .groups import cells_of
from .publication import FEWEST_IN_CELL, in_fives

CELLS: Final = 16
_EDGE_PERCENT: Final = 0.5


def grid(coordinates: Real) -> dict[str, Any]:
    """Return the grid as plain values: its size, its edges, and [column, row, people] of each cell with people.

    The edges are the 0.5 and 99.5 percentiles, to one decimal: the outermost places are single people's. Whoever lies
    beyond is counted along the edge.
    """
    low, high = numpy.percentile(coordinates, [_EDGE_PERCENT, 100 - _EDGE_PERCENT], axis=0).round(1)
    counts = numpy.bincount(cells_of(coordinates, low, high, CELLS), minlength=CELLS * CELLS)
    return {
        "columns": CELLS,
        "rows": CELLS,
        "x_min": float(low[0]),
        "x_max": float(high[0]),
        "y_min": float(low[1]),
        "y_max": float(high[1]),
        "cells": [
            [int(cell % CELLS), int(cell // CELLS), in_fives(int(counts[cell]))]
            for cell in numpy.flatnonzero(counts >= FEWEST_IN_CELL)
        ],
    }
