"""PromptPay QR (Thai QR Payment): the text inside the picture, written strictly, read tolerantly.

EMVCo's merchant-presented mode as the Bank of Thailand and the Thai Bankers' Association use it: each part is a tag of
two digits, a length of two digits and a value; the last part is a checksum over all before it. What is paid is known
only from the bank's own message: a picture of a slip proves nothing.
"""

import binascii
import io
import re
from dataclasses import dataclass, field

import segno

from .payments import require_amount

BILL = "A000000677010112"
CROSS_BORDER_BILL = "A000000677012006"
CREDIT = "A000000677010111"
CREDIT_ONE_TIME = "A000000677010114"
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LONGEST_REFERENCE = 20
LONGEST_PAYLOAD = 512
LARGEST_QR_SATANG = 9_999_999_999_99
_REFERENCE = re.compile(r"[0-9A-Z]{1,20}", re.ASCII)
_AMOUNT = re.compile(r"(\d{1,10})(?:\.(\d{1,2}))?", re.ASCII)
_PRINTABLE = re.compile(r"[ -~]+")
_PROXIES = {"01": "mobile", "02": "national_id", "03": "ewallet", "04": "bank_account"}


class Unscannable(ValueError):
    """The text is no PromptPay code we read; `reason` is CHECKSUM, STRUCTURE, UNKNOWN_KIND or VALUE."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Undrawable(ValueError):
    """A code cannot be made of this; the message names the field, never its value."""


@dataclass(frozen=True, slots=True)
class BillPayment:
    """A bill to be paid (tag 30). `biller` is 15 digits: tax id and suffix; ref1 is our bill, ref2 what it is for.

    `amount_satang` None lets the payer choose. `name` and `city` are shown by the payer's bank, in Latin letters.
    """

    biller: str
    ref1: str
    ref2: str | None = None
    amount_satang: int | None = None
    ref3: str | None = None
    name: str | None = None
    city: str | None = None
    is_one_time: bool = True


@dataclass(frozen=True, slots=True)
class CreditTransfer:
    """A transfer to somebody's PromptPay (tag 29). `proxy` is "mobile", "national_id", "ewallet" or "bank_account".

    A mobile number is written 0066 and nine digits, as in the code itself.
    """

    proxy: str
    number: str = field(repr=False)
    amount_satang: int | None = None
    is_one_time: bool = False


def build(code: BillPayment | CreditTransfer) -> str:
    """Return the payload.

    >>> build(BillPayment("099400016550100", "6909000123", "20260910", 4000))[-8:]
    '6304A12A'

    :raises Undrawable: when a part is too long or of other characters than the standard allows.
    """
    parts = [("00", "01"), ("01", "12" if code.is_one_time else "11")]
    parts.append(("30", _bill(code)) if isinstance(code, BillPayment) else ("29", _credit(code)))
    if code.amount_satang is None:
        parts += [("58", "TH"), ("53", "764")]
    else:
        parts += [("53", "764"), ("54", _written(code.amount_satang)), ("58", "TH")]
    if isinstance(code, BillPayment):
        parts += [(tag, _shown(tag, text)) for tag, text in (("59", code.name), ("60", code.city)) if text is not None]
        if code.ref3 is not None:
            parts.append(("62", _joined([("07", _reference("ref3", code.ref3))])))
    text = f"{_joined(parts)}6304"
    return text + checksum(text)


def parse(payload: str) -> BillPayment | CreditTransfer:
    """Return what a payload asks for. A static code with an amount is read; what a code must have is not forgiven.

    :raises Unscannable: for anything else, such as any single wrong character.
    """
    if not 12 < len(payload) <= LONGEST_PAYLOAD or not _PRINTABLE.fullmatch(payload):
        raise Unscannable("STRUCTURE")
    if payload[-8:-4] != "6304" or payload[-4:] != checksum(payload[:-4]):
        raise Unscannable("CHECKSUM")
    parts = _split(payload)
    tags = list(parts)
    if tags[0] != "00" or parts["00"] != "01" or tags[-1] != "63" or parts.get("01") not in ("11", "12"):
        raise Unscannable("STRUCTURE")
    if parts.get("53") != "764" or parts.get("58") != "TH" or ("29" in parts) == ("30" in parts):
        raise Unscannable("UNKNOWN_KIND")
    amount = _amount(parts["54"]) if "54" in parts else None
    is_one_time = parts["01"] == "12"
    if "29" in parts:
        return _read_credit(_split(parts["29"]), amount, is_one_time)
    extra = _split(parts["62"]) if "62" in parts else {}
    return _read_bill(_split(parts["30"]), parts, extra.get("07"), amount, is_one_time)


def checksum(text: str) -> str:
    """Return CRC-16/CCITT-FALSE of `text` as four upper-case hexadecimal digits.

    >>> checksum("123456789")
    '29B1'
    """
    return f"{binascii.crc_hqx(text.encode('ascii'), 0xFFFF):04X}"


def with_check(number: str) -> str:
    """Return a bill's number with our check character behind it (ISO/IEC 7064, MOD 37,36).

    It finds every single wrong character and nearly all neighbours swapped, also when a teller types it.

    >>> with_check("690900012")
    '690900012Y'

    :raises Undrawable: when it is empty, longer than 19, or has other characters than 0-9 and A-Z.
    """
    if not _REFERENCE.fullmatch(number) or len(number) >= LONGEST_REFERENCE:
        raise Undrawable("number: expected 1 to 19 of 0-9 and A-Z")
    return number + ALPHABET[(37 - _remainder(number)) % 36]


def is_checked(ref1: str) -> bool:
    """Tell whether a reference ends in the right check character; False too for what is no reference at all."""
    if not _REFERENCE.fullmatch(ref1) or len(ref1) < 2:
        return False
    return ref1 == with_check(ref1[:-1])


def draw(payload: str, kind: str = "svg", scale: int = 8) -> bytes:
    """Return the picture of a payload, "svg" or "png", with the quiet margin scanners need.

    Error correction is at least M (15 %); the higher levels are used when they cost no larger picture. A bill with
    names of usual length fits version 6, the longest version 7.

    :raises Unscannable: when the payload is not one: no picture is drawn of what nobody could pay.
    """
    parse(payload)
    picture = segno.make_qr(payload, error="m", boost_error=True)
    out = io.BytesIO()
    if kind == "svg":
        picture.save(out, kind="svg", scale=scale, border=4, xmldecl=False, light="#fff")
    else:
        picture.save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def _remainder(number: str) -> int:
    found = 36
    for character in number:
        found = (found + ALPHABET.index(character)) % 36 or 36
        found = found * 2 % 37
    return found


def _bill(code: BillPayment) -> str:
    if not (len(code.biller) == 15 and code.biller.isascii() and code.biller.isdecimal()):
        raise Undrawable("biller: expected 15 digits")
    parts = [("00", BILL), ("01", code.biller), ("02", _reference("ref1", code.ref1))]
    if code.ref2 is not None:
        parts.append(("03", _reference("ref2", code.ref2)))
    return _joined(parts)


def _credit(code: CreditTransfer) -> str:
    tags = {name: tag for tag, name in _PROXIES.items()}
    shapes = {"mobile": r"0066\d{9}", "national_id": r"\d{13}", "ewallet": r"\d{15}", "bank_account": r"\d{6,43}"}
    if code.proxy not in tags or not re.fullmatch(shapes[code.proxy], code.number, re.ASCII):
        raise Undrawable("proxy: expected a kind and its number")
    return _joined([("00", CREDIT), (tags[code.proxy], code.number)])


def _reference(name: str, text: str) -> str:
    if not _REFERENCE.fullmatch(text):
        raise Undrawable(f"{name}: expected 1 to 20 of 0-9 and A-Z")
    return text


def _shown(tag: str, text: str) -> str:
    longest = 25 if tag == "59" else 15
    if not _PRINTABLE.fullmatch(text) or len(text) > longest:
        raise Undrawable(f"name or city: expected at most {longest} Latin characters")
    return text


def _written(satang: int) -> str:
    try:
        require_amount("amount_satang", satang)
    except ValueError as problem:
        raise Undrawable(str(problem)) from None
    if satang > LARGEST_QR_SATANG:
        raise Undrawable("amount_satang: expected at most ten digits of baht")
    return f"{satang // 100}.{satang % 100:02}"


def _joined(parts: list[tuple[str, str]]) -> str:
    return "".join(f"{tag}{len(value):02}{value}" for tag, value in parts)


def _split(text: str) -> dict[str, str]:
    parts: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not head.isdecimal():
            raise Unscannable("STRUCTURE")
        tag, length = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if not length or len(value) < length or tag in parts:
            raise Unscannable("STRUCTURE")
        parts[tag] = value
        at += 4 + length
    return parts


def _amount(text: str) -> int:
    found = _AMOUNT.fullmatch(text)
    satang = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else 0
    if not satang:
        raise Unscannable("VALUE")
    return satang


def _read_bill(
    bill: dict[str, str], parts: dict[str, str], ref3: str | None, amount: int | None, is_one_time: bool
) -> BillPayment:
    if bill.get("00") not in (BILL, CROSS_BORDER_BILL):
        raise Unscannable("UNKNOWN_KIND")
    biller, ref1, ref2 = bill.get("01", ""), bill.get("02", ""), bill.get("03")
    if not (len(biller) == 15 and biller.isdecimal()) or not _REFERENCE.fullmatch(ref1):
        raise Unscannable("VALUE")
    if ref2 is not None and not _REFERENCE.fullmatch(ref2):
        raise Unscannable("VALUE")
    return BillPayment(biller, ref1, ref2, amount, ref3, parts.get("59"), parts.get("60"), is_one_time)


def _read_credit(credit: dict[str, str], amount: int | None, is_one_time: bool) -> CreditTransfer:
    if credit.get("00") not in (CREDIT, CREDIT_ONE_TIME):
        raise Unscannable("UNKNOWN_KIND")
    proxies = [(tag, number) for tag, number in credit.items() if tag in _PROXIES]
    if len(proxies) != 1 or not proxies[0][1].isdecimal():
        raise Unscannable("VALUE")
    return CreditTransfer(_PROXIES[proxies[0][0]], proxies[0][1], amount, is_one_time)
