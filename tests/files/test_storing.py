"""Bytes are kept whole or not at all, and what nobody uses goes."""

import io
import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from superapp.accounts import cipher
from superapp.accounts.viewer import Viewer
from superapp.files import storing
from superapp.files.actions import sweeping, uploads
from superapp.files.models import Upload
from tests.files import samples
from tests.files.conftest import kept_in
from tests.files.sending import announced, put, received

pytestmark = pytest.mark.django_db

LOCK = storing.Lock(b"k" * 32, "upload", "one")


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    """Do at once what waits for the commit."""
    return django_capture_on_commit_callbacks


def test_pieces_moved_left_out_or_of_another_row_do_not_open(folder: Path):
    content = os.urandom(3 * storing.PIECE_BYTES)
    name = storing.keep(io.BytesIO(content), "evidence", LOCK)
    path = folder / name
    size = 4 + storing.PIECE_BYTES + cipher.OVERHEAD_BYTES
    first, second, third = (path.read_bytes()[place * size : (place + 1) * size] for place in range(3))

    assert b"".join(storing.pieces(name, LOCK)) == content
    for damaged in (second + first + third, first + third, first + second, first + second + third[:-1], b"\xff" * 9):
        path.write_bytes(damaged)
        with pytest.raises(cipher.Unreadable):
            list(storing.pieces(name, LOCK))
    path.write_bytes(first + second + third)
    with pytest.raises(cipher.Unreadable):
        list(storing.pieces(name, storing.Lock(LOCK.key, "upload", "two")))


def test_a_full_disk_leaves_neither_a_file_nor_a_row_that_points_at_one(
    sender: Viewer, now: datetime, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    upload = announced(sender, now)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            uploads.receive(upload=upload, media_type=upload.media_type, body=iter([samples.pdf()]), now=now)

    upload.refresh_from_db()
    assert (upload.state, upload.stored_as, kept_in(folder)) == ("expected", "", [])
    assert put(upload, samples.pdf()).status_code == 201


def test_what_is_announced_or_sent_and_never_used_is_removed(sender: Viewer, now: datetime, folder: Path, on_commit):
    announced(sender, now - timedelta(minutes=15))
    sent, used, fresh = received(sender, now), received(sender, now), announced(sender, now + timedelta(days=1))
    uploads.attach(viewer=sender, public_id=str(used.public_id), purpose="evidence", matter="application:1", now=now)

    with on_commit(execute=True):
        gone = sweeping.remove_unused_uploads.func(slot=(now + timedelta(days=1)).isoformat())
    again = sweeping.remove_unused_uploads.func(slot=(now + timedelta(days=1)).isoformat())

    assert (gone, again) == (2, 0)
    assert set(Upload.objects.all()) == {used, fresh}
    assert [str(path.relative_to(folder)) for path in kept_in(folder)] == [used.stored_as]
    assert not Upload.objects.filter(pk=sent.pk).exists()


def test_bytes_without_a_row_are_removed_after_a_day(sender: Viewer, now: datetime, folder: Path, on_commit):
    used = received(sender, now)
    stray = [storing.keep(io.BytesIO(b"x"), group, None) for group in ("evidence", "documents", "input")]
    young = storing.keep(io.BytesIO(b"x"), "dossier", None)
    day_ago = (now - timedelta(hours=25)).timestamp()
    for name in (used.stored_as, *stray):
        os.utime(folder / name, (day_ago, day_ago))

    with on_commit(execute=True):
        gone = sweeping.remove_stray_files.func(slot=now.isoformat())

    assert gone == 3
    assert {str(path.relative_to(folder)) for path in kept_in(folder)} == {used.stored_as, young}
