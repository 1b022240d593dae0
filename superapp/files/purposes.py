"""What may be sent for which purpose: by whom, how large, of which types."""

from dataclasses import dataclass
from typing import Final

from superapp.accounts.viewer import Viewer

from .models import Upload

PDF: Final = "application/pdf"
JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CSV: Final = "text/csv"
TEXT: Final = "text/plain"
ENDINGS: Final = {PDF: "pdf", JPEG: "jpg", PNG: "png", DOCX: "docx", CSV: "csv", TEXT: "txt"}
MB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Allowed:
    """What one purpose allows."""

    most_bytes: int
    media_types: tuple[str, ...]
    is_for_citizens: bool


ALLOWED: Final = {
    Upload.Purpose.EVIDENCE: Allowed(10 * MB, (PDF, JPEG, PNG), is_for_citizens=True),
    Upload.Purpose.DOSSIER: Allowed(25 * MB, (PDF, DOCX, JPEG, PNG, CSV, TEXT), is_for_citizens=False),
    Upload.Purpose.INPUT: Allowed(5 * MB, (PDF, JPEG, PNG, DOCX, CSV, TEXT), is_for_citizens=False),
}


def allowed_for(viewer: Viewer, purpose: str) -> Allowed | None:
    """Return what a viewer may send for a purpose; None when nothing."""
    allowed = ALLOWED.get(purpose)  # type: ignore[call-overload]
    if allowed is None:
        return None
    may = viewer.citizen is not None if allowed.is_for_citizens else viewer.officer is not None
    return allowed if may else None
