"""Checking the audit chain: every event's number, link and hash, every head, and heads published earlier."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.conf import settings

from . import chain
from .heads import PublishedHead
from .models import BODY, AuditEvent, AuditHead

CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first bad row of a stream: where, and what is wrong with it."""

    stream: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"{self.stream}#{self.seq}: {self.what}"


def streams() -> list[str]:
    """Return every stream that has a head or an event."""
    names = set(AuditHead.objects.values_list("stream", flat=True))
    return sorted(names | set(AuditEvent.objects.values_list("stream", flat=True).distinct()))


def verify(
    names: Iterable[str],
    *,
    published: Iterable[PublishedHead] = (),
    step: Callable[[int], None] = lambda count: None,
) -> list[Fault]:
    """Check the streams `names`; return the first fault of each that has one, in their order.

    `published` are heads kept outside the database: the chain must still hold each of them, which finds what somebody
    with the key could otherwise hide. `step` is told how many events have been checked since it was last told.
    """
    by_stream: dict[str, list[PublishedHead]] = {}
    for head in published:
        by_stream.setdefault(head.stream, []).append(head)
    found = (_first_fault(name, by_stream.get(name, []), step) for name in names)
    return [fault for fault in found if fault is not None]


def _first_fault(stream: str, published: list[PublishedHead], step: Callable[[int], None]) -> Fault | None:
    key = settings.AUDIT_KEY.encode()
    # Read before the events: an act may be recorded meanwhile, so the head may only be behind what is read next.
    head = AuditHead.objects.filter(stream=stream).first()
    expected = {one.seq: one.hash for one in published}
    if head is not None:
        if chain.head_seal(key, stream=stream, seq=head.seq, hash=head.hash) != head.seal:
            return Fault(stream, head.seq, "the head was changed: its seal does not fit")
        if expected.setdefault(head.seq, head.hash) != head.hash:
            return Fault(stream, head.seq, "the head differs from the published one")
    seq, prev = 0, chain.GENESIS
    for row in _rows(stream, step):
        fault = _fault_of(row, stream, seq + 1, prev, key)
        if fault is None and expected.get(row.seq, row.hash) != row.hash:
            fault = "another event stood here when the heads were published"
        if fault is not None:
            return Fault(stream, seq + 1, fault)
        seq, prev = row.seq, row.hash
    longest = max(expected, default=0)
    if seq < longest:
        return Fault(stream, seq + 1, f"cut off: the chain ends here, {longest} events were written")
    now_head = AuditHead.objects.filter(stream=stream).values_list("seq", flat=True).first()
    if now_head is None or now_head < seq:
        return Fault(stream, seq, "events stand after the head" if now_head is not None else "the head is missing")
    return None


class _Row(NamedTuple):
    """One event as it comes from the database: models would take as long to build as to check."""

    seq: int
    at: datetime
    prev: str
    hash: str
    body: tuple[object, ...]


def _rows(stream: str, step: Callable[[int], None]) -> Iterator[_Row]:
    rows = AuditEvent.objects.in_streams(stream).order_by("seq").values_list("seq", "at", "prev", "hash", *BODY)
    count = 0
    for count, (seq, at, prev, found, *body) in enumerate(rows.iterator(chunk_size=CHUNK), start=1):
        yield _Row(seq, at, prev, found, tuple(body))
        if count % CHUNK == 0:
            step(CHUNK)
    step(count % CHUNK)


def _fault_of(row: _Row, stream: str, seq: int, prev: str, key: bytes) -> str | None:
    if row.seq != seq:
        return f"missing: the next event is number {row.seq}"
    if row.prev != prev:
        return "it does not follow the event before it"
    body = dict(zip(BODY, row.body, strict=True))
    if chain.event_hash(key, stream=stream, seq=seq, at=row.at, body=body, prev=prev) != row.hash:
        return "changed: its hash does not fit its content"
    return None
