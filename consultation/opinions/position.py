"""Where one person lies, from their own votes and what was kept of the map.

Plain Python without numpy: computed in the web process for the answer to that person, and kept nowhere.
"""

import math
from collections.abc import Mapping
from typing import TypedDict


class Parameters(TypedDict):
    """What is kept of a map to place somebody: how many statements have votes and how many of those are rejected.

    `statements`: by key the mean of all votes and the weights on the two axes, of those that are not rejected.
    """

    voted_on: int
    rejected: int
    statements: dict[str, tuple[float, float, float]]


def place(parameters: Parameters, votes: Mapping[str, int]) -> tuple[float, float] | None:
    """Return where these votes (1, -1, 0 by statement) put somebody; None when the map knows none of the statements.

    >>> known = Parameters(voted_on=4, rejected=0, statements={"a": (0.5, 0.6, 0.8), "b": (0.0, 0.8, -0.6)})
    >>> place(known, {"a": 1, "later": -1})
    (0.6, 0.8)
    """
    known = parameters["statements"]
    answered = {key: vote for key, vote in votes.items() if key in known}
    if not answered:
        return None
    scale = math.sqrt(parameters["voted_on"] / (len(answered) + parameters["rejected"]))
    x = sum((vote - known[key][0]) * known[key][1] for key, vote in answered.items())
    y = sum((vote - known[key][0]) * known[key][2] for key, vote in answered.items())
    return round(scale * x, 6), round(scale * y, 6)
