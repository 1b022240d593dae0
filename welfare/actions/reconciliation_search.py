"""Where our ledger and the bank's book differ: one question for each kind of difference, asked of the database.

Nothing here trusts the states that messages led to. What we posted is read from transfers, what the bank booked from
its lines, and the two are joined by EndToEndId and by the bank's own reference.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from welfare.gateways import calendar
from welfare.models import BankEntry, BankMessage, FeePayment, Finding, LedgerAccount, PaymentAttempt, Transfer

Kind, EntryKind, State = Finding.Kind, BankEntry.Kind, BankEntry.State
# What reaches us from payers: the rest of what touches the account that money comes in by is given back.
CAME_IN = (Transfer.Kind.FEE, Transfer.Kind.REFUND_DUE, Transfer.Kind.UNMATCHED)
# A bank's booking may come a working day after its status; nothing may stay open longer.
GRACE_WORKING_DAYS = 1


@dataclass(frozen=True, slots=True)
class Found:
    """One difference: its kind, what differs, by how much, and the rows it was seen on."""

    kind: str
    key: str
    satang: int
    entry_id: int | None = None
    attempt_id: int | None = None


def everything(*, day: date) -> Iterator[Found]:
    """Yield each difference that stands at the end of `day`."""
    latest = calendar.working_days_before(day, GRACE_WORKING_DAYS)
    for search in (_not_booked, _no_answer, _unmatched):
        yield from search(latest)
    for search in (_not_posted, _amounts, _twice, _returns, _bills, _statements, _gaps):
        yield from search(day)


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))


def _movements(day: date, kind: str) -> QuerySet[BankEntry]:
    return BankEntry.objects.booked().filter(kind=kind, booked_on__lte=day)


def _payout_of(entry_field: str = "end_to_end_id") -> Concat:
    return Concat(Value("PAYOUT:"), OuterRef(entry_field))


def _not_booked(day: date) -> Iterator[Found]:
    """We posted a payout that no booking of the bank's speaks of."""
    booked = BankEntry.objects.booked().filter(kind=EntryKind.PAYOUT, end_to_end_id=OuterRef("end_to_end_id"))
    paid = PaymentAttempt.objects.filter(outcome__in=("paid", "returned"), settled_at__lt=_end_of(day)).filter(
        ~Exists(booked)
    )
    for row in paid.only("end_to_end_id", "satang").iterator(chunk_size=2_000):
        yield Found(Kind.NOT_BOOKED, row.end_to_end_id, row.satang, attempt_id=row.pk)


def _no_answer(day: date) -> Iterator[Found]:
    """We sent a payout whose day of value has passed, and the bank has not said what became of it."""
    waiting = PaymentAttempt.objects.filter(
        outcome="open", batch__state__in=("sending", "sent"), batch__value_date__lte=day
    )
    for row in waiting.only("end_to_end_id", "satang").iterator(chunk_size=2_000):
        yield Found(Kind.NO_ANSWER, row.end_to_end_id, row.satang, attempt_id=row.pk)


def _not_posted(day: date) -> Iterator[Found]:
    """The bank booked a payout: one we never sent, or one that our ledger does not say was paid."""
    posted = Transfer.objects.filter(ref=Concat(_payout_of(), Value(":post")), credit__kind=LedgerAccount.Kind.BANK_OUT)
    sent = PaymentAttempt.objects.filter(end_to_end_id=OuterRef("end_to_end_id"))
    rows = _movements(day, EntryKind.PAYOUT).annotate(is_sent=Exists(sent)).filter(~Exists(posted))
    for row in _once(rows):
        kind = Kind.NOT_POSTED if row.is_sent else Kind.UNKNOWN_PAYMENT
        yield Found(kind, row.end_to_end_id or row.bank_reference, row.satang or 0, entry_id=row.pk)


def _amounts(day: date) -> Iterator[Found]:
    """A booking of a payment of ours, out or back, is not of the amount we asked for."""
    attempt = PaymentAttempt.objects.filter(end_to_end_id=OuterRef("end_to_end_id")).values("satang")
    rows = (
        BankEntry.objects.booked()
        .filter(kind__in=(EntryKind.PAYOUT, EntryKind.RETURN), booked_on__lte=day)
        .annotate(asked=Subquery(attempt[:1]))
        .exclude(asked=None)
        .exclude(asked=F("satang"))
    )
    for row in _once(rows):
        yield Found(
            Kind.AMOUNT_DIFFERS, f"{row.kind}:{row.end_to_end_id}", (row.satang or 0) - row.asked, entry_id=row.pk
        )


def _twice(day: date) -> Iterator[Found]:
    """The bank booked one payment of ours under two references of its own."""
    rows = (
        _movements(day, EntryKind.PAYOUT)
        .exclude(end_to_end_id="")
        .values("end_to_end_id")
        .annotate(references=Count("bank_reference", distinct=True))
        .filter(references__gt=1)
    )
    for row in rows.iterator(chunk_size=2_000):
        first = _movements(day, EntryKind.PAYOUT).filter(end_to_end_id=row["end_to_end_id"]).order_by("pk").last()
        assert first is not None
        yield Found(Kind.BOOKED_TWICE, row["end_to_end_id"], first.satang or 0, entry_id=first.pk)


def _returns(day: date) -> Iterator[Found]:
    """Money came back that our ledger still says was paid."""
    reversed_ = Transfer.objects.filter(
        ref=Concat(_payout_of(), Value(":post:reversed")), debit__kind=LedgerAccount.Kind.BANK_OUT
    )
    for row in _once(_movements(day, EntryKind.RETURN).filter(~Exists(reversed_))):
        yield Found(Kind.RETURN_NOT_POSTED, row.end_to_end_id or row.bank_reference, row.satang or 0, entry_id=row.pk)


def _bills(day: date) -> Iterator[Found]:
    """Money came for a bill, and our books do not have it."""
    taken = FeePayment.objects.filter(
        Q(entry=OuterRef("pk")) | Q(entry__sender=OuterRef("sender"), entry__bank_reference=OuterRef("bank_reference"))
    )
    for row in _once(_movements(day, EntryKind.BILL_PAYMENT).filter(~Exists(taken))):
        yield Found(Kind.BILL_NOT_POSTED, row.bank_reference, row.satang or 0, entry_id=row.pk)


def _unmatched(day: date) -> Iterator[Found]:
    """Money has lain in suspense for longer than a working day."""
    rows = FeePayment.objects.filter(invoice=None, received_at__lt=_end_of(day)).select_related("entry")
    for row in rows.iterator(chunk_size=2_000):
        yield Found(
            Kind.UNMATCHED_MONEY, row.entry.bank_reference or str(row.public_id), row.satang, entry_id=row.entry_id
        )


def _statements(day: date) -> Iterator[Found]:
    """One movement is told with different amounts: by a notification, and by the day's statement or another message."""
    rows = (
        BankEntry.objects.filter(kind__in=BankEntry.MOVEMENTS, is_final=True, booked_on__lte=day)
        .exclude(bank_reference="")
        .values("sender", "kind", "bank_reference", "end_to_end_id", "ref1")
        .annotate(least=Min("satang"), most=Max("satang"), last=Max("pk"))
        .filter(most__gt=F("least"))
        .order_by("last")
    )
    for row in rows.iterator(chunk_size=2_000):
        yield Found(Kind.STATEMENT_DIFFERS, row["bank_reference"], row["most"] - row["least"], entry_id=row["last"])


def _gaps(day: date) -> Iterator[Found]:
    """A statement does not begin with what the one before it ended with: movements are missing between them."""
    rows = BankMessage.objects.filter(kind="camt.053", state="read", day__lte=day, opening_satang__isnull=False)
    before: dict[str, int] = {}
    pages = rows.order_by("sender", "account_number", "day", "pk")
    for row in pages.values_list("sender", "account_number", "message_id", "opening_satang", "closing_satang"):
        sender, account, message_id, opening, closing = row
        place = f"{sender}:{account}"
        if place in before and before[place] != opening:
            yield Found(Kind.STATEMENT_GAP, f"{sender}:{message_id}", opening - before[place])
        before[place] = closing


def _once(rows: QuerySet[BankEntry]) -> Iterator[BankEntry]:
    """Yield movements, one line for each reference of the bank's."""
    seen: set[tuple[str, str, str]] = set()
    for row in rows.order_by("pk").iterator(chunk_size=2_000):
        key = (row.kind, row.end_to_end_id, row.bank_reference)
        if key not in seen:
            seen.add(key)
            yield row
