"""Where bytes lie: written whole or not at all, sealed in pieces, read piece by piece.

A name is given to a row only after all of its bytes are kept, so a row never points at half a file; what a killed
process leaves behind has no row, and a job removes it. The storage is Django's (STORAGES["files"]).
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import transaction
from django.utils.crypto import get_random_string

from superapp.accounts import cipher

PIECE_BYTES = 64 * 1024
_LENGTH_BYTES = 4


class FolderStorage(FileSystemStorage):
    """A folder only this program reads: a file appears under its name when all of it is on the disk."""

    def __init__(self, **options: Any) -> None:
        options = {"location": settings.FILES_DIR, "file_permissions_mode": 0o600} | options
        super().__init__(**{"directory_permissions_mode": 0o700} | options)

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
                for chunk in content.chunks():
                    stream.write(chunk)
                stream.flush()
                os.fsync(stream.fileno())
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return name


@dataclass(frozen=True, slots=True)
class Lock:
    """What pieces are sealed by and for: a key, a table and a row's public id."""

    key: bytes
    table: str
    public_id: str

    def about(self, number: int, is_last: bool) -> cipher.About:
        """Return a piece's place: its number and whether it is the last, so that none can be moved or left out."""
        return (self.table, self.public_id, f"{number}:{'last' if is_last else 'more'}")


def storage() -> Storage:
    """Return where files are kept."""
    return storages["files"]


@contextmanager
def spool() -> Iterator[IO[bytes]]:
    """Yield a file without a name: gone with the process, whatever becomes of it."""
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryFile(dir=folder) as stream:
        yield stream


def keep(stream: IO[bytes], group: str, lock: Lock | None) -> str:
    """Keep the bytes of `stream`, from its beginning, sealed by `lock` if there is one; return the name given."""
    token = get_random_string(32, "abcdefghijklmnopqrstuvwxyz0123456789")
    name = f"{group}/{token[:2]}/{token}"
    stream.seek(0)
    if lock is None:
        return storage().save(name, File(stream))
    with spool() as aside:
        for number, (piece, is_last) in enumerate(_cut(stream)):
            sealed = cipher.seal_bytes_with(lock.key, piece, lock.about(number, is_last))
            aside.write(len(sealed).to_bytes(_LENGTH_BYTES, "big") + sealed)
        aside.seek(0)
        return storage().save(name, File(aside))


def pieces(name: str, lock: Lock | None) -> Iterator[bytes]:
    """Yield what was kept under a name.

    :raises cipher.Unreadable: when it does not open, or a piece is missing.
    :raises FileNotFoundError: when there is nothing by that name.
    """
    with storage().open(name, "rb") as stream:
        if lock is None:
            while piece := stream.read(PIECE_BYTES):
                yield piece
            return
        number, sealed = 0, _next(stream)
        while sealed is not None:
            following = _next(stream)
            yield cipher.opened_bytes_with(lock.key, sealed, lock.about(number, following is None))
            sealed, number = following, number + 1


def remove(*names: str) -> None:
    """Remove what is kept under these names, once the transaction is committed."""
    wanted = [name for name in names if name]
    if wanted:
        transaction.on_commit(lambda: [storage().delete(name) for name in wanted] and None)


def _cut(stream: IO[bytes]) -> Iterator[tuple[bytes, bool]]:
    piece = stream.read(PIECE_BYTES)
    while True:
        following = stream.read(PIECE_BYTES)
        yield piece, not following
        if not following:
            return
        piece = following


def _next(stream: Any) -> bytes | None:
    head = stream.read(_LENGTH_BYTES)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    if length > PIECE_BYTES + cipher.OVERHEAD_BYTES:
        raise cipher.Unreadable("not a piece of ours")
    sealed: bytes = stream.read(length)
    return sealed
