"""Writing the audit chain: `record` one act, or `record_all` of one transaction.

Call it last in the action's transaction. It locks the stream's head until the transaction ends, so whatever comes after
it makes everybody else of that agency wait; and a transaction that locks heads in two calls may meet another one doing
the same the other way round. For acts in several streams call `record_all` once: it locks them in stream order.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.transaction import TransactionManagementError

from superapp.thai.identity import is_citizen_id

from . import chain
from .models import AuditEvent, AuditHead

# Codes, numbers, ids: printable ASCII without blanks. A name, an address or a sentence does not fit through.
_CODE = re.compile(r"[!-~]{1,200}")
_STREAM = re.compile(r"[!-~]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act to be recorded; the fields are those of `record`."""

    stream: str
    action: str
    object: str
    actor: str
    outcome: str = "done"
    principal: str | None = None
    mandate: str | None = None
    request_id: str = ""
    details: dict[str, object] = field(default_factory=dict)


def record(
    *,
    stream: str,
    action: str,
    object: str,
    actor: str,
    outcome: str = "done",
    principal: str | None = None,
    mandate: str | None = None,
    request_id: str = "",
    details: dict[str, object] | None = None,
    now: datetime,
) -> AuditEvent:
    """Append one act to `stream`, in the transaction of the act and as its last write; return the event.

    `stream` is an agency's code, `platform` or `money`. `actor` is an account's public id or `system`; `principal` is
    the public id of the person acted for and `mandate` the mandate's id, both None when nobody is acted for.
    `object` names one thing, as `service:passport#3`. `outcome` is `done`, or a refusal's code. `details` hold codes,
    whole numbers, true, false, None, or lists of codes: never personal data, never free text. None means no details.

    :raises TransactionManagementError: outside a transaction; the act and its record must be one.
    :raises ValueError: for a value that is not a code, a citizen's number, or an instant without a zone.
    """
    act = Act(
        stream=stream,
        action=action,
        object=object,
        actor=actor,
        outcome=outcome,
        principal=principal,
        mandate=mandate,
        request_id=request_id,
        details=details or {},
    )
    return record_all([act], now=now)[0]


def record_all(acts: Sequence[Act], *, now: datetime) -> list[AuditEvent]:
    """Append several acts of one transaction, each to its stream; return the events in the order given.

    :raises TransactionManagementError: outside a transaction.
    :raises ValueError: as for `record`; nothing is written then.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("An audit event is recorded inside the transaction of its act.")
    if now.tzinfo is None:
        raise ValueError("now: expected an instant with a zone")
    for act in acts:
        _check(act)
    key = settings.AUDIT_KEY.encode()
    heads = {stream: _locked_head(key, stream) for stream in sorted({act.stream for act in acts})}
    events = [_event_after(heads[act.stream], act, now, key) for act in acts]
    AuditEvent.objects.bulk_create(events)
    for head in heads.values():
        head.seal = chain.head_seal(key, stream=head.stream, seq=head.seq, hash=head.hash)
        head.save(update_fields=["seq", "hash", "seal"])
    return events


def _locked_head(key: bytes, stream: str) -> AuditHead:
    waiting = AuditHead.objects.select_for_update().filter(stream=stream)
    head = waiting.first()
    if head is None:
        seal = chain.head_seal(key, stream=stream, seq=0, hash=chain.GENESIS)
        # Two first acts of a stream may meet here: the second waits for the first, then finds its row.
        AuditHead.objects.bulk_create([AuditHead(stream=stream, hash=chain.GENESIS, seal=seal)], ignore_conflicts=True)
        head = waiting.get()
    return head


def _event_after(head: AuditHead, act: Act, now: datetime, key: bytes) -> AuditEvent:
    event = AuditEvent(
        stream=act.stream,
        seq=head.seq + 1,
        at=now,
        actor=act.actor,
        principal=act.principal or "",
        mandate=act.mandate or "",
        action=act.action,
        object=act.object,
        outcome=act.outcome,
        request_id=act.request_id,
        details=act.details,
        prev=head.hash,
    )
    event.hash = chain.event_hash(
        key, stream=event.stream, seq=event.seq, at=event.at, body=event.body, prev=event.prev
    )
    head.seq, head.hash = event.seq, event.hash
    return event


def _check(act: Act) -> None:
    if not _STREAM.fullmatch(act.stream):
        raise ValueError(f"stream: expected a code of at most 64 characters, found {act.stream!r}")
    for name in ("actor", "action", "object", "outcome"):
        _check_code(name, getattr(act, name))
    for name in ("principal", "mandate", "request_id"):
        if getattr(act, name):
            _check_code(name, getattr(act, name))
    for name, value in act.details.items():
        _check_code("details", name)
        for one in value if isinstance(value, list | tuple) else [value]:
            if isinstance(one, str):
                _check_code(f"details.{name}", one)
            elif not (one is None or isinstance(one, int)):
                raise ValueError(f"details.{name}: expected a code, a whole number, true, false or None")


def _check_code(name: str, value: object) -> None:
    # The value itself stays out of the message: it may be just what must not be written down.
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise ValueError(f"{name}: expected a code (printable ASCII, no blanks, at most 200 characters)")
    if is_citizen_id(value):
        raise ValueError(f"{name}: a citizen's number is personal data; record a public id instead")
