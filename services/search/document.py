"""What the search knows about one service: plain values, ready to index."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceDocument:
    """One published service as the search reads it.

    `keywords` are phrases people say, Thai and English mixed; they help to find and are never shown. `agency_names`
    holds full names, abbreviations and nicknames, `category_names` and `life_event_names` likewise. None in
    `life_event` or `focus_area` means the service belongs to none; None in `fee_is_free` means the fee is unknown.
    `weight` is a prior from use, 0 (unknown) to 1 (used most); it only breaks near ties.
    """

    code: str
    name_th: str
    name_en: str
    description_th: str
    description_en: str
    keywords: tuple[str, ...]
    agency_code: str
    agency_names: tuple[str, ...]
    category: str
    category_names: tuple[str, ...]
    life_event: str | None
    life_event_names: tuple[str, ...]
    focus_area: str | None
    audience: tuple[str, ...]
    channels: tuple[str, ...]
    kind: str
    digital_level: str
    legal: tuple[str, ...]
    fee_is_free: bool | None
    weight: float = 0.0
