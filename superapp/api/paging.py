"""Paging: what `first`, `last`, `after` and `before` may be. Refused, never clamped.

A client that asked for 500 and silently got 100 has a bug it cannot see.
"""

from dataclasses import dataclass, replace
from typing import Any

from .errors import BadInput
from .keyset import Order
from .limits import current

DEFAULT_SIZE = 20


@dataclass(frozen=True, slots=True)
class Paging:
    """A page asked for: how many rows, from which end, between which cursors (texts, then values of the order)."""

    size: int
    backwards: bool
    after: Any = None
    before: Any = None

    def read_with(self, order: Order) -> "Paging":
        """Return the same with the cursors read as values of `order`.

        :raises BadInput: when a cursor is not one this list made.
        """
        if self.after is None and self.before is None:
            return self
        return replace(self, after=_read(order, self.after), before=_read(order, self.before))


def paging_of(first: int | None, after: str | None, last: int | None, before: str | None) -> Paging:
    """Return the page asked for; 20 from the start when nothing is said.

    :raises BadInput: when both ends are asked for, or a size is not 0 to 100.
    """
    return Paging(size_of(first, last), first is None and last is not None, after, before)


def size_of(first: int | None, last: int | None) -> int:
    """Return how many rows a page holds at most.

    :raises BadInput: when both ends are asked for, or a size is not 0 to 100.
    """
    if first is not None and last is not None:
        raise BadInput("ใช้ first หรือ last อย่างใดอย่างหนึ่ง", "Use `first` or `last`, not both.")
    size = DEFAULT_SIZE if first is None and last is None else (last if first is None else first)
    most = current().page
    if type(size) is not int or not 0 <= size <= most:
        raise BadInput(f"first และ last ต้องอยู่ระหว่าง 0 ถึง {most}", f"`first` and `last` are 0 to {most}.")
    return size


def _read(order: Order, cursor: str | None) -> tuple[Any, ...] | None:
    if cursor is None:
        return None
    values = order.read(cursor)
    if values is None:
        raise BadInput("เคอร์เซอร์นี้ไม่ใช่ของรายการนี้", "This cursor was not made by this list.")
    return values
