"""The words all peers put into their answers, so that each pays the same for them. Peers answer in Thai only."""

from collections.abc import Iterable
from typing import Any

from services.models import wording
from superapp.thai import money

TH = 0


def channel_text(type_: str) -> str:
    """Return what a way to reach a service is called."""
    return wording.CHANNEL[type_][TH]


def digital_level_text(level: str) -> str:
    """Return how much can be done online, in words."""
    return wording.DIGITAL_LEVEL[level][TH]


def amount_text(satang: int) -> str:
    """Return an amount with its unit."""
    return money.text(satang, "th")


def fee_text(satang: int | None, note: str) -> str:
    """Return one fee in words."""
    if satang is None:
        return note or wording.UNKNOWN[TH]
    return wording.FREE[TH] if satang == 0 else amount_text(satang)


def fees_text(fees: Iterable[tuple[int | None, str]]) -> str:
    """Return all fees of a service in words; none at all means they are not known."""
    return "; ".join(dict.fromkeys(fee_text(satang, note) for satang, note in fees)) or wording.UNKNOWN[TH]


def in_order(rows: Any) -> list[Any]:
    """Return rows in the order the agency gave."""
    return sorted(rows, key=lambda row: row.position)
