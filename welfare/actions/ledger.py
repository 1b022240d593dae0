"""Writing the ledger: transfers in one step or in two, reversals, balances and statements.

Everything here runs in the caller's transaction, so that a posting and the change it belongs to are one. Amounts are
whole satang.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, Sum

from superapp.refusal import Refusal
from welfare.models import LedgerAccount, Transfer

Kind, Phase, Holding = Transfer.Kind, Transfer.Phase, LedgerAccount.Kind


class NotEnoughMoney(Refusal):
    """An account that may not hold less than nothing would. `details`: `account`, `missing_satang`."""

    code = "NOT_ENOUGH_MONEY"
    th = "เงินในบัญชี {account} ไม่พอ ขาดอีก {missing_satang} สตางค์"
    en = "There is not enough money in {account}: {missing_satang} satang are missing."


class AlreadyPosted(Refusal):
    """The business's own name of the transfer is taken: the same thing was posted before."""

    code = "TRANSFER_ALREADY_MADE"
    th = "รายการ {ref} ลงบัญชีไปแล้ว"
    en = "{ref} was posted before."


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account holds: `posted_satang` for certain, `pending_out_satang` of it promised and not yet gone."""

    posted_satang: int
    pending_out_satang: int
    pending_in_satang: int

    @property
    def free_satang(self) -> int:
        """What may still be promised."""
        return self.posted_satang - self.pending_out_satang


def account(code: str, kind: str, *, agency_id: int | None = None) -> LedgerAccount:
    """Return the account of that code, opened when it is new."""
    LedgerAccount.objects.bulk_create([LedgerAccount(code=code, kind=kind, agency_id=agency_id)], ignore_conflicts=True)
    return LedgerAccount.objects.get(code=code)


def accounts(
    wanted: Mapping[str, str], *, agencies: Mapping[str, int | None] | None = None
) -> dict[str, LedgerAccount]:
    """Return accounts by code, opened where new; `wanted` gives each code's kind."""
    agencies = agencies or {}
    found = {one.code: one for one in LedgerAccount.objects.filter(code__in=wanted)}
    missing = [
        LedgerAccount(code=code, kind=kind, agency_id=agencies.get(code))
        for code, kind in wanted.items()
        if code not in found
    ]
    if missing:
        LedgerAccount.objects.bulk_create(missing, ignore_conflicts=True)
        found = {one.code: one for one in LedgerAccount.objects.filter(code__in=wanted)}
    return found


def transfer(
    *,
    ref: str,
    kind: str,
    debit: LedgerAccount,
    credit: LedgerAccount,
    satang: int,
    phase: str = Phase.SINGLE,
    now: datetime,
) -> Transfer:
    """Move `satang` from `debit` to `credit`, or with phase PENDING promise to.

    An account of a limited kind is locked and must hold enough.

    :raises NotEnoughMoney: :raises AlreadyPosted: when `ref` is taken.
    """
    if debit.kind in LedgerAccount.LIMITED:
        LedgerAccount.objects.select_for_update().get(pk=debit.pk)
        if (missing := satang - balance(debit).free_satang) > 0:
            raise NotEnoughMoney(account=debit.code, missing_satang=missing)
    made = Transfer(ref=ref, kind=kind, debit=debit, credit=credit, satang=satang, phase=phase, made_at=now)
    return _added(made)


def post(pending: Transfer, *, now: datetime) -> Transfer:
    """Make a pending transfer count.

    :raises AlreadyPosted: when it was posted or voided before.
    """
    return _added(_resolving(pending, Phase.POST, now))


def void(pending: Transfer, *, now: datetime) -> Transfer:
    """Give a pending transfer up.

    :raises AlreadyPosted: when it was posted or voided before.
    """
    return _added(_resolving(pending, Phase.VOID, now))


def reverse(done: Transfer, *, kind: str = Kind.CORRECTION, now: datetime) -> Transfer:
    """Take a single or posted transfer back by its opposite, at most once.

    :raises AlreadyPosted: when it was reversed before.
    """
    return _added(_reversing(done, kind, now))


def post_all(pending: Collection[Transfer], *, now: datetime) -> list[Transfer]:
    """Make many pending transfers count, in one statement."""
    return _added_all([_resolving(one, Phase.POST, now) for one in pending])


def void_all(pending: Collection[Transfer], *, now: datetime) -> list[Transfer]:
    """Give many pending transfers up, in one statement."""
    return _added_all([_resolving(one, Phase.VOID, now) for one in pending])


def reverse_all(done: Collection[Transfer], *, kind: str, now: datetime) -> list[Transfer]:
    """Take many transfers back, in one statement."""
    return _added_all([_reversing(one, kind, now) for one in done])


def promise_all(wanted: Sequence[Transfer]) -> list[Transfer]:
    """Add many transfers, in one statement. The caller has made sure that limited accounts hold enough."""
    return _added_all(wanted)


def balance(of: LedgerAccount) -> Balance:
    """Return what an account holds now."""
    return balances([of])[of.pk]


def balances(of: Collection[LedgerAccount]) -> dict[int, Balance]:
    """Return what accounts hold now, by key, in two queries."""
    keys = [one.pk for one in of]
    counts = Q(phase__in=(Phase.SINGLE, Phase.POST))
    waits = Q(phase=Phase.PENDING, resolution__isnull=True)
    sums = {"posted": Sum("satang", filter=counts), "pending": Sum("satang", filter=waits)}
    out = {row["debit"]: row for row in Transfer.objects.filter(debit__in=keys).values("debit").annotate(**sums)}
    into = {row["credit"]: row for row in Transfer.objects.filter(credit__in=keys).values("credit").annotate(**sums)}
    nothing: dict[str, int | None] = {"posted": None, "pending": None}
    return {
        key: Balance(
            (into.get(key, nothing)["posted"] or 0) - (out.get(key, nothing)["posted"] or 0),
            out.get(key, nothing)["pending"] or 0,
            into.get(key, nothing)["pending"] or 0,
        )
        for key in keys
    }


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a statement: what an account gained (negative: lost), and what it held then."""

    transfer: Transfer
    change_satang: int
    held_satang: int


def statement(of: LedgerAccount, *, since: datetime | None = None, until: datetime | None = None) -> Iterator[Line]:
    """Yield the lines of an account in the order they were made; `since` counts, `until` no longer does."""
    rows = Transfer.objects.effective().filter(Q(debit=of) | Q(credit=of))
    held = 0
    if since is not None:
        before = rows.filter(made_at__lt=since)
        held = before.filter(credit=of).total() - before.filter(debit=of).total()
        rows = rows.filter(made_at__gte=since)
    if until is not None:
        rows = rows.filter(made_at__lt=until)
    for row in rows.order_by("made_at", "pk").iterator(chunk_size=2_000):
        change = row.satang if row.credit_id == of.pk else -row.satang
        held += change
        yield Line(row, change, held)


def _resolving(pending: Transfer, phase: str, now: datetime) -> Transfer:
    return Transfer(
        ref=f"{pending.ref}:{phase}",
        kind=pending.kind,
        debit_id=pending.debit_id,
        credit_id=pending.credit_id,
        satang=pending.satang,
        phase=phase,
        resolves=pending,
        made_at=now,
    )


def _reversing(done: Transfer, kind: str, now: datetime) -> Transfer:
    return Transfer(
        ref=f"{done.ref}:reversed",
        kind=kind,
        debit_id=done.credit_id,
        credit_id=done.debit_id,
        satang=done.satang,
        phase=Phase.SINGLE,
        reverses=done,
        made_at=now,
    )


def _added(made: Transfer) -> Transfer:
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as problem:
        # Of its constraints only the unique ones can be met by two callers at once; the rest are slips of ours.
        taken = Q(ref=made.ref)
        if made.resolves_id is not None:
            taken |= Q(resolves=made.resolves_id)
        if made.reverses_id is not None:
            taken |= Q(reverses=made.reverses_id)
        if Transfer.objects.filter(taken).exists():
            raise AlreadyPosted(ref=made.ref) from problem
        raise
    return made


def _added_all(made: Sequence[Transfer]) -> list[Transfer]:
    return Transfer.objects.bulk_create(made, batch_size=1_000)
