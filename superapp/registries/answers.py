"""What comes back from asking a registry: a value, or why there is none; and where it came from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How an answer turned out. Only `value` carries one, and none of the others means "no"."""

    VALUE = "value"
    """The registry answered, and this is what it holds."""
    UNKNOWN = "unknown"
    """The registry answered, and holds nothing: the person is not listed, or the value is not known to it."""
    REFUSED = "refused"
    """The registry answered that we may not know."""
    UNAVAILABLE = "unavailable"
    """It did not answer, or not in a way that can be read. Nothing may be concluded from that."""
    INVALID = "invalid"
    """It answered that the question was wrong."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where an answer came from, so that a decision that rests on it can be shown and replayed.

    `registry` is its code; `asked_at` when; `request_id` our number of the call; `digest` the SHA-256 of the raw
    answer's bytes, "" when there was none; `gateway` the version of the code that read it.
    """

    registry: str
    asked_at: datetime
    request_id: str
    digest: str
    gateway: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one fact.

    `value` is None unless `kind` is VALUE: True or False, a number as int or as text ("315.01"), a text, a day as
    "2026-11-21" or {"be": "2538-07"}, or a list of such. `reason` is a code for people who mend things: NOT_LISTED,
    VALUE_UNKNOWN, TIMEOUT, BREAKER_OPEN, BUSINESS_2, UNREADABLE ...
    """

    kind: Kind
    value: Any
    reason: str
    provenance: Provenance

    @property
    def is_settled(self) -> bool:
        """Tell whether the registry has spoken: a value, or that it holds none. Only then may a default apply."""
        return self.kind in (Kind.VALUE, Kind.UNKNOWN)
