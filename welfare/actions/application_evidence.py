"""Evidence: files attached to an application, each for a document that is asked for, or for a fact it shows."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from superapp.accounts.viewer import Viewer
from superapp.files.actions import links, uploads
from superapp.files.models import Upload
from superapp.refusal import NotFound, Refusal
from welfare.models import Application, ApplicationState, EvidenceFile
from welfare.models.book import Book

from . import application_answers
from . import application_steps as steps
from .application_form import documents_of

MOST_FILES, MOST_FACTS = 10, 20
FILLED_IN = (ApplicationState.DRAFT, ApplicationState.NEEDS_INFORMATION)
MATTER = "application"


class TooManyFiles(Refusal):
    """More files than one application takes. `details`: `most`."""

    code = "TOO_MANY_FILES"
    th = "แนบแฟ้มได้ไม่เกิน {most} แฟ้มต่อคำขอ โปรดนำแฟ้มที่ไม่ใช้ออกก่อน"
    en = "An application takes at most {most} files. Take away one that is not needed first."


class EvidenceShowsNothing(Refusal):
    """The document or fact that the file is meant to show is not asked for."""

    code = "EVIDENCE_SHOWS_NOTHING"
    th = "โปรดเลือกเอกสารจากรายการ หรือเลือกข้อมูลที่ท่านกรอกไว้ ว่าแฟ้มนี้ใช้แสดงอะไร"
    en = "Choose a document from the list, or facts you told, that this file is to show."


@transaction.atomic
def attach(
    *,
    viewer: Viewer,
    application_id: str,
    upload_id: str,
    document: int | None,
    facts: Sequence[str],
    book: Book,
    now: datetime,
) -> EvidenceFile:
    """Attach a file the viewer has sent; return it. A second time with the same file changes nothing.

    `document` is a place in the list of documents, None for something else; `facts` are told facts that it shows.

    :raises NotFound: :raises acting.OutOfScope: :raises ApplicationStateForbids: :raises ApplicationChanged:
    :raises UploadNotUsable: when the file was not received, or is attached elsewhere.
    :raises EvidenceShowsNothing: :raises TooManyFiles:
    """
    row = steps.held(viewer, application_id)
    steps.require_state(row, *FILLED_IN)
    told = set(facts[:MOST_FACTS])
    declared = application_answers.read(row).declared if told else {}
    listed = documents_of(row, book.entries.get(row.matter))
    if told - declared.keys() or not (document is None or 0 <= document < len(listed)):
        raise EvidenceShowsNothing(path=("facts",) if told - declared.keys() else ("document",))
    # The case is changed first: two files attached at once are counted one after the other.
    steps.advance(row)
    upload = uploads.attach(
        viewer=viewer,
        public_id=upload_id,
        purpose=Upload.Purpose.EVIDENCE,
        matter=f"{MATTER}:{row.public_id}",
        now=now,
    )
    standing = EvidenceFile.objects.standing().filter(application=row)
    again = standing.filter(upload=upload.public_id).first()
    if again is not None:
        return again
    if standing.count() >= MOST_FILES:
        raise TooManyFiles(path=("upload_id",), most=MOST_FILES)
    evidence = EvidenceFile.objects.create(
        public_id=uuid4(),
        application=row,
        upload=upload.public_id,
        document=document,
        facts=sorted(told),
        attached_at=now,
    )
    steps.put_in_timeline(row, "evidence_attached", viewer=viewer, now=now, before=row.state)
    steps.recorded(row, "attach", viewer=viewer, now=now, evidence=str(evidence.public_id))
    return evidence


@transaction.atomic
def remove(*, viewer: Viewer, evidence_id: str, now: datetime) -> Application:
    """Take a file away again, while the application is filled in; its bytes are gone then. Return the application.

    :raises NotFound: :raises acting.OutOfScope: :raises ApplicationStateForbids: :raises ApplicationChanged:
    """
    try:
        key = UUID(evidence_id)
    except ValueError:
        raise NotFound(path=("evidence_id",)) from None
    evidence = EvidenceFile.objects.standing().select_related("application").filter(public_id=key).first()
    if evidence is None:
        raise NotFound(path=("evidence_id",))
    try:
        row = steps.held(viewer, evidence.application.public_id)
    except NotFound:
        raise NotFound(path=("evidence_id",)) from None
    steps.require_state(row, *FILLED_IN)
    steps.advance(row)
    EvidenceFile.objects.filter(pk=evidence.pk, removed_at=None).update(removed_at=now)
    upload = Upload.objects.select_for_update().filter(public_id=evidence.upload).first()
    if upload is not None:
        uploads.remove(upload)
    steps.put_in_timeline(row, "evidence_removed", viewer=viewer, now=now, before=row.state)
    steps.recorded(row, "detach", viewer=viewer, now=now, evidence=str(evidence.public_id))
    return row


def clear(application: Application) -> None:
    """Remove the bytes of every file attached to an application: nobody reads them any more. In a transaction."""
    for upload in Upload.objects.select_for_update().of_matter(f"{MATTER}:{application.public_id}").order_by("pk"):
        uploads.remove(upload)


@links.admits(MATTER)
def may_have(viewer: Viewer, key: str) -> bool:
    """Tell whether the viewer may read the files of the application of that public id.

    Whoever may see the case: who applied, who acts for them in this matter, and the officers of its agency.
    """
    try:
        public_id = UUID(key)
    except ValueError:
        return False
    return Application.objects.visible_to(viewer).filter(public_id=public_id).exists()


@links.admits_among(MATTER)
def which(viewer: Viewer, keys: Collection[str]) -> list[str]:
    """Return those of these applications whose files the viewer may read, as `may_have` does one by one."""
    rows = Application.objects.visible_to(viewer).filter(public_id__in=[key for key in keys if _is_uuid(key)])
    return [str(public_id) for public_id in rows.values_list("public_id", flat=True)]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
