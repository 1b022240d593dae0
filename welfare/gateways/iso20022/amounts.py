"""Amounts, days and times in ISO 20022 messages: exact, or refused. A float never appears on the way."""

import re
from datetime import date, datetime
from decimal import Decimal

from lxml import etree

from superapp.thai.dates import BANGKOK
from welfare.gateways.payments import LARGEST_SATANG

from .quarantine import Unusable

LARGEST_BALANCE_SATANG = LARGEST_SATANG * 1000
_DECIMAL = re.compile(r"\+?(\d{0,18})(?:\.(\d*))?", re.ASCII)
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:\d{2})?", re.ASCII)


def written(satang: int) -> str:
    """Return the amount as messages write it: baht with two decimals.

    >>> written(60000)
    '600.00'
    """
    baht, rest = divmod(satang, 100)
    return f"{baht}.{rest:02}"


def satang_of(text: str) -> int:
    """Return the satang a decimal text stands for; zero is allowed here.

    >>> satang_of("600.5")
    60050

    :raises Unusable: AMOUNT_FRACTION for a third decimal, even 0; AMOUNT_TOO_LARGE beyond any balance of ours.
    """
    found = _DECIMAL.fullmatch(text.strip())
    if found is None or not (found[1] or found[2]):
        raise Unusable("AMOUNT_TOO_LARGE", "amount")
    if len(found[2] or "") > 2:
        raise Unusable("AMOUNT_FRACTION", "amount")
    satang = int(Decimal(found[0]).scaleb(2))
    if satang > LARGEST_BALANCE_SATANG:
        raise Unusable("AMOUNT_TOO_LARGE", "amount")
    return satang


def balance_satang(element: etree._Element) -> int:
    """Return the amount of an element with a Ccy attribute, in satang; zero is allowed.

    :raises Unusable: as `satang_of`, and OTHER_CURRENCY, each with the element's path.
    """
    if element.get("Ccy") != "THB":
        raise Unusable("OTHER_CURRENCY", place(element))
    try:
        return satang_of(element.text or "")
    except Unusable as problem:
        raise Unusable(problem.code, place(element)) from None


def amount_satang(element: etree._Element) -> int:
    """Return the amount of a movement, in satang.

    :raises Unusable: as `balance_satang`, and AMOUNT_NOT_POSITIVE, AMOUNT_TOO_LARGE for what no credit can be.
    """
    satang = balance_satang(element)
    if not satang:
        raise Unusable("AMOUNT_NOT_POSITIVE", place(element))
    if satang > LARGEST_SATANG:
        raise Unusable("AMOUNT_TOO_LARGE", place(element))
    return satang


def day_of(element: etree._Element) -> date:
    """Return the day of an element that holds a date or an instant; an instant is read on Bangkok's calendar.

    :raises Unusable: DATE_UNREADABLE.
    """
    found = _DAY.fullmatch((element.text or "").strip())
    if found is None:
        return moment_of(element).astimezone(BANGKOK).date()
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        raise Unusable("DATE_UNREADABLE", place(element)) from None


def moment_of(element: etree._Element) -> datetime:
    """Return the instant of an element; without a time zone it is Bangkok's.

    :raises Unusable: DATE_UNREADABLE, also for 24:00 and years beyond four digits, which the schemas allow.
    """
    found = _TIME.fullmatch((element.text or "").strip())
    if found is None:
        raise Unusable("DATE_UNREADABLE", place(element))
    try:
        moment = datetime.fromisoformat(f"{found[1]}.{(found[2] or '0')[:6]:0<6}{found[3] or ''}")
        moment = moment if moment.tzinfo else moment.replace(tzinfo=BANGKOK)
        moment.astimezone(BANGKOK)
    except (ValueError, OverflowError):
        raise Unusable("DATE_UNREADABLE", place(element)) from None
    return moment


def place(element: etree._Element) -> str:
    """Return where an element stands: the names above it and its line, as in "Ntry/Amt, line 8"."""
    parent = element.getparent()
    names = [etree.QName(one).localname for one in (parent, element) if one is not None]
    return f"{'/'.join(names)}, line {element.sourceline}"
