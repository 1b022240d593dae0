"""Where resolvers find the public catalogue: the snapshot in the request's language, looked up once a request."""

from typing import Any

from services.models import snapshot
from services.models.snapshot import Snapshot
from services.search.index import Index
from superapp.api import limits
from superapp.api.connections import Listing
from superapp.api.keyset import Order, by

BY_NAME = by("services.name", "sort_key", "code")
AGENCIES_BY_NAME = by("agencies.name", "sort_key", "code")


def catalogue(info: Any) -> Snapshot:
    """Return the public catalogue this request answers from: the same one from its first field to its last."""
    context = info.context
    held = context.remembered.get("catalogue")
    if held is None:
        held = context.remembered["catalogue"] = snapshot.current(context.language)
    return held


def search_index(info: Any) -> Index:
    """Return the search index this request searches. The wait for a new process's first one is not its time."""
    ready = catalogue(info).index_ready
    if not ready.done():
        ready.result()
        info.context.restart_clock(limits.current().time_s)
    return ready.result()


def listed(rows: Any, order: Order = BY_NAME) -> Listing:
    """Return rows of the snapshot, which are sorted by name already, as something to page through."""
    return Listing(rows, order)
