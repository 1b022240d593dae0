"""Batches: put together by one officer, released by another, sent by a job that may be killed at any moment.

Nothing about the bank happens inside a business transaction: the row says SENDING before the bank hears a word, and
whoever finds it so asks the bank by sending the same bytes again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from superapp.accounts import assurance, cipher
from superapp.accounts.viewer import Viewer
from superapp.audit import recording
from superapp.refusal import NotFound, Refusal
from welfare import permissions
from welfare.gateways.payments import Unpayable, new_payment_id
from welfare.models import (
    BatchState,
    Disbursement,
    DisbursementState,
    Entitlement,
    LedgerAccount,
    PaymentAttempt,
    PaymentBatch,
    Programme,
    Transfer,
)

from . import batches_bank, batches_sending, disbursements, entitlements_payout, ledger, ledger_accounts

B, D = BatchState, DisbursementState
CHUNK = 1_000
MOST_IN_BATCH = 100_000


class NothingToPay(Refusal):
    """No payment of these programmes is due by that day and ready to go."""

    code = "NOTHING_TO_PAY"
    th = "ไม่มีรายการที่ถึงกำหนดจ่ายในวันที่เลือก"
    en = "Nothing is due by that day and ready to be paid."


class BatchNotInState(Refusal):
    """The batch stands elsewhere than this needs. `details`: `state`, where it stands."""

    code = "BATCH_NOT_IN_STATE"
    th = "ทำรายการนี้กับชุดจ่ายที่อยู่ในสถานะ {state} ไม่ได้"
    en = "This cannot be done with a batch that is {state}."


class ReleasedByPreparer(Refusal):
    """Whoever put a batch together may not release it: two officers, always."""

    code = "RELEASED_BY_PREPARER"
    th = "ผู้จัดทำชุดจ่ายปล่อยจ่ายเองไม่ได้ ต้องให้เจ้าหน้าที่อีกคนปล่อยจ่าย"
    en = "Whoever prepared a batch cannot release it. Another officer has to."


@transaction.atomic
def prepare(*, viewer: Viewer, programmes: Sequence[str], value_date: date, now: datetime) -> PaymentBatch:
    """Put together what these programmes of one agency owe by `value_date`, retries and arrears too.

    At most MOST_IN_BATCH payments; the next batch takes the rest. An account that cannot be paid to is marked broken
    and left out.

    :raises NotFound: for programmes the viewer may not pay for, or of two agencies.
    :raises NothingToPay: :raises batches_bank.BankNotConnected:
    """
    owners = list(Programme.objects.filter(code__in=programmes).select_related("agency"))
    agencies = {owner.agency_id for owner in owners}
    if viewer.officer is None or len(owners) != len(set(programmes)) or len(agencies) != 1:
        raise NotFound(path=("programmes",))
    agency = owners[0].agency
    if agency is None or not permissions.may_prepare_payment(viewer, agency.pk):
        raise NotFound(path=("programmes",))
    attempts, broken = _attempts(_ready(owners, value_date), now)
    Entitlement.objects.filter(pk__in=broken).update(is_payout_broken=True)
    if not attempts:
        raise NothingToPay()
    account = batches_bank.debit_account()
    batch = PaymentBatch.objects.create(
        message_id="B" + new_payment_id(now)[1:],
        agency=agency,
        bank=batches_bank.channel().name,
        debit_bank_code=account.bank_code or "",
        debit_number=account.number,
        debtor_name=agency.name_th[:140],
        value_date=value_date,
        count=len(attempts),
        satang=sum(one.satang for one in attempts),
        prepared_by=viewer.officer,
        prepared_at=now,
    )
    for first in range(0, len(attempts), CHUNK):
        PaymentAttempt.objects.bulk_create([one.row(batch) for one in attempts[first : first + CHUNK]])
    _record(viewer, batch, "batch.prepare", now)
    return batch


@transaction.atomic
def release(*, viewer: Viewer, batch_id: str, now: datetime) -> PaymentBatch:
    """Let a batch go: money is set aside, each credit promised in the ledger, and the file sent by a job.

    :raises NotFound: :raises ReleasedByPreparer: :raises BatchNotInState: :raises assurance.FactorNotFresh:
    :raises ledger.NotEnoughMoney: when a programme's budget does not cover it; nothing is released then.
    """
    batch = _theirs(viewer, batch_id)
    if viewer.officer is not None and batch.prepared_by_id == viewer.officer.pk:
        raise ReleasedByPreparer(path=("batch_id",))
    if not permissions.may_release(viewer, batch.agency_id):
        raise NotFound(path=("batch_id",))
    assurance.require_factor(viewer, now=now)
    if batch.state != B.PREPARED:
        raise BatchNotInState(path=("batch_id",), state=batch.state)
    rows = Disbursement.objects.filter(attempts__batch=batch)
    disbursements.move(rows, (D.DRAFT,), D.APPROVED, now=now)
    moved = disbursements.move(rows, (D.APPROVED, D.RETRY), D.BATCHED, now=now)
    if moved != batch.count:
        # Only a slip of ours could get here: what is in a batch cannot be cancelled. Better to stop than to pay less.
        raise BatchNotInState(path=("batch_id",), state="changed")
    _fund(batch, now)
    batch.state, batch.released_by, batch.released_at = B.RELEASED, viewer.officer, now
    batch.save(update_fields=["state", "released_by", "released_at"])
    batches_sending.write.using(dedupe=f"write:{batch.message_id}").enqueue(batch_id=batch.pk)
    _record(viewer, batch, "batch.release", now)
    return batch


@transaction.atomic
def withdraw(*, viewer: Viewer, batch_id: str, now: datetime) -> PaymentBatch:
    """Take a batch apart that was not released: its payments wait for another one.

    :raises NotFound: :raises BatchNotInState:
    """
    batch = _theirs(viewer, batch_id)
    if batch.state != B.PREPARED:
        raise BatchNotInState(path=("batch_id",), state=batch.state)
    batch.attempts.update(outcome=PaymentAttempt.Outcome.WITHDRAWN, settled_at=now)
    batch.state = B.WITHDRAWN
    batch.save(update_fields=["state"])
    _record(viewer, batch, "batch.withdraw", now)
    return batch


def appropriate(*, programme: str, satang: int, ref: str, now: datetime) -> Transfer:
    """Enter money the treasury gave for a programme, in the caller's transaction; `ref` is the warrant's number.

    :raises ledger.AlreadyPosted: when that warrant was entered before.
    """
    owner = Programme.objects.get(code=programme)
    return ledger.transfer(
        ref=f"WARRANT:{ref}",
        kind=Transfer.Kind.APPROPRIATION,
        debit=ledger_accounts.treasury(),
        credit=ledger_accounts.budget_of(owner),
        satang=satang,
        now=now,
    )


def _ready(owners: Sequence[Programme], value_date: date) -> QuerySet[Disbursement]:
    standing = PaymentAttempt.objects.filter(disbursement=OuterRef("pk"), outcome__in=("open", "paid"))
    return (
        Disbursement.objects.to_send(value_date)
        .filter(~Exists(standing), programme__in=owners, citizen__erased_at=None)
        .select_related("entitlement", "citizen__account")
        .order_by("pk")
        .select_for_update(of=("self",))[:MOST_IN_BATCH]
    )


@dataclass(frozen=True, slots=True)
class _Credit:
    """One credit to ask for: a hundred thousand of these are held at once, so they are small."""

    disbursement_id: int
    end_to_end_id: str
    satang: int
    payout_sealed: bytes

    def row(self, batch: PaymentBatch) -> PaymentAttempt:
        return PaymentAttempt(
            batch=batch,
            disbursement_id=self.disbursement_id,
            end_to_end_id=self.end_to_end_id,
            satang=self.satang,
            payout_sealed=self.payout_sealed,
        )


def _attempts(rows: QuerySet[Disbursement], now: datetime) -> tuple[list[_Credit], set[int]]:
    made: list[_Credit] = []
    broken: set[int] = set()
    for row in _in_chunks(rows):
        right, citizen = row.entitlement, row.citizen
        right.citizen = citizen
        try:
            key = citizen.own_key()
            payout = entitlements_payout.of_entitlement(right, key)
        except (cipher.Unreadable, Unpayable, entitlements_payout.PayoutAccountInvalid):
            broken.add(right.pk)
            continue
        name = new_payment_id(now)
        about = PaymentAttempt(end_to_end_id=name).about
        made.append(_Credit(row.pk, name, row.satang, cipher.seal_with(key, payout.text(), about)))
    return made, broken


def _in_chunks(rows: QuerySet[Disbursement]) -> Iterator[Disbursement]:
    # Locked rows of a hundred thousand payees, a thousand in memory at a time.
    yield from rows.iterator(chunk_size=CHUNK)


def _fund(batch: PaymentBatch, now: datetime) -> None:
    """Set aside what each programme pays by this batch, then promise each credit."""
    totals = (
        batch.attempts.values("disbursement__programme", "disbursement__programme__code")
        .annotate(total=Sum("satang"))
        .order_by("disbursement__programme")
    )
    clearing: dict[int, LedgerAccount] = {}
    # In the order of their keys, so that two batches never wait for each other's budgets.
    for row in totals:
        programme = Programme.objects.get(pk=row["disbursement__programme"])
        clearing[programme.pk] = ledger_accounts.clearing_of(programme)
        ledger.transfer(
            ref=f"FUND:{batch.message_id}:{programme.code}",
            kind=Transfer.Kind.FUNDING,
            debit=ledger_accounts.budget_of(programme),
            credit=clearing[programme.pk],
            satang=row["total"],
            now=now,
        )
    out = ledger_accounts.bank_out(batch.bank)
    chunk: list[Transfer] = []
    pairs = batch.attempts.order_by("pk").values_list("end_to_end_id", "satang", "disbursement__programme")
    for payment, satang, programme_id in pairs.iterator(chunk_size=CHUNK):
        chunk.append(
            Transfer(
                ref=ledger_accounts.payout_ref(payment),
                kind=Transfer.Kind.PAYOUT,
                debit=clearing[programme_id],
                credit=out,
                satang=satang,
                phase=Transfer.Phase.PENDING,
                made_at=now,
            )
        )
        if len(chunk) == CHUNK:
            ledger.promise_all(chunk)
            chunk = []
    ledger.promise_all(chunk)


def _theirs(viewer: Viewer, batch_id: str) -> PaymentBatch:
    rows = PaymentBatch.objects.visible_to(viewer).select_for_update(of=("self",))
    found = rows.filter(public_id=batch_id).first() if viewer.officer is not None else None
    if found is None or not (
        permissions.may_release(viewer, found.agency_id) or permissions.may_prepare_payment(viewer, found.agency_id)
    ):
        raise NotFound(path=("batch_id",))
    return found


def _record(viewer: Viewer, batch: PaymentBatch, action: str, now: datetime) -> None:
    recording.record(
        stream="money",
        action=action,
        object=f"batch:{batch.message_id}",
        actor=viewer.actor,
        details={"count": batch.count, "satang": batch.satang},
        now=now,
    )
