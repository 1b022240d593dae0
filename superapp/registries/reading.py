"""Reading what registries send: Buddhist-era dates with zeros for what is unknown, and values of a given type."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

EARLIEST_BE, LATEST_BE = 2400, 2700
# From 1 January B.E. 2484 the year begins in January and the difference is 543 throughout.
JANUARY_YEARS_BE = 2484
MOST_ELEMENTS = 1000
LONGEST_TEXT = 500

_DIGITS = re.compile(r"-?[0-9]+(\.[0-9]+)?")


class Unreadable(ValueError):
    """A registry sent what its own format does not allow. The message names the type and never the value."""


def day(text: object) -> str | dict[str, str] | None:
    """Return a date sent as B.E. YYYYMMDD: whole days as a C.E. date, parts as {"be": ...}, all zeros as None.

    >>> day("25691121"), day("25380700"), day("25380000"), day("00000000")
    ('2026-11-21', {'be': '2538-07'}, {'be': '2538'}, None)

    Whole days before B.E. 2484 keep their era, since the year then began in April: {"be": "2480-02-10"}.

    :raises Unreadable: for anything else, years outside 2400 to 2700 and days no month has included.
    """
    if not isinstance(text, str) or len(text) != 8 or not (text.isascii() and text.isdecimal()):
        raise Unreadable("date: expected eight digits")
    if text == "00000000":
        return None
    year, month, of_month = int(text[:4]), int(text[4:6]), int(text[6:])
    if not EARLIEST_BE <= year <= LATEST_BE:
        raise Unreadable("date: the year is not of the Buddhist era")
    if not month:
        if of_month:
            raise Unreadable("date: a day without a month")
        return {"be": f"{year}"}
    if month > 12:
        raise Unreadable("date: no such month")
    if not of_month:
        return {"be": f"{year}-{month:02}"}
    if year < JANUARY_YEARS_BE:
        if year == JANUARY_YEARS_BE - 1 and month <= 3:
            raise Unreadable("date: January to March 2483 never existed")
        _real(year - (543 if month >= 4 else 542), month, of_month)
        return {"be": f"{year}-{month:02}-{of_month:02}"}
    return _real(year - 543, month, of_month).isoformat()


def sent(value: str | dict[str, str]) -> str:
    """Return a day as registries send it; the other way round of `day`.

    >>> sent("2026-11-21"), sent({"be": "2538-07"})
    ('25691121', '25380700')
    """
    if isinstance(value, dict):
        year, month, of_month = [*(int(part) for part in value["be"].split("-")), 0, 0][:3]
        return f"{year}{month:02}{of_month:02}"
    known = date.fromisoformat(value)
    return f"{known.year + 543}{known.month:02}{known.day:02}"


def value(found: object, types: dict[str, str], name: str) -> Any:
    """Return a value of fact `name` as its type says; None when the registry knows none.

    `types` gives each fact's type by name; fields of a list's elements are named "list[].field". Fields nobody asked
    for are dropped: what we do not know we cannot leak.

    :raises Unreadable: when it is of another type, too long, or a list where there should be none.
    """
    if found is None:
        return None
    kind = types[name]
    if kind == "list":
        return _elements(found, types, name)
    if kind == "bool":
        return _bool(found)
    if kind == "number":
        return _number(found)
    if kind == "date":
        return day(found)
    if not isinstance(found, str) or len(found) > LONGEST_TEXT:
        raise Unreadable(f"{kind}: expected a short text")
    return found


def _elements(found: object, types: dict[str, str], name: str) -> list[dict[str, Any]]:
    if not isinstance(found, list) or len(found) > MOST_ELEMENTS:
        raise Unreadable(f"list: expected at most {MOST_ELEMENTS} elements")
    prefix = f"{name}[]."
    fields = [known.removeprefix(prefix) for known in types if known.startswith(prefix)]
    read = []
    for element in found:
        if not isinstance(element, dict):
            raise Unreadable("list: expected objects")
        known = {field: value(element.get(field), types, f"{prefix}{field}") for field in fields}
        read.append({field: one for field, one in known.items() if one is not None})
    return read


def _bool(found: object) -> bool:
    # "Y" and "N" as the linkage centre writes them, or JSON's own.
    if found == "Y" or found is True:
        return True
    if found == "N" or found is False:
        return False
    raise Unreadable("bool: expected Y or N")


def _number(found: object) -> int | str:
    if isinstance(found, bool | float):
        raise Unreadable("number: expected digits as text; a float has already lost some")
    if isinstance(found, int):
        return found
    # Digits and no exponent: "1e999999" would be a number that fills the memory.
    if not isinstance(found, str) or len(found) > 40 or not _DIGITS.fullmatch(found):
        raise Unreadable("number: expected digits as text")
    exact = Decimal(found)
    return int(exact) if exact == exact.to_integral_value() else format(exact, "f")


def _real(year: int, month: int, of_month: int) -> date:
    try:
        return date(year, month, of_month)
    except ValueError as error:
        raise Unreadable("date: no such day") from error
