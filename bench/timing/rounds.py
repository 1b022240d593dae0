"""Paired rounds: every variant once a round, in reversed order every other round, so that a busy moment hits all alike.

Times of different runs are never compared; the ratio of two variants is taken within each round, and the median of
those ratios is the result.
"""

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

SAMPLE_S = 0.06
MOST_CALLS = 200


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds per call, one figure a round: on the clock, and of this process's processor time."""

    wall_s: list[float]
    cpu_s: list[float]

    @property
    def median_ms(self) -> float:
        """The median on the clock, in milliseconds."""
        return statistics.median(self.wall_s) * 1000


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio's median over the rounds, with its 15th and 85th percentile."""

    median: float
    p15: float
    p85: float

    def __str__(self) -> str:
        return f"{self.median:.3f} ({self.p15:.3f} to {self.p85:.3f})"


def measured(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, Times]:
    """Return the times of each call over so many rounds."""
    names = list(calls)
    counts = {name: _calls_in_a_sample(calls[name]) for name in names}
    times = {name: Times([], []) for name in names}
    for number in range(rounds):
        for name in names if number % 2 == 0 else reversed(names):
            call, count = calls[name], counts[name]
            gc.collect()
            wall, cpu = time.perf_counter(), time.process_time()
            for _ in range(count):
                call()
            times[name].cpu_s.append((time.process_time() - cpu) / count)
            times[name].wall_s.append((time.perf_counter() - wall) / count)
    return times


def ratio(over: list[float], under: list[float]) -> Ratio:
    """Return how `over` relates to `under`, round by round."""
    ratios = sorted(one / other for one, other in zip(over, under, strict=True))
    return Ratio(statistics.median(ratios), _percentile(ratios, 15), _percentile(ratios, 85))


def _calls_in_a_sample(call: Callable[[], object]) -> int:
    call()
    began = time.perf_counter()
    call()
    took = time.perf_counter() - began
    return max(1, min(MOST_CALLS, round(SAMPLE_S / max(took, 1e-6))))


def _percentile(ordered: list[float], percent: int) -> float:
    place = (len(ordered) - 1) * percent / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
