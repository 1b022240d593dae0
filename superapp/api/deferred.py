"""Deferred: a value that arrives once a loader has fetched it together with its neighbours.

Everything is synchronous and in one thread. A Deferred either holds a value or an error, or it is waiting and knows
whom to tell.
"""

from collections.abc import Callable, Iterable
from typing import Any


class Deferred:
    """A value that is not there yet."""

    __slots__ = ("_listeners", "error", "is_done", "value")

    def __init__(self) -> None:
        self.is_done = False
        self.value: Any = None
        self.error: Exception | None = None
        self._listeners: list[Callable[[Deferred], None]] = []

    def settle(self, value: Any) -> None:
        """Give the value and tell those who wait; a Deferred is followed to its own value."""
        if isinstance(value, Deferred):
            value.tell(self._follow)
            return
        self.value = value
        self._finish()

    def fail(self, error: Exception) -> None:
        """Give an error instead of a value."""
        self.error = error
        self._finish()

    def tell(self, listener: "Callable[[Deferred], None]") -> None:
        """Call `listener` with this Deferred once it is done, at once if it is."""
        if self.is_done:
            listener(self)
        else:
            self._listeners.append(listener)

    def then(self, step: Callable[[Any], Any], mend: Callable[[Exception], Any] | None = None) -> "Deferred":
        """Return a Deferred of `step(value)`; an error goes to `mend` if given, from `step` itself as well.

        What `step` or `mend` raises becomes the error of the result.
        """
        made = Deferred()

        def go_on(done: Deferred) -> None:
            try:
                if done.error is not None:
                    raise done.error
                made.settle(step(done.value))
            except Exception as error:
                if mend is None:
                    made.fail(error)
                    return
                try:
                    made.settle(mend(error))
                except Exception as worse:
                    made.fail(worse)

        self.tell(go_on)
        return made

    def result(self) -> Any:
        """Return the value of a Deferred that is done.

        :raises Exception: the error it was given.
        """
        if not self.is_done:
            raise RuntimeError("This value was never loaded.")
        if self.error is not None:
            raise self.error
        return self.value

    def _follow(self, other: "Deferred") -> None:
        if other.error is not None:
            self.fail(other.error)
        else:
            self.settle(other.value)

    def _finish(self) -> None:
        self.is_done = True
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener(self)


def all_of(parts: Iterable[Any]) -> Any:
    """Return the list of `parts` with each Deferred replaced by its value: a Deferred while one is waiting.

    The first error is the error of the whole.
    """
    items = list(parts)
    waiting = [index for index, item in enumerate(items) if isinstance(item, Deferred)]
    return gather(items, waiting) if waiting else items


def gather(container: Any, keys: list[Any]) -> Deferred:
    """Return a Deferred of `container` once each Deferred at `keys` has been replaced by its value."""
    made = Deferred()
    left = len(keys)

    def put(key: Any) -> Callable[[Deferred], None]:
        def arrived(done: Deferred) -> None:
            nonlocal left
            if made.is_done:
                return
            if done.error is not None:
                made.fail(done.error)
                return
            container[key] = done.value
            left -= 1
            if not left:
                made.settle(container)

        return arrived

    for key in keys:
        container[key].tell(put(key))
    return made
