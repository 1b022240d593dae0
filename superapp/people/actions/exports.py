"""A copy of everything that is kept about a citizen: made by a job, fetched by that citizen alone, gone in a day.

What goes into it is said by the register of personal data. The file lies sealed by the citizen's own data key, in
pieces, outside everything the web server serves: it is worth nothing to whoever finds it, nor after an erasure.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.db import transaction
from django_tasks import task

from superapp.accounts import assurance, cipher
from superapp.accounts.models import Citizen
from superapp.accounts.viewer import Viewer
from superapp.audit.recording import record
from superapp.jobs.schedules import schedule
from superapp.people.models import DataExport
from superapp.people.models.data_export import KEPT_FOR
from superapp.refusal import NotFound, Refusal

from . import export_content, notices

IAL = "2.3"
FRESH = timedelta(seconds=300)
MOST_A_DAY = 3
PIECE_BYTES = 64 * 1024
_LINK_SALT = "people.data_export"
_LENGTH_BYTES = 4


class TooManyExports(Refusal):
    """Copies are asked for too often."""

    code = "TOO_MANY_EXPORTS"
    th = "ขอสำเนาข้อมูลได้ไม่เกิน {most} ครั้งใน 24 ชั่วโมง โปรดลองใหม่ภายหลัง"
    en = "At most {most} copies can be asked for within 24 hours. Try again later."


class ExportNotAcknowledged(Refusal):
    """The person has not said that they know what the file holds."""

    code = "EXPORT_NOT_ACKNOWLEDGED"
    th = "โปรดยืนยันว่าทราบแล้วว่า ผู้ที่ได้แฟ้มนี้ไปจะรู้ข้อมูลทั้งหมดของท่าน"
    en = "Confirm first that you know: whoever gets the file knows all that it says."


@transaction.atomic
def request(*, viewer: Viewer, is_acknowledged: bool, now: datetime) -> DataExport:
    """Ask for a copy of the viewer's data; return where it stands. While one is being made, that one.

    One that is ready ends: there is at most one file of a person at a time.

    :raises NotFound: for whoever is no citizen, or acts for another: a copy is one's own.
    :raises StepUpRequired: when the sign-in is too old, or not sure enough.
    :raises ExportNotAcknowledged: unless they say they know what the file holds.
    :raises TooManyExports: after MOST_A_DAY within 24 hours.
    """
    citizen = oneself(viewer)
    assurance.require(viewer, ial=IAL, fresh=FRESH, now=now)
    if not is_acknowledged:
        raise ExportNotAcknowledged(path=("acknowledged",))
    if Citizen.objects.select_for_update(of=("self",)).get(pk=citizen.pk).erased_at is not None:
        raise NotFound()
    standing = DataExport.objects.of(citizen).filter(state__in=[DataExport.State.WAITING, DataExport.State.READY])
    for export in standing:
        if export.state == DataExport.State.WAITING:
            return export
    if DataExport.objects.of(citizen).filter(requested_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyExports(most=MOST_A_DAY)
    end(list(standing))
    export = DataExport.objects.create(citizen=citizen, requested_at=now)
    make_copy.enqueue(export=str(export.public_id))
    record(
        stream="platform",
        action="export.request",
        object=f"citizen:{citizen.public_id}",
        actor=viewer.actor,
        details={"export": str(export.public_id)},
        now=now,
    )
    return export


def keep_copy(pieces: list[bytes] | None, *, export: str) -> None:
    """Write the sealed file and say that it is ready; nothing for one that is over, or whose citizen was erased."""
    row = (
        DataExport.objects.select_for_update(of=("self",))
        .select_related("citizen__account")
        .filter(public_id=export, state=DataExport.State.WAITING)
        .first()
    )
    if pieces is None or row is None or row.citizen.erased_at is not None:
        return
    size = _write(row, pieces)
    now = export_content.clock()
    row.state, row.ready_at, row.ends_at, row.size_bytes = DataExport.State.READY, now, now + KEPT_FOR, size
    row.save(update_fields=["state", "ready_at", "ends_at", "size_bytes"])
    notices.put(
        citizen=row.citizen,
        topic="privacy.export",
        key=f"export:{row.public_id}",
        texts={
            "title_th": "สำเนาข้อมูลของท่านพร้อมแล้ว",
            "title_en": "Your copy of your data is ready",
            "body_th": "ดาวน์โหลดได้ภายใน 24 ชั่วโมงในหน้า “ข้อมูลของฉัน” หากท่านไม่ได้ขอ โปรดแจ้งเราทันที",
            "body_en": "Fetch it within 24 hours on the page “My data”. If you did not ask for it, tell us at once.",
        },
        now=now,
    )


@task(store=keep_copy, lease_s=120)
def make_copy(*, export: str) -> list[bytes] | None:
    """Gather a citizen's copy and seal it in pieces. Running twice makes the same copy again; the last is kept."""
    row = (
        DataExport.objects.select_related("citizen__account")
        .filter(public_id=export, state=DataExport.State.WAITING)
        .first()
    )
    if row is None or row.citizen.erased_at is not None:
        return None
    content, key = export_content.archive(row.citizen), row.citizen.own_key()
    starts = range(0, len(content), PIECE_BYTES)
    return [
        cipher.seal_bytes_with(
            key, content[start : start + PIECE_BYTES], _about(row, number, number + 1 == len(starts))
        )
        for number, start in enumerate(starts)
    ]


def link(export: DataExport, now: datetime) -> str | None:
    """Return the address where the citizen fetches it; None unless it is ready. It works for them alone, for a day."""
    if not export.is_open(now):
        return None
    token = signing.dumps(str(export.public_id), salt=_LINK_SALT)
    return f"{settings.PUBLIC_URL}/people/exports/{token}"


@transaction.atomic
def fetch(*, viewer: Viewer, token: str, now: datetime) -> tuple[DataExport, Iterator[bytes]]:
    """Return an export and its file, opened piece by piece as it is read.

    :raises NotFound: unless the link is ours and not too old, the file still there, and the viewer its citizen.
    """
    citizen = oneself(viewer)
    try:
        public_id = signing.loads(token, salt=_LINK_SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        raise NotFound() from None
    rows = DataExport.objects.of(citizen).select_related("citizen__account").select_for_update(of=("self",))
    export = rows.filter(public_id=public_id).first()
    if export is None or not export.is_open(now) or not file_of(export).is_file():
        raise NotFound()
    if export.fetched_at is None:
        export.fetched_at = now
        export.save(update_fields=["fetched_at"])
    record(
        stream="platform",
        action="export.fetch",
        object=f"citizen:{citizen.public_id}",
        actor=viewer.actor,
        details={"export": str(export.public_id)},
        now=now,
    )
    return export, _pieces(export)


@schedule(name="end-data-exports", every=timedelta(hours=1), at=timedelta(minutes=10), missed="last")
@task()
def end_old_copies(*, slot: str) -> int:
    """Delete the files whose day is over; return how many. A second run finds none."""
    old = list(DataExport.objects.select_for_update().past_their_time(datetime.fromisoformat(slot)))
    return end(old)


def end(exports: list[DataExport]) -> int:
    """End these exports: their rows say so, and once that is committed their files go. Return how many."""
    DataExport.objects.filter(pk__in=[export.pk for export in exports]).update(state=DataExport.State.OVER)
    remove_files(exports)
    return len(exports)


def remove_files(exports: list[DataExport]) -> None:
    """Delete the files of these exports once the transaction is committed."""
    paths = [file_of(export) for export in exports]
    transaction.on_commit(lambda: [path.unlink(missing_ok=True) for path in paths] and None)


def folder() -> Path:
    """Return where copies lie: beside the logs, never where the web server looks for files."""
    return Path(settings.VAR_DIR) / "exports"


def file_of(export: DataExport) -> Path:
    """Return the path of an export's file."""
    return folder() / f"{export.public_id}.sealed"


def oneself(viewer: Viewer) -> Citizen:
    """Return the citizen who asks for themselves.

    :raises NotFound: for everybody else.
    """
    if viewer.citizen is None or viewer.mandate is not None:
        raise NotFound()
    return viewer.citizen


def _about(export: DataExport, number: int, is_last: bool) -> cipher.About:
    # Number and end are part of the place: pieces left out, moved or cut off do not open.
    return ("data_export", str(export.public_id), f"{number}:{'last' if is_last else 'more'}")


def _write(export: DataExport, pieces: list[bytes]) -> int:
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = file_of(export)
    aside = path.with_suffix(f".{os.getpid()}")
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as stream:
        for piece in pieces:
            stream.write(len(piece).to_bytes(_LENGTH_BYTES, "big") + piece)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
    return sum(len(piece) - cipher.OVERHEAD_BYTES for piece in pieces)


def _pieces(export: DataExport) -> Iterator[bytes]:
    key, number = export.citizen.own_key(), 0
    with file_of(export).open("rb") as stream:
        piece = _next_piece(stream)
        while piece is not None:
            following = _next_piece(stream)
            yield cipher.opened_bytes_with(key, piece, _about(export, number, following is None))
            piece, number = following, number + 1


def _next_piece(stream: "os.PathLike[str] | object") -> bytes | None:
    head = stream.read(_LENGTH_BYTES)  # type: ignore[attr-defined]
    return stream.read(int.from_bytes(head, "big")) if head else None  # type: ignore[attr-defined]
