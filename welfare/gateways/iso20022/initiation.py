"""Writing pain.001: the file that asks a bank to pay. Nothing leaves before its own bytes have been read again.

Two profiles write the same payments: `npms03` (pain.001.001.03, Thailand's customer-to-bank standard มธอ. 0001-2558)
and `iso09` (pain.001.001.09, the current international one). They differ in how the day is written, in the bank's
identifier and in the UETR, which only .09 has. The same batch gives the same bytes, so that sending again is harmless.
"""

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

from superapp.thai.dates import bangkok
from welfare.gateways.payments import AccountKind, Instruction, PaymentBatch, PaymentGroup

from . import initiation_reading
from .amounts import written
from .opening import NAMESPACE
from .quarantine import Unusable


class Profile(StrEnum):
    """Which version of the message a bank takes."""

    NPMS03 = "npms03"
    ISO09 = "iso09"


MESSAGES = {Profile.NPMS03: "pain.001.001.03", Profile.ISO09: "pain.001.001.09"}


class Misbuilt(RuntimeError):
    """The bytes do not say what the batch says: our fault, and the file must not leave. Holds no value of it."""


@dataclass(frozen=True, slots=True)
class Initiation:
    """A file ready to be sent: valid against its schema, counted and summed from its own bytes."""

    message_id: str
    profile: Profile
    content: bytes = field(repr=False)
    count: int
    total_satang: int
    sha256: str


def build(batch: PaymentBatch, profile: Profile = Profile.NPMS03) -> Initiation:
    """Return the file for `batch`.

    :raises Misbuilt: when the bytes, read again, break the schema, or hold another number, sum or set of payments than
        the batch; two payments with one id too.
    """
    totals = [_total(group) for group in batch.groups]
    content = b"".join(_parts(batch, profile, totals))
    wanted = (sum(count for count, _ in totals), sum(satang for _, satang in totals))
    try:
        found = initiation_reading.summary(content)
    except Unusable as problem:
        raise Misbuilt(str(problem)) from None
    if (found.count, found.total_satang) != wanted or found.message_id != batch.message_id or not found.count:
        raise Misbuilt(f"{batch.message_id}: wrote {found.count} payments of {wanted[0]}")
    digest = hashlib.sha256(content).hexdigest()
    return Initiation(batch.message_id, profile, content, found.count, found.total_satang, digest)


def _total(group: PaymentGroup) -> tuple[int, int]:
    count = satang = 0
    for instruction in group.instructions:
        count += 1
        satang += instruction.amount_satang
    return count, satang


def _parts(batch: PaymentBatch, profile: Profile, totals: list[tuple[int, int]]) -> Iterator[bytes]:
    count, satang = sum(one for one, _ in totals), sum(one for _, one in totals)
    name = escape(batch.debtor_name)
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="{NAMESPACE}{MESSAGES[profile]}"><CstmrCdtTrfInitn>'
        f"<GrpHdr><MsgId>{batch.message_id}</MsgId>"
        f"<CreDtTm>{bangkok(batch.created_at).isoformat(timespec='seconds')}</CreDtTm>"
        f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{written(satang)}</CtrlSum>"
        f"<InitgPty><Nm>{name}</Nm></InitgPty></GrpHdr>\n"
    ).encode()
    day = batch.value_date.isoformat()
    requested = day if profile is Profile.NPMS03 else f"<Dt>{day}</Dt>"
    for group, (group_count, group_satang) in zip(batch.groups, totals, strict=True):
        yield (
            f"<PmtInf><PmtInfId>{group.payment_information_id}</PmtInfId><PmtMtd>TRF</PmtMtd>"
            f"<NbOfTxs>{group_count}</NbOfTxs><CtrlSum>{written(group_satang)}</CtrlSum>"
            f"<ReqdExctnDt>{requested}</ReqdExctnDt><Dbtr><Nm>{name}</Nm></Dbtr>"
            f"<DbtrAcct><Id><Othr><Id>{batch.debit_account.number}</Id></Othr></Id><Ccy>THB</Ccy></DbtrAcct>"
            f"<DbtrAgt>{_bank(batch.debit_account.bank_code)}</DbtrAgt>\n"
        ).encode()
        for instruction in group.instructions:
            yield _payment(instruction, profile)
        yield b"</PmtInf>\n"
    yield b"</CstmrCdtTrfInitn></Document>\n"


def _payment(instruction: Instruction, profile: Profile) -> bytes:
    payment_id, account = instruction.end_to_end_id, instruction.account
    trace = f"<UETR>{_trace(payment_id)}</UETR>" if profile is Profile.ISO09 else ""
    bank = scheme = ""
    if account.kind is AccountKind.CITIZEN_ID:
        scheme = f"<SchmeNm><Prtry>{AccountKind.CITIZEN_ID}</Prtry></SchmeNm>"
    else:
        bank = f"<CdtrAgt>{_bank(account.bank_code)}</CdtrAgt>"
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{payment_id}</InstrId><EndToEndId>{payment_id}</EndToEndId>{trace}</PmtId>"
        f'<Amt><InstdAmt Ccy="THB">{written(instruction.amount_satang)}</InstdAmt></Amt>{bank}'
        f"<Cdtr><Nm>{escape(instruction.payee_name)}</Nm></Cdtr>"
        f"<CdtrAcct><Id><Othr><Id>{account.number}</Id>{scheme}</Othr></Id></CdtrAcct>"
        f"<RmtInf><Ustrd>{escape(instruction.purpose)}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    ).encode()


def _bank(code: str | None) -> str:
    return f"<FinInstnId><ClrSysMmbId><MmbId>{code}</MmbId></ClrSysMmbId></FinInstnId>"


def _trace(payment_id: str) -> uuid.UUID:
    # Derived, not drawn: the same payment sent again carries the same trace.
    return uuid.UUID(bytes=hashlib.sha256(payment_id.encode()).digest()[:16], version=4)
