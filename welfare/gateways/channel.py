"""How files reach a bank and its messages reach us, whoever the bank is: the sandbox or a real one.

A channel carries bytes and knows nothing of cases. What it answers to a file says only whether the bank has the file;
what happened to the payments comes later, as messages that are collected.
"""

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The bank has the file. This says nothing about any payment in it. `was_known`: it had it already, unchanged."""

    message_id: str
    was_known: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The bank will not take the file, and nothing in it was booked. `code` as the bank gave it."""

    code: str


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No answer came, or half of one: the bank may or may not have the file.

    Send the same bytes again, never the same payments under new ids.
    """

    cause: str


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message as it came. `cursor` names the place in the bank's outbox, to go on from."""

    cursor: str
    content: bytes = field(repr=False)


class Channel(Protocol):
    """A bank, or whoever stands in front of one. Both verbs may be repeated without effect."""

    @property
    def name(self) -> str:
        """The bank's code in our book; the `sender` of what it tells us."""

    def send(self, document: bytes) -> Acknowledged | Refused | NoAnswer:
        """Hand over a pain.001. The same document again is taken once; its message id with other content is refused."""

    def collect(self, after: str | None = None, limit: int = 100) -> list[RawMessage]:
        """Return messages behind the cursor `after` (None: from the first), oldest first, at most `limit`.

        :raises ConnectionError: when the bank cannot be reached; nothing is lost by asking again.
        """
