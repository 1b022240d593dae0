"""Reading pain.001 piece by piece: what the bank's side sees, and how we look at our own file before it leaves.

A hundred thousand payments are never in memory as a tree; the schema is checked while they pass by.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from lxml import etree

from .amounts import amount_satang, day_of, place, satang_of
from .opening import NAMESPACE, check_bytes, malformed, schema
from .quarantine import Unusable
from .walking import Walk

LARGEST_BYTES = 256 * 1024 * 1024
MESSAGES = ("pain.001.001.03", "pain.001.001.09")


@dataclass(frozen=True, slots=True)
class Asked:
    """One payment as the file asks for it. `scheme` is None for a plain account, or the proxy's kind such as NIDN."""

    payment_information_id: str
    value_date: date
    debit_account: str = field(repr=False)
    end_to_end_id: str
    amount_satang: int
    account_number: str = field(repr=False)
    scheme: str | None
    bank_code: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What a file holds, counted from its payments, not from its header."""

    message_id: str
    message: str
    count: int
    total_satang: int


@dataclass(frozen=True, slots=True)
class _About:
    payment_information_id: str
    value_date: date
    debit_account: str = field(repr=False)


class InitiationFile:
    """A pain.001 being read. Iterate over it once; `message_id` and the totals are right when iteration has ended."""

    def __init__(self, content: bytes) -> None:
        """Look at the outside of the file and choose its schema.

        :raises Unusable: when the bytes may not be parsed or are no pain.001 we know.
        """
        check_bytes(content, LARGEST_BYTES)
        named = [one for one in MESSAGES if f'"{NAMESPACE}{one}"'.encode() in content[:2000]]
        if len(named) != 1:
            raise Unusable("UNKNOWN_MESSAGE", "Document")
        self.message = named[0]
        self.message_id = ""
        self.count = 0
        self.total_satang = 0
        self._content = content

    def __iter__(self) -> Iterator[Asked]:
        """Yield each payment, in order.

        :raises Unusable: at the first fault; what was yielded before it must be dropped.
        """
        names = [f"{{{NAMESPACE}{self.message}}}{one}" for one in ("GrpHdr", "CdtTrfTxInf", "PmtInf", "Document")]
        header, payment, group, document = names
        is_whole = False
        declared: tuple[int, int | None] = (0, None)
        seen: set[str] = set()
        in_group = [0, 0]
        about: _About | None = None
        try:
            for _event, element in self._events(names):
                if element.tag == header:
                    walk = Walk(element)
                    self.message_id = walk.required(element, "MsgId", "REFERENCE_MISSING")
                    declared = _declared(walk, element)
                elif element.tag == payment:
                    if about is None:
                        about = _about(walk, element)
                    asked = _asked(walk, element, about)
                    if asked.end_to_end_id in seen:
                        raise Unusable("DUPLICATE_LINE", place(element))
                    seen.add(asked.end_to_end_id)
                    in_group = [in_group[0] + 1, in_group[1] + asked.amount_satang]
                    yield asked
                    element.clear()
                elif element.tag == group:
                    _require(_declared(walk, element), in_group, place(element))
                    self.count, self.total_satang = self.count + in_group[0], self.total_satang + in_group[1]
                    in_group, about = [0, 0], None
                    element.clear()
                is_whole = element.tag == document
        except etree.XMLSyntaxError:
            raise self._cause() from None
        if not is_whole:
            raise Unusable("MALFORMED", "file")
        _require(declared, [self.count, self.total_satang], "GrpHdr")

    def _events(self, names: list[str]) -> "etree.iterparse[tuple[str, etree._Element]]":
        return self._parsed(tag=names, schema=schema(self.message))

    def _cause(self) -> Unusable:
        # The parser's own log does not say reliably whether form or schema was broken first; a look without the schema
        # does, and the same file is always answered alike.
        try:
            for _event, element in self._parsed():
                element.clear()
        except etree.XMLSyntaxError as problem:
            return malformed(problem)
        return Unusable("SCHEMA_INVALID", "file")

    def _parsed(self, **looking: object) -> "etree.iterparse[tuple[str, etree._Element]]":
        # Not resolve_entities=False: with a schema beside it, lxml 6.1 lets a file that is cut off end without error.
        # There is no entity to resolve, since check_bytes refuses what could declare one.
        return etree.iterparse(
            io.BytesIO(self._content),
            events=("end",),
            encoding="utf-8",
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            **looking,
        )


def summary(content: bytes) -> Summary:
    """Return what a pain.001 holds, having read all of it against its schema.

    :raises Unusable: when it is not one, or its counts and sums do not fit its payments.
    """
    file = InitiationFile(content)
    for _asked_for in file:
        pass
    return Summary(file.message_id, file.message, file.count, file.total_satang)


def _declared(walk: Walk, element: etree._Element) -> tuple[int, int | None]:
    count = walk.required(element, "NbOfTxs", "TOTALS_DIFFER")
    total = walk.text(element, "CtrlSum")
    return int(count), None if total is None else satang_of(total)


def _require(declared: tuple[int, int | None], found: list[int], where: str) -> None:
    if declared[0] != found[0] or declared[1] not in (None, found[1]):
        raise Unusable("TOTALS_DIFFER", where)


def _about(walk: Walk, element: etree._Element) -> _About:
    # Read once for each group: looking for one child of a group goes past all its payments each time.
    group = element.getparent()
    day = None if group is None else walk.one(group, "ReqdExctnDt")
    if group is None or day is None:
        raise Unusable("DATE_UNREADABLE", place(element))
    return _About(
        payment_information_id=walk.required(group, "PmtInfId", "REFERENCE_MISSING"),
        value_date=day_of(day[0] if len(day) else day),
        debit_account=walk.required(group, "DbtrAcct/Id/Othr/Id", "REFERENCE_MISSING"),
    )


def _asked(walk: Walk, element: etree._Element, about: _About) -> Asked:
    amount = walk.one(element, "Amt/InstdAmt")
    if amount is None:
        raise Unusable("AMOUNT_MISSING", place(element))
    return Asked(
        payment_information_id=about.payment_information_id,
        value_date=about.value_date,
        debit_account=about.debit_account,
        end_to_end_id=walk.required(element, "PmtId/EndToEndId", "REFERENCE_MISSING"),
        amount_satang=amount_satang(amount),
        account_number=walk.required(element, "CdtrAcct/Id/Othr/Id", "REFERENCE_MISSING"),
        scheme=walk.text(element, "CdtrAcct/Id/Othr/SchmeNm/Prtry"),
        bank_code=walk.text(element, "CdtrAgt/FinInstnId/ClrSysMmbId/MmbId"),
    )
