"""Asking registries: many facts of many registries at once, within eight seconds, whatever any one of them does.

Facts are named `<registry>.<fact>`: "dopa.birth_date", "dbd.directorships". Which fact has which type is data: IDENTITY
below for what mandates rest on, the welfare vocabulary for the rest. Nothing here knows consent or a database: actions
check the basis first, keep what comes back, and note the use.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from threading import Lock

from .answers import Answer, Kind, Provenance
from .exchange import VERSION, Exchange

ALL_TOGETHER_S = 8.0
AT_ONCE = 4

# The facts that say who belongs to whom; the elements' fields come with them.
IDENTITY: dict[str, str] = {
    "dopa.children": "list",
    "dopa.children[].pid": "string",
    "dopa.children[].name_th": "string",
    "dopa.children[].name_en": "string",
    "dopa.children[].birth_date": "date",
    "dopa.children[].nationality": "string",
    "dopa.children[].custody_suspended": "bool",
    "dbd.directorships": "list",
    "dbd.directorships[].juristic_id": "string",
    "dbd.directorships[].name_th": "string",
    "dbd.directorships[].name_en": "string",
    "dbd.directorships[].size": "string",
    "dbd.directorships[].signing_rule": "number",
    "dbd.directorships[].is_active": "bool",
}


class Registries:
    """What is asked through one exchange. `exchange` None means that none is connected: everything is unavailable."""

    def __init__(self, exchange: Exchange | None) -> None:
        self._exchange = exchange
        self._lock = Lock()
        self._pool: ThreadPoolExecutor | None = None

    def fetch(
        self, subject: str, facts: tuple[str, ...], *, now: datetime, types: Mapping[str, str] = IDENTITY
    ) -> dict[str, Answer]:
        """Return an answer for each fact about `subject`, a citizen's or juristic number.

        Registries are asked side by side, and one that is slow or down costs its own facts alone.

        :raises KeyError: for a fact whose type is not among `types`.
        """
        for fact in facts:
            types[fact]
        if self._exchange is None:
            return {fact: _unavailable(fact, "NOT_CONNECTED", now) for fact in facts}
        by_registry: defaultdict[str, list[str]] = defaultdict(list)
        for fact in facts:
            by_registry[fact.partition(".")[0].upper()].append(fact)
        if len(by_registry) == 1:
            ((registry, names),) = by_registry.items()
            return self._exchange.ask(registry, subject, tuple(names), types, now=now)
        waiting: dict[Future[dict[str, Answer]], list[str]] = {
            self._threads().submit(self._exchange.ask, registry, subject, tuple(names), types, now=now): names
            for registry, names in by_registry.items()
        }
        done, late = wait(waiting, timeout=ALL_TOGETHER_S)
        answers: dict[str, Answer] = {}
        for future in done:
            answers |= future.result()
        for future in late:
            future.cancel()
            answers |= {fact: _unavailable(fact, "TIMEOUT", now) for fact in waiting[future]}
        return {fact: answers[fact] for fact in facts}

    def _threads(self) -> ThreadPoolExecutor:
        with self._lock:
            if self._pool is None:
                self._pool = ThreadPoolExecutor(max_workers=AT_ONCE * 4, thread_name_prefix="registry")
            return self._pool


def _unavailable(fact: str, reason: str, now: datetime) -> Answer:
    return Answer(Kind.UNAVAILABLE, None, reason, Provenance(fact.partition(".")[0].upper(), now, "", "", VERSION))


def _none_connected() -> Registries:
    return Registries(None)


_make: Callable[[], Registries] = _none_connected
_made: Registries | None = None
_making = Lock()


def connect(make: Callable[[], Registries]) -> None:
    """Say how this process reaches registries; `make` is called at the first question."""
    global _make, _made
    with _making:
        _make, _made = make, None


def current() -> Registries:
    """Return this process's way to the registries."""
    global _made
    with _making:
        if _made is None:
            _made = _make()
        return _made


def fetch(
    subject: str, facts: tuple[str, ...], *, now: datetime, types: Mapping[str, str] = IDENTITY
) -> dict[str, Answer]:
    """Return an answer for each fact about `subject`, through this process's way; see `Registries.fetch`."""
    return current().fetch(subject, facts, now=now, types=types)
