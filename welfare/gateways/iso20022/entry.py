"""One entry of a notification or a statement, which may hold several movements booked together."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from lxml import etree

from welfare.gateways.reports import Booking, BookingKind, Direction, MessageKey

from .amounts import amount_satang, day_of, moment_of, place
from .quarantine import Unusable
from .walking import Walk

KINDS = {"BULK": BookingKind.PAYOUT, "RETURN": BookingKind.RETURN, "BILLPAY": BookingKind.BILL_PAYMENT}
"""Proprietary transaction codes of which we know what they say. A bank's own guide adds its own (an assumption until
then). An entry whose code says one thing and whose parts say another is OTHER: an officer looks."""

NOT_PROVIDED = "NOTPROVIDED"


@dataclass(frozen=True, slots=True)
class EntryNames:
    """Paths that differ between versions: in .02 the status is a plain code."""

    status: str = "Sts/Cd"


class Entry:
    """An entry with its amount and direction read; `bookings` reads the rest."""

    def __init__(self, walk: Walk, element: etree._Element, names: EntryNames) -> None:
        self._walk = walk
        self._element = element
        self._status = walk.text(element, names.status)
        amount = walk.one(element, "Amt")
        assert amount is not None
        self.satang = amount_satang(amount)
        self.direction = Direction(walk.required(element, "CdtDbtInd", "DIRECTION_DIFFERS").strip())

    def bookings(self, key: MessageKey, account_number: str) -> Iterator[Booking]:
        """Yield each movement of this entry; without details the entry is one movement.

        :raises Unusable: when details lack amounts, do not add up, or turn the direction round.
        """
        details = list(self._walk.all(self._element, "NtryDtls/TxDtls")) or [self._element]
        amounts = [self._detail_satang(detail, is_only=len(details) == 1) for detail in details]
        if sum(amounts) != self.satang:
            raise Unusable("ENTRY_SUM_DIFFERS", place(self._element))
        reference = self._walk.text(self._element, "AcctSvcrRef")
        for number, (detail, satang) in enumerate(zip(details, amounts, strict=True), 1):
            own = self._walk.text(detail, "Refs/AcctSvcrRef")
            shared = reference if len(details) == 1 or reference is None else f"{reference}/{number}"
            named = own or shared
            # Without the bank's name for a movement nobody could tell the same one from another like it.
            if not named or not named.strip():
                raise Unusable("REFERENCE_MISSING", place(self._element))
            line = MessageKey(key.sender, key.message_id, f"{key.entry}/{number}")
            yield self._booking(line, detail, satang, named, account_number)

    def _detail_satang(self, detail: etree._Element, *, is_only: bool) -> int:
        turned = self._walk.text(detail, "CdtDbtInd")
        if turned is not None and turned.strip() != self.direction:
            raise Unusable("DIRECTION_DIFFERS", place(detail))
        amount = self._walk.one(detail, "Amt")
        if amount is None:
            if not is_only:
                raise Unusable("AMOUNT_MISSING", place(detail))
            return self.satang
        return amount_satang(amount)

    def _booking(
        self, key: MessageKey, detail: etree._Element, satang: int, reference: str, account_number: str
    ) -> Booking:
        walk = self._walk
        payment_id = walk.text(detail, "Refs/EndToEndId")
        instruction = walk.text(detail, "Refs/InstrId")
        if payment_id and instruction and payment_id != instruction:
            raise Unusable("REFERENCES_DIFFER", place(detail))
        payment_id = None if payment_id == NOT_PROVIDED else payment_id
        bill = {walk.text(one, "Tp") or "": walk.text(one, "Ref") or None for one in walk.all(detail, "Refs/Prtry")}
        kind = self._kind(detail, payment_id, bill)
        is_bill = kind is BookingKind.BILL_PAYMENT
        paid = walk.one(detail, "RltdDts/AccptncDtTm") if is_bill else None
        return Booking(
            key=key,
            kind=kind,
            direction=self.direction,
            is_final=self._status == "BOOK",
            amount_satang=satang,
            account_number=account_number,
            bank_reference=reference,
            booked_on=self._booked_on(),
            end_to_end_id=payment_id,
            reasons=self._reasons(detail),
            biller=bill.get("BILLER") if is_bill else None,
            ref1=bill.get("REF1") if is_bill else None,
            ref2=bill.get("REF2") if is_bill else None,
            paid_at=None if paid is None else moment_of(paid),
        )

    def _kind(self, detail: etree._Element, payment_id: str | None, bill: dict[str, str | None]) -> BookingKind:
        is_credit = self.direction is Direction.CREDIT
        is_reversal = (self._walk.text(self._element, "RvslInd") or "").strip() in ("true", "1")
        is_return = self._walk.one(detail, "RtrInf") is not None
        kind = BookingKind.OTHER
        if is_credit and not is_return and not is_reversal and bill.get("BILLER") and bill.get("REF1"):
            kind = BookingKind.BILL_PAYMENT
        elif is_credit and payment_id and not bill:
            kind = BookingKind.RETURN
        elif not is_credit and payment_id and not is_return and not is_reversal and not bill:
            kind = BookingKind.PAYOUT
        said = KINDS.get(self._walk.text(self._element, "BkTxCd/Prtry/Cd") or "", kind)
        return kind if said is kind else BookingKind.OTHER

    def _booked_on(self) -> date:
        day = self._walk.one(self._element, "BookgDt")
        if day is None:
            raise Unusable("DATE_UNREADABLE", place(self._element))
        return day_of(day[0])

    def _reasons(self, detail: etree._Element) -> tuple[str, ...]:
        reason = self._walk.one(detail, "RtrInf/Rsn")
        return () if reason is None or not len(reason) or not reason[0].text else (reason[0].text,)
