"""What banks tell: collected by a job, kept raw, read into lines, and applied a few thousand lines at a time.

Collecting again, or being told again, changes nothing: (sender, cursor) and (sender, message id, line) are unique.
"""

import zlib
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from superapp.accounts import cipher
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.jobs import priorities
from superapp.jobs.schedules import schedule
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.gateways.channel import RawMessage
from welfare.gateways.iso20022 import reading
from welfare.gateways.reports import Quarantined, Reading, Statement, StatusReport
from welfare.models import BankCursor, BankEntry, BankMessage, PaymentAttempt

from . import bank_messages_applying, bank_messages_lines, batches_bank, fees_payments

State, Kind = BankMessage.State, BankEntry.Kind
CHUNK = 2_000
AT_ONCE = 20


class EntryNotQuarantined(Refusal):
    """Only what nobody could apply waits for an officer."""

    code = "ENTRY_NOT_QUARANTINED"
    th = "รายการนี้ไม่ได้ถูกกักไว้"
    en = "This entry is not quarantined."


def keep_collected(messages: list[RawMessage], *, slot: str) -> int:
    """Keep messages as they came, and let each be read. Returns how many were new."""
    return take(messages, sender=batches_bank.channel().name if messages else "", now=datetime.fromisoformat(slot))


@schedule(name="collect-bank-messages", every=timedelta(minutes=1), missed="last")
@task(store=keep_collected, lease_s=45, priority=priorities.MONEY)
def collect_messages(*, slot: str) -> list[RawMessage]:
    """Ask the bank for what it has told since the last time. Nothing where no bank is connected."""
    if not settings.BANK_CHANNEL:
        return []
    channel = batches_bank.channel()
    last = BankCursor.objects.filter(sender=channel.name).values_list("cursor", flat=True).first()
    return channel.collect(last, AT_ONCE)


@transaction.atomic
def take(messages: list[RawMessage], *, sender: str, now: datetime) -> int:
    """Keep raw messages of a bank, in order; return how many are new."""
    if not messages:
        return 0
    BankCursor.objects.bulk_create([BankCursor(sender=sender, cursor="")], ignore_conflicts=True)
    mark = BankCursor.objects.select_for_update().get(sender=sender)
    known = set(
        BankMessage.objects.filter(sender=sender, cursor__in=[one.cursor for one in messages]).values_list(
            "cursor", flat=True
        )
    )
    new = [_kept(one, sender, now) for one in messages if one.cursor not in known]
    BankMessage.objects.bulk_create(new)
    mark.cursor = messages[-1].cursor
    mark.save(update_fields=["cursor"])
    for one in new:
        read_message.using(dedupe=f"bank-message:{one.public_id}").enqueue(message_id=one.pk)
    return len(new)


def keep_reading(found: Reading | None, *, message_id: int) -> None:
    """Keep what a message says, line by line, and let the lines be applied."""
    now = timezone.now()
    message = BankMessage.objects.select_for_update().get(pk=message_id)
    if found is None or message.state != State.NEW:
        return
    _note(message, found)
    if message.state == State.READ:
        bank_messages_lines.keep(message, found, now=now)
        apply_lines.using(dedupe=f"apply:{message.pk}:0").enqueue(message_id=message.pk, after=0)
    message.save()


@task(store=keep_reading, lease_s=45, priority=priorities.MONEY)
def read_message(*, message_id: int) -> Reading | None:
    """Read one message; None when that was done before."""
    message = BankMessage.objects.get(pk=message_id)
    return reading.read(content_of(message), message.sender) if message.state == State.NEW else None


@task(lease_s=45, priority=priorities.MONEY)
def apply_lines(*, message_id: int, after: int) -> None:
    """Apply the next lines of a message, and let another job apply the ones after them."""
    last = apply_chunk(message_id, after=after, now=timezone.now())
    if last is not None:
        apply_lines.using(dedupe=f"apply:{message_id}:{last}").enqueue(message_id=message_id, after=last)


@transaction.atomic
def apply_chunk(message_id: int, *, after: int = 0, now: datetime, size: int = CHUNK) -> int | None:
    """Apply the lines of a message behind line `after`, at most `size`; return the last one's key, None at the end.

    What is said of single payments comes before what is said of the whole file: a file that was refused because all
    its payments were tells so in each of them, with its own reason.
    """
    # One message of a bank at a time: two about the same payments would meet in the middle.
    BankCursor.objects.select_for_update().filter(sender=_sender(message_id)).first()
    rows = BankEntry.objects.filter(bank_message=message_id, state=BankEntry.State.NEW)
    of_files = rows.filter(kind__in=(Kind.FILE_STATUS, Kind.GROUP_STATUS))
    lines = list(rows.exclude(kind__in=(Kind.FILE_STATUS, Kind.GROUP_STATUS)).order_by("pk")[:size])
    if not lines:
        bank_messages_applying.to_files(list(of_files.order_by("pk")), now=now)
        return None
    about = [line for line in lines if line.kind in bank_messages_applying.ABOUT_PAYMENTS]
    bank_messages_applying.to_payments(about, now=now)
    fees_payments.apply([line for line in lines if line.kind == Kind.BILL_PAYMENT], now=now)
    for line in lines:
        if line.kind == Kind.OTHER:
            line.state, line.fault = BankEntry.State.QUARANTINED, "UNKNOWN_MOVEMENT"
            line.save(update_fields=["state", "fault"])
    return lines[-1].pk


def content_of(message: BankMessage) -> bytes:
    """Return a message's bytes as they came."""
    return zlib.decompress(cipher.opened(bytes(message.content_sealed), message.about).encode("latin-1"))


@transaction.atomic
def settle_entry(*, viewer: Viewer, entry_id: int, explanation: str, now: datetime) -> BankEntry:
    """Say that a quarantined line was looked into; `explanation` is a code. What it needs is done by other verbs.

    :raises NotFound: for whoever may release no money of the agency it concerns. :raises EntryNotQuarantined:
    """
    entry = BankEntry.objects.select_for_update().filter(pk=entry_id).first()
    attempt = PaymentAttempt.objects.filter(end_to_end_id=entry.end_to_end_id).first() if entry is not None else None
    agency_id = attempt.batch.agency_id if attempt is not None else None
    # What belongs to no batch belongs to whoever may release money at all.
    able = permissions.may_release(viewer, agency_id) if attempt is not None else permissions.may_release_any(viewer)
    if entry is None or not able:
        raise NotFound(path=("entry_id",))
    if entry.state != BankEntry.State.QUARANTINED:
        raise EntryNotQuarantined(path=("entry_id",))
    entry.state = BankEntry.State.SETTLED
    entry.save(update_fields=["state"])
    recording.record(
        stream="money",
        action="bank_entry.settle",
        object=f"bank_entry:{entry.pk}",
        actor=viewer.actor,
        details={"explanation": explanation, "fault": entry.fault},
        now=now,
    )
    return entry


def _kept(raw: RawMessage, sender: str, now: datetime) -> BankMessage:
    message = BankMessage(sender=sender, cursor=raw.cursor, digest=sha256(raw.content).hexdigest(), received_at=now)
    text = zlib.compress(raw.content, 6).decode("latin-1")
    message.content_sealed = cipher.seal(text, message.about)
    return message


def _sender(message_id: int) -> str:
    return BankMessage.objects.values_list("sender", flat=True).get(pk=message_id)


def _note(message: BankMessage, found: Reading) -> None:
    """Say on the row what the message is, and whether it was told before or cannot be used."""
    message.message_id = (found.message_id or "")[:60]
    if isinstance(found, Quarantined):
        message.state, message.fault, message.fault_at = State.QUARANTINED, found.code[:40], found.where[:200]
        return
    message.kind = bank_messages_lines.KINDS[type(found)]
    if isinstance(found, StatusReport):
        message.original_message_id = found.original_message_id
    if isinstance(found, Statement):
        message.account_number = found.account_number
        message.day, message.opening_satang, message.closing_satang = (
            found.day,
            found.opening_satang,
            found.closing_satang,
        )
    before = BankMessage.objects.filter(sender=message.sender, message_id=message.message_id).exclude(pk=message.pk)
    others = set(before.exclude(state=State.QUARANTINED).values_list("digest", flat=True))
    if not others:
        message.state = State.READ
    elif others == {message.digest}:
        message.state = State.REPEATED
    else:
        # The same id with other content: nobody can say which of the two is meant.
        message.state, message.fault = State.QUARANTINED, "MESSAGE_ID_REUSED"
