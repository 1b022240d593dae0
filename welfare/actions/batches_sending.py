"""Sending a batch: written, then handed over, by two jobs that may die at any moment and be run again.

The row says SENDING, with the digest of the file, before the bank hears a word. Whoever takes over writes the same
bytes again, sees that they are the same, and hands them over again: the bank takes a message id once.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task

from superapp.audit import recording
from superapp.jobs import priorities
from welfare.gateways.channel import Acknowledged, NoAnswer, Refused
from welfare.models import BatchState, Disbursement, DisbursementState, PaymentAttempt, PaymentBatch

from . import batches_bank, batches_file, disbursements, disbursements_outcomes

B, D = BatchState, DisbursementState
CHUNK = 5_000
# The bank has another file under our id. What it did with that one is not known, so nothing may be taken for unpaid.
TAKEN = "DUPLICATE_MESSAGE_ID"


class BankSilent(Exception):
    """The bank did not answer: it may or may not have the file. The same bytes are sent again."""


class FileDiffers(Exception):
    """The file could not be written as it was the first time, or the bank has another one: an operator has to look."""


def keep_written(digest: str | None, *, batch_id: int) -> None:
    """Keep the file's digest, and say that it is on its way, before it is."""
    batch = PaymentBatch.objects.select_for_update().get(pk=batch_id)
    if digest is None or batch.state != B.RELEASED:
        return
    now = timezone.now()
    rows = Disbursement.objects.filter(attempts__batch=batch)
    moved = disbursements.move(rows, (D.BATCHED,), D.SENT, now=now)
    if moved != batch.count:
        raise FileDiffers(f"{moved} of {batch.count} payments could be sent")
    batch.digest, batch.state = digest, B.SENDING
    batch.save(update_fields=["digest", "state"])
    deliver.using(dedupe=f"deliver:{batch.message_id}").enqueue(batch_id=batch.pk)


@task(store=keep_written, lease_s=45, max_attempts=8, priority=priorities.MONEY)
def write(*, batch_id: int) -> str | None:
    """Write a released batch's file for the first time and return its digest; None when that was done before."""
    batch = PaymentBatch.objects.get(pk=batch_id)
    return batches_file.written(batch).sha256 if batch.state == B.RELEASED else None


def keep_answer(answer: Acknowledged | Refused | None, *, batch_id: int) -> None:
    """Keep what the bank said to the file."""
    batch = PaymentBatch.objects.select_for_update().get(pk=batch_id)
    if answer is None or batch.state != B.SENDING:
        return
    now = timezone.now()
    if isinstance(answer, Acknowledged):
        batch.state, batch.sent_at = B.SENT, now
    else:
        batch.state, batch.answer = B.REFUSED, answer.code[:40]
        reject_rest(batch.attempts.all(), reason=answer.code, now=now)
    batch.save(update_fields=["state", "sent_at", "answer"])
    recording.record(
        stream="money",
        action=f"batch.{batch.state}",
        object=f"batch:{batch.message_id}",
        actor="system",
        details={"count": batch.count, "satang": batch.satang},
        now=now,
    )


@task(store=keep_answer, lease_s=45, max_attempts=30, priority=priorities.MONEY)
def deliver(*, batch_id: int) -> Acknowledged | Refused | None:
    """Hand a batch's file to the bank, as often as it takes to hear an answer; None when one was heard before."""
    batch = PaymentBatch.objects.get(pk=batch_id)
    if batch.state != B.SENDING:
        return None
    file = batches_file.written(batch)
    if file.sha256 != batch.digest:
        raise FileDiffers(f"{batch.message_id}: not the bytes of the first time")
    answer = batches_bank.channel().send(file.content)
    if isinstance(answer, NoAnswer):
        raise BankSilent(answer.cause)
    if isinstance(answer, Refused) and answer.code == TAKEN:
        raise FileDiffers(f"{batch.message_id}: the bank has another file of that id")
    return answer


def reject_rest(attempts: QuerySet[PaymentAttempt], *, reason: str, now: datetime) -> int:
    """Reject those of a file's payments that are still open, since the bank refused all of it; return how many."""
    done = 0
    open_ones = attempts.filter(outcome=PaymentAttempt.Outcome.OPEN).order_by("disbursement_id")
    while rows := locked(open_ones[:CHUNK]):
        disbursements_outcomes.reject([(one, reason) for one in rows], failed_on=timezone.localdate(now), now=now)
        done += len(rows)
    return done


def locked(attempts: QuerySet[PaymentAttempt]) -> list[PaymentAttempt]:
    """Return attempts with their disbursements, which are locked in the order of their keys."""
    keys = dict(attempts.values_list("pk", "disbursement_id"))
    rows = Disbursement.objects.filter(pk__in=keys.values()).select_related("programme").order_by("pk")
    held = {row.pk: row for row in rows.select_for_update(of=("self",))}
    found = list(PaymentAttempt.objects.filter(pk__in=keys).order_by("disbursement_id").select_related("batch"))
    for one in found:
        one.disbursement = held[one.disbursement_id]
    return found
