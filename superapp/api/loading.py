"""Loading related rows together.

A loader belongs to one request and one way of looking up. Resolvers ask it for keys one at a time and get a Deferred
each; when nothing else can go on, the loader fetches all keys asked so far in one go. execution.py does the waiting.
"""

from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from .deferred import Deferred

if TYPE_CHECKING:
    from .context import RequestContext

Key = TypeVar("Key")
Row = TypeVar("Row")
L = TypeVar("L", bound="Loader[Any, Any]")


class Loader(Generic[Key, Row]):
    """One way of looking up rows by key, for one request. Subclasses write `fetch`.

    Use it in a resolver as `info.context.loaders.get(AgencyByCode).load(row.agency_code)`.
    """

    # At most so many keys in one fetch; SQLite takes 250,000 parameters, PostgreSQL 65,535.
    most: ClassVar[int] = 1000

    def __init__(self, context: "RequestContext") -> None:
        self.context = context
        self._known: dict[Key, Deferred] = {}
        self._asked: list[Key] = []

    def fetch(self, keys: Sequence[Key]) -> Sequence[Row | Exception | None]:
        """Return what belongs to each of `keys`, in their order: None for nothing, an exception for a bad key."""
        raise NotImplementedError

    def load(self, key: Key) -> Deferred:
        """Return the row of `key`, to arrive later; the same Deferred for the same key."""
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Deferred()
            if not self._asked:
                self.context.loaders.waiting.append(self)
            self._asked.append(key)
        return found

    def run(self) -> None:
        """Fetch what was asked so far and settle it; a failing fetch fails each of its keys, and nothing else."""
        asked, self._asked = self._asked, []
        for start in range(0, len(asked), self.most):
            keys = asked[start : start + self.most]
            try:
                self.context.check_time()
                rows = self.fetch(keys)
                if len(rows) != len(keys):
                    raise RuntimeError(f"{type(self).__name__} answered {len(rows)} of {len(keys)} keys.")
            except Exception as error:
                rows = [error] * len(keys)
            for key, row in zip(keys, rows, strict=True):
                if isinstance(row, Exception):
                    self._known[key].fail(row)
                else:
                    self._known[key].settle(row)


class Loaders:
    """The loaders of one request."""

    __slots__ = ("_made", "context", "waiting")

    def __init__(self, context: "RequestContext") -> None:
        self.context = context
        self.waiting: deque[Loader[Any, Any]] = deque()
        self._made: dict[type[Loader[Any, Any]], Loader[Any, Any]] = {}

    def get(self, kind: type[L]) -> L:
        """Return this request's loader of that kind."""
        made = self._made.get(kind)
        if made is None:
            made = self._made[kind] = kind(self.context)
        return made  # type: ignore[return-value]

    def wait_for(self, value: Any) -> Any:
        """Run loaders until `value` is there, and return it; a value that is no Deferred is returned at once.

        :raises Exception: the error the value was given.
        """
        if not isinstance(value, Deferred):
            return value
        while not value.is_done and self.waiting:
            self.waiting.popleft().run()
        return value.result()
