"""Receiving files: announce one, send its bytes with a ticket, attach it to a matter, remove it.

The ticket is the right to send: signed, for one upload, for 15 minutes, good once. So the request that brings the
bytes needs no cookie and no token. Bytes are checked by what they are (superapp/files/content), never by their name.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction

from superapp.accounts import cipher
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.files import storing
from superapp.files.content import types
from superapp.files.models import Upload
from superapp.files.purposes import allowed_for
from superapp.refusal import NotFound, Refusal
from superapp.thai import forms

TICKET_HOLDS_FOR = timedelta(minutes=15)
UNUSED_KEPT_FOR = timedelta(hours=24)
MOST_UNUSED = 40
LONGEST_NAME = 200
READ_BYTES = 64 * 1024
_SALT = "files.upload"


class UploadTypeNotAllowed(Refusal):
    """This purpose does not take files of this type."""

    code = "UPLOAD_TYPE_NOT_ALLOWED"
    th = "แนบแฟ้มชนิดนี้ไม่ได้ ชนิดที่รับ: {types}"
    en = "Files of this type are not taken here. Taken are: {types}."


class UploadTooLarge(Refusal):
    """The file is larger than this purpose allows, or than was announced."""

    code = "UPLOAD_TOO_LARGE"
    th = "แฟ้มใหญ่เกินไป รับได้ไม่เกิน {most} ไบต์"
    en = "The file is too large: at most {most} bytes are taken."


class UploadEmpty(Refusal):
    """There is nothing in the file."""

    code = "UPLOAD_EMPTY"
    th = "แฟ้มว่างเปล่า"
    en = "The file is empty."


class UploadSizeDiffers(Refusal):
    """Fewer or more bytes came than were announced: the connection broke, or it is another file."""

    code = "UPLOAD_SIZE_DIFFERS"
    th = "ได้รับแฟ้มไม่ครบตามขนาดที่แจ้งไว้ โปรดส่งใหม่"
    en = "The file did not come whole, as announced. Send it again."


class UploadInterrupted(Refusal):
    """The bytes stopped coming, or came too slowly."""

    code = "UPLOAD_INTERRUPTED"
    th = "การส่งแฟ้มขาดตอนหรือช้าเกินไป โปรดส่งใหม่"
    en = "Sending the file was interrupted, or took too long. Send it again."


class UploadNotUsable(Refusal):
    """The file is used already, or its time is over."""

    code = "UPLOAD_NOT_USABLE"
    th = "แฟ้มนี้ใช้ไม่ได้แล้ว โปรดส่งแฟ้มใหม่"
    en = "This file can no longer be used. Send it anew."


class TooManyUploads(Refusal):
    """Too many files were announced or sent and not used."""

    code = "TOO_MANY_UPLOADS"
    th = "มีแฟ้มที่ส่งแล้วยังไม่ได้ใช้มากเกินไป (ไม่เกิน {most} แฟ้ม) โปรดรอแล้วลองใหม่"
    en = "Too many files were sent and not used (at most {most}). Wait, then try again."


@transaction.atomic
def prepare(
    *, viewer: Viewer, purpose: str, media_type: str, size_bytes: int, name: str | None = None, now: datetime
) -> Upload:
    """Announce a file of that type and size; `ticket_url` then says where to send it.

    Evidence belongs to the person the viewer acts for, and is sealed by that person's key; an organisation has none, so
    what is sent for one is sealed by its agent's. `name` is kept for a citizen's file only, sealed; None keeps none.

    :raises NotFound: for whoever may send nothing for this purpose.
    :raises UploadTypeNotAllowed: when the purpose does not take this type.
    :raises UploadEmpty: for a size that is not positive.
    :raises UploadTooLarge: beyond what the purpose takes.
    :raises TooManyUploads: when MOST_UNUSED files of theirs wait already.
    """
    allowed = allowed_for(viewer, purpose)
    if allowed is None or viewer.account is None:
        raise NotFound(path=("purpose",))
    if media_type not in allowed.media_types:
        raise UploadTypeNotAllowed(path=("media_type",), types=", ".join(allowed.media_types))
    if size_bytes <= 0:
        raise UploadEmpty(path=("bytes",))
    if size_bytes > allowed.most_bytes:
        raise UploadTooLarge(path=("bytes",), most=allowed.most_bytes)
    waiting = Upload.objects.filter(owner=viewer.account, state__in=[Upload.State.EXPECTED, Upload.State.RECEIVED])
    if waiting.filter(expires_at__gt=now).count() >= MOST_UNUSED:
        raise TooManyUploads(most=MOST_UNUSED)
    upload = Upload(
        owner=viewer.account,
        citizen=_whose(viewer) if allowed.is_for_citizens else None,
        purpose=purpose,
        media_type=media_type,
        size_bytes=size_bytes,
        created_at=now,
        expires_at=now + TICKET_HOLDS_FOR,
    )
    if upload.citizen is not None and name:
        upload.name_sealed = cipher.seal_with(
            upload.citizen.own_key(), _tidy(name), ("upload", str(upload.public_id), "name")
        )
    elif upload.citizen is None and upload.is_sealed:
        upload.data_key = cipher.new_data_key(upload.about_key)
    upload.save()
    return upload


def ticket_url(upload: Upload) -> str:
    """Return the address its bytes are sent to (PUT), until `expires_at`, once."""
    ticket = signing.dumps(str(upload.public_id), salt=_SALT)
    return f"{settings.PUBLIC_URL}/files/upload/{ticket}"


def expected_by(ticket: str, *, now: datetime) -> Upload:
    """Return the upload a ticket is for.

    :raises NotFound: for a ticket that is not ours, too old, or used.
    """
    try:
        public_id = signing.loads(ticket, salt=_SALT)
    except signing.BadSignature:
        raise NotFound() from None
    rows = Upload.objects.select_related("citizen__account").filter(public_id=public_id, expires_at__gt=now)
    upload = rows.filter(state=Upload.State.EXPECTED, owner__is_active=True).first()
    if upload is None or (upload.citizen is not None and upload.citizen.erased_at is not None):
        raise NotFound()
    return upload


def receive(*, upload: Upload, media_type: str, body: Iterator[bytes], now: datetime) -> Upload:
    """Take the bytes of an expected upload; return it as received. Nothing stays of what is refused.

    Called outside a transaction: nothing is locked while somebody's connection is slow.

    :raises UploadTypeNotAllowed: when the request names another type than was announced.
    :raises UploadTooLarge: as soon as more comes than was announced; the rest is not read.
    :raises UploadSizeDiffers: when less comes.
    :raises types.ContentRefused: when the bytes are not what they are said to be, or not safe to hand on.
    :raises NotFound: when another request with the same ticket was quicker.
    """
    if media_type != upload.media_type:
        raise UploadTypeNotAllowed(types=upload.media_type)
    with storing.spool() as stream:
        size = 0
        for piece in body:
            size += len(piece)
            if size > upload.size_bytes:
                raise UploadTooLarge(most=upload.size_bytes)
            stream.write(piece)
        if size < upload.size_bytes:
            raise UploadSizeDiffers()
        with storing.spool() as kept:
            types.check(stream, media_type=upload.media_type, into=kept)
            return _keep(upload, kept, now)


def _keep(upload: Upload, stream: IO[bytes], now: datetime) -> Upload:
    sha256 = _digest(stream)
    stored_as = storing.keep(stream, upload.purpose, lock_of(upload))
    try:
        with transaction.atomic():
            taken = Upload.objects.filter(pk=upload.pk, state=Upload.State.EXPECTED, expires_at__gt=now).update(
                state=Upload.State.RECEIVED,
                stored_as=stored_as,
                sha256=sha256,
                size_bytes=stream.seek(0, 2),
                received_at=now,
                expires_at=now + UNUSED_KEPT_FOR,
            )
            if not taken:
                raise NotFound()
            record(
                stream="platform",
                action="upload.receive",
                object=f"upload:{upload.public_id}",
                actor=str(upload.owner.public_id),
                details={"purpose": upload.purpose, "bytes": stream.tell()},
                now=now,
            )
    except BaseException:
        storing.storage().delete(stored_as)
        raise
    upload.refresh_from_db()
    return upload


@transaction.atomic
def attach(*, viewer: Viewer, public_id: str, purpose: str, matter: str, now: datetime) -> Upload:
    """Attach the viewer's own received file to a matter ("application:<id>"); return it. A second time does nothing.

    Call it in the transaction of the act it belongs to: undone, the file is unused again. The domain says who may have
    it from then on (links.admits).

    :raises NotFound: for a file that is not the viewer's own, not of this purpose, or of another person than acted for.
    :raises UploadNotUsable: when it was not received yet, is attached elsewhere, or its time is over.
    """
    upload = _own(viewer, public_id, purpose)
    if upload.state == Upload.State.ATTACHED and upload.matter == matter:
        return upload
    if upload.state != Upload.State.RECEIVED or upload.expires_at is None or upload.expires_at <= now:
        raise UploadNotUsable()
    upload.state, upload.matter, upload.expires_at = Upload.State.ATTACHED, matter, None
    upload.save(update_fields=["state", "matter", "expires_at"])
    return upload


def remove(upload: Upload) -> None:
    """Remove an upload's bytes and name; the row says so. Call it within a transaction, the row locked."""
    storing.remove(upload.stored_as)
    upload.state, upload.stored_as = Upload.State.REMOVED, ""
    upload.name_sealed = upload.data_key = upload.expires_at = None
    upload.save(update_fields=["state", "stored_as", "name_sealed", "data_key", "expires_at"])


def name_of(upload: Upload) -> str | None:
    """Return the name the person gave the file; None when none is kept.

    :raises cipher.Unreadable: when its citizen was erased.
    """
    if upload.name_sealed is None or upload.citizen is None:
        return None
    about = ("upload", str(upload.public_id), "name")
    return cipher.opened_with(upload.citizen.own_key(), bytes(upload.name_sealed), about)


def content(upload: Upload) -> Iterator[bytes]:
    """Yield the bytes of a received or attached upload. Who may have them is for the caller to ask.

    :raises NotFound: when they are gone, or its citizen was erased.
    """
    if not upload.stored_as or not storing.storage().exists(upload.stored_as):
        raise NotFound()
    try:
        return storing.pieces(upload.stored_as, lock_of(upload))
    except cipher.Unreadable:
        raise NotFound() from None


def lock_of(upload: Upload) -> storing.Lock | None:
    """Return what an upload's bytes are sealed by; None when they lie open.

    :raises cipher.Unreadable: when the key was destroyed.
    """
    key = upload.sealing_key()
    return None if key is None else storing.Lock(key, "upload", str(upload.public_id))


def _own(viewer: Viewer, public_id: str, purpose: str) -> Upload:
    if viewer.account is None:
        raise NotFound()
    try:
        wanted = UUID(public_id)
    except ValueError:
        raise NotFound() from None
    rows = Upload.objects.select_for_update(of=("self",)).select_related("citizen__account")
    upload = rows.filter(public_id=wanted, owner=viewer.account, purpose=purpose).first()
    if upload is None or (upload.citizen is not None and upload.citizen.pk != _whose(viewer).pk):
        raise NotFound()
    return upload


def _whose(viewer: Viewer) -> Any:
    if viewer.mandate is not None and viewer.mandate.principal_citizen is not None:
        return viewer.mandate.principal_citizen
    return viewer.citizen


def _tidy(name: str) -> str:
    # A name is one line and no path, whatever a client sends.
    return forms.display(name).replace("\\", "/").rpartition("/")[2].replace("\n", " ").strip()[-LONGEST_NAME:]


def _digest(stream: IO[bytes]) -> str:
    stream.seek(0)
    return hashlib.file_digest(stream, "sha256").hexdigest()
