"""ServiceContent: everything a version of a service says, as one plain value.

The same shape is read from services/catalogue/*.yaml, edited as a draft, compared between versions, previewed, and
laid out in rows when it is published. content_reading.py reads it, strictly.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from superapp.refusal import Refusal

from .fact import FactName


class ContentFault(Refusal):
    """A text of a service that cannot be taken as it stands."""

    code = "CONTENT_INVALID"
    th = "ข้อมูลบริการไม่ถูกต้องที่ {where}: พบ {found} แต่ต้องเป็น {expected} วิธีแก้: {mend}"
    en = "The service text is wrong at {where}: found {found}, expected {expected}. To mend it: {mend}"

    def __init__(self, where: str, found: object, expected: str, mend: str) -> None:
        try:
            shown = json.dumps(found, ensure_ascii=False, default=str)
        except (TypeError, ValueError, RecursionError):
            shown = type(found).__name__
        shown = shown if len(shown) <= 80 else shown[:77] + "..."
        # The fault goes out as JSON in UTF-8, which has no way to write half a character.
        shown, where = (text.encode(errors="replace").decode() for text in (shown, where[:200]))
        super().__init__(
            path=tuple(where.replace("[", ".").replace("]", "").split(".")) if where else (),
            where=where or "the top",
            found=shown,
            expected=expected,
            mend=mend,
        )


@dataclass(frozen=True, slots=True)
class ChannelContent:
    """A way to reach the service; `url` is blank where there is none."""

    type: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FeeContent:
    """A price in satang; None with a note when it is not a fixed amount."""

    amount_satang: int | None
    note_th: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceContent:
    """A required document in both languages."""

    name_th: str
    name_en: str
    note_th: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True)
class LegalContent:
    """A law with its section; blanks where not known."""

    title_th: str
    title_en: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How sure one fact is and where it comes from."""

    certainty: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ServiceContent:
    """What a service says of itself. Blank `life_event`, `focus_area`, `minimum_assurance`: none.

    `processing_working_days` None: unknown. `fees` and `evidence` None: unknown; an empty tuple: there are none to
    state (for evidence: nothing to bring). A free service has one fee of 0 satang. `facts` has the standing of each
    FactName.
    """

    agency: str
    name_th: str
    name_en: str
    description_th: str
    description_en: str
    category: str
    life_event: str
    focus_area: str
    audience: tuple[str, ...]
    kind: str
    digital_level: str
    channels: tuple[ChannelContent, ...]
    fees: tuple[FeeContent, ...] | None
    processing_working_days: int | None
    login: str
    minimum_assurance: str
    evidence: tuple[EvidenceContent, ...] | None
    outputs: tuple[str, ...]
    legal: tuple[LegalContent, ...]
    related: tuple[str, ...]
    keywords: tuple[str, ...]
    facts: Mapping[str, Standing]

    def as_data(self) -> dict[str, Any]:
        """Return the content as plain data that `read` takes back unchanged."""
        return _plain(self)

    def fingerprint(self) -> str:
        """Return the SHA-256 of the content in canonical JSON, 64 hex digits."""
        text = json.dumps(self.as_data(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


# What each fact is about, so that a change of the field changes the standing of the fact.
FACT_FIELDS: dict[str, tuple[str, ...]] = {
    FactName.DESCRIPTION: ("name_th", "name_en", "description_th", "description_en"),
    FactName.FEE: ("fees",),
    FactName.PROCESSING: ("processing_working_days",),
    FactName.CHANNEL: ("channels",),
    FactName.EVIDENCE: ("evidence",),
    FactName.LEGAL: ("legal",),
    FactName.IDENTITY: ("login", "minimum_assurance"),
    FactName.DIGITAL_LEVEL: ("digital_level",),
    FactName.OUTPUT: ("outputs",),
}


def _plain(value: Any) -> Any:
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value
