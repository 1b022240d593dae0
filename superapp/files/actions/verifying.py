"""Telling whether a paper or a file is genuine: by its signature, and by the book of what was issued.

Shown is what is nobody's: number, kind, agency, day, and whether it still holds. Whose it is stays unsaid.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from superapp.files.models import IssuedDocument
from superapp.files.signing_keys import keys
from superapp.paper import signing
from superapp.paper.signing import NotGenuine

MOST_FILE_BYTES = 30 * 1024 * 1024

KIND_NAMES = {
    "decision_letter": ("หนังสือแจ้งผลการพิจารณา", "Decision letter"),
    "receipt": ("ใบเสร็จรับเงิน", "Receipt"),
    "certificate": ("หนังสือรับรอง", "Certificate"),
    "hearing_report": ("รายงานผลการรับฟังความคิดเห็น", "Report on a public hearing"),
}


class Outcome(StrEnum):
    """What was found."""

    GENUINE = "GENUINE"
    REVOKED = "REVOKED"
    ALTERED = "ALTERED"
    NOT_OURS = "NOT_OURS"
    # Signed by us, and yet not in the book: a copy of the database from before it was issued, or worse.
    NOT_IN_BOOK = "NOT_IN_BOOK"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of a code or file. All but `outcome` is None where nothing of ours was recognised.

    `is_whole_file` is True when every byte of a file was compared, False when only a code was read.
    """

    outcome: Outcome
    is_whole_file: bool
    number: str | None = None
    kind: str | None = None
    agency_code: str | None = None
    issued_on: date | None = None
    revoked_at: datetime | None = None

    @property
    def is_genuine(self) -> bool:
        """Whether it is ours and unaltered, be it revoked or not."""
        return self.outcome in (Outcome.GENUINE, Outcome.REVOKED)


AgencyNames = Callable[[str, str], str | None]
_agency_names: list[AgencyNames] = []


def names_agencies(finder: AgencyNames) -> AgencyNames:
    """Register who knows agencies' names, since the catalogue lies above: a function of code and language."""
    _agency_names[:] = [finder]
    return finder


def agency_name(code: str, language: str) -> str:
    """Return an agency's name in "th" or "en"; its code when nobody knows a name."""
    return (_agency_names[0](code, language) if _agency_names else None) or code


def kind_name(kind: str, language: str) -> str:
    """Return what a kind of documents is called in "th" or "en"; its code when it has no name."""
    names = KIND_NAMES.get(kind)
    return kind if names is None else names[language == "en"]


def by_code(code: str) -> Finding:
    """Return what is known of a printed code; the address a QR code holds will do."""
    text = code.strip().rpartition("code=")[2]
    try:
        found = signing.verify(text, keys())
    except NotGenuine as error:
        return Finding(_outcome_of(error), is_whole_file=False)
    row = IssuedDocument.objects.filter(number=found.face.number, code=text).first()
    if row is None:
        face = found.face
        return Finding(Outcome.NOT_IN_BOOK, False, face.number, face.kind, face.agency, face.issued_on)
    return _of(row, is_whole_file=False)


def by_file(content: bytes) -> Finding:
    """Return what is known of a file: genuine only when it is, byte for byte, what was issued."""
    try:
        number = signing.verify_file(content, keys())
    except NotGenuine as error:
        return Finding(_outcome_of(error), is_whole_file=True)
    row = IssuedDocument.objects.filter(number=number).first()
    if row is None or row.sha256 != signing.seal_of(content):
        return Finding(Outcome.NOT_IN_BOOK, True, number)
    return _of(row, is_whole_file=True)


def _of(row: IssuedDocument, *, is_whole_file: bool) -> Finding:
    outcome = Outcome.GENUINE if row.revoked_at is None else Outcome.REVOKED
    return Finding(
        outcome, is_whole_file, row.number, row.kind, row.agency_code, row.issued_on, revoked_at=row.revoked_at
    )


def _outcome_of(error: NotGenuine) -> Outcome:
    return Outcome.ALTERED if error.reason == "ALTERED" else Outcome.NOT_OURS
