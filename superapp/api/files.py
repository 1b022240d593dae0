"""Files in the API: announcing one to send, and documents that were issued. The bytes travel beside the API."""

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import graphene

from superapp.files.actions import documents, links, uploads, verifying
from superapp.files.models import IssuedDocument
from superapp.files.models import Upload as UploadRow
from superapp.refusal import NotFound

from . import ids
from .acting import on_behalf_of, viewer_here
from .connections import ConnectionField, Listing, connection_of
from .fields import Field
from .keyset import Column, by
from .mutations import Act, Mutation
from .scalars import BigInt, Date, DateTime

UploadPurpose = graphene.Enum(
    "UploadPurpose",
    [(choice.name, choice.value) for choice in UploadRow.Purpose],
    description=lambda value: {
        None: "What a file is sent for.",
        "evidence": "Evidence for an application of one's own, or of whom one acts for. PDF, JPEG or PNG, 10 MB.",
        "dossier": "A document an agency publishes. Officers only; PDF, DOCX, JPEG, PNG, CSV or text, 25 MB.",
        "input": "What reached an agency on paper or by e-mail. Officers only; as a dossier, 5 MB.",
    }[value and value.value],
)
UploadState = graphene.Enum(
    "UploadState",
    [(choice.name, choice.value) for choice in UploadRow.State],
    description=lambda value: {
        None: "How far a file has come.",
        "expected": "Announced; its bytes are awaited.",
        "received": "Its bytes are here and were checked. Not attached within a day, it goes.",
        "attached": "It belongs to a matter.",
        "removed": "Its bytes are gone.",
    }[value and value.value],
)


class Upload(graphene.ObjectType):
    """A file somebody sends."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("upl", "public_id")
    purpose = Field(UploadPurpose, required=True, description="What it is sent for.")
    state = Field(UploadState, required=True, description="How far it has come.")
    media_type = Field(graphene.String, required=True, description="Its type, as announced and then checked.")
    size_bytes = Field(
        BigInt,
        required=True,
        description="Its size in bytes. Pictures shrink a little: where they were taken is removed.",
    )
    name = Field(graphene.String, description="The name its owner gave it; null when none is kept.")
    sha256 = Field(graphene.String, description="SHA-256 of the bytes kept, 64 hex digits; null before they are here.")
    created_at = Field(DateTime, required=True, description="When it was announced.")
    expires_at = Field(DateTime, description="When it goes unless it was sent, then attached; null once it is.")
    download_url = Field(
        graphene.String,
        description="Where the viewer fetches it within ten minutes, signed in as now; null when they may not.",
    )

    def resolve_name(self: UploadRow, info: Any) -> str | None:
        return uploads.name_of(self)

    def resolve_sha256(self: UploadRow, info: Any) -> str | None:
        return self.sha256 or None

    def resolve_download_url(self: UploadRow, info: Any) -> str | None:
        return link_of(self, info)


class Document(graphene.ObjectType):
    """A letter, receipt or report as it was issued."""

    class Meta:
        interfaces = (ids.Node,)

    id = ids.IdField("doc", "public_id")
    number = Field(graphene.String, required=True, description="Its number, as DL-2569-000123.")
    kind = Field(graphene.String, required=True, description="Code of its kind, as decision_letter.")
    kind_name = Field(graphene.String, required=True, description="What it is called, in the request's language.")
    agency_code = Field(graphene.String, required=True, description="Code of the agency that issued it.")
    issued_on = Field(Date, required=True, description="The day it bears.")
    issued_at = Field(DateTime, required=True, description="When it was issued.")
    amount_satang = Field(BigInt, description="The amount it is about, in satang; null when it is about none.")
    code = Field(graphene.String, required=True, description="The signed code printed on it.")
    verify_url = Field(graphene.String, required=True, description="Where anybody verifies it: what its QR code holds.")
    sha256 = Field(graphene.String, required=True, description="SHA-256 of the PDF file, 64 hex digits.")
    size_bytes = Field(BigInt, required=True, description="Size of the PDF file in bytes.")
    revoked_at = Field(DateTime, description="When it was revoked; null while it holds.")
    download_url = Field(
        graphene.String,
        description="Where the viewer fetches the PDF within ten minutes, signed in as now; null when they may not.",
    )

    def resolve_kind_name(self: IssuedDocument, info: Any) -> str:
        return verifying.kind_name(self.kind, info.context.language)

    def resolve_verify_url(self: IssuedDocument, info: Any) -> str:
        return documents.verify_url(self.code)

    def resolve_download_url(self: IssuedDocument, info: Any) -> str | None:
        return link_of(self, info)


def link_of(thing: links.Thing, info: Any) -> str | None:
    """Return a link for whom the request answers; None when they may not have the file.

    Rows shown under a mandate remember the acting viewer as `viewer_here` found it: `row.shown_to`.
    """
    viewer = getattr(thing, "shown_to", info.context.viewer)
    is_admitted = getattr(thing, "is_admitted", False)
    try:
        return links.link(thing, viewer=viewer, now=info.context.now, is_admitted=is_admitted)
    except NotFound:
        return None


@ids.finds("upl", UploadRow)
def find_upload(context: Any, key: str) -> UploadRow | None:
    """Return the upload of that public id if the viewer sent it or may have it, or None."""
    row = _found(UploadRow.objects.select_related("citizen__account"), key)
    if row is None or row.state == UploadRow.State.REMOVED:
        return None
    is_sender = row.owner_id == context.viewer.account_id and not row.matter
    return row if is_sender or links.may_have(context.viewer, row) else None


@ids.finds("doc", IssuedDocument)
def find_document(context: Any, key: str) -> IssuedDocument | None:
    """Return the document of that public id if the viewer may have it, or None."""
    row = _found(IssuedDocument.objects.select_related("citizen__account"), key)
    return row if row is not None and links.may_have(context.viewer, row) else None


DocumentConnection = connection_of(Document, "Document")
NEWEST = by(
    "files.documents.newest",
    Column("issued_at", dt.datetime, is_descending=True),
    Column("id", int, is_descending=True),
)


class FilesQuery(graphene.ObjectType):
    """What can be asked about files."""

    my_documents = ConnectionField(
        DocumentConnection,
        on_behalf_of=on_behalf_of(),
        public=False,
        description="Letters, receipts and certificates issued to you or to whom you act for, newest first.",
    )

    def resolve_my_documents(self, info: Any, on_behalf_of: str | None = None) -> Listing:
        viewer = viewer_here(info, on_behalf_of)
        if viewer is None:
            return Listing(IssuedDocument.objects.none(), NEWEST)

        def shown(row: IssuedDocument) -> IssuedDocument:
            row.shown_to, row.is_admitted = viewer, True  # type: ignore[attr-defined]
            return row

        return Listing(links.documents_of(viewer), NEWEST, node=shown)


def _found(rows: Any, key: str) -> Any:
    try:
        return rows.filter(public_id=UUID(key)).first()
    except ValueError:
        return None


class PrepareUpload(Mutation):
    """Announce a file, and learn where to send its bytes.

    Send them with PUT to `url`, as the body, with the same Content-Type, within 15 minutes. The address is the right to
    send: it needs no cookie and no token, and works once.
    """

    concerns_person = True

    class Input:
        purpose = graphene.InputField(UploadPurpose, required=True, description="What it is sent for.")
        media_type = graphene.String(required=True, description="Its type, as application/pdf.")
        bytes = graphene.Int(required=True, description="Its size in bytes, exactly.")
        name = graphene.String(description="Its name, kept sealed with evidence only. Without it none is kept.")

    upload = Field(Upload, description="The file; null when there are problems.")
    url = Field(graphene.String, description="Where to PUT the bytes; null when there are problems.")
    expires_at = Field(DateTime, description="Until when; null when there are problems.")

    @staticmethod
    def act(act: Act, input: SimpleNamespace) -> dict[str, Any]:
        upload = uploads.prepare(
            viewer=act.viewer,
            purpose=input.purpose.value,
            media_type=input.media_type,
            size_bytes=input.bytes,
            name=input.name,
            now=act.now,
        )
        return {"upload": upload, "url": uploads.ticket_url(upload), "expires_at": upload.expires_at}


class FilesMutation(graphene.ObjectType):
    """What is done with files."""

    prepare_upload = PrepareUpload.field()
