"""Where resolvers find the public catalogue: the snapshot in the request's language, looked up once a request."""

from typing import Any

from services.models import snapshot
from services.models.snapshot import Snapshot
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


def listed(rows: Any, order: Order = BY_NAME) -> Listing:
    """Return rows of the snapshot, which are sorted by name already, as something to page through."""
    return Listing(rows, order)
