"""A breaker per registry: after several failures it is left alone for a while, and asked carefully after that."""

from collections import deque
from collections.abc import Callable
from threading import Lock

FAILURES = 5
WITHIN_S = 30.0
FIRST_PAUSE_S = 10.0
LONGEST_PAUSE_S = 120.0


class Breaker:
    """Closed while all is well. Opens at five failures in 30 s; then one call is let through after 10 s, doubling.

    Refusals and business errors are answers, not failures. `clock` gives seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures: deque[float] = deque()
        self._opened_at: float | None = None
        self._pause_s = FIRST_PAUSE_S
        self._is_probing = False

    def lets_through(self) -> bool:
        """Tell whether to ask now. After a pause the first to come asks, and the others wait for how that ends."""
        with self._lock:
            if self._opened_at is None:
                return True
            if self._is_probing or self._clock() - self._opened_at < self._pause_s:
                return False
            self._is_probing = True
            return True

    def succeeded(self) -> None:
        """Note that the registry answered."""
        with self._lock:
            self._failures.clear()
            self._opened_at, self._pause_s, self._is_probing = None, FIRST_PAUSE_S, False

    def failed(self) -> None:
        """Note that it did not."""
        with self._lock:
            now = self._clock()
            if self._is_probing:
                self._is_probing = False
                self._opened_at, self._pause_s = now, min(self._pause_s * 2, LONGEST_PAUSE_S)
                return
            self._failures.append(now)
            while self._failures and now - self._failures[0] > WITHIN_S:
                self._failures.popleft()
            if len(self._failures) >= FAILURES and self._opened_at is None:
                self._opened_at = now

    @property
    def is_open(self) -> bool:
        """Tell whether the registry is being left alone."""
        return self._opened_at is not None
