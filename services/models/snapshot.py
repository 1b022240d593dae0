"""The public catalogue in memory: one set of frozen rows per language, and one search index.

A process looks at the catalogue's version at most once a second and builds the next snapshot beside the old one, so a
public answer is at most about two seconds old and, when nothing changed, costs no query at all. The search index takes
seconds to build, so a process that has one answers searches from it until the next is ready. Officers' pages never
read from here, and nothing about a citizen ever enters.
"""

import gc
import threading
import time
from concurrent.futures import Future

import structlog
from django.conf import settings
from django.db import DatabaseError

from services.search.document import ServiceDocument
from services.search.index import Index, build

from .catalogue import Catalogue
from .generation import Generation, Snapshot, build_generation

LOOK_AGAIN_AFTER_S = 1.0
MAY_BE_OLD_S = 600.0

log = structlog.get_logger("catalogue")


class _Holder:
    """The process's newest generation, and the lock that lets one thread build the next."""

    def __init__(self) -> None:
        self.generation: Generation | None = None
        self.looked_at = 0.0
        self.away_since: float | None = None
        self.building = threading.Lock()
        self.indexing = threading.Lock()

    def current(self) -> Generation:
        now = time.monotonic()
        generation = self.generation
        if generation is not None and now - self.looked_at < LOOK_AGAIN_AFTER_S:
            return generation
        # With an old generation at hand nobody waits: one thread builds, the others answer from what they have.
        if not self.building.acquire(blocking=generation is None):
            return generation  # type: ignore[return-value]
        try:
            if self.generation is not None and time.monotonic() - self.looked_at < LOOK_AGAIN_AFTER_S:
                return self.generation
            try:
                version = Catalogue.objects.version()
            except DatabaseError as error:
                return self._without_database(error)
            self.away_since = None
            while self.generation is None or self.generation.version != version:
                built = build_generation(version, self.generation, _promise_of)
                # Every change raises the version in its own transaction, so an unchanged version after the last
                # read proves that all reads saw one state; otherwise what was built may be half of each.
                version = Catalogue.objects.version()
                if built.version == version:
                    self.generation = built
                    if built.index_ready.done():
                        _set_aside()
            if self.generation.indexed != self.generation.documents and not self.indexing.locked():
                threading.Thread(target=self.index_later, name="search-index", daemon=True).start()
            self.looked_at = time.monotonic()
            return self.generation
        finally:
            self.building.release()

    def _without_database(self, error: DatabaseError) -> Generation:
        """Answer from what is held while the database is away, for ten minutes; then the error is everybody's."""
        now = time.monotonic()
        if self.away_since is None:
            self.away_since = now
            log.warning("catalogue_without_database", error=type(error).__name__)
        if self.generation is None or now - self.away_since > MAY_BE_OLD_S:
            raise error
        self.looked_at = now
        return self.generation

    def index_later(self) -> None:
        """Build the search index of the newest generation, while requests are answered from the one that stands."""
        with self.indexing:
            while (generation := self.generation) is not None and generation.indexed != generation.documents:
                index = _index_of(generation.documents)
                with self.building:
                    newest = self.generation
                    if newest is not None and newest.documents == generation.documents:
                        self.generation = newest.with_index(index)
                        _set_aside()


def _promise_of(documents: tuple[ServiceDocument, ...]) -> "Future[Index]":
    """Return the index a process starts with: built beside the first answers where the settings allow it."""
    ready: Future[Index] = Future()

    def make() -> None:
        try:
            ready.set_result(_index_of(documents))
        except Exception as error:
            ready.set_exception(error)
        _set_aside()

    if settings.CATALOGUE_INDEX_LATER:
        threading.Thread(target=make, name="first-search-index", daemon=True).start()
    else:
        make()
    return ready


def _index_of(documents: tuple[ServiceDocument, ...]) -> Index:
    """Build a search index without the garbage collector: it would walk what is being made again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        return build(documents)
    finally:
        if was_on:
            gc.enable()


def _set_aside() -> None:
    """Spare the garbage collector what is held: half a million objects, and none of them in a cycle.

    A full round over them stops every thread for half a second, and rounds come with the traffic. What building left
    behind in cycles is collected before, and so is what was set aside the last time and has become garbage since; an
    older generation goes when the last request that reads it is done.
    """
    if settings.CATALOGUE_SET_ASIDE:
        gc.unfreeze()
        gc.collect()
        gc.freeze()


_holder = _Holder()


def current(language: str) -> Snapshot:
    """Return the public catalogue in `language` ("th" or "en"), at most about two seconds old."""
    return _holder.current().by_language[language]


def version() -> str:
    """Return the version of the catalogue that `current` would answer from, for cached answers.

    Two numbers, of the rows and of the search index, since a newer index changes answers to searches.
    """
    generation = _holder.current()
    return f"{generation.version}.{generation.indexed_version}"


def forget() -> None:
    """Drop what is held, so that the next reader builds it anew; for tests and after a restored database."""
    _holder.generation = None


def search_documents() -> list[ServiceDocument]:
    """Return what is published as documents for search, by code; for `evaluate_search` and measurements."""
    return list(_holder.current().documents)
