"""The messages of the sandbox bank: real pain.002, camt.054 and camt.053, valid against the schemas."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import escape

from superapp.thai.dates import bangkok
from welfare.gateways.iso20022.amounts import written
from welfare.gateways.iso20022.opening import NAMESPACE
from welfare.gateways.reports import BookingKind, Direction

CODES = {BookingKind.PAYOUT: "BULK", BookingKind.RETURN: "RETURN", BookingKind.BILL_PAYMENT: "BILLPAY"}


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of the bank's own book: what really moved on an account. The truth a reconciliation is held against.

    `reference` is the bank's name for it (AcctSvcrRef). `is_stray` marks what nobody asked for.
    """

    reference: str
    account: str = field(repr=False)
    kind: BookingKind
    direction: Direction
    satang: int
    at: datetime
    booked_on: date
    end_to_end_id: str | None = None
    reason: str | None = None
    biller: str | None = None
    ref1: str | None = None
    ref2: str | None = None
    is_stray: bool = False

    @property
    def signed_satang(self) -> int:
        """What the account gained, negative when it lost."""
        return self.satang if self.direction is Direction.CREDIT else -self.satang


@dataclass(frozen=True, slots=True)
class Said:
    """The status of one payment, as told in a report."""

    group: str
    end_to_end_id: str
    status: str
    reason: str | None = None


def report(message_id: str, at: datetime, original: str, message: str, status: str, said: Sequence[Said]) -> bytes:
    """Return a pain.002 about the file `original`: its status as a whole and that of each payment in `said`."""
    groups: dict[str, list[Said]] = {}
    for one in said:
        groups.setdefault(one.group, []).append(one)
    parts = [_head("pain.002.001.10", "CstmrPmtStsRpt", message_id, at)]
    parts.append(
        f"<OrgnlGrpInfAndSts><OrgnlMsgId>{escape(original)}</OrgnlMsgId><OrgnlMsgNmId>{message}</OrgnlMsgNmId>"
        f"<GrpSts>{status}</GrpSts></OrgnlGrpInfAndSts>\n"
    )
    for group, lines in groups.items():
        counts = Counter(one.status for one in lines)
        parts.append(f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{escape(group)}</OrgnlPmtInfId>")
        parts.extend(
            f"<NbOfTxsPerSts><DtldNbOfTxs>{count}</DtldNbOfTxs><DtldSts>{code}</DtldSts></NbOfTxsPerSts>\n"
            for code, count in sorted(counts.items())
        )
        parts.extend(_status(one) for one in lines)
        parts.append("</OrgnlPmtInfAndSts>\n")
    parts.append("</CstmrPmtStsRpt></Document>\n")
    return "".join(parts).encode()


def notification(message_id: str, at: datetime, account: str, movements: Sequence[Movement]) -> bytes:
    """Return a camt.054 that tells of `movements` on one account."""
    parts = [_head("camt.054.001.08", "BkToCstmrDbtCdtNtfctn", message_id, at)]
    parts.append(f"<Ntfctn><Id>{message_id}</Id>{_account(account)}{_totals(movements)}\n")
    parts.extend(_entry(number, one) for number, one in enumerate(movements, 1))
    parts.append("</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>\n")
    return "".join(parts).encode()


def statement(
    message_id: str, at: datetime, account: str, day: date, page: int, opening: int, movements: Sequence[Movement]
) -> bytes:
    """Return a camt.053: a part of a day, from the balance `opening` by `movements` to the balance they lead to.

    A busy day has several, numbered by `page`; each opens where the one before it closed.
    """
    closing = opening + sum(one.signed_satang for one in movements)
    parts = [_head("camt.053.001.08", "BkToCstmrStmt", message_id, at)]
    parts.append(f"<Stmt><Id>{message_id}</Id><ElctrncSeqNb>{page}</ElctrncSeqNb>{_account(account)}")
    parts.extend(_balance(code, satang, day) for code, satang in (("OPBD", opening), ("CLBD", closing)))
    parts.append(_totals(movements) + "\n")
    parts.extend(_entry(number, one) for number, one in enumerate(movements, 1))
    parts.append("</Stmt></BkToCstmrStmt></Document>\n")
    return "".join(parts).encode()


def _head(message: str, body: str, message_id: str, at: datetime) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}{message}"><{body}>'
        f"<GrpHdr><MsgId>{message_id}</MsgId><CreDtTm>{_moment(at)}</CreDtTm></GrpHdr>\n"
    )


def _status(one: Said) -> str:
    reason = f"<StsRsnInf><Rsn>{_reason(one.reason)}</Rsn></StsRsnInf>" if one.reason else ""
    name = escape(one.end_to_end_id)
    return (
        f"<TxInfAndSts><OrgnlInstrId>{name}</OrgnlInstrId><OrgnlEndToEndId>{name}</OrgnlEndToEndId>"
        f"<TxSts>{one.status}</TxSts>{reason}</TxInfAndSts>\n"
    )


def _reason(code: str) -> str:
    # A code of four letters is the standard's; anything longer is a bank's own.
    return f"<Cd>{code}</Cd>" if len(code) == 4 else f"<Prtry>{escape(code)}</Prtry>"


def _account(number: str) -> str:
    return f"<Acct><Id><Othr><Id>{number}</Id></Othr></Id><Ccy>THB</Ccy></Acct>"


def _totals(movements: Iterable[Movement]) -> str:
    both = list(movements)
    sides = (
        ("TtlNtries", both),
        ("TtlCdtNtries", [one for one in both if one.direction is Direction.CREDIT]),
        ("TtlDbtNtries", [one for one in both if one.direction is Direction.DEBIT]),
    )
    counted = "".join(
        f"<{name}><NbOfNtries>{len(side)}</NbOfNtries><Sum>{written(sum(one.satang for one in side))}</Sum></{name}>"
        for name, side in sides
    )
    return f"<TxsSummry>{counted}</TxsSummry>"


def _balance(code: str, satang: int, day: date) -> str:
    side = Direction.CREDIT if satang >= 0 else Direction.DEBIT
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
        f'<Amt Ccy="THB">{written(abs(satang))}</Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>'
    )


def _entry(number: int, one: Movement) -> str:
    amount = f'<Amt Ccy="THB">{written(one.satang)}</Amt><CdtDbtInd>{one.direction}</CdtDbtInd>'
    return (
        f"<Ntry><NtryRef>{number}</NtryRef>{amount}<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{one.booked_on}</Dt></BookgDt>"
        f"<AcctSvcrRef>{one.reference}</AcctSvcrRef><BkTxCd><Prtry><Cd>{CODES[one.kind]}</Cd></Prtry></BkTxCd>"
        f"<NtryDtls><TxDtls><Refs>{_names(one)}</Refs>{amount}{_about(one)}</TxDtls></NtryDtls></Ntry>\n"
    )


def _names(one: Movement) -> str:
    if one.kind is BookingKind.BILL_PAYMENT:
        named = (("BILLER", one.biller), ("REF1", one.ref1), ("REF2", one.ref2))
        return "".join(f"<Prtry><Tp>{tag}</Tp><Ref>{text}</Ref></Prtry>" for tag, text in named if text)
    name = escape(one.end_to_end_id or "")
    return f"<InstrId>{name}</InstrId><EndToEndId>{name}</EndToEndId>"


def _about(one: Movement) -> str:
    if one.kind is BookingKind.BILL_PAYMENT:
        return f"<RltdDts><AccptncDtTm>{_moment(one.at)}</AccptncDtTm></RltdDts>"
    if one.kind is BookingKind.RETURN and one.reason:
        return f"<RtrInf><Rsn>{_reason(one.reason)}</Rsn></RtrInf>"
    return ""


def _moment(at: datetime) -> str:
    return bangkok(at).isoformat(timespec="seconds")
