"""The dossier: writing its documents, doing without one and saying why, and the reason for a shorter hearing."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

import orjson
from django.db import transaction

from consultation import permissions
from consultation.models import (
    DossierDocument,
    DossierKind,
    DossierWaiver,
    Hearing,
    HearingEvent,
    HearingState,
    Justification,
)
from superapp.files.actions import links, uploads
from superapp.files.models import Upload
from superapp.refusal import NotFound, Refusal

from . import hearing_periods, hearing_telling, hearings
from .hearing_record import leave

if TYPE_CHECKING:
    from superapp.accounts.viewer import Viewer

LONGEST_TITLE, LONGEST_TEXT, LONGEST_WHY = 300, 200_000, 4_000
S = HearingState
# What a file of a dossier is attached to: "dossier:<public id of the document>".
MATTER = "dossier"


class DocumentWrong(Refusal):
    """A document has a title, and a text or a file that was received."""

    code = "DOSSIER_DOCUMENT_WRONG"
    th = "เอกสารต้องมีชื่อ และมีข้อความหรือแฟ้มที่ส่งสำเร็จแล้ว"
    en = "A document needs a title, and a text or a file that has been received."


class WhyNeeded(Refusal):
    """What departs from the rule says why, in public."""

    code = "DOSSIER_WHY_NEEDED"
    th = "ต้องบอกเหตุผล 1 ถึง 4,000 ตัวอักษร เหตุผลนี้จะเผยแพร่"
    en = "A reason of 1 to 4,000 characters is needed; it is published."


class DocumentGone(Refusal):
    """Somebody has replaced the document meanwhile."""

    code = "DOSSIER_DOCUMENT_REPLACED"
    th = "เอกสารนี้มีฉบับใหม่กว่าแล้ว โปรดเปิดหน้านี้ใหม่"
    en = "This document has a newer edition already. Open the page again."


@transaction.atomic
def write(
    *,
    viewer: "Viewer | None",
    code: str,
    kind: str,
    title: str,
    text: str = "",
    upload: UUID | None = None,
    language: str = "th",
    now: datetime,
) -> DossierDocument:
    """Put a document into the dossier of a draft, in place of the one of its kind and language; return it.

    :raises NotFound: :raises HearingNotDraft: :raises DocumentWrong:
    """
    hearing = hearings.held_draft(viewer, code)
    document = _document(viewer, hearing, kind, language, title, text, upload, now)
    hearing.documents.filter(kind=kind, language=language).delete()
    document.save(force_insert=True)
    hearings.touch(hearing, viewer)
    leave(viewer, hearing, "write_document", now=now, kind=kind, language=language, digest=document.digest)
    return document


@transaction.atomic
def remove(*, viewer: "Viewer | None", code: str, kind: str, language: str = "th", now: datetime) -> None:
    """Take a document out of the dossier of a draft.

    :raises NotFound: when there is none. :raises HearingNotDraft:
    """
    hearing = hearings.held_draft(viewer, code)
    if not hearing.documents.filter(kind=kind, language=language).delete()[0]:
        raise NotFound(path=("kind",))
    hearings.touch(hearing, viewer)
    leave(viewer, hearing, "remove_document", now=now, kind=kind, language=language)


@transaction.atomic
def replace(
    *,
    viewer: "Viewer | None",
    document_id: UUID,
    title: str,
    text: str = "",
    upload: UUID | None = None,
    note: str,
    now: datetime,
) -> DossierDocument:
    """Publish a newer edition of a document of an announced hearing, and tell who follows it; return it.

    The former stays readable. Only until the report is published.

    :raises NotFound: unless the viewer may publish for the agency. :raises DocumentGone: :raises WhyNeeded:
    :raises DocumentWrong:
    """
    found = DossierDocument.objects.select_related("hearing").filter(public_id=document_id).first()
    if found is None:
        raise NotFound(path=("document_id",))
    rows = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("law", "agency")
    hearing = rows.get(pk=found.hearing_id)
    is_open = hearing.state in (S.ANNOUNCED, S.OPEN, S.CLOSED, S.ANALYSING)
    if not is_open or not (viewer is None or permissions.may_publish(viewer, hearing.agency_id)):
        raise NotFound(path=("document_id",))
    if DossierDocument.objects.filter(replaces=found).exists():
        raise DocumentGone()
    document = _document(viewer, hearing, found.kind, found.language, title, text, upload, now)
    document.replaces, document.published_at = found, now
    document.note = _why(note, "note")[:500]
    document.save(force_insert=True)
    hearing_telling.tell(hearing, HearingEvent.Kind.DOCUMENT, key=str(document.public_id), note=document.note, now=now)
    leave(viewer, hearing, "replace_document", now=now, kind=found.kind, digest=document.digest)
    return document


@transaction.atomic
def waive(
    *, viewer: "Viewer | None", code: str, kind: str, ground: str, text_th: str, text_en: str = "", now: datetime
) -> DossierWaiver:
    """Let a draft do without a required document, saying why; published with the hearing.

    :raises NotFound: :raises HearingNotDraft: :raises WhyNeeded:
    """
    hearing = hearings.held_draft(viewer, code)
    if kind not in DossierKind.values or ground not in DossierWaiver.Ground.values:
        raise NotFound(path=("kind",))
    told = {"ground": ground, "text_th": _why(text_th, "text_th"), "text_en": text_en.strip(), "created_at": now}
    author = None if viewer is None else viewer.officer
    waiver, _ = DossierWaiver.objects.update_or_create(hearing=hearing, kind=kind, defaults=told | {"author": author})
    hearings.touch(hearing, viewer)
    leave(viewer, hearing, "waive_document", now=now, kind=kind, ground=ground)
    return waiver


@transaction.atomic
def unwaive(*, viewer: "Viewer | None", code: str, kind: str, now: datetime) -> None:
    """Take a waiver back.

    :raises NotFound: when there is none. :raises HearingNotDraft:
    """
    hearing = hearings.held_draft(viewer, code)
    if not hearing.waivers.filter(kind=kind).delete()[0]:
        raise NotFound(path=("kind",))
    hearings.touch(hearing, viewer)
    leave(viewer, hearing, "unwaive_document", now=now, kind=kind)


@transaction.atomic
def justify(
    *, viewer: "Viewer | None", code: str, reason: str, text_th: str, text_en: str = "", now: datetime
) -> Justification:
    """Approve that a draft lasts for as few days as it has now, and say why in public; return the justification.

    Approving is no writing: the approver may announce the hearing later.

    :raises NotFound: unless the viewer may publish for the agency; without days there is nothing to approve.
    :raises HearingNotDraft: :raises WhyNeeded:
    """
    rows = Hearing.objects.select_for_update(of=("self",), no_key=True).select_related("law", "agency")
    hearing = rows.filter(code=code).first()
    if hearing is None or not (viewer is None or permissions.may_publish(viewer, hearing.agency_id)):
        raise NotFound(path=("code",))
    if hearing.state != S.DRAFT:
        raise hearings.HearingNotDraft()
    if reason not in Justification.Reason.values or hearing.opens_at is None or hearing.closes_at is None:
        raise NotFound(path=("reason",))
    told = {
        "reason": reason,
        "text_th": _why(text_th, "text_th"),
        "text_en": text_en.strip(),
        "days": hearing_periods.days_of(hearing.opens_at, hearing.closes_at),
        "approver": None if viewer is None else viewer.officer,
        "approved_at": now,
    }
    justification, _ = Justification.objects.update_or_create(hearing=hearing, defaults=told)
    leave(viewer, hearing, "justify", now=now, reason=reason, days=justification.days)
    return justification


def receive(*, viewer: "Viewer", media_type: str, size_bytes: int, body: Iterator[bytes], now: datetime) -> UUID:
    """Take a file an officer sends for a dossier and check it by its content; return the upload for `write`.

    Called outside a transaction; what no document uses is removed after a day.

    :raises NotFound: for whoever may send none. :raises UploadTypeNotAllowed: :raises UploadEmpty:
    :raises UploadTooLarge: :raises ContentRefused:
    """
    purpose = Upload.Purpose.DOSSIER
    announced = uploads.prepare(viewer=viewer, purpose=purpose, media_type=media_type, size_bytes=size_bytes, now=now)
    return uploads.receive(upload=announced, media_type=media_type, body=body, now=now).public_id


def file_url(*, viewer: "Viewer", document: DossierDocument, now: datetime) -> str | None:
    """Return where this viewer may fetch a document's file for ten minutes; None when it is a text only.

    :raises NotFound: for whoever may not have it.
    """
    upload = Upload.objects.filter(public_id=document.upload).first() if document.upload else None
    return None if upload is None else links.link(upload, viewer=viewer, now=now)


def _document(
    viewer: "Viewer | None",
    hearing: Hearing,
    kind: str,
    language: str,
    title: str,
    text: str,
    upload: UUID | None,
    now: datetime,
) -> DossierDocument:
    if kind not in DossierKind.values or language not in DossierDocument.Language.values:
        raise NotFound(path=("kind",))
    title, text = title.strip(), text.strip()
    is_plain = 0 < len(title) <= LONGEST_TITLE and len(text) <= LONGEST_TEXT and "\0" not in title + text
    if not is_plain or not (text or upload):
        raise DocumentWrong(path=("text",))
    document = DossierDocument(
        hearing=hearing,
        kind=kind,
        language=language,
        title=title,
        text=text,
        upload=upload,
        author=None if viewer is None else viewer.officer,
        created_at=now,
    )
    told = orjson.dumps([kind, language, title, text, _attached(viewer, document, upload, now)])
    document.digest = hashlib.sha256(told).hexdigest()
    return document


def _attached(viewer: "Viewer | None", document: DossierDocument, upload: UUID | None, now: datetime) -> str:
    """Attach the file to the document and return its hash; "" for none."""
    if upload is None:
        return ""
    if viewer is None:
        raise DocumentWrong(path=("upload",))
    try:
        kept = uploads.attach(
            viewer=viewer,
            public_id=str(upload),
            purpose=Upload.Purpose.DOSSIER,
            matter=f"{MATTER}:{document.public_id}",
            now=now,
        )
    except Refusal:
        raise DocumentWrong(path=("upload",)) from None
    return kept.sha256


@links.admits(MATTER)
def may_have_file(viewer: "Viewer", key: str) -> bool:
    """Tell whether a viewer may have the file of a document: everybody once it is published, its agency before."""
    try:
        found = DossierDocument.objects.select_related("hearing").filter(public_id=UUID(key)).first()
    except ValueError:
        return False
    if found is None:
        return False
    if found.published_at is not None and Hearing.objects.public().filter(pk=found.hearing_id).exists():
        return True
    return permissions.may_enter(viewer, found.hearing.agency_id)


def _why(text: str, name: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= LONGEST_WHY or "\0" in text:
        raise WhyNeeded(path=(name,))
    return text
