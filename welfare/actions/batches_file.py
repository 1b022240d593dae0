"""A batch as the file a bank takes: read from the database payee by payee, the same bytes every time."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count

from superapp.accounts import cipher
from welfare.gateways.iso20022 import initiation
from welfare.gateways.iso20022.initiation import Initiation, Profile
from welfare.gateways.payments import Account, AccountKind, Instruction, PaymentGroup
from welfare.gateways.payments import PaymentBatch as BatchValue
from welfare.models import PaymentAttempt, PaymentBatch

from . import entitlements_payout

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Instructions:
    """The credits of one programme and period; read anew each time, a few thousand at once."""

    batch_id: int
    programme: str
    period: str

    def __iter__(self) -> Iterator[Instruction]:
        """Yield them in the order they were put together.

        :raises cipher.Unreadable: when a payee was erased since.
        """
        rows = (
            PaymentAttempt.objects.filter(
                batch=self.batch_id,
                disbursement__programme__code=self.programme,
                disbursement__period=self.period,
            )
            .select_related("disbursement__citizen__account")
            .only(
                "end_to_end_id",
                "satang",
                "payout_sealed",
                "disbursement__citizen__data_key",
                "disbursement__citizen__account__public_id",
            )
            .order_by("pk")
        )
        purpose = f"{self.programme} {self.period}"
        for row in rows.iterator(chunk_size=CHUNK):
            key = row.disbursement.citizen.own_key()
            payout = entitlements_payout.read(cipher.opened_with(key, bytes(row.payout_sealed), row.about))
            yield Instruction(row.end_to_end_id, payout.name, payout.account, row.satang, purpose)


def value_of(batch: PaymentBatch) -> BatchValue:
    """Return the batch as the gateways know it: one group for each programme and period."""
    groups: defaultdict[tuple[str, str], int] = defaultdict(int)
    rows = batch.attempts.values_list("disbursement__programme__code", "disbursement__period")
    for programme, period, count in rows.annotate(count=Count("pk")).order_by():
        groups[programme, period] += count
    return BatchValue(
        message_id=batch.message_id,
        created_at=batch.prepared_at,
        debtor_name=batch.debtor_name,
        debit_account=Account(AccountKind.BANK_ACCOUNT, batch.debit_number, batch.debit_bank_code),
        value_date=batch.value_date,
        groups=[
            PaymentGroup(f"{batch.message_id}-{number}", programme, period, Instructions(batch.pk, programme, period))
            for number, (programme, period) in enumerate(sorted(groups), start=1)
        ],
    )


def written(batch: PaymentBatch) -> Initiation:
    """Return the file, checked against its schema and against the batch's own count and sum.

    :raises initiation.Misbuilt: when the bytes do not say what the batch says; the file must not leave then.
    """
    made = initiation.build(value_of(batch), Profile.NPMS03)
    if (made.count, made.total_satang) != (batch.count, batch.satang):
        raise initiation.Misbuilt(f"{batch.message_id}: {made.count} payments in the file, {batch.count} in the batch")
    return made
