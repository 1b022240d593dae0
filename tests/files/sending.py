"""Sending files in tests, the way an app does: announce, PUT, and who sends."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from superapp.accounts.models import Account
from superapp.accounts.viewer import Viewer
from superapp.files import purposes
from superapp.files.actions import uploads
from superapp.files.models import Upload
from tests.files import samples
from tests.signing_in import sign_in


def path_of(url: str) -> str:
    return urlsplit(url).path


def announced(viewer: Viewer, now: datetime, content: bytes | None = None, **changes: Any) -> Upload:
    """Announce a PDF as evidence; `changes` say otherwise."""
    size = len(samples.pdf() if content is None else content)
    told = {"purpose": "evidence", "media_type": purposes.PDF, "size_bytes": size}
    return uploads.prepare(viewer=viewer, now=now, **(told | changes))


def put(upload: Upload, content: bytes, media_type: str | None = None, **headers: Any) -> HttpResponse:
    """Send bytes as a stranger without any cookie does who holds the ticket."""
    address = path_of(uploads.ticket_url(upload))
    return Client(enforce_csrf_checks=True).generic("PUT", address, content, media_type or upload.media_type, **headers)


def received(viewer: Viewer, now: datetime, content: bytes | None = None, **changes: Any) -> Upload:
    """Return a file of the viewer's that has come."""
    body = samples.pdf() if content is None else content
    upload = announced(viewer, now, body, **changes)
    return uploads.receive(upload=upload, media_type=upload.media_type, body=iter([body]), now=now)


def endless(piece: bytes, taken: list[int]) -> Iterator[bytes]:
    """Yield the same piece for ever, and say how many were taken."""
    while True:
        taken.append(len(piece))
        yield piece


def get(url: str, account: Account | None = None) -> HttpResponse:
    """Fetch an address as somebody, in a browser."""
    client = Client()
    if account is not None:
        sign_in(client, account)
    return client.get(path_of(url))


def body_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
